"""Numbers by local hour, from stretches of time over which something came in evenly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    found = {name: np.zeros(24) for name in amounts}
    touched = np.zeros(24, dtype=bool)
    for hour, part, live in _pieces(start, stop, zone):
        touched[hour] = True
        for name, amount in amounts.items():
            found[name] += np.bincount(hour, part * amount[live], 24)
    return {int(hour): {name: float(values[hour]) for name, values in found.items()} for hour in np.flatnonzero(touched)}


def counted_by_hour(start: Seconds, stop: Seconds, owner: NDArray[np.int64], zone: ZoneInfo = DEFAULT_ZONE) -> dict[int, int]:
    """Return local hour 0…23 → how many different owners have a stretch touching it."""
    pairs = [np.unique(owner[live] * 24 + hour) for hour, _, live in _pieces(start, stop, zone)]
    if not pairs:
        return {}
    hours, counts = np.unique(np.unique(np.concatenate(pairs)) % 24, return_counts=True)
    return dict(zip(hours.tolist(), counts.tolist(), strict=True))


def _pieces(start: Seconds, stop: Seconds, zone: ZoneInfo) -> Iterator[tuple[NDArray[np.int64], Floats, NDArray[np.int64]]]:
    """Cut the stretches at full hours: yield hours of the day, the part of the stretch in it, and which stretch."""
    if not len(start):
        return
    shift = _offsets(start, zone)
    begin, end = start + shift, stop + shift
    first = begin // HOUR
    for step in range(int(((end - 1) // HOUR - first).max()) + 1):
        hour = first + step
        part = share_within(begin, end, hour * HOUR, (hour + 1) * HOUR)
        live = np.flatnonzero(part > 0)
        yield hour[live] % 24, part[live], live


def _offsets(moments: Seconds, zone: ZoneInfo) -> Seconds:
    """Return seconds to add to each moment to read local time as if it were UTC, looked up once per hour that occurs."""
    hours, place = np.unique(moments // HOUR, return_inverse=True)
    known = [datetime.fromtimestamp(int(hour) * HOUR, UTC).astimezone(zone).utcoffset() for hour in hours]
    result: Seconds = np.array([int(offset.total_seconds()) if offset else 0 for offset in known], dtype=np.int64)[place]
    return result
