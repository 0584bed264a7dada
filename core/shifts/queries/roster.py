"""The roster as it is published and drafted, and who is expected now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from core.base.appsettings import read_setting
from core.base.clock import DEFAULT_ZONE, local_date
from core.base.text import fold
from core.people.queries.users import list_team, users_by_id
from core.people.user import Right, Role, User
from core.shifts.campaign import EXTRA_DAYS, campaign_days
from core.shifts.holidays import DayMark, marks_of
from core.shifts.labour_law import monday_of
from core.shifts.queries.spans import duties
from core.shifts.queries.templates import list_templates
from core.shifts.roster import (
    PUNCTUALITY,
    Assignment,
    Change,
    Expected,
    Punctuality,
    RosterWeek,
    in_order,
    presence_of,
)
from core.shifts.span import Duty
from core.shifts.tables import RosterChangeRow, RosterEntryRow, RosterWeekRow


def read_entries(session: Session, user: User, rows: Sequence[RosterEntryRow]) -> tuple[Assignment, ...]:
    """Return stored entries as assignments, by date, start and agent; callers check who may see them."""
    templates = {template.id: template for template in list_templates(session, user)} if rows else {}
    return in_order(Assignment(row.agent_id, templates[row.template_id], row.business_date) for row in rows)


def rostered(session: Session, user: User, first: date, last: date, *, mine: bool = False) -> tuple[Assignment, ...]:
    """Return the published shifts of business dates first…last (both included); an agent gets only their own, as does `mine`."""
    user.require(Right.SEE_ROSTER)
    query = select(RosterEntryRow).where(col(RosterEntryRow.published), col(RosterEntryRow.business_date).between(first, last))
    if mine or not user.may(Right.PLAN_ROSTER):
        query = query.where(RosterEntryRow.agent_id == user.id)
    return read_entries(session, user, session.exec(query).all())


def roster_week(session: Session, user: User, week: date) -> RosterWeek:
    """Return a week with its draft, for those who plan; `week` is any of its days."""
    user.require(Right.PLAN_ROSTER)
    monday = monday_of(week)
    stored = session.get(RosterWeekRow, monday)
    between = col(RosterEntryRow.business_date).between(monday, monday + timedelta(days=6))
    rows = session.exec(select(RosterEntryRow).where(between)).all()
    if stored is None:
        return RosterWeek(monday, draft=read_entries(session, user, [row for row in rows if row.drafted]))
    names = users_by_id(session, (stored.published_by, stored.changed_by))

    def name(number: int | None) -> str:
        return names[number].display if number in names else ""

    return RosterWeek(
        week=monday,
        version=stored.version,
        publication=stored.publication,
        published_at=stored.published_at,
        published_by=name(stored.published_by),
        changed_at=stored.changed_at,
        changed_by=name(stored.changed_by),
        draft=read_entries(session, user, [row for row in rows if row.drafted]),
        published=read_entries(session, user, [row for row in rows if row.published]),
    )


def roster_people(session: Session, user: User, week: date) -> tuple[User, ...]:
    """Return the rows of a week's grid: agents, then managers, by name; owners and people who left only when planned in it."""
    user.require(Right.PLAN_ROSTER)
    monday = monday_of(week)
    between = col(RosterEntryRow.business_date).between(monday, monday + timedelta(days=6))
    planned = set(session.exec(select(RosterEntryRow.agent_id).where(between).distinct()))
    team = {one.id: one for one in list_team(session, user) if one.role is not Role.OWNER or one.id in planned}
    rest = users_by_id(session, planned - set(team))
    order = list(Role)
    return tuple(sorted((team | rest).values(), key=lambda one: (order.index(one.role), fold(one.display), one.id)))


def changes_after_publishing(session: Session, user: User, first: date, last: date, *, mine: bool = False) -> tuple[Change, ...]:
    """Return what later publications changed on dates first…last, oldest first; the first publication of a week is no change.

    An agent gets only their own, as does `mine`.
    """
    user.require(Right.SEE_ROSTER)
    later = (col(RosterChangeRow.business_date).between(first, last), RosterChangeRow.publication > 1)
    query = select(RosterChangeRow).where(*later).order_by(col(RosterChangeRow.id))
    if mine or not user.may(Right.PLAN_ROSTER):
        query = query.where(RosterChangeRow.agent_id == user.id)
    templates = {template.id: template for template in list_templates(session, user)}
    return tuple(
        Change(found.publication, found.agent_id, found.business_date, templates[found.template_id], found.added, found.at)
        for found in session.exec(query)
    )


