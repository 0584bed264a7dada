"""What waits for somebody: asked of each wing, within what the person may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from core.base.clock import local_date
from core.base.words import mark
from core.cases.queries.complaints import overdue_complaints
from core.cases.queries.reviews import low_reviews_waiting
from core.catalog.queries.sources import sources_health
from core.catalog.queries.vouchers import vouchers_ending_between
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.score.attention import AttentionItem, Kind, Severity
from core.score.floor import Floor
from core.score.queries.parts import Parts
from core.shifts.queries.spans import duties
from core.shifts.span import Duty

Items = Sequence[AttentionItem]


@dataclass(frozen=True)
class Moment:
    """What every part is asked about: the moment, the rules of the floor, the shifts of today and the evening before."""

    now: datetime
    floor: Floor
    shifts: tuple[Duty, ...]


Part = Callable[[Session, User, Moment], Items]

LOOK_BACK: Final = timedelta(days=14)
"""Shifts never handed in are asked about this long."""
MOST_VOUCHERS: Final = 10


def overdue(session: Session, user: User, moment: Moment) -> Items:
    """Complaints past their deadline."""
    if not user.may(Right.WORK_CASES):
        return ()
    return [
        AttentionItem(
            Kind.COMPLAINT_OVERDUE,
            Severity.HIGH,
            mark("Complaint of order {order} ({shop}) is past its deadline"),
            {"order": case.order_no, "shop": case.shop_code},
            since=case.resolve_due,
            page="complaints",
            key=str(case.id),
        )
        for case in overdue_complaints(session, user, now=moment.now).lines
    ]


def low_stars(session: Session, user: User, moment: Moment) -> Items:
    """1–2★ reviews without a reply; bad once their 24 hours are over."""
    if not user.may(Right.WORK_CASES):
        return ()
    return [
        AttentionItem(
            Kind.REVIEW_WAITING,
            Severity.HIGH if review.reply_due and review.reply_due < moment.now else Severity.MEDIUM,
            mark("{stars}★ review in {shop} waits for a reply: {product}"),
            {"stars": review.stars, "shop": review.shop_code, "product": review.product or review.order_no},
            since=review.posted_at,
            page="reviews",
            key=str(review.id),
        )
        for review in low_reviews_waiting(session, user, now=moment.now).lines
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
        )
    ]


def vouchers(session: Session, user: User, moment: Moment) -> Items:
    """Vouchers that end while those on shift moment.now still work, or else before the service hours end."""
    if not user.may(Right.READ_CATALOG):
        return ()
    until = max(
        (duty.planned_end for duty in moment.shifts if duty.is_on(moment.now)),
        default=moment.floor.window(local_date(moment.now, moment.floor.zone))[1],
    )
    ending = vouchers_ending_between(session, user, moment.now, until) if until > moment.now else ()
    return [
        AttentionItem(
            Kind.VOUCHER_ENDING,
            Severity.LOW,
            mark("Voucher {code} ends {time}"),
            {"code": found.voucher.codes[0] if found.voucher.codes else found.voucher.title, "time": found.voucher.end},
            page="vouchers",
        )
        for found in ending[:MOST_VOUCHERS]
    ]


def sheets(session: Session, user: User, moment: Moment) -> Items:
    """Sheets whose refresh fails and whose copy grows old."""
    return [
        AttentionItem(
            Kind.SHEET_STALE,
            Severity.MEDIUM,
            mark("Sheet “{name}” cannot be refreshed"),
            {"name": health.name},
            since=health.since,
            page=str(health.kind),
        )
        for health in sources_health(session, user, now=moment.now)
        if health.stale
    ]


def whose(user: User) -> tuple[int, ...]:
    """Return whose shifts to read: everybody's (empty), or only one's own."""
    return () if user.may(Right.SEE_TEAM) else (user.id,)


def _mine(user: User, found: Sequence[Duty]) -> list[Duty]:
    return [duty for duty in found if user.may(Right.SEE_TEAM) or duty.agent_id == user.id]


PARTS: Final[dict[str, Part]] = {
    mark("Complaints"): overdue,
    mark("Reviews"): low_stars,
    mark("Shifts to hand in"): not_submitted,
    mark("Numbers not updated"): stale_numbers,
}
"""What is asked for one person, by the name they read when it fails."""

TEAM_PARTS: Final[dict[str, Part]] = {
    mark("Nobody on shift"): nobody,
    mark("Vouchers"): vouchers,
    mark("Sheets"): sheets,
}
"""What everybody of a role is told alike."""


def waiting(parts: Parts, asked: Mapping[str, Part], session: Session, user: User, moment: Moment) -> tuple[AttentionItem, ...]:
    """Ask part after part; what fails is noted in `parts`."""
    found: list[AttentionItem] = []
    for name, ask in asked.items():
        found += parts.read(name, lambda ask=ask: ask(session, user, moment), ())  # type: ignore[misc]
    return tuple(found)
