"""What the labour law is asked about: everybody's year around a week, and the warnings somebody already went on with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from core.base.appsettings import read_setting
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.shifts.labour_law import LIMITS, Limits, Months, Rule, Warned, Work, as_limits, monday_of, overtime_by_month, warnings_of, work_of
from core.shifts.queries.templates import list_templates
from core.shifts.roster import Assignment
from core.shifts.tables import RosterEntryRow, RosterOverrideRow, ShiftRow

AROUND_DAYS = 3
"""How many days before and after can matter for rest."""


@dataclass(frozen=True)
class Override:
    """A warning somebody went on with, and why."""

    warning: Warned
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True)
class LawBook:
    """What is known outside the weeks asked about, to judge a plan of those: the days around, the year's overtime."""

    first: date
    last: date
    limits: Limits
    around: tuple[Work, ...]
    outside: Months
    overrides: tuple[Override, ...] = ()

    def warnings(self, plan: Iterable[Assignment]) -> tuple[Warned, ...]:
        """Return what a plan of these days breaks."""
        works = [work_of(one.agent_id, one.template, one.business_date) for one in plan]
        return warnings_of((*self.around, *works), self.first, self.last, self.limits, outside=self.outside)

    def unanswered(self, warnings: Iterable[Warned]) -> tuple[Warned, ...]:
        """Return the warnings nobody gave a reason for yet; a reason holds for exactly what it was given for."""
        known = {override.warning for override in self.overrides}
        return tuple(warning for warning in warnings if warning not in known)


def law_book(session: Session, user: User, week: date, *, today: date) -> LawBook:
    """Return what judges a plan of one week: the rest of its calendar year, and the reasons already given.

    Before `today` the shifts really worked count (at their template's hours), from then on the planned ones.
    """
    first = monday_of(week)
    return book_of(session, user, first, first + timedelta(days=6), today=today)


def book_of(session: Session, user: User, first: date, last: date, *, today: date, drafts: bool = True) -> LawBook:
    """Return what judges a plan of the whole weeks first…last (both included); without `drafts` only published shifts count around it."""
    user.require(Right.PLAN_ROSTER)
    opens = min(monday_of(date(first.year, 1, 1)), first - timedelta(days=AROUND_DAYS))
    closes = max(date(last.year, 12, 31), last + timedelta(days=AROUND_DAYS))
    templates = {template.id: template for template in list_templates(session, user)}
    worked = select(col(ShiftRow.agent_id), col(ShiftRow.template_id), col(ShiftRow.business_date)).where(
        col(ShiftRow.business_date).between(opens, min(closes, today - timedelta(days=1)))
    )
    planned = select(col(RosterEntryRow.agent_id), col(RosterEntryRow.template_id), col(RosterEntryRow.business_date)).where(
        col(RosterEntryRow.business_date).between(max(opens, today), closes),
        col(RosterEntryRow.drafted if drafts else RosterEntryRow.published),
    )
    others = [
        work_of(agent, templates[number], day)
        for query in (worked, planned)
        for agent, number, day in session.connection().execute(query)
        if not first <= day <= last
    ]
    limits = as_limits(read_setting(session, LIMITS, {}))
    near = timedelta(days=AROUND_DAYS)
    around = tuple(work for work in others if first - near <= work.day <= last + near)
    return LawBook(first, last, limits, around, overtime_by_month(others, limits), _overrides(session, first, last, limits))


def _overrides(session: Session, first: date, last: date, limits: Limits) -> tuple[Override, ...]:
    within = col(RosterOverrideRow.week).between(monday_of(first), last)
    rows = session.exec(select(RosterOverrideRow).where(within).order_by(col(RosterOverrideRow.id))).all()
    names = {number: person.display for number, person in users_by_id(session, (one.by for one in rows)).items()}
    allowed = {
        Rule.DAY_HOURS: limits.most_day, Rule.DAY_OVERTIME: int(limits.normal_day * limits.overtime_share), Rule.REST: limits.rest,
        Rule.WEEK_REST: limits.week_rest, Rule.MONTH_OVERTIME: limits.overtime_month, Rule.YEAR_OVERTIME: limits.overtime_year,
    }  # fmt: skip
    return tuple(
        Override(
            Warned(Rule(one.rule), one.agent_id, one.business_date, one.minutes, allowed[Rule(one.rule)]),
            one.reason, one.at, names.get(one.by or 0, ""),
        )
        for one in rows
    )  # fmt: skip


def limits_in_force(session: Session, user: User) -> Limits:
    """Return the limits the roster is judged by."""
    user.require(Right.PLAN_ROSTER)
    return as_limits(read_setting(session, LIMITS, {}))
