"""Accounts with what an owner needs to look after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from core.people.queries.users import as_user
from core.people.tables import SignInSessionRow, UserRow
from core.people.user import Right, User


@dataclass(frozen=True)
class Account:
    """A person's account: when they last signed in and were last seen, and how many browsers are signed in now."""

    user: User
    created_at: datetime
    erased: bool
    last_sign_in: datetime | None
    last_seen: datetime | None
    browsers: int


def list_accounts(session: Session, user: User, now: datetime) -> tuple[Account, ...]:
    """Return every account by name, erased ones last; what they did before a month ago is not kept."""
    user.require(Right.MANAGE_PEOPLE)
    s = SignInSessionRow
    used = {
        number: (last, seen)
        for number, last, seen in session.exec(
            select(s.user_id, func.max(s.created_at), func.max(s.last_seen_at)).group_by(col(s.user_id))
        )
    }  # fmt: skip
    live = select(s.user_id, func.count()).where(col(s.revoked_at).is_(None), col(s.expires_at) > now).group_by(col(s.user_id))
    browsers = dict(session.exec(live).all())
    rows = session.exec(select(UserRow).order_by(col(UserRow.erased_at).is_not(None), col(UserRow.display), col(UserRow.id)))
    found = []
    for row in rows:
        last, seen = used.get(row.id or 0, (None, None))
        found.append(Account(as_user(row), row.created_at, row.erased_at is not None, last, seen, browsers.get(row.id or 0, 0)))
    return tuple(found)
