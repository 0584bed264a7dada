"""Bulk insert of published weeks, for the demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert
from sqlmodel import Session

from core.base import audit
from core.base.changes import Topic, touch
from core.people.user import Right, User
from core.shifts.labour_law import monday_of
from core.shifts.tables import RosterChangeRow, RosterEntryRow, RosterWeekRow

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class BulkEntry:
    """A planned shift, published or only drafted; ids are those of the people wing and of `shift_template`."""

    agent_id: int
    template_id: int
    business_date: date
    published: bool = True


def insert_roster(session: Session, user: User, entries: Sequence[BulkEntry], *, published_at: dict[date, datetime], now: datetime) -> int:
    """Insert new planned shifts; weeks in `published_at` (by their Monday) count as published then. Returns how many went in."""
    user.require(Right.IMPORT_FILES)
    by = user.id or None
    for week in sorted({monday_of(entry.business_date) for entry in entries}):
        at = published_at.get(week)
        session.add(
            RosterWeekRow(
                week=week, version=1, publication=int(at is not None), published_at=at, published_by=by if at else None,
                changed_at=at or now, changed_by=by,
            )
        )  # fmt: skip
    session.flush()
    for start in range(0, len(entries), CHUNK):
        chunk = entries[start : start + CHUNK]
        session.execute(
            insert(RosterEntryRow),
            [
                {"agent_id": one.agent_id, "template_id": one.template_id, "business_date": one.business_date, "drafted": True,
                 "published": one.published}
                for one in chunk
            ],
        )  # fmt: skip
        first = [
            {"week": week, "publication": 1, "agent_id": one.agent_id, "template_id": one.template_id, "business_date": one.business_date,
             "added": True, "at": published_at[week], "by": by}
            for one in chunk
            if one.published and (week := monday_of(one.business_date)) in published_at
        ]  # fmt: skip
        if first:
            session.execute(insert(RosterChangeRow), first)
    audit.record(session, at=now, actor_id=by, actor=user.name, action="roster.insert", subject="roster:*", after={"entries": len(entries)})
    touch(session, Topic.SHIFTS)
    return len(entries)
