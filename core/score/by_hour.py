"""Numbers by local hour, from stretches of time over which something came in evenly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from core.base.clock import DEFAULT_ZONE

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
HOUR = 3600


@dataclass(frozen=True)
class Stretches:
    """Stretches [start, stop) in seconds since the epoch, and what came in over each: a column per name."""

    start: Whole
    stop: Whole
    names: tuple[str, ...]
    amounts: Floats

    def only(self, mask: NDArray[np.bool_]) -> Stretches:
        """Return some of them."""
        return Stretches(self.start[mask], self.stop[mask], self.names, self.amounts[mask])

    def share_within(self, opens: float | Whole, closes: float | Whole) -> Floats:
        """Return which part of each stretch lies within [opens, closes)."""
        return _share(self.start, self.stop, opens, closes)

    def sums_within(self, opens: float, closes: float) -> dict[str, float]:
        """Return what came in within [opens, closes), name by name, fractions kept."""
        return dict(zip(self.names, (self.share_within(opens, closes) @ self.amounts).tolist(), strict=True))

    def sums_by_hour(self, zone: ZoneInfo = DEFAULT_ZONE) -> dict[int, dict[str, float]]:
        """Return local hour 0…23 → what came in during it; only hours some stretch touches.

        Fractions are kept, so the hours of a name add up to its total.
        """
        found: dict[int, Floats] = {}
        for hour, part, live in _pieces(self.start, self.stop, zone):
            for number in np.unique(hour).tolist():
                here = hour == number
                found[number] = found.get(number, 0.0) + part[here] @ self.amounts[live[here]]
        return {hour: dict(zip(self.names, found[hour].tolist(), strict=True)) for hour in sorted(found)}

    def counted_by_hour(self, owner: Whole, zone: ZoneInfo = DEFAULT_ZONE) -> dict[int, int]:
        """Return local hour 0…23 → how many different owners have a stretch touching it."""
        owners, number = np.unique(owner, return_inverse=True)
        touched = np.zeros((len(owners), 24), dtype=bool)
        for hour, _, live in _pieces(self.start, self.stop, zone):
            touched[number[live], hour] = True
        return {hour: count for hour, count in enumerate(touched.sum(axis=0).tolist()) if count}


def _share(start: Whole, stop: Whole, opens: float | Whole, closes: float | Whole) -> Floats:
    inside = np.minimum(stop, closes) - np.maximum(start, opens)
    result: Floats = np.maximum(inside, 0) / np.maximum(stop - start, 1)
    return result


def _pieces(start: Whole, stop: Whole, zone: ZoneInfo) -> Iterator[tuple[Whole, Floats, Whole]]:
    """Cut the stretches at full hours: yield hours of the day, the part of the stretch in it, and which stretch."""
    if not len(start):
        return
    shift = _offsets(start, zone)
    begin, end = start + shift, stop + shift
    first = begin // HOUR
    for step in range(int(((end - 1) // HOUR - first).max()) + 1):
        hour = first + step
        part = _share(begin, end, hour * HOUR, (hour + 1) * HOUR)
        live = np.flatnonzero(part > 0)
        yield hour[live] % 24, part[live], live


def _offsets(moments: Whole, zone: ZoneInfo) -> Whole:
    """Return seconds to add to each moment to read local time as if it were UTC, looked up once per hour that occurs."""
    hours, place = np.unique(moments // HOUR, return_inverse=True)
    known = [datetime.fromtimestamp(int(hour) * HOUR, UTC).astimezone(zone).utcoffset() for hour in hours]
    result: Whole = np.array([int(offset.total_seconds()) if offset else 0 for offset in known], dtype=np.int64)[place]
    return result
