"""Copies of scripts and vouchers are counted, so that the page can show what is used."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from core.catalog.source import SheetKind
from core.catalog.tables import ScriptCopyRow
from core.people.user import Right, User


def count_copy(session: Session, user: User, kind: SheetKind, item: str, *, now: datetime) -> None:
    """Count one click on a copy button; `item` is the key of the script or voucher.

    Touches no topic: hundreds of clicks an hour must not empty everybody's caches, and a count may lag a minute.
    """
    user.require(Right.READ_CATALOG)
    session.add(ScriptCopyRow(kind=str(kind), item=item[:120], user_id=user.id, at=now))
