"""Numbers by local hour, from stretches of time over which something came in evenly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from core.base.clock import DEFAULT_ZONE

Floats = NDArray[np.float64]
Seconds = NDArray[np.int64]
"""Seconds since the epoch."""

HOUR = 3600


def share_within(start: Seconds, stop: Seconds, opens: float | Seconds, closes: float | Seconds) -> Floats:
    """Return which part of each stretch [start, stop) lies within [opens, closes)."""
    inside = np.minimum(stop, closes) - np.maximum(start, opens)
    result: Floats = np.maximum(inside, 0) / np.maximum(stop - start, 1)
    return result


def sums_within(start: Seconds, stop: Seconds, amounts: Mapping[str, Floats], opens: float, closes: float) -> dict[str, float]:
    """Return what came in within [opens, closes), field by field, fractions kept."""
    part = share_within(start, stop, opens, closes)
    return {name: float(part @ amount) for name, amount in amounts.items()}


def sums_by_hour(
    start: Seconds, stop: Seconds, amounts: Mapping[str, Floats], zone: ZoneInfo = DEFAULT_ZONE
) -> dict[int, dict[str, float]]:
    """Return local hour 0…23 → what came in during it, field by field; only hours some stretch touches.

    Fractions are kept, so the hours of a field add up to its total.
    """
    if not len(start):
        return {}
    shift = _offsets(start, zone)
    begin, end = start + shift, stop + shift
    found = {name: np.zeros(24) for name in amounts}
    touched = np.zeros(24, dtype=bool)
    first = begin // HOUR
    for step in range(int(((end - 1) // HOUR - first).max()) + 1):
        hour = first + step
        part = share_within(begin, end, hour * HOUR, (hour + 1) * HOUR)
        live = part > 0
        of_day = hour[live] % 24
        touched[of_day] = True
        for name, amount in amounts.items():
            found[name] += np.bincount(of_day, part[live] * amount[live], 24)
    return {int(hour): {name: float(values[hour]) for name, values in found.items()} for hour in np.flatnonzero(touched)}


def _offsets(moments: Seconds, zone: ZoneInfo) -> Seconds:
    """Return seconds to add to each moment to read local time as if it were UTC, looked up once per hour that occurs."""
    hours, place = np.unique(moments // HOUR, return_inverse=True)
    known = [datetime.fromtimestamp(int(hour) * HOUR, UTC).astimezone(zone).utcoffset() for hour in hours]
    result: Seconds = np.array([int(offset.total_seconds()) if offset else 0 for offset in known], dtype=np.int64)[place]
    return result


def columns_of(frame: Mapping[str, object], names: Sequence[str]) -> dict[str, Floats]:
    """Return the named columns of a table as arrays of floats."""
    return {name: np.asarray(frame[name], dtype=np.float64) for name in names}
