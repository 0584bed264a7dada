"""Which minutes of the service hours somebody was on shift, and the gaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from core.score.floor import Floor

Minutes = NDArray[np.int64]
"""Minutes since the epoch; of a span the first is in, the last is not."""
Span = tuple[int, int]


@dataclass(frozen=True)
class DayCoverage:
    """A day's service hours: minutes covered, minutes counted (fewer than the whole on a day still running), gaps.

    Gaps are local (`HH:MM`, `HH:MM`), the end open and `24:00` for midnight.
    """

    day: date
    covered: int
    counted: int
    gaps: tuple[tuple[str, str], ...]

    @property
    def is_full(self) -> bool:
        """Tell whether no counted minute is missing."""
        return self.counted > 0 and self.covered == self.counted


def merged(first: Minutes, last: Minutes) -> tuple[Minutes, Minutes]:
    """Return the union of spans [first, last), in order, touching ones joined."""
    order = np.argsort(first, kind="stable")
    first, last = first[order], np.maximum.accumulate(last[order]) if len(last) else last
    opens = np.ones(len(first), dtype=bool)
    opens[1:] = first[1:] > last[:-1]
    starts = np.flatnonzero(opens)
    return first[starts], last[np.append(starts[1:], len(last)) - 1] if len(starts) else last


def coverage_of(days: Iterable[date], first: Minutes, last: Minutes, now: datetime, floor: Floor) -> tuple[DayCoverage, ...]:
    """Return each day's coverage by shifts given as minute spans; what lies after `now` is not counted.

    Spans may start the day before or end the day after: they are clipped to the service hours.
    """
    days = tuple(days)
    return tuple(_day(*of_day, floor) for of_day in zip(days, *_held(days, first, last, now, floor), strict=True))


def held_and_counted(
    days: Iterable[date], first: Minutes, last: Minutes, now: datetime, floor: Floor
) -> tuple[tuple[Minutes, Minutes], tuple[Minutes, Minutes]]:
    """Return the stretches covered, and the service hours up to `now`, both as starts and ends in minutes."""
    windows, held = _held(tuple(days), first, last, now, floor)
    return _columns([span for spans in held for span in spans]), _columns(windows)


def _held(days: tuple[date, ...], first: Minutes, last: Minutes, now: datetime, floor: Floor) -> tuple[list[Span], list[list[Span]]]:
    """Return per day its counted window, and the stretches covered within it, in order and apart."""
    starts, ends = merged(first, last)
    present = int(now.timestamp() // 60)
    windows, held = [], []
    for day in days:
        opens, closes = (int(moment.timestamp() // 60) for moment in floor.window(day))
        closes = max(opens, min(closes, present))
        inside = slice(int(np.searchsorted(ends, opens, side="right")), int(np.searchsorted(starts, closes, side="left")))
        windows.append((opens, closes))
        held.append(list(zip(np.maximum(starts[inside], opens).tolist(), np.minimum(ends[inside], closes).tolist(), strict=True)))
    return windows, held


def _columns(spans: list[Span]) -> tuple[Minutes, Minutes]:
    both = np.array(spans, dtype=np.int64).reshape(len(spans), 2)
    return both[:, 0], both[:, 1]


def _day(day: date, window: Span, held: list[Span], floor: Floor) -> DayCoverage:
    begin, end = window
    covered, at, gaps = 0, begin, []
    for start, stop in [*held, (end, end)]:
        if start > at:
            gaps.append((_clock(at, begin, floor), _clock(start, begin, floor)))
        covered += stop - start
        at = stop
    return DayCoverage(day, covered, end - begin, tuple(gaps))


def _clock(minute: int, begin: int, floor: Floor) -> str:
    clock = f"{datetime.fromtimestamp(minute * 60, floor.zone):%H:%M}"
    return "24:00" if clock == "00:00" and minute > begin else clock
