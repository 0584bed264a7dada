"""What accepting a swap would mean: the labour-law warnings it would bring."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session, col, select

from core.people.user import Right, User
from core.shifts.labour_law import Warned, monday_of
from core.shifts.queries.roster import read_entries
from core.shifts.queries.roster_law import book_of
from core.shifts.queries.roster_requests import read_swaps
from core.shifts.queries.templates import list_templates
from core.shifts.roster import Assignment, with_cells
from core.shifts.swaps import Swap
from core.shifts.tables import RosterEntryRow, SwapRow


def published_plan(session: Session, user: User, first: date, last: date) -> tuple[Assignment, ...]:
    """Return everybody's published shifts of first…last; for acts that look at no name, so no right is asked."""
    query = select(RosterEntryRow).where(col(RosterEntryRow.published), col(RosterEntryRow.business_date).between(first, last))
    return read_entries(session, user, session.exec(query).all())


def swap_warnings(session: Session, user: User, swap: Swap, *, today: date) -> tuple[Warned, ...]:
    """Return the labour-law warnings a swap would bring that the published roster does not have."""
    user.require(Right.PLAN_ROSTER)
    days = [swap.given.business_date] + ([swap.taken.business_date] if swap.taken else [])
    first, last = monday_of(min(days)), monday_of(max(days)) + timedelta(days=6)
    book = book_of(session, user, first, last, today=today, drafts=False)
    plan = published_plan(session, user, first, last)
    templates = {template.id: template for template in list_templates(session, user)}
    before = book.warnings(plan)
    return tuple(one for one in book.warnings(with_cells(plan, swap.cells(plan), templates)) if one not in before)


def warnings_of_swap(session: Session, user: User, swap_id: int, *, today: date) -> tuple[Warned, ...]:
    """Return the warnings a stored swap would bring; none when there is no such swap."""
    user.require(Right.PLAN_ROSTER)
    row = session.get(SwapRow, swap_id)
    return () if row is None else swap_warnings(session, user, read_swaps(session, user, [row])[0], today=today)
