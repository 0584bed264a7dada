"""What a publication means for wishes and swaps of its week."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from core.base import audit
from core.people.user import User
from core.shifts.queries.roster import read_entries
from core.shifts.queries.roster_requests import read_swaps, read_wishes
from core.shifts.roster import Assignment, cells_of
from core.shifts.swaps import PENDING, SwapStatus
from core.shifts.tables import RosterEntryRow, SwapRow, WishRow
from core.shifts.wishes import WishStatus


def settle_requests(session: Session, user: User, week: date, *, now: datetime) -> None:
    """Grant or decline the wishes of a published week by what is planned; void the swaps of shifts that are gone."""
    last = week + timedelta(days=6)
    query = select(RosterEntryRow).where(col(RosterEntryRow.published), col(RosterEntryRow.business_date).between(week, last))
    plan = read_entries(session, user, session.exec(query).all())
    settle_wishes(session, user, week, plan, now=now)
    void_swaps(session, user, week, plan, now=now)


def settle_wishes(session: Session, user: User, week: date, plan: tuple[Assignment, ...], *, now: datetime) -> None:
    """Give each wish of a published week its answer; one already answered so keeps its time and words."""
    rows = session.exec(
        select(WishRow).where(
            col(WishRow.business_date).between(week, week + timedelta(days=6)), WishRow.status != str(WishStatus.WITHDRAWN)
        )
    ).all()
    cells = cells_of(plan)
    for row, wish in zip(rows, read_wishes(session, user, rows), strict=True):
        met = wish.met_by(cells.get((wish.agent_id, wish.business_date), ()))
        status = WishStatus.GRANTED if met else WishStatus.DECLINED
        if wish.status is not status:
            row.status, row.answered_at, row.answered_by = str(status), now, user.id or None
            session.add(row)
            audit.record(
                session, at=now, actor_id=user.id or None, actor=user.name, action=f"wish.{status}", subject=f"wish:{row.id}",
                after={"agent": f"user:{row.agent_id}", "date": row.business_date.isoformat()},
            )  # fmt: skip


def void_swaps(session: Session, user: User, week: date, plan: tuple[Assignment, ...], *, now: datetime) -> None:
    """Close the pending swaps of shifts that are no longer published for the people who have them."""
    last = week + timedelta(days=6)
    rows = session.exec(
        select(SwapRow).where(
            col(SwapRow.status).in_([str(status) for status in PENDING]),
            or_(col(SwapRow.from_date).between(week, last), col(SwapRow.to_date).between(week, last)),
        )
    ).all()
    for row, swap in zip(rows, read_swaps(session, user, rows), strict=True):
        gone = [
            shift for shift in (swap.given, swap.taken) if shift is not None and week <= shift.business_date <= last and shift not in plan
        ]
        if gone:
            row.status, row.closed_at, row.closed_by = str(SwapStatus.VOID), now, user.id or None
            session.add(row)
            audit.record(
                session, at=now, actor_id=user.id or None, actor=user.name, action="swap.void", subject=f"swap:{row.id}",
                before={"status": str(swap.status)},
            )  # fmt: skip
