"""Check in: an agent starts a shift, or somebody does it for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.clock import local_date
from core.base.errors import InvalidInput, NotFound, Problem, Refused
from core.base.settings import get_settings
from core.people.queries.users import hold_user, user_by_id
from core.people.user import Right, User
from core.shifts.queries.roster import is_rostered, punctuality
from core.shifts.queries.shifts import read_shifts, subject_of
from core.shifts.queries.templates import as_template
from core.shifts.roster import arrival_of
from core.shifts.shift import WRITABLE, Shift, ShiftStatus
from core.shifts.tables import ShiftRow, TemplateRow
from core.shifts.template import REACH, Template

BACK_DAYS: Final = 7
"""How many days back a missed shift can still be checked into; older ones come by import."""


@dataclass(frozen=True)
class CheckIn:
    """Which shift; `agent_id` None is one's own."""

    template_id: int
    business_date: date
    agent_id: int | None = None


def check_in(session: Session, user: User, wanted: CheckIn, *, now: datetime) -> Shift:
    """Start a shift, or return the one already started: twice is once. One already handed in is Refused.

    Before the planned end the check-in is now; a shift logged after its end has the template's hours, check-out
    included. Whether that was on the roster, late or ad hoc is kept with it. On behalf of another needs LOG_ANY_SHIFT and is kept as such.
    """
    agent = _agent(session, user, wanted)
    # Two check-ins of one person at once wait for each other here, and the second finds the first.
    hold_user(session, agent.id)
    row = session.get(TemplateRow, wanted.template_id)
    if row is None:
        raise NotFound("There is no such shift template.", field="template")
    template = as_template(row)
    if (found := _stored(session, agent.id, wanted)) is not None:
        if found.status not in WRITABLE:
            raise Refused("This shift was handed in already. A manager can return it.")
        return read_shifts(session, [found])[0]
    _check_date(template, wanted.business_date, now)
    start, end = template.hours(wanted.business_date, get_settings().zone)
    if now < end:
        _refuse_second_running(session, agent.id, now)
    began = now if now < end else start
    planned = is_rostered(session, agent.id, template.id, wanted.business_date)
    arrival = arrival_of(
        template, wanted.business_date, began, rostered=planned, rule=punctuality(session), zone=get_settings().zone
    )  # fmt: skip
    made = ShiftRow(
        agent_id=agent.id, template_id=template.id, business_date=wanted.business_date, status=str(ShiftStatus.OPEN),
        check_in=began, check_out=None if now < end else end, checked_in_by=user.id or None, arrival=str(arrival),
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="shift.check_in", subject=subject_of(made.id or 0),
        after={"agent": f"user:{agent.id}", "template": template.code, "business_date": wanted.business_date.isoformat(),
               "check_in": made.check_in.isoformat(), "on_behalf": agent.id != user.id,
               "arrival": made.arrival},
    )  # fmt: skip
    touch(session, Topic.SHIFTS)
    return read_shifts(session, [made])[0]


def _agent(session: Session, user: User, wanted: CheckIn) -> User:
    if wanted.agent_id is None or wanted.agent_id == user.id:
        user.require(Right.LOG_OWN_SHIFT)
        return user
    user.require(Right.LOG_ANY_SHIFT)
    agent = user_by_id(session, wanted.agent_id)
    if agent is None or not agent.active:
        raise NotFound("This person has no active account.", field="agent")
    return agent


def _stored(session: Session, agent_id: int, wanted: CheckIn) -> ShiftRow | None:
    return session.exec(
        select(ShiftRow).where(
            ShiftRow.agent_id == agent_id,
            ShiftRow.template_id == wanted.template_id,
            ShiftRow.business_date == wanted.business_date,
        )
    ).one_or_none()


def _check_date(template: Template, day: date, now: datetime) -> None:
    zone = get_settings().zone
    start, _ = template.hours(day, zone)
    values = {"template": template.name, "hours": template.span, "date": f"{day:%d/%m/%Y}"}
    if not template.holds_on(day):
        raise InvalidInput([Problem("template", "The shift {template} is no longer used on {date}. Choose another one.", values)])
    if start > now + REACH:
        raise InvalidInput(
            [Problem("business_date", "The shift {template} of {date} has not come yet. Check in shortly before it starts.", values)]
        )
    if day < local_date(now, zone) - timedelta(days=BACK_DAYS):
        raise InvalidInput(
            [
                Problem(
                    "business_date",
                    "{date} is more than {days} days ago. A manager can bring it in by import.",
                    values | {"days": BACK_DAYS},
                )
            ]
        )


def _refuse_second_running(session: Session, agent_id: int, now: datetime) -> None:
    """A person has one running shift at a time; one forgotten after its end stands in nobody's way."""
    zone = get_settings().zone
    query = (
        select(ShiftRow, TemplateRow)
        .join(TemplateRow, col(TemplateRow.id) == col(ShiftRow.template_id))
        .where(ShiftRow.agent_id == agent_id, ShiftRow.status == str(ShiftStatus.OPEN))
    )
    for shift, row in session.exec(query):
        template = as_template(row)
        if now < template.hours(shift.business_date, zone)[1]:
            raise Refused(
                "The shift {template} {hours} of {date} is still running. Submit it first.",
                template=template.name, hours=template.span, date=f"{shift.business_date:%d/%m/%Y}",
            )  # fmt: skip
