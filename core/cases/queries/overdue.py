"""Complaints left open past their deadline, of a whole team."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, and_, col, or_, select

from core.cases.complaint import ComplaintState
from core.cases.tables import ComplaintRow
from core.people.user import Right, User


def left_overdue(session: Session, user: User, *, due_before: datetime, now: datetime) -> tuple[tuple[int, int], ...]:
    """Return (owner, complaint) of the complaints still open at `now` whose deadline has passed and lay before `due_before`.

    Nobody's are left out; a clock that stood still before the deadline is not overdue.
    """
    user.require(Right.SEE_TEAM)
    c = ComplaintRow
    running = col(c.status).in_([str(ComplaintState.NEW), str(ComplaintState.IN_PROGRESS)])
    stood = and_(col(c.status) == str(ComplaintState.WAITING), col(c.resolve_due) < col(c.waiting_since))
    query = (
        select(c.owner_id, c.id)
        .where(or_(running, stood), col(c.resolve_due) < min(due_before, now), col(c.owner_id).is_not(None))
        .order_by(col(c.owner_id), col(c.id))
    )
    return tuple((owner or 0, number or 0) for owner, number in session.exec(query))
