"""One-use form tokens: a double click or a resent form has one effect."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from core.base.errors import AlreadyDone
from core.base.tables import UsedTokenRow


def new_token() -> str:
    """Return a fresh token for one drawing of a form."""
    return secrets.token_urlsafe(16)


def spend(session: Session, token: str, *, at: datetime) -> None:
    """Take the token inside the act's transaction; taken before, raise AlreadyDone."""
    try:
        with session.begin_nested():
            session.add(UsedTokenRow(token=token, used_at=at))
    except IntegrityError:
        raise AlreadyDone("This was already saved; it was sent twice.") from None