def published_weeks(session: Session, user: User, first: date, last: date) -> tuple[date, ...]:
    """Return the Mondays of the published weeks that touch first…last, in order."""
    user.require(Right.SEE_ROSTER)
    monday = col(RosterWeekRow.week)
    query = select(monday).where(monday.between(monday_of(first), last), RosterWeekRow.publication > 0).order_by(monday)
    return tuple(session.exec(query))


def planned_on(session: Session, user: User, template_id: int, since: date) -> int:
    """Return how many shifts of a template are planned from a date on, drafted or published."""
    user.require(Right.PLAN_ROSTER)
    query = select(RosterEntryRow.id).where(RosterEntryRow.template_id == template_id, col(RosterEntryRow.business_date) >= since)
    return len(session.exec(query).all())


def is_rostered(session: Session, agent_id: int, template_id: int, business_date: date) -> bool | None:
    """Tell whether a shift is on the published roster; None when that week was never published. Asks no right."""
    week = session.get(RosterWeekRow, monday_of(business_date))
    if week is None or not week.publication:
        return None
    found = select(RosterEntryRow.id).where(
        RosterEntryRow.agent_id == agent_id,
        RosterEntryRow.template_id == template_id,
        RosterEntryRow.business_date == business_date,
        col(RosterEntryRow.published),
    )
    return session.exec(found).first() is not None


def punctuality(session: Session) -> Punctuality:
    """Return from when a shift is late and missing; asks no right."""
    stored = read_setting(session, PUNCTUALITY, {}) or {}
    return Punctuality(**{name: int(value) for name, value in stored.items() if name in Punctuality.__dataclass_fields__})


def punctuality_in_force(session: Session, user: User) -> Punctuality:
    """Return from when a shift is late and missing."""
    user.require(Right.SEE_ROSTER)
    return punctuality(session)


def expected_now(session: Session, user: User, now: datetime, zone: ZoneInfo = DEFAULT_ZONE) -> tuple[Expected, ...]:
    """Return everybody whose published shift runs at `now` (start closed, end open) and whether they are here.

    Not checked in 5 minutes after the start is late, 15 minutes missing (stored setting). Checked in under another
    template, or on another's day that still runs, counts as here. The absent first, the longest first; an
    agent gets only themselves.
    """
    user.require(Right.SEE_LIVE)
    today = local_date(now, zone)
    rule = punctuality(session)
    query = select(RosterEntryRow).where(
        col(RosterEntryRow.published), col(RosterEntryRow.business_date).between(today - timedelta(days=1), today)
    )
    if not user.may(Right.SEE_TEAM):
        query = query.where(RosterEntryRow.agent_id == user.id)
    planned = [one for one in read_entries(session, user, session.exec(query).all()) if one.hours(zone)[0] <= now < one.hours(zone)[1]]
    if not planned:
        return ()
    agents = [one.agent_id for one in planned]
    shifts = duties(session, user, start=today - timedelta(days=1), end=today, now=now, agents=agents, zone=zone)
    people = users_by_id(session, agents)
    found = []
    for one, own in zip(planned, _arrivals(planned, shifts, now), strict=True):
        start, end = one.hours(zone)
        presence, minutes = presence_of(start, own, now, rule)
        person = people[one.agent_id]
        if person.active or own is not None:
            found.append(
                Expected(
                    person.id, person.name, person.display, one.template, one.business_date, start, end, own, presence, minutes
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (not one.absent, one.planned_start, one.display, one.agent_id)))


def _arrivals(planned: Sequence[Assignment], shifts: Sequence[Duty], now: datetime) -> list[datetime | None]:
    """Return when each planned agent came: their check-in to this very shift, else to one that runs now."""
    own = {(shift.agent_id, shift.template_id, shift.business_date): shift.check_in for shift in shifts if shift.check_in <= now}
    running = {shift.agent_id: shift.check_in for shift in shifts if shift.is_on(now)}
    return [own.get((one.agent_id, one.template.id, one.business_date), running.get(one.agent_id)) for one in planned]


def day_marks(session: Session, user: User, first: date, last: date) -> tuple[DayMark, ...]:
    """Return the holidays and campaign days of first…last (both included), a mark for each day."""
    user.require(Right.SEE_ROSTER)
    extra = (date.fromisoformat(day) for day in read_setting(session, EXTRA_DAYS, []))
    return marks_of(first, last, frozenset(campaign_days(first, last, extra)))
