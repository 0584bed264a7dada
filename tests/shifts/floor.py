"""Short ways for the shift tests: local times, the preset templates, one act in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import text

from core.base.clock import DEFAULT_ZONE
from core.base.database import Database
from core.people.user import SYSTEM, User
from core.shifts.actions.check_in import CheckIn, check_in
from core.shifts.actions.save import Saved, SaveResults, ShopTotals, save_results
from core.shifts.queries.shifts import shift_with_results
from core.shifts.queries.templates import find_template
from core.shifts.result import Totals
from core.shifts.shift import Shift
from core.shifts.template import Template

T = TypeVar("T")
DAY = date(2026, 9, 30)
"""The last day of a month, a Wednesday."""


def local(written: str) -> datetime:
    """Return a moment from local time: `2026-09-30 16:00`, or `16:00` of DAY."""
    full = written if len(written) > 5 else f"{DAY} {written}"
    return datetime.fromisoformat(full).replace(tzinfo=DEFAULT_ZONE).astimezone(UTC)


def act(database: Database, action: Callable[..., T], user: User, *args: Any, at: datetime) -> T:
    """Run one act in a transaction of its own."""
    with database.write() as session:
        return action(session, user, *args, now=at)


def ask(database: Database, query: Callable[..., T], user: User, *args: Any, **named: Any) -> T:
    """Run one query."""
    with database.read() as session:
        return query(session, user, *args, **named)


def template(database: Database, code: str = "late") -> Template:
    return ask(database, find_template, SYSTEM, code)


def begin(database: Database, user: User, at: str = "15:50", code: str = "late", day: date = DAY, agent: User | None = None) -> Shift:
    """Check in."""
    wanted = CheckIn(template(database, code).id, day, agent.id if agent else None)
    return act(database, check_in, user, wanted, at=local(at))


def save(database: Database, user: User, shift: Shift, totals: dict[int, Totals], at: str, version: int | None = None) -> Saved:
    """Save totals by shop id over the versions of `shift` (or over `version`)."""
    shops = tuple(
        ShopTotals(shop, numbers, shift.result_of(shop).version if version is None else version) for shop, numbers in totals.items()
    )
    return act(database, save_results, user, SaveResults(shift.id, shops), at=local(at))


def fresh(database: Database, user: User, shift: Shift) -> Shift:
    """Return the shift as it now is."""
    return ask(database, shift_with_results, user, shift.id)


def count(database: Database, table: str) -> int:
    """Return how many rows a table has."""
    with database.read() as session:
        return int(session.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one())


def audited(database: Database, subject: str) -> list[tuple[str, int | None]]:
    """Return (action, who) of a subject's audit trail, oldest first."""
    with database.read() as session:
        rows = session.execute(text("SELECT action, actor_id FROM audit WHERE subject = :subject ORDER BY id"), {"subject": subject})
        return [(action, actor) for action, actor in rows]
