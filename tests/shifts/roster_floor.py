"""Short ways for the roster tests: a week planned, published, looked at."""

from __future__ import annotations

from datetime import date, timedelta

from core.base.database import Database
from core.people.user import User
from core.shifts.actions.roster import Published, PublishWeek, SaveWeek, publish_week, save_week
from core.shifts.queries.roster import roster_week
from core.shifts.roster import Assignment, CellPlan, RosterWeek
from tests.shifts.floor import act, ask, local, template

WEEK = date(2026, 10, 5)
"""A Monday."""
PLANNED_AT = "2026-09-28 09:00"
Plan = dict[tuple[User, int], str]
"""Who and which day of the week (0 is Monday) → template codes, joined by a plus; "" is off."""


def cells(database: Database, plan: Plan, week: date = WEEK) -> tuple[CellPlan, ...]:
    return tuple(
        CellPlan(user.id, week + timedelta(days=number), tuple(template(database, code).id for code in codes.split("+") if code))
        for (user, number), codes in plan.items()
    )


def stored(database: Database, by: User, week: date = WEEK) -> RosterWeek:
    return ask(database, roster_week, by, week)


def plan_week(
    database: Database, by: User, plan: Plan, *, week: date = WEEK, version: int | None = None, at: str = PLANNED_AT
) -> RosterWeek:
    seen = stored(database, by, week).version if version is None else version
    return act(database, save_week, by, SaveWeek(week, seen, cells(database, plan, week)), at=local(at))


def publish(
    database: Database,
    by: User,
    plan: Plan | None = None,
    *,
    reason: str = "",
    week: date = WEEK,
    version: int | None = None,
    at: str = PLANNED_AT,
) -> Published:
    seen = stored(database, by, week).version if version is None else version
    return act(database, publish_week, by, PublishWeek(week, seen, cells(database, plan or {}, week), reason), at=local(at))


def short(plan: tuple[Assignment, ...], week: date = WEEK) -> list[tuple[int, int, str]]:
    """Return (agent, day of the week, template code)."""
    return [(one.agent_id, (one.business_date - week).days, one.template.code) for one in plan]
