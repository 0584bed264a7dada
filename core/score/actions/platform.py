"""Keep what a marketplace's export says of a shop's days; the importers hand it over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, Problem
from core.people.user import Right, User
from core.score.reconcile import RECONCILED, PlatformDay
from core.score.tables import PlatformDayRow

_COLUMN = {"revenue": "revenue_vnd"}


def save_platform_days(session: Session, user: User, days: Sequence[PlatformDay], *, now: datetime) -> tuple[int, int, int]:
    """Store days, the newer file over the older; return how many were added, updated, unchanged.

    What a file does not say leaves what another said. Numbers below zero, or a day twice, are refused as a whole.
    """
    user.require(Right.IMPORT_FILES)
    _check(days)
    stored = {
        (row.shop_id, row.day): row
        for row in session.exec(select(PlatformDayRow).where(col(PlatformDayRow.day).in_({found.day for found in days})).with_for_update())
    }
    added = updated = unchanged = 0
    for found in days:
        numbers = {_COLUMN.get(key, key): getattr(found, key) for key in RECONCILED if getattr(found, key) is not None}
        row = stored.get((found.shop_id, found.day))
        if row is None:
            session.add(PlatformDayRow(shop_id=found.shop_id, day=found.day, source=found.source, read_at=now, **numbers))
            added += 1
        elif all(getattr(row, name) == value for name, value in numbers.items()):
            unchanged += 1
        else:
            for name, value in numbers.items():
                setattr(row, name, value)
            row.source, row.read_at = found.source, now
            session.add(row)
            updated += 1
    if added or updated:
        session.flush()
        after = {"added": added, "updated": updated, "sources": sorted({found.source for found in days})}
        audit.record(session, at=now, actor_id=user.id or None, actor=user.name, action="platform.save", subject="platform:*", after=after)
        touch(session, Topic.SCORE)
    return added, updated, unchanged


def _check(days: Sequence[PlatformDay]) -> None:
    seen: set[tuple[int, object]] = set()
    problems = []
    for found in days:
        if (found.shop_id, found.day) in seen:
            problems.append(Problem("day", "{day} stands twice for one shop.", {"day": found.day.isoformat()}))
        if any((getattr(found, key) or 0) < 0 for key in RECONCILED):
            problems.append(Problem("day", "{day}: a number is below zero.", {"day": found.day.isoformat()}))
        seen.add((found.shop_id, found.day))
    if problems:
        raise InvalidInput(problems)
