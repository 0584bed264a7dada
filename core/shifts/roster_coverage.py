"""Which minutes of each day's service hours a roster leaves uncovered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.shifts.roster import Assignment
from core.shifts.template import DAY


@dataclass(frozen=True)
class PlannedDay:
    """A day's planned coverage: minutes covered of `service`, gaps as (`HH:MM`, `HH:MM`) with an open end, agents per template."""

    day: date
    covered: int
    service: int
    gaps: tuple[tuple[str, str], ...]
    agents: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Tell whether no minute is missing."""
        return self.covered == self.service


def planned_coverage(
    plan: Iterable[Assignment], first: date, last: date, *, opens: int = 8 * 60, closes: int = 24 * 60
) -> tuple[PlannedDay, ...]:
    """Return the coverage of days first…last (both included); `opens` and `closes` are minutes after midnight.

    A shift that passes midnight also covers the start of the next day. Breaks count as covered: colleagues
    and the agents themselves see to that.
    """
    plan = tuple(plan)
    spans: dict[date, list[tuple[int, int]]] = {}
    agents: dict[date, Counter[int]] = {}
    for planned in plan:
        day, template = planned.business_date, planned.template
        agents.setdefault(day, Counter())[template.id] += 1
        spans.setdefault(day, []).append((template.start_minute, template.end_minute))
        if template.end_minute > DAY:
            spans.setdefault(day + timedelta(days=1), []).append((0, template.end_minute - DAY))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return tuple(_day(day, spans.get(day, []), agents.get(day, Counter()), opens, closes) for day in days)


def minute_of(clock: str) -> int:
    """Return the minute after midnight of `HH:MM`."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def least_agents(plan: Iterable[Assignment], day: date, opens: int, closes: int) -> int:
    """Return how few agents are planned at once at the thinnest minute between two times of a day (minutes, end open)."""
    spans = [
        (one.template.start_minute + shift, one.template.end_minute + shift)
        for one in plan
        if (shift := ((one.business_date - day).days) * DAY) in (-DAY, 0)
    ]
    edges = {opens, *(edge for span in spans for edge in span if opens < edge < closes)}
    return min(sum(start <= edge < end for start, end in spans) for edge in edges)


def _day(day: date, spans: list[tuple[int, int]], agents: Counter[int], opens: int, closes: int) -> PlannedDay:
    at, covered, gaps = opens, 0, []
    for start, end in [*sorted(spans), (closes, closes)]:
        begin, stop = max(start, at), min(end, closes)
        if begin > at and at < closes:
            gaps.append((_clock(at), _clock(min(begin, closes))))
        if stop > begin:
            covered += stop - begin
        at = max(at, min(end, closes))
        if start >= closes:
            break
    return PlannedDay(day, covered, closes - opens, tuple(gaps), dict(agents))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
