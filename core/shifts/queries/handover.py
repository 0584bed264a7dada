"""Handovers: what waits for the next shift, what somebody has in hand, what a shift left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from core.base.clock import at_local
from core.base.errors import NotFound
from core.base.settings import get_settings
from core.people.queries.shops import shop_names
from core.people.queries.users import displays_of
from core.people.user import Right, User
from core.shifts.handover import HandoverItem, Priority, in_order, late_since
from core.shifts.queries.shifts import may_see, shift_with_results
from core.shifts.queries.templates import as_template
from core.shifts.tables import HandoverRow, ShiftRow, TemplateRow

MOST: Final = 200
"""More open items than this are a backlog, not a handover."""


def read_items(session: Session, rows: Sequence[HandoverRow], now: datetime | None = None) -> tuple[HandoverItem, ...]:
    """Return frozen items of stored rows, in their order; with `now` those that wait say since when they are late."""
    if not rows:
        return ()
    people = displays_of(session, {number for row in rows for number in (row.created_by, row.accepted_by, row.closed_by)})
    shops = shop_names(session) if any(row.shop_id for row in rows) else {}
    templates = {row.id: as_template(row) for row in session.exec(select(TemplateRow))}
    shifts = {
        row.id or 0: row for row in session.exec(select(ShiftRow).where(col(ShiftRow.id).in_({handover.shift_id for handover in rows})))
    }
    ids = [row.id or 0 for row in rows if row.closed_at is not None]
    passed = set(session.exec(select(HandoverRow.passed_from).where(col(HandoverRow.passed_from).in_(ids)))) if ids else set()
    zone = get_settings().zone
    made = []
    for row in rows:
        shift = shifts[row.shift_id]
        template = templates[shift.template_id]
        made.append(
            HandoverItem(
                id=row.id or 0, shift_id=row.shift_id, template=template.name, hours=template.span, business_date=shift.business_date,
                shop_id=row.shop_id, shop=shops.get(row.shop_id or 0, ""), order_no=row.order_no, customer=row.customer, what=row.what,
                until=row.until, priority=Priority(row.priority), created_by=people.get(row.created_by or 0, ""),
                created_by_id=row.created_by, created_at=row.created_at,
                began=template.hours(shift.business_date, zone)[0], accepted_by=people.get(row.accepted_by or 0, ""),
                accepted_by_id=row.accepted_by, accepted_at=row.accepted_at, accepted_shift_id=row.accepted_shift_id,
                closed_by=people.get(row.closed_by or 0, ""), closed_at=row.closed_at, result=row.result, passed_from=row.passed_from,
                passed_on=row.id in passed, version=row.version,
            )
        )  # fmt: skip
    return tuple(made) if now is None else _with_lateness(session, made, shifts, now)


def handovers_of_shift(session: Session, user: User, shift_id: int) -> tuple[HandoverItem, ...]:
    """Return every item written in a shift, as one works through them; for those who may see the shift."""
    shift_with_results(session, user, shift_id)
    return in_order(read_items(session, session.exec(select(HandoverRow).where(HandoverRow.shift_id == shift_id)).all()))


def handovers_waiting(session: Session, user: User, now: datetime, agent_id: int | None = None) -> tuple[HandoverItem, ...]:
    """Return the items nobody has accepted yet, but for those of the agent's own open shifts (default: one's own).

    Everybody who works shifts sees them all: whoever comes next has to take them.
    """
    user.require(Right.LOG_OWN_SHIFT)
    agent = user.id if agent_id is None else agent_id
    own = select(ShiftRow.id).where(ShiftRow.agent_id == agent, col(ShiftRow.status).in_(("open", "returned")))
    return in_order(_waiting(session, now, col(HandoverRow.shift_id).not_in(own)))


def handovers_in_hand(session: Session, user: User, agent_id: int | None = None) -> tuple[HandoverItem, ...]:
    """Return what a person (default: oneself) accepted and has not closed."""
    agent = user.id if agent_id is None else agent_id
    if not may_see(user, agent):
        raise NotFound("There is no such shift.", field="shift")
    query = select(HandoverRow).where(col(HandoverRow.closed_at).is_(None), HandoverRow.accepted_by == agent).limit(MOST)
    return in_order(read_items(session, session.exec(query).all()))


def unaccepted_handovers(session: Session, user: User, now: datetime) -> tuple[HandoverItem, ...]:
    """Return the items that are late: not accepted although the next shift has begun, the longest late first.

    A shift is the next one when it starts later than the shift that wrote the item and somebody is
    checked in to it; it has a quarter of an hour. Everybody who works shifts is told.
    """
    user.require(Right.LOG_OWN_SHIFT)
    late = [item for item in _waiting(session, now) if item.is_late(now)]
    return tuple(sorted(late, key=lambda item: (item.late_since, item.id)))


def _waiting(session: Session, now: datetime, *where: ColumnElement[bool]) -> tuple[HandoverItem, ...]:
    query = select(HandoverRow).where(col(HandoverRow.closed_at).is_(None), col(HandoverRow.accepted_at).is_(None), *where)
    return read_items(session, session.exec(query.order_by(col(HandoverRow.id)).limit(MOST)).all(), now)


def _with_lateness(session: Session, items: Sequence[HandoverItem], shifts: dict[int, ShiftRow], now: datetime) -> tuple[HandoverItem, ...]:
    begun = _begun(session, min(shift.business_date for shift in shifts.values()), now)

    def next_of(item: HandoverItem) -> datetime | None:
        return min((real for start, real in begun if start > item.began), default=None)

    return tuple(
        replace(item, late_since=late_since(item.created_at, next_of(item), item.until)) if item.waiting else item for item in items
    )


def _begun(session: Session, since: date, now: datetime) -> list[tuple[datetime, datetime]]:
    """Return (planned start, when somebody had begun it) of each shift somebody was on by `now`."""
    zone = get_settings().zone
    query = (
        core_select(col(ShiftRow.business_date), col(TemplateRow.start_minute), func.min(col(ShiftRow.check_in)))
        .join(TemplateRow, col(TemplateRow.id) == col(ShiftRow.template_id))
        .where(col(ShiftRow.business_date) >= since, col(ShiftRow.business_date) <= (now + timedelta(days=1)).date())
        .where(col(ShiftRow.check_in) <= now)
        .group_by(col(ShiftRow.business_date), col(TemplateRow.start_minute))
    )
    begun = []
    for day, minute, check_in in session.execute(query):
        start = at_local(day, minute, zone)
        if (real := max(start, check_in)) <= now:
            begun.append((start, real))
    return begun
