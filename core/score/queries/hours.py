"""The same sums by local hour, from the history of saves."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from sqlmodel import Session

from core.people.user import User
from core.score.by_hour import Floats, Seconds, counted_by_hour, sums_by_hour
from core.score.coverage import held_and_counted
from core.score.queries.coverage import minutes_on_shift
from core.score.queries.fields import Filter
from core.shifts.queries.increments import HOUR_FIELDS, increments
from core.shifts.queries.worked import worked_spans

_COUNTED = {"chats": "chats_rows", "orders": "orders_rows", "revenue": "revenue_rows"}


def hourly_fields(session: Session, user: User, wanted: Filter) -> dict[int, dict[str, float]]:
    """Return local hour 0…23 → sums (fractions kept): the service hours, and others something fell into.

    Complaints and reviews have no hours here. Coverage counts the service minutes of each hour over all days.
    """
    floor = wanted.floor
    days = [wanted.start + timedelta(days=number) for number in range((wanted.end - wanted.start).days + 1)]
    frame = increments(session, user, days=days, now=wanted.now, shops=wanted.shops, zone=floor.zone)
    found: dict[int, dict[str, float]] = {hour: {} for hour in range(floor.service_start // 60, -(-floor.service_end // 60))}
    start, stop = ends_of(frame)
    _update(found, sums_by_hour(start, stop, amounts_of(frame), floor.zone))
    for name, rows in _COUNTED.items():
        moved = frame[name].to_numpy(np.float64) != 0
        counted = counted_by_hour(start[moved], stop[moved], frame["result_id"].to_numpy(np.int64)[moved], floor.zone)
        _update(found, {hour: {rows: number} for hour, number in counted.items()})
    worked = worked_spans(session, user, start=wanted.start, end=wanted.end, now=wanted.now, shops=wanted.shops, zone=floor.zone)
    start, stop = ends_of(worked)
    _update(found, sums_by_hour(start, stop, {"worked_seconds": (stop - start).astype(np.float64)}, floor.zone))
    if not wanted.shops:
        _update(found, _coverage(session, user, wanted, days))
    return dict(sorted(found.items()))


def _coverage(session: Session, user: User, wanted: Filter, days: list[date]) -> dict[int, dict[str, float]]:
    floor = wanted.floor
    first, last = minutes_on_shift(session, user, start=wanted.start, end=wanted.end, now=wanted.now, floor=floor)
    if not len(first):
        return {}
    found: dict[int, dict[str, float]] = {}
    names = ("covered_minutes", "service_minutes")
    for name, (begin, end) in zip(names, held_and_counted(days, first, last, wanted.now, floor), strict=True):
        _update(found, sums_by_hour(begin * 60, end * 60, {name: (end - begin).astype(np.float64)}, floor.zone))
    return found


def amounts_of(frame: pd.DataFrame) -> dict[str, Floats]:
    """Return the fields of increments as arrays."""
    return {name: frame[name].to_numpy(np.float64) for name in HOUR_FIELDS}


def ends_of(frame: pd.DataFrame) -> tuple[Seconds, Seconds]:
    """Return where stretches begin and end."""
    return frame["start"].to_numpy(np.int64), frame["stop"].to_numpy(np.int64)


def _update(found: dict[int, dict[str, float]], more: dict[int, dict[str, float]]) -> None:
    for hour, sums in more.items():
        found.setdefault(hour, {}).update(sums)
