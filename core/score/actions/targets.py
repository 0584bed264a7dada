"""Set a target, take a planned one back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from sqlmodel import Session, col, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.clock import local_date
from core.base.errors import InvalidInput, NotFound, Problem
from core.base.settings import get_settings
from core.people.user import Right, User
from core.score.metric import METRICS, Unit
from core.score.tables import TargetRow
from core.score.target import Target


@dataclass(frozen=True)
class SetTarget:
    """A metric's target from a business date on; rates as 0…1, durations in seconds, money in đồng."""

    metric: str
    value: float
    from_date: date


@dataclass(frozen=True)
class DropTarget:
    """A planned change that shall not come."""

    metric: str
    from_date: date


def set_target(session: Session, user: User, new: SetTarget, *, now: datetime) -> Target:
    """Store a target; one of the same metric and date is replaced. Earlier days keep theirs."""
    user.require(Right.MANAGE_TARGETS)
    metric = METRICS.get(new.metric)
    if metric is None:
        raise InvalidInput([Problem("metric", "There is no metric “{metric}”.", {"metric": new.metric})])
    if not isfinite(new.value) or new.value < 0 or new.value > 1e12:
        raise InvalidInput([Problem("value", "A target is a number from 0 up.")])
    if metric.unit is Unit.RATE and new.value > 1:
        raise InvalidInput([Problem("value", "The target of a rate lies between 0 and 1: write 0.8 for 80 %.")])
    row = session.exec(
        select(TargetRow).where(col(TargetRow.metric) == new.metric, col(TargetRow.from_date) == new.from_date)
    ).one_or_none()
    before = None if row is None else row.value
    row = row or TargetRow(metric=new.metric, value=new.value, from_date=new.from_date)
    row.value = new.value
    session.add(row)
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="target.set", subject=f"target:{new.metric}",
        before=None if before is None else {"value": before, "from": new.from_date.isoformat()},
        after={"value": new.value, "from": new.from_date.isoformat()},
    )  # fmt: skip
    touch(session, Topic.SCORE)
    return Target(new.metric, new.value, new.from_date)


def drop_target(session: Session, user: User, gone: DropTarget, *, now: datetime) -> Target:
    """Take back a change that has not begun; what holds or held already stays, because days were judged by it."""
    user.require(Right.MANAGE_TARGETS)
    if gone.from_date <= local_date(now, get_settings().zone):
        raise InvalidInput([Problem("from_date", "This target has begun; days were judged by it. Set another one from a later date.")])
    row = session.exec(
        select(TargetRow).where(col(TargetRow.metric) == gone.metric, col(TargetRow.from_date) == gone.from_date)
    ).one_or_none()
    if row is None:
        raise NotFound("This change is not planned any more.")
    session.delete(row)
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="target.drop", subject=f"target:{gone.metric}",
        before={"value": row.value, "from": gone.from_date.isoformat()}, after=None,
    )  # fmt: skip
    touch(session, Topic.SCORE)
    return Target(gone.metric, row.value, gone.from_date)
