"""What is changed about an account that exists: name shown, role, sign-ins, one's own password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, NotFound, Problem, Refused
from core.base.text import clean, nfc
from core.people.actions.users import password_problems
from core.people.passwords import check_password, hash_password
from core.people.queries.users import as_user
from core.people.tables import SignInAttemptRow, SignInSessionRow, UserRow
from core.people.user import Right, Role, User


@dataclass(frozen=True)
class ChangeAccount:
    """How a person is shown, and their role."""

    user_id: int
    display: str
    role: Role


@dataclass(frozen=True)
class OwnPassword:
    """One's own new password, and the old one as proof; `session_id` is the browser that stays signed in.

    `attempt_id` is the counted try (`begin_attempt`), so that an open screen is no place to guess at.
    """

    old: str
    new: str
    session_id: int
    attempt_id: int


def change_account(session: Session, user: User, wanted: ChangeAccount, *, now: datetime) -> User:
    """Change what a person is called and may do; a new role holds from their next click on."""
    user.require(Right.MANAGE_PEOPLE)
    row = _found(session, wanted.user_id)
    display = clean(wanted.display)
    if not display or len(display) > 120:
        raise InvalidInput([Problem("display", "The name to show is needed, at most 120 characters.")])
    if row.id == user.id and wanted.role is not user.role:
        raise Refused("Nobody can change their own role.", field="role")
    before, after = row.role, str(wanted.role)
    if (row.display, before) == (display, after):
        return as_user(row)
    row.display, row.role = display, after
    session.add(row)
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="user.change", subject=f"user:{row.id}",
        before={"role": before}, after={"role": after},
    )  # fmt: skip
    touch(session, Topic.PEOPLE)
    return as_user(row)


def end_sign_ins(session: Session, user: User, user_id: int, *, now: datetime, keep: int | None = None) -> int:
    """Sign a person out everywhere (oneself, or anybody for those who manage people), `keep` aside; return how many browsers."""
    if user_id != user.id:
        user.require(Right.MANAGE_PEOPLE)
    row = _found(session, user_id)
    ended = _revoke(session, row.id or 0, now, keep)
    audit.record(
        session,
        at=now,
        actor_id=user.id or None,
        actor=user.name,
        action="user.sign_out",
        subject=f"user:{row.id}",
        after={"browsers": ended},
    )
    touch(session, Topic.SIGN_IN)
    return ended


def change_own_password(session: Session, user: User, wanted: OwnPassword, *, now: datetime) -> User:
    """Set one's own password; every other browser of theirs is signed out."""
    row = _found(session, user.id)
    if not check_password(nfc(wanted.old), row.password_hash):
        raise InvalidInput([Problem("old", "The present password is not right.")])
    if problems := password_problems(wanted.new):
        raise InvalidInput(problems)
    session.execute(update(SignInAttemptRow).where(col(SignInAttemptRow.id) == wanted.attempt_id).values(succeeded=True))
    row.password_hash = hash_password(nfc(wanted.new))
    session.add(row)
    _revoke(session, user.id, now, wanted.session_id)
    audit.record(session, at=now, actor_id=user.id, actor=user.name, action="user.own_password", subject=f"user:{row.id}")
    touch(session, Topic.SIGN_IN)
    return as_user(row)


def _found(session: Session, user_id: int) -> UserRow:
    row = session.get(UserRow, user_id)
    if row is None:
        raise NotFound("This account does not exist any more.")
    if row.erased_at is not None:
        raise Refused("This account was erased and stays closed.")
    return row


def _revoke(session: Session, user_id: int, now: datetime, keep: int | None) -> int:
    theirs = [col(SignInSessionRow.user_id) == user_id, col(SignInSessionRow.revoked_at).is_(None), col(SignInSessionRow.expires_at) > now]
    if keep is not None:
        theirs.append(col(SignInSessionRow.id) != keep)
    return int(session.execute(update(SignInSessionRow).where(*theirs).values(revoked_at=now)).rowcount)  # type: ignore[attr-defined]
