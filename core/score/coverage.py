"""Which minutes of the service hours somebody was on shift, and the gaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.base.clock import to_local
from core.score.floor import Floor

Span = tuple[int, int]
"""Minutes since the epoch: first (closed), last (open)."""


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


def minutes_of(start: datetime, end: datetime) -> Span:
    """Return the minutes touched by a stretch of time: a minute with somebody in any part of it is covered."""
    first = int(start.timestamp() // 60)
    return first, max(first, int(-(-end.timestamp() // 60))) if end > start else first


def merged(spans: Iterable[Span], first: int, last: int) -> list[Span]:
    """Return the union of spans within [first, last), in order, touching ones joined."""
    union: list[Span] = []
    for start, end in sorted((max(start, first), min(end, last)) for start, end in spans):
        if start >= end:
            continue
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        else:
            union.append((start, end))
    return union


def day_coverage(day: date, spans: Iterable[Span], now: datetime, floor: Floor) -> DayCoverage:
    """Return a day's coverage by shifts given as minute spans; what lies after `now` is not counted.

    Spans may start the day before or end the day after: they are clipped to the service hours.
    """
    opens, closes = floor.window(day)
    first = int(opens.timestamp() // 60)
    last = max(first, min(int(closes.timestamp() // 60), int(now.timestamp() // 60)))
    union = merged(spans, first, last)
    gaps, at = [], first
    for start, end in [*union, (last, last)]:
        if start > at:
            gaps.append((_clock(at, opens, first, floor), _clock(start, opens, first, floor)))
        at = max(at, end)
    return DayCoverage(day, sum(end - start for start, end in union), last - first, tuple(gaps))


def _clock(minute: int, opens: datetime, first: int, floor: Floor) -> str:
    moment = to_local(opens + timedelta(minutes=minute - first), floor.zone)
    clock = f"{moment:%H:%M}"
    return "24:00" if clock == "00:00" and minute > first else clock
