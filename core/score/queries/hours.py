"""The same sums by local hour, from the history of saves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
from sqlmodel import Session

from core.people.user import User
from core.score.by_hour import Stretches
from core.score.coverage import held_and_counted
from core.score.queries.coverage import minutes_on_shift
from core.score.queries.fields import Filter
from core.score.totals import added
from core.shifts.queries.increments import HOUR_FIELDS, increments
from core.shifts.queries.worked import worked_spans

_COUNTED = {"chats": "chats_rows", "orders": "orders_rows", "revenue": "revenue_rows"}
_AT_ONCE = 31  # days read together, so that a year of a big team fits into memory


def hourly_fields(session: Session, user: User, wanted: Filter) -> dict[int, dict[str, float]]:
    """Return local hour 0…23 → sums (fractions kept): the service hours, and others something fell into.

    Complaints and reviews have no hours here. Coverage counts the service minutes of each hour over all days.
    """
    floor = wanted.floor
    days = [wanted.start + timedelta(days=number) for number in range((wanted.end - wanted.start).days + 1)]
    found: dict[int, dict[str, float]] = {hour: {} for hour in range(floor.service_start // 60, -(-floor.service_end // 60))}
    for first in range(0, len(days), _AT_ONCE):
        _came_in(found, session, user, wanted, days[first : first + _AT_ONCE])
    worked = worked_spans(session, user, start=wanted.start, end=wanted.end, now=wanted.now, shops=wanted.shops, zone=floor.zone)
    worked["worked_seconds"] = worked["stop"] - worked["start"]
    _update(found, stretches_of(worked, ("worked_seconds",)).sums_by_hour(floor.zone))
    if not wanted.shops:
        _update(found, _coverage(session, user, wanted, days))
    return dict(sorted(found.items()))


def _came_in(found: dict[int, dict[str, float]], session: Session, user: User, wanted: Filter, days: list[date]) -> None:
    zone = wanted.floor.zone
    frame = increments(session, user, days=days, now=wanted.now, shops=wanted.shops, zone=zone)
    came_in, owners = stretches_of(frame, HOUR_FIELDS), frame["result_id"].to_numpy(np.int64)
    parts = [came_in.sums_by_hour(zone)]
    for name, rows in _COUNTED.items():
        moved = came_in.amounts[:, HOUR_FIELDS.index(name)] != 0
        parts.append({hour: {rows: n} for hour, n in came_in.only(moved).counted_by_hour(owners[moved], zone).items()})
    for part in parts:
        for hour, sums in part.items():
            found[hour] = added(found.get(hour, {}), sums)


def stretches_of(frame: pd.DataFrame, names: Sequence[str]) -> Stretches:
    """Return a table with columns `start`, `stop` and the named ones as stretches."""
    amounts = np.ascontiguousarray(frame[list(names)].to_numpy(np.float64))
    return Stretches(frame["start"].to_numpy(np.int64), frame["stop"].to_numpy(np.int64), tuple(names), amounts)


def _coverage(session: Session, user: User, wanted: Filter, days: list[date]) -> dict[int, dict[str, float]]:
    floor = wanted.floor
    first, last = minutes_on_shift(session, user, start=wanted.start, end=wanted.end, now=wanted.now, floor=floor)
    if not len(first):
        return {}
    found: dict[int, dict[str, float]] = {}
    names = ("covered_minutes", "service_minutes")
    for name, (begin, end) in zip(names, held_and_counted(days, first, last, wanted.now, floor), strict=True):
        minutes = (end - begin).astype(np.float64)[:, None]
        _update(found, Stretches(begin * 60, end * 60, (name,), minutes).sums_by_hour(floor.zone))
    return found


def _update(found: dict[int, dict[str, float]], more: dict[int, dict[str, float]]) -> None:
    for hour, sums in more.items():
        found.setdefault(hour, {}).update(sums)
