"""Accounts: add, disable, new password, erase a leaver."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, NotFound, Problem, Refused
from core.base.text import clean, nfc
from core.people.passwords import MAX_LENGTH, MIN_LENGTH, hash_password
from core.people.queries.users import as_user
from core.people.tables import SignInAttemptRow, SignInSessionRow, UserRow
from core.people.user import Right, Role, User

_NAME = re.compile(r"^[a-z0-9][a-z0-9._-]{0,63}$")


@dataclass(frozen=True)
class NewUser:
    """What a new account needs; no password means that nobody can sign in with it yet."""

    name: str
    display: str
    role: Role
    password: str | None = None


def find_row(session: Session, name: str) -> UserRow:
    """Return the stored account of that name, or raise NotFound naming it."""
    row = session.exec(select(UserRow).where(UserRow.name == clean(name).lower())).one_or_none()
    if row is None:
        raise NotFound("There is no user “{name}”.", field="name", name=name)
    return row


def _problems(session: Session, new: NewUser) -> list[Problem]:
    problems = []
    name = clean(new.name).lower()
    if not _NAME.match(name):
        problems.append(Problem("name", "A user name has letters a–z, digits, dot, dash or underscore, at most 64."))
    elif session.exec(select(UserRow.id).where(UserRow.name == name)).first() is not None:
        problems.append(Problem("name", "There is already a user “{name}”.", {"name": name}))
    if not clean(new.display) or len(clean(new.display)) > 120:
        problems.append(Problem("display", "The name to show is needed, at most 120 characters."))
    if new.password is not None:
        problems += password_problems(new.password)
    return problems


def password_problems(password: str) -> list[Problem]:
    """Return what is wrong with a new password; length is the only rule."""
    if not MIN_LENGTH <= len(nfc(password)) <= MAX_LENGTH:
        return [Problem("password", "A password has at least {min} characters.", {"min": MIN_LENGTH})]
    return []


def add_user(session: Session, user: User, new: NewUser, *, now: datetime) -> User:
    """Create an account; names are unique without regard to case."""
    user.require(Right.MANAGE_PEOPLE)
    if problems := _problems(session, new):
        raise InvalidInput(problems)
    row = UserRow(
        name=clean(new.name).lower(),
        display=clean(new.display),
        role=str(new.role),
        password_hash=hash_password(nfc(new.password)) if new.password is not None else None,
        created_at=now,
    )
    session.add(row)
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="user.add", subject=f"user:{row.id}",
        after={"role": row.role},
    )  # fmt: skip
    touch(session, Topic.PEOPLE)
    return as_user(row)


def _end_sessions(session: Session, user_id: int, now: datetime) -> None:
    theirs = (col(SignInSessionRow.user_id) == user_id, col(SignInSessionRow.revoked_at).is_(None))
    session.execute(update(SignInSessionRow).where(*theirs).values(revoked_at=now))


def disable_user(session: Session, user: User, name: str, *, now: datetime) -> User:
    """Shut an account: signed out everywhere at once, nothing of its work is touched."""
    user.require(Right.MANAGE_PEOPLE)
    row = find_row(session, name)
    if row.id == user.id:
        raise Refused("Nobody can disable their own account.")
    row.active = False
    _end_sessions(session, row.id or 0, now)
    session.add(row)
    audit.record(session, at=now, actor_id=user.id or None, actor=user.name, action="user.disable", subject=f"user:{row.id}")
    touch(session, Topic.PEOPLE)
    return as_user(row)


def reset_password(session: Session, user: User, name: str, password: str, *, now: datetime) -> User:
    """Set a new password, open the account again and sign it out everywhere."""
    row = find_row(session, name)
    if row.id != user.id:
        user.require(Right.MANAGE_PEOPLE)
    if problems := password_problems(password):
        raise InvalidInput(problems)
    if row.erased_at is not None:
        raise Refused("This account was erased and stays closed.")
    row.password_hash = hash_password(nfc(password))
    row.active = True
    _end_sessions(session, row.id or 0, now)
    session.add(row)
    audit.record(session, at=now, actor_id=user.id or None, actor=user.name, action="user.reset", subject=f"user:{row.id}")
    touch(session, Topic.PEOPLE)
    return as_user(row)


def erase_user(session: Session, user: User, name: str, *, now: datetime) -> User:
    """Replace a leaver's personal data by a number; their shifts and totals stay."""
    user.require(Right.MANAGE_PEOPLE)
    row = find_row(session, name)
    if row.id == user.id:
        raise Refused("Nobody can erase their own account.")
    old = row.name
    row.name, row.display = f"erased-{row.id}", f"#{row.id}"
    row.password_hash, row.active, row.erased_at = None, False, now
    _end_sessions(session, row.id or 0, now)
    session.execute(delete(SignInAttemptRow).where(col(SignInAttemptRow.name) == old))
    session.add(row)
    audit.record(session, at=now, actor_id=user.id or None, actor=user.name, action="user.erase", subject=f"user:{row.id}")
    touch(session, Topic.PEOPLE)
    return as_user(row)
