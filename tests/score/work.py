"""Shifts and results put straight into a test's database, with defaults for everything."""

from __future__ import annotations

from datetime import date, datetime

from core.base.clock import at_local
from core.base.database import Database
from core.people.shop import Shop
from core.people.user import SYSTEM, User
from core.shifts.actions.bulk import BulkResult, BulkSave, BulkShift, insert_history
from core.shifts.queries.templates import find_template
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus

DAY = date(2026, 9, 15)
NOW = at_local(date(2026, 11, 1), 12 * 60)
Results = dict[Shop, Totals | tuple[Totals, tuple[BulkSave, ...]]]


def clock(text: str, day: date = DAY) -> datetime:
    """Return the moment of a local `HH:MM` on a day; `24:30` is half past midnight of the next."""
    hour, minute = text.split(":")
    return at_local(day, int(hour) * 60 + int(minute))


def save(text: str, *, day: date = DAY, **totals: int) -> BulkSave:
    """Return a save at a local `HH:MM`."""
    return BulkSave(clock(text, day), Totals(**totals))


def shift(
    database: Database,
    agent: User,
    template: str,
    results: Results | None = None,
    *,
    day: date = DAY,
    hours: tuple[str, str | None] | None = None,
    status: ShiftStatus = ShiftStatus.APPROVED,
    updated: str | None = None,
    declared: int | None = None,
) -> None:
    """Put one shift in; `hours` as local `HH:MM`, by default the template's, None as the end: not checked out."""
    with database.write() as session:
        kind = find_template(session, SYSTEM, template)
        start, end = kind.hours(day)
        check_in, check_out = (start, end) if hours is None else (clock(hours[0], day), clock(hours[1], day) if hours[1] else None)
        rows = []
        for shop, given in (results or {}).items():
            totals, saves = given if isinstance(given, tuple) else (given, ())
            rows.append(BulkResult(shop.id, totals, complaints_handled=declared, saves=saves))
        made = BulkShift(
            agent_id=agent.id,
            template_id=kind.id,
            business_date=day,
            status=status,
            check_in=check_in,
            check_out=check_out,
            results=tuple(rows),
            last_update=clock(updated, day) if updated else None,
        )
        insert_history(session, SYSTEM, [made], now=NOW)
