"""Hours worked in the shifts that recorded chats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, exists, func, select
from sqlmodel import Session, col

from core.base.clock import DEFAULT_ZONE, at_local
from core.base.database import seconds_between
from core.people.user import Right, User
from core.shifts.queries.spans import epoch_seconds
from core.shifts.queries.sums import key_column, of_shifts, of_shops
from core.shifts.span import on_duty_until
from core.shifts.tables import ResultRow, ShiftRow, TemplateRow


def worked_seconds(
    session: Session,
    user: User,
    *,
    start: date,
    end: date,
    now: datetime,
    by: Sequence[str] = (),
    shops: Sequence[int] = (),
    templates: Sequence[int] = (),
    agents: Sequence[int] = (),
    statuses: Sequence[str] = (),
    zone: ZoneInfo = DEFAULT_ZONE,
) -> pd.DataFrame:
    """Return the column `worked_seconds` per group: the shifts that recorded chats, each once per group.

    Check-in to check-out; a running shift up to `now` (`core.shifts.span.on_duty_until`). In a group
    of one shop a shift counts whole, because hours are not split between shops.
    """
    user.require(Right.SEE_LIVE)
    keys = [key_column(name).label(name) for name in by]
    where = of_shifts(start, end, templates=templates, agents=agents, statuses=statuses)
    per_shop = "shop_id" in by
    seconds = func.sum(cast(seconds_between(col(ShiftRow.check_in), col(ShiftRow.check_out)), BigInteger))
    closed = _recorded(select(*keys, func.coalesce(cast(seconds, BigInteger), 0)), where, shops, per_shop).group_by(*keys)
    found = [tuple(row) for row in session.execute(closed)]
    for *group, check_in, until in _running(session, _recorded(select(*keys), where, shops, per_shop), now, zone):
        found.append((*group, until - check_in))
    frame = pd.DataFrame(found, columns=[*by, "worked_seconds"])
    if not by:
        return pd.DataFrame({"worked_seconds": [int(frame["worked_seconds"].sum())]})
    return frame.groupby(list(by), as_index=False)[["worked_seconds"]].sum()


def worked_spans(
    session: Session, user: User, *, start: date, end: date, now: datetime, shops: Sequence[int] = (), zone: ZoneInfo = DEFAULT_ZONE
) -> pd.DataFrame:
    """Return the same shifts as stretches: columns `start`, `stop` in epoch seconds, a row per shift."""
    user.require(Right.SEE_LIVE)
    where = of_shifts(start, end, templates=(), agents=(), statuses=())
    ends = [epoch_seconds(moment) for moment in (col(ShiftRow.check_in), col(ShiftRow.check_out))]
    query = _recorded(select(*ends), where, shops, False)
    found = [tuple(row) for row in session.execute(query.where(col(ShiftRow.check_out).is_not(None)))]
    found += _running(session, _recorded(select(), where, shops, False), now, zone)
    return pd.DataFrame(found, columns=["start", "stop"])


def _recorded(query: Any, where: list[ColumnElement[bool]], shops: Sequence[int], per_shop: bool) -> Select[Any]:
    recorded = [col(ResultRow.shift_id) == col(ShiftRow.id), col(ResultRow.chats).is_not(None), *of_shops(shops)]
    query = query.select_from(ShiftRow).where(*where)
    found: Select[Any] = query.join(ResultRow, and_(*recorded)) if per_shop else query.where(exists().where(*recorded))
    return found


def _running(session: Session, query: Select[Any], now: datetime, zone: ZoneInfo) -> list[tuple[Any, ...]]:
    """Return (…keys, check-in, end) in epoch seconds of the shifts without a check-out."""
    columns = (col(ShiftRow.check_in), col(ShiftRow.last_update), col(ShiftRow.business_date), col(TemplateRow.end_minute))
    query = query.add_columns(*columns).join(TemplateRow, col(TemplateRow.id) == col(ShiftRow.template_id))
    found = []
    for *group, check_in, last_update, day, end_minute in session.execute(query.where(col(ShiftRow.check_out).is_(None))):
        until = on_duty_until(check_in, None, at_local(day, end_minute, zone), last_update, now)
        found.append((*group, int(check_in.timestamp()), int(until.timestamp())))
    return found
