"""One-use form tokens: a double click or a resent form has one effect."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import bindparam, text
from sqlmodel import Session

from core.base.clock import UtcDateTime
from core.base.errors import AlreadyDone

# On a conflict nothing is written, on either engine, and a second sender waits for the first one's commit.
_SPEND = text("INSERT INTO used_token (token, used_at) VALUES (:token, :at) ON CONFLICT DO NOTHING").bindparams(
    bindparam("at", type_=UtcDateTime())
)


def new_token() -> str:
    """Return a fresh token for one drawing of a form."""
    return secrets.token_urlsafe(16)


def spend(session: Session, token: str, *, at: datetime) -> None:
    """Take the token inside the act's transaction; taken before, raise AlreadyDone."""
    taken = session.connection().execute(_SPEND, {"token": token, "at": at}).rowcount
    if not taken:
        raise AlreadyDone("This was already saved; it was sent twice.")
