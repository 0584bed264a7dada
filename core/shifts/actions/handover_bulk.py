"""Handovers of the past put in as they were, for demo data: plain inserts, one audit row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from core.base import audit
from core.base.changes import Topic, touch
from core.people.user import Right, User
from core.shifts.handover import Priority
from core.shifts.tables import HandoverRow


@dataclass(frozen=True)
class BulkHandover:
    """An item with all that became of it; None: not accepted, not closed."""

    shift_id: int
    what: str
    created_by: int
    created_at: datetime
    shop_id: int | None = None
    order_no: str = ""
    customer: str = ""
    until: datetime | None = None
    priority: Priority = Priority.NORMAL
    accepted_by: int | None = None
    accepted_at: datetime | None = None
    accepted_shift_id: int | None = None
    closed_at: datetime | None = None
    result: str = ""


def insert_handovers(session: Session, user: User, items: Sequence[BulkHandover], *, now: datetime) -> int:
    """Insert items as they are, without their rules; returns how many."""
    user.require(Right.IMPORT_FILES)
    for item in items:
        closed_by = item.accepted_by if item.closed_at else None
        values = {name: getattr(item, name) for name in item.__dataclass_fields__} | {"priority": str(item.priority)}
        session.add(HandoverRow(**values, closed_by=closed_by))
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="handover.insert_history", subject="handover:*",
        after={"items": len(items)},
    )  # fmt: skip
    touch(session, Topic.SHIFTS)
    return len(items)
