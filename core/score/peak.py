"""How well the peak of the day is staffed: as planned, and as people came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

Turn = tuple[int, datetime, datetime]
"""An agent, from when (closed) and until when (open)."""


@dataclass(frozen=True)
class Staffing:
    """Different people at some time of a band, and the fewest of them at once."""

    people: int
    least: int


@dataclass(frozen=True)
class PeakStaffing:
    """The peak of a day. `planned` is None while that week's roster is not published, `here` before the peak begins."""

    planned: Staffing | None = None
    here: Staffing | None = None


def staffing(turns: Iterable[Turn], start: datetime, end: datetime) -> Staffing:
    """Return who works between start (closed) and end (open); one person in two shifts at once is one."""
    inside = [(agent, max(begin, start), min(stop, end)) for agent, begin, stop in turns if begin < end and stop > start]
    edges = sorted({start, *(begin for _, begin, _ in inside), *(stop for _, _, stop in inside if stop < end)})
    at_once = [len({agent for agent, begin, stop in inside if begin <= edge < stop}) for edge in edges]
    return Staffing(len({agent for agent, _, _ in inside}), min(at_once))
