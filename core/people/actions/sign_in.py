"""Signing in and out; the first owner account.

A try is written down before the password is looked at, so that many tries at once count each other,
and the slow password check happens between two short transactions, never inside one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, text, update
from sqlmodel import Session, col, select

from core.base import audit
from core.base.appsettings import IS_DEMO, read_setting
from core.base.changes import Topic, touch
from core.base.errors import NotFound, Refused
from core.base.text import clean
from core.people.actions.users import NewUser, add_user
from core.people.queries.sign_in import as_signed_in, failures, first_of_role
from core.people.queries.users import any_user
from core.people.sign_in import PER_ADDRESS, PER_NAME, SessionLimits, SignedIn, TooManyTries, new_session_token, token_hash
from core.people.tables import SignInAttemptRow, SignInSessionRow, UserRow
from core.people.user import SYSTEM, Role, User

_LOCKS = 0x_51_61  # any constant: the space of these advisory locks
_KEEP_ATTEMPTS = timedelta(days=1)
_KEEP_SESSIONS = timedelta(days=30)


@dataclass(frozen=True)
class Attempt:
    """A try to sign in, written down; what to check the password against."""

    id: int
    user_id: int | None
    password_hash: str | None


def refuse_too_many(session: Session, name: str, address: str, *, now: datetime) -> int:
    """Raise TooManyTries when the name or the address has to wait; return how often the name failed lately."""
    by_name = failures(session, name=_as_typed(name), since=now - PER_NAME.window)
    by_address = failures(session, address=address[:64], since=now - PER_ADDRESS.window)
    wait = max(PER_NAME.wait(by_name, now), PER_ADDRESS.wait(by_address, now))
    if wait > timedelta(0):
        raise TooManyTries(wait)
    return len(by_name)


def begin_attempt(session: Session, name: str, address: str, *, now: datetime) -> Attempt:
    """Write down a try; TooManyTries when the name or the address has to wait."""
    name, address = _as_typed(name), address[:64]
    _one_at_a_time(session, f"name {name}", f"address {address}")
    failed = refuse_too_many(session, name, address, now=now)
    row = SignInAttemptRow(at=now, name=name, address=address)
    session.add(row)
    session.flush()
    user = session.exec(select(UserRow).where(UserRow.name == name, col(UserRow.active))).one_or_none()
    if user is not None and failed + 1 == PER_NAME.free:
        audit.record(session, at=now, actor_id=None, actor="", action="sign_in.throttled", subject=f"user:{user.id}")
    return Attempt(id=row.id or 0, user_id=user.id if user else None, password_hash=user.password_hash if user else None)


def _as_typed(name: str) -> str:
    return clean(name).lower()[:64]


def _one_at_a_time(session: Session, *keys: str) -> None:
    # SQLite's writers wait for one another anyway; on PostgreSQL tries at once would not see each other.
    if session.connection().dialect.name == "postgresql":
        for key in keys:
            session.execute(text("SELECT pg_advisory_xact_lock(:space, hashtext(:key))"), {"space": _LOCKS, "key": key})


def finish_attempt(session: Session, attempt: Attempt, *, now: datetime, limits: SessionLimits) -> tuple[str, SignedIn]:
    """Open a session for a try whose password fitted; the token is for the cookie and stored nowhere."""
    session.execute(update(SignInAttemptRow).where(col(SignInAttemptRow.id) == attempt.id).values(succeeded=True))
    user = session.get(UserRow, attempt.user_id) if attempt.user_id else None
    if user is None or not user.active or user.password_hash != attempt.password_hash:
        raise Refused("This account was closed or its password changed just now.")
    return _open(session, user, now, limits)


def demo_sign_in(session: Session, role: Role, *, now: datetime, limits: SessionLimits) -> tuple[str, SignedIn]:
    """Open a session for the first person of a role, without a password; only in a demo database."""
    if not read_setting(session, IS_DEMO, False):
        raise Refused("Signing in without a password works in the demo only.")
    person = first_of_role(session, role)
    user = session.get(UserRow, person.id) if person else None
    if user is None:
        raise NotFound("The demo has nobody in this role.")
    return _open(session, user, now, limits)


def _open(session: Session, user: UserRow, now: datetime, limits: SessionLimits) -> tuple[str, SignedIn]:
    token = new_session_token()
    row = SignInSessionRow(
        token_hash=token_hash(token), user_id=user.id or 0, created_at=now, last_seen_at=now, expires_at=now + limits.absolute
    )
    session.add(row)
    session.flush()
    audit.record(session, at=now, actor_id=user.id, actor=user.name, action="sign_in", subject=f"session:{row.id}")
    return token, as_signed_in(row, user)


def sign_out(session: Session, user: User, session_id: int, *, now: datetime) -> None:
    """Revoke one of the user's own sessions; a copied cookie is dead from here on."""
    mine = (col(SignInSessionRow.id) == session_id, col(SignInSessionRow.user_id) == user.id, col(SignInSessionRow.revoked_at).is_(None))
    done = session.execute(update(SignInSessionRow).where(*mine).values(revoked_at=now))
    if done.rowcount:  # type: ignore[attr-defined]
        audit.record(session, at=now, actor_id=user.id, actor=user.name, action="sign_out", subject=f"session:{session_id}")
        touch(session, Topic.SIGN_IN)


def note_seen(session: Session, last_uses: Mapping[str, datetime]) -> None:
    """Write down when sessions (by key) were last used; callers do so at most once a minute for each."""
    for key, used in last_uses.items():
        session.execute(update(SignInSessionRow).where(col(SignInSessionRow.token_hash) == key).values(last_seen_at=used))


def set_language(session: Session, user: User, language: str, *, now: datetime) -> None:
    """Keep a person's choice of language with the account."""
    if language not in ("vi", "en"):
        raise Refused("There is no such language.")
    session.execute(update(UserRow).where(col(UserRow.id) == user.id).values(language=language))
    touch(session, Topic.SIGN_IN)


def create_first_owner(session: Session, new: NewUser, *, now: datetime, limits: SessionLimits) -> tuple[str, SignedIn]:
    """Create the owner account of an empty database and sign it in; refused once any account exists."""
    if session.connection().dialect.name == "postgresql":  # SQLite's writers already wait for one another
        session.execute(text("LOCK TABLE user_account IN SHARE ROW EXCLUSIVE MODE"))
    if any_user(session):
        raise Refused("There is an account already. Sign in, or ask the owner.")
    made = add_user(session, SYSTEM, NewUser(new.name, new.display, Role.OWNER, new.password or ""), now=now)
    user = session.get_one(UserRow, made.id)
    return _open(session, user, now, limits)


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete tries of more than a day ago and sessions that ended more than a month ago."""
    session.execute(delete(SignInAttemptRow).where(col(SignInAttemptRow.at) < now - _KEEP_ATTEMPTS))
    session.execute(delete(SignInSessionRow).where(col(SignInSessionRow.expires_at) < now - _KEEP_SESSIONS))
