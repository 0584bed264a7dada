"""Complaints week by week: per shop, per product, per category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.base.clock import local_date
from core.cases.lesson import CaseFact

WEEK: Final = timedelta(days=7)
COMPARED: Final = 4
"""Weeks: the last four whole ones are held against the four before."""
SHOWN: Final = 8


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def weeks_between(start: date, end: date) -> tuple[date, ...]:
    """Return the Mondays of every week that has a day in start…end."""
    first, count = week_of(start), (week_of(end) - week_of(start)).days // 7 + 1
    return tuple(first + WEEK * number for number in range(count))


@dataclass(frozen=True)
class TrendLine:
    """Complaints of one shop, product or category by week; `lately` and `before` count the last four whole weeks and the four before."""

    key: str
    counts: tuple[int, ...]
    total: int
    lately: int
    before: int


@dataclass(frozen=True)
class Trend:
    """Lines, the largest first. `whole` weeks at the front are over; the last one may still run. `unknown` complaints have no key."""

    weeks: tuple[date, ...]
    lines: tuple[TrendLine, ...]
    whole: int
    unknown: int
    left_out: int

    @property
    def compares(self) -> bool:
        """Tell whether there are eight whole weeks to hold against each other."""
        return self.whole >= 2 * COMPARED


def trend(
    facts: Iterable[CaseFact], keys: Callable[[CaseFact], tuple[str, ...]], start: date, end: date, *, today: date, zone: ZoneInfo
) -> Trend:
    """Count complaints by the local week they were opened in; one with several products counts for each of them.

    Weeks before the first complaint are left out. At most eight lines are shown, `left_out` says how many more there are.
    """
    kept = list(facts)
    first = min((_day(fact.opened_at, zone) for fact in kept), default=start)
    weeks = weeks_between(max(start, first), end)
    place = {week: number for number, week in enumerate(weeks)}
    whole = sum(week + WEEK <= today for week in weeks)
    counts: dict[str, Counter[int]] = {}
    unknown = 0
    for fact in kept:
        said = keys(fact)
        unknown += not said
        number = place.get(week_of(_day(fact.opened_at, zone)))
        for key in said:
            if number is not None:
                counts.setdefault(key, Counter())[number] += 1
    lines = sorted((_line(key, found, len(weeks), whole) for key, found in counts.items()), key=lambda line: (-line.total, line.key))
    return Trend(weeks, tuple(lines[:SHOWN]), whole, unknown, max(0, len(lines) - SHOWN))


def _line(key: str, found: Counter[int], weeks: int, whole: int) -> TrendLine:
    counts = tuple(found[number] for number in range(weeks))
    over = counts[:whole]
    return TrendLine(key, counts, sum(counts), sum(over[-COMPARED:]), sum(over[-2 * COMPARED : -COMPARED]))


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return local_date(moment, zone)
