"""Targets as stored."""

from __future__ import annotations

from sqlmodel import Session, col, select

from core.people.user import Right, User
from core.score.metric import METRICS
from core.score.tables import TargetRow
from core.score.target import Target, TargetBook


def target_book(session: Session, user: User) -> TargetBook:
    """Return every stored target; targets of revenue metrics only for those who may see revenue."""
    user.require(Right.SEE_LIVE)
    found = []
    for row in session.exec(select(TargetRow).order_by(col(TargetRow.metric), col(TargetRow.from_date))):
        metric = METRICS.get(row.metric)
        if metric is not None and (not metric.revenue or user.may(Right.SEE_REVENUE)):
            found.append(Target(row.metric, row.value, row.from_date))
    return TargetBook(tuple(found))
