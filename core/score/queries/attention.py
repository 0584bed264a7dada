"""What waits for somebody: asked of each wing, within what the person may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from sqlmodel import Session

from core.base.clock import local_date
from core.base.words import mark
from core.cases.queries.complaints import overdue_complaints
from core.cases.queries.reviews import low_reviews_waiting
from core.catalog.queries.sources import sources_health
from core.catalog.queries.vouchers import vouchers_ending_between
from core.people.user import Right, User
from core.score.attention import AttentionItem, Kind, Moment, Severity
from core.score.queries.attention_floor import handovers, nobody, not_submitted, stale_numbers
from core.score.queries.parts import Parts

Items = Sequence[AttentionItem]
Part = Callable[[Session, User, Moment], Items]
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
            page="sheet_sources" if user.may(Right.MANAGE_SHEETS) else str(health.kind),
        )
        for health in sources_health(session, user, now=moment.now)
        if health.stale
    ]


PARTS: Final[dict[str, Part]] = {
    mark("Complaints"): overdue,
    mark("Reviews"): low_stars,
    mark("Shifts to hand in"): not_submitted,
    mark("Numbers not updated"): stale_numbers,
}
"""What is asked for one person, by the name they read when it fails."""

TEAM_PARTS: Final[dict[str, Part]] = {
    mark("Nobody on shift"): nobody,
    mark("Handovers"): handovers,
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
