"""What came in between two saves: the history of running totals as stretches of time, for numbers by hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from core.base.clock import DEFAULT_ZONE, at_local
from core.people.user import Right, User
from core.shifts.queries.spans import epoch_seconds
from core.shifts.queries.sums import PAIR_FIELDS, REVENUE_FIELDS, pair_values
from core.shifts.span import on_duty_until
from core.shifts.tables import ResultRow, ResultSaveRow, ShiftRow, TemplateRow

HOUR_FIELDS: Final = PAIR_FIELDS
"""The fields of `increments`, those of `core.shifts.queries.sums` that a save holds."""


def increments(
    session: Session,
    user: User,
    *,
    days: Sequence[date],
    now: datetime,
    fields: Sequence[str] = HOUR_FIELDS,
    shops: Sequence[int] = (),
    zone: ZoneInfo = DEFAULT_ZONE,
) -> pd.DataFrame:
    """Return what each stretch between two saves added, for results of these business dates.

    Columns `result_id`, `business_date`, `shop_id`, `start`, `stop` (epoch seconds, start < stop) and the fields.
    Check-in counts as a save of zeros, the stored result as the last save, at the shift's end when there
    was no other; saves made outside the shift count at its nearest end. A total that went down is
    negative, so the increments of a result add up to its totals exactly.
    """
    user.require(Right.SEE_LIVE)
    asked = [name for name in fields if user.may(Right.SEE_REVENUE) or name not in REVENUE_FIELDS]
    columns = ["result_id", "business_date", "shop_id", "start", "stop", *fields]
    where = [_on(days)]
    if shops:
        where.append((col(ResultRow.shop_id) + 0).in_(shops))
    now_totals, then_totals = pair_values(ResultRow), pair_values(ResultSaveRow)
    rows_of = session.connection().execute  # many rows, no objects
    results = rows_of(
        select(
            col(ResultRow.id), col(ShiftRow.business_date), col(ResultRow.shop_id), col(ShiftRow.id),
            epoch_seconds(col(ResultRow.updated_at)), *(func.coalesce(now_totals[name], 0) for name in asked),
        )
        .select_from(ShiftRow).join(ResultRow, col(ResultRow.shift_id) == col(ShiftRow.id)).where(*where).order_by(col(ResultRow.id))
    ).all()  # fmt: skip
    if not results:
        return pd.DataFrame(columns=columns)
    saves = rows_of(
        select(col(ResultSaveRow.result_id), epoch_seconds(col(ResultSaveRow.saved_at)), *(func.coalesce(then_totals[n], 0) for n in asked))
        .select_from(ShiftRow)
        .join(ResultRow, col(ResultRow.shift_id) == col(ShiftRow.id))
        .join(ResultSaveRow, col(ResultSaveRow.result_id) == col(ResultRow.id))
        .where(*where)
        .order_by(col(ResultSaveRow.result_id), col(ResultSaveRow.saved_at), col(ResultSaveRow.id))
    ).all()
    ends = _ends(session, days, now, zone)

    result_ids = np.array([row[0] for row in results])
    span = np.array([ends[row[3]] for row in results], dtype=np.int64)
    counts = np.zeros(len(results), dtype=np.int64)
    save_of = np.searchsorted(result_ids, np.array([row[0] for row in saves], dtype=np.int64))
    np.add.at(counts, save_of, 1)
    # A row per point in time: check-in, each save, the stored result; the k-th of a result stands at offset + k.
    offset = np.concatenate([[0], np.cumsum(counts + 2)[:-1]])
    place = offset[save_of] + 1 + np.arange(len(saves)) - (np.cumsum(counts) - counts)[save_of]
    last = offset + counts + 1
    total = int((counts + 2).sum())
    when = np.empty(total, dtype=np.int64)
    totals = np.zeros((total, len(asked)))
    when[offset] = span[:, 0]
    when[place] = np.array([row[1] for row in saves], dtype=np.int64)
    updated = np.array([row[4] for row in results], dtype=np.int64)
    when[last] = np.where(counts > 0, updated, span[:, 1])
    totals[place] = np.array([row[2:] for row in saves], dtype=np.float64).reshape(len(saves), len(asked))
    totals[last] = np.array([row[5:] for row in results], dtype=np.float64).reshape(len(results), len(asked))
    owner = np.repeat(np.arange(len(results)), counts + 2)
    when = np.clip(when, span[owner, 0], span[owner, 1])

    later = np.flatnonzero(owner[1:] == owner[:-1]) + 1
    gained = totals[later] - totals[later - 1]
    moved = gained.any(axis=1)
    later, gained = later[moved], gained[moved]
    start, stop = when[later - 1], np.maximum(when[later], when[later - 1])
    # Two saves at one moment: what the second added came in the minute before it.
    start = np.where(start == stop, np.maximum(stop - 60, span[owner[later], 0]), start)
    stop = np.where(start == stop, start + 60, stop)
    frame = pd.DataFrame(gained, columns=asked)
    days_of = np.array([row[1] for row in results], dtype=object)
    shops_of = np.array([row[2] for row in results], dtype=np.int64)
    frame.insert(0, "stop", stop)
    frame.insert(0, "start", start)
    frame.insert(0, "shop_id", shops_of[owner[later]])
    frame.insert(0, "business_date", days_of[owner[later]])
    frame.insert(0, "result_id", result_ids[owner[later]])
    return frame.reindex(columns=columns, fill_value=0.0)


def _on(days: Sequence[date]) -> ColumnElement[bool]:
    first, last = min(days), max(days)
    if (last - first).days + 1 == len(days):
        return col(ShiftRow.business_date).between(first, last)
    return col(ShiftRow.business_date).in_(tuple(days))


def _ends(session: Session, days: Sequence[date], now: datetime, zone: ZoneInfo) -> dict[int, tuple[int, int]]:
    """Return per shift its check-in and end in epoch seconds."""
    shift = (col(ShiftRow.check_in), col(ShiftRow.check_out), col(ShiftRow.last_update))
    query = (
        select(col(ShiftRow.id), col(ShiftRow.business_date), *shift, col(TemplateRow.end_minute))
        .join(TemplateRow, col(TemplateRow.id) == col(ShiftRow.template_id))
        .where(_on(days))
    )
    found = {}
    for key, day, check_in, check_out, last_update, end_minute in session.execute(query):
        until = on_duty_until(check_in, check_out, at_local(day, end_minute, zone), last_update, now)
        found[key] = (int(check_in.timestamp()), int(until.timestamp()))
    return found
