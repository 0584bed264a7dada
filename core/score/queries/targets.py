"""Targets as stored, and what they would have meant."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from core.people.user import Right, User
from core.score.metric import METRICS
from core.score.queries.fields import Filter
from core.score.queries.metrics import metric_table
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


TRIED_DAYS: Final = 28


def last_days(session: Session, user: User, metric: str, today: date, now: datetime) -> tuple[tuple[date, float | None, int], ...]:
    """Return (date, value, n) of each of the 28 days before `today`, oldest first; value None: no data."""
    user.require(Right.MANAGE_TARGETS)
    days = [today - timedelta(days=back) for back in range(TRIED_DAYS, 0, -1)]
    found = {row.group: row.values[metric] for row in metric_table(session, user, Filter(days[0], days[-1], now), "day").rows}
    return tuple(
        (day, None if (value := found.get(day.isoformat())) is None else value.value, 0 if value is None else value.n) for day in days
    )
