"""What waits on the floor itself: who is missing, shifts to hand in, handovers to accept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlmodel import Session

from core.base.clock import local_date
from core.base.words import mark
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.score.attention import AttentionItem, Kind, Moment, Severity
from core.shifts.handover import Priority
from core.shifts.queries.handover import unaccepted_handovers
from core.shifts.queries.spans import duties
from core.shifts.roster import Expected, Presence
from core.shifts.span import Duty

Items = Sequence[AttentionItem]
LOOK_BACK: Final = timedelta(days=14)
"""Shifts never handed in are asked about this long."""


def missing(expected: Sequence[Expected]) -> Items:
    """Those who are on the roster now and have not come for a quarter of an hour; the merely late are not in the list."""
    return [
        AttentionItem(
            Kind.AGENT_MISSING,
            Severity.HIGH,
            mark("{agent} has not come: shift “{template}” began {time}"),
            {"agent": one.display, "template": one.template.name, "time": one.planned_start},
            since=one.planned_start,
            page="roster",
        )
        for one in expected
        if one.presence is Presence.MISSING
    ]


def handovers(session: Session, user: User, moment: Moment) -> Items:
    """Handed-over items the next shift should have accepted by now; everybody on the floor is told."""
    if not user.may(Right.LOG_OWN_SHIFT):
        return ()
    return [
        AttentionItem(
            Kind.HANDOVER_WAITING,
            Severity.HIGH if item.priority is Priority.HIGH else Severity.MEDIUM,
            mark("Handover of {agent} is not accepted: {what}"),
            {"agent": item.created_by, "what": item.what},
            since=item.late_since,
            page="my_shift",
        )
        for item in unaccepted_handovers(session, user, moment.now)
    ]


def not_submitted(session: Session, user: User, moment: Moment) -> Items:
    """Shifts past their planned end that nobody handed in; an agent is told of their own."""
    today = local_date(moment.now, moment.floor.zone)
    found = duties(
        session, user, start=today - LOOK_BACK, end=today, now=moment.now, zone=moment.floor.zone, unfinished=True, agents=whose(user)
    )
    late = [duty for duty in _mine(user, found) if (duty.check_out or duty.planned_end) <= moment.now]
    people = users_by_id(session, [duty.agent_id for duty in late])
    return [
        AttentionItem(
            Kind.SHIFT_NOT_SUBMITTED,
            Severity.MEDIUM,
            mark("{agent} has not handed in the shift “{template}” of {date}"),
            {"agent": people[duty.agent_id].display, "template": duty.template_name, "date": f"{duty.business_date:%d/%m}"},
            since=duty.check_out or duty.planned_end,
            page="my_shift",
            key=str(duty.shift_id),
        )
        for duty in late
    ]


def stale_numbers(session: Session, user: User, moment: Moment) -> Items:
    """Running shifts whose numbers are older than 90 minutes."""
    limit = timedelta(minutes=moment.floor.stale_minutes)
    stale = [
        duty
        for duty in _mine(user, moment.shifts)
        if duty.is_on(moment.now)
        and duty.check_out is None
        and moment.now < duty.planned_end
        and moment.now - (duty.last_update or duty.check_in) > limit
    ]
    people = users_by_id(session, [duty.agent_id for duty in stale])
    return [
        AttentionItem(
            Kind.UPDATE_STALE,
            Severity.LOW,
            mark("{agent} has saved no numbers for over {minutes} minutes"),
            {"agent": people[duty.agent_id].display, "minutes": moment.floor.stale_minutes},
            since=duty.last_update or duty.check_in,
            page="my_shift",
            key=str(duty.shift_id),
        )
        for duty in stale
    ]


def nobody(session: Session, user: User, moment: Moment) -> Items:
    """Service hours with nobody on shift at this moment; only where shifts are logged at all."""
    opens, closes = moment.floor.window(local_date(moment.now, moment.floor.zone))
    if not opens <= moment.now < closes or not moment.shifts or any(duty.is_on(moment.now) for duty in moment.shifts):
        return ()
    ended = [min(duty.until, moment.now) for duty in moment.shifts if duty.check_in <= moment.now]
    return [
        AttentionItem(
            Kind.NOBODY_ON_SHIFT,
            Severity.HIGH,
            mark("Nobody is on shift during service hours"),
            since=max([opens, *ended]),
            page="roster",
        )
    ]


def whose(user: User) -> tuple[int, ...]:
    """Return whose shifts to read: everybody's (empty), or only one's own."""
    return () if user.may(Right.SEE_TEAM) else (user.id,)


def _mine(user: User, found: Sequence[Duty]) -> list[Duty]:
    return [duty for duty in found if user.may(Right.SEE_TEAM) or duty.agent_id == user.id]
