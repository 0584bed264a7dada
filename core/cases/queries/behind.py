"""The complaints and reviews behind one person's month: case by case what the counts add up."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from core.base.clock import day_bounds
from core.cases.behind import CaseBehind
from core.cases.queries.counts import DONE, OPEN_STATES
from core.cases.review import LOW_STARS, REPLY_WITHIN
from core.cases.tables import ComplaintRoundRow, ComplaintRow, ReviewRow
from core.people.user import Right, User


def complaints_behind(
    session: Session, user: User, agent_id: int, *, start: date, end: date, now: datetime, zone: ZoneInfo
) -> tuple[CaseBehind, ...]:
    """Return a person's complaints whose deadline fell into start…end (both in): each time solved, and those left past it.

    One's own, or anybody's for who sees the team; latest deadline first. The sums of `complaint_counts`, one by one.
    """
    if agent_id != user.id:
        user.require(Right.SEE_TEAM)
    begins, ends = day_bounds(start, zone)[0], day_bounds(end, zone)[1]
    c, r = ComplaintRow, ComplaintRoundRow
    solved = select(c.id, c.shop_id, c.resolve_due, c.resolved_at).where(
        c.resolved_by == agent_id, c.status == DONE, col(c.resolve_due) >= begins, col(c.resolve_due) < ends, col(c.resolved_at) <= now
    )
    before = (
        select(c.id, c.shop_id, r.resolve_due, r.resolved_at)
        .where(col(c.id) == col(r.complaint_id))
        .where(
            r.resolved_by == agent_id, r.status == DONE, col(r.resolve_due) >= begins, col(r.resolve_due) < ends, col(r.resolved_at) <= now
        )
    )
    late = select(c.id, c.shop_id, c.resolve_due).where(
        c.owner_id == agent_id,
        or_(col(c.resolved_at) > now, and_(col(c.resolved_at).is_(None), col(c.status).in_(OPEN_STATES))),
        col(c.resolve_due) >= begins, col(c.resolve_due) < ends, col(c.clock_from) <= now, col(c.resolve_due) < now,
        or_(col(c.waiting_since).is_(None), col(c.resolve_due) < col(c.waiting_since)),
    )  # fmt: skip
    found = [CaseBehind(number or 0, shop, due, done is not None and done <= due, still_open=False)
             for query in (solved, before) for number, shop, due, done in session.exec(query)]  # fmt: skip
    found += [CaseBehind(number or 0, shop, due, in_time=False, still_open=True) for number, shop, due in session.exec(late)]
    return tuple(sorted(found, key=lambda case: (case.at, case.id), reverse=True))


def reviews_behind(
    session: Session, user: User, agent_id: int, *, start: date, end: date, now: datetime, zone: ZoneInfo
) -> tuple[CaseBehind, ...]:
    """Return a person's 1–2★ reviews posted in start…end (both in) that the 24-hour rule judges by `now`, newest first."""
    if agent_id != user.id:
        user.require(Right.SEE_TEAM)
    begins, ends = day_bounds(start, zone)[0], day_bounds(end, zone)[1]
    r = ReviewRow
    replied = and_(col(r.first_reply_at).is_not(None), col(r.first_reply_at) <= now)
    query = select(r.id, r.shop_id, r.posted_at, r.first_reply_at).where(
        col(r.stars) <= LOW_STARS, col(r.posted_at) >= begins, col(r.posted_at) < ends, col(r.posted_at) <= now,
        or_(and_(replied, col(r.replied_by) == agent_id),
            and_(~replied, col(r.posted_at) <= now - REPLY_WITHIN, col(r.owner_id) == agent_id)),
    ).order_by(col(r.posted_at).desc(), col(r.id).desc())  # fmt: skip
    return tuple(
        CaseBehind(
            number or 0, shop, posted, first is not None and first - posted <= REPLY_WITHIN and first <= now, first is None or first > now
        )
        for number, shop, posted, first in session.exec(query)
    )
