"""Wishes and swaps: agents see their own, those who plan see everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session, col, or_, select

from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.shifts.queries.roster import read_entries
from core.shifts.queries.templates import list_templates
from core.shifts.roster import Assignment
from core.shifts.swaps import PENDING, Partner, Swap, SwapStatus
from core.shifts.tables import RosterEntryRow, SwapRow, WishRow
from core.shifts.wishes import Wish, WishStatus

NEARBY_DAYS = 7
"""How far from the given shift a shift in return may lie."""


def read_wishes(session: Session, user: User, rows: Sequence[WishRow]) -> tuple[Wish, ...]:
    """Return stored wishes as values; callers check who may see them."""
    templates = {template.id: template for template in list_templates(session, user)} if rows else {}
    names = users_by_id(session, {row.agent_id for row in rows} | {row.answered_by for row in rows})
    return tuple(
        Wish(
            id=row.id or 0,
            agent_id=row.agent_id,
            agent=names[row.agent_id].display,
            business_date=row.business_date,
            template=None if row.template_id is None else templates[row.template_id],
            note=row.note,
            status=WishStatus(row.status),
            answer=row.answer,
            wished_at=row.wished_at,
            answered_at=row.answered_at,
            answered_by=names[row.answered_by].display if row.answered_by in names else "",
        )
        for row in rows
    )


def list_wishes(session: Session, user: User, first: date, last: date, *, withdrawn: bool = False) -> tuple[Wish, ...]:
    """Return the wishes for first…last (both included), by date; an agent gets only their own."""
    user.require(Right.SEE_ROSTER)
    query = select(WishRow).where(col(WishRow.business_date).between(first, last))
    if not user.may(Right.PLAN_ROSTER):
        query = query.where(WishRow.agent_id == user.id)
    if not withdrawn:
        query = query.where(WishRow.status != str(WishStatus.WITHDRAWN))
    return read_wishes(session, user, session.exec(query.order_by(col(WishRow.business_date), col(WishRow.id))).all())


def my_wishes(session: Session, user: User, first: date) -> tuple[Wish, ...]:
    """Return one's own wishes from a date on, withdrawn ones left out; for a planner who works shifts too."""
    user.require(Right.SEE_ROSTER)
    query = select(WishRow).where(
        WishRow.agent_id == user.id, col(WishRow.business_date) >= first, WishRow.status != str(WishStatus.WITHDRAWN)
    )
    return read_wishes(session, user, session.exec(query.order_by(col(WishRow.business_date))).all())


def read_swaps(session: Session, user: User, rows: Sequence[SwapRow]) -> tuple[Swap, ...]:
    """Return stored swaps as values; callers check who may see them."""
    templates = {template.id: template for template in list_templates(session, user)} if rows else {}
    people = {number for row in rows for number in (row.from_agent_id, row.to_agent_id, row.closed_by)}
    names = users_by_id(session, people)
    found = []
    for row in rows:
        taken = None
        if row.to_template_id is not None and row.to_date is not None:
            taken = Assignment(row.to_agent_id, templates[row.to_template_id], row.to_date)
        found.append(
            Swap(
                id=row.id or 0,
                from_agent_id=row.from_agent_id,
                from_agent=names[row.from_agent_id].display,
                given=Assignment(row.from_agent_id, templates[row.from_template_id], row.from_date),
                to_agent_id=row.to_agent_id,
                to_agent=names[row.to_agent_id].display,
                taken=taken,
                note=row.note,
                status=SwapStatus(row.status),
                answer=row.answer,
                asked_at=row.asked_at,
                closed_at=row.closed_at,
                closed_by=names[row.closed_by].display if row.closed_by in names else "",
            )
        )
    return tuple(found)


def list_swaps(session: Session, user: User, since: date, *, mine: bool = False) -> tuple[Swap, ...]:
    """Return the swaps of shifts from a date on, the pending first, then the newest; an agent gets those they are part of.

    `mine` gives a planner only those too.
    """
    user.require(Right.SEE_ROSTER)
    query = select(SwapRow).where(or_(col(SwapRow.from_date) >= since, col(SwapRow.to_date) >= since))
    if mine or not user.may(Right.PLAN_ROSTER):
        query = query.where(or_(SwapRow.from_agent_id == user.id, SwapRow.to_agent_id == user.id))
    rows = session.exec(query.order_by(col(SwapRow.id).desc())).all()
    return read_swaps(session, user, sorted(rows, key=lambda row: row.status not in PENDING))


def open_requests(session: Session, user: User, today: date) -> int:
    """Return how many swaps wait for this person: as the colleague asked, or as the manager."""
    swaps = list_swaps(session, user, today)
    return sum(
        swap.status is SwapStatus.AGREED if user.may(Right.PLAN_ROSTER) else swap.status is SwapStatus.ASKED and swap.to_agent_id == user.id
        for swap in swaps
    )


def swap_partners(session: Session, user: User, day: date, *, today: date) -> tuple[Partner, ...]:
    """Return the colleagues on the published roster and their shifts within a week of a date, from today on.

    This is the one thing about colleagues that every agent may see, name and shifts: without it nobody could ask.
    """
    user.require(Right.SEE_ROSTER)
    first, last = max(today, day - timedelta(days=NEARBY_DAYS)), day + timedelta(days=NEARBY_DAYS)
    nearby = col(RosterEntryRow.business_date).between(first, last)
    rows = session.exec(select(RosterEntryRow).where(col(RosterEntryRow.published), RosterEntryRow.agent_id != user.id, nearby)).all()
    people = {number: person for number, person in users_by_id(session, (one.agent_id for one in rows)).items() if person.active}
    shifts = read_entries(session, user, rows)
    partners = (
        Partner(number, person.display, tuple(shift for shift in shifts if shift.agent_id == number)) for number, person in people.items()
    )
    return tuple(sorted(partners, key=lambda partner: (partner.agent, partner.agent_id)))
