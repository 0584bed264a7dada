"""What the Labour Code 2019 (Law 45/2019/QH14) says about a roster: warnings with the article, never a ban.

Hours are working time: a shift's length without its unpaid break, counted on its business date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

from core.base.words import Language, mark, translate
from core.shifts.template import DAY, Template

LIMITS: Final = "labour_limits"
"""The stored setting: minutes that differ from the law's defaults."""
NIGHT_START: Final = 22 * 60
NIGHT_END: Final = 6 * 60
"""Art. 106: night work is 22:00–06:00."""


class Rule(StrEnum):
    """A rule a roster can break."""

    DAY_HOURS = "day_hours"
    DAY_OVERTIME = "day_overtime"
    REST = "rest"
    WEEK_REST = "week_rest"
    MONTH_OVERTIME = "month_overtime"
    YEAR_OVERTIME = "year_overtime"


ARTICLES: Final = {
    Rule.DAY_HOURS: "107.2b",
    Rule.DAY_OVERTIME: "107.2b",
    Rule.REST: "110",
    Rule.WEEK_REST: "111.1",
    Rule.MONTH_OVERTIME: "107.2b",
    Rule.YEAR_OVERTIME: "107.2c",
}
SAID: Final = {
    Rule.DAY_HOURS: mark("{hours} of work in one day, more than {limit}"),
    Rule.DAY_OVERTIME: mark("{hours} of overtime in one day, more than {limit}"),
    Rule.REST: mark("only {hours} of rest before this shift, less than {limit}"),
    Rule.WEEK_REST: mark("no {limit} of rest in one piece this week (longest: {hours})"),
    Rule.MONTH_OVERTIME: mark("{hours} of overtime this month, more than {limit}"),
    Rule.YEAR_OVERTIME: mark("{hours} of overtime this year, more than {limit}"),
}


@dataclass(frozen=True)
class Limits:
    """The law's numbers in minutes; normal hours by art. 105, overtime by art. 107, rest by art. 110 and 111."""

    normal_day: int = 8 * 60
    normal_week: int = 48 * 60
    most_day: int = 12 * 60
    overtime_share: float = 0.5
    overtime_month: int = 40 * 60
    overtime_year: int = 200 * 60
    rest: int = 12 * 60
    week_rest: int = 24 * 60


@dataclass(frozen=True)
class Work:
    """A shift of an agent, as the law sees it: minutes after local midnight of `day`; `work` without the break."""

    agent_id: int
    day: date
    start: int
    end: int
    work: int


@dataclass(frozen=True)
class Warned:
    """A rule broken by an agent on a day: how many minutes, and how many the law allows."""

    rule: Rule
    agent_id: int
    day: date
    minutes: int
    limit: int

    @property
    def article(self) -> str:
        """The article of the Labour Code."""
        return ARTICLES[self.rule]

    def said(self, language: Language) -> str:
        """The sentence in a person's language."""
        return translate(SAID[self.rule], language, hours=hours_text(self.minutes), limit=hours_text(self.limit))


def hours_text(minutes: int) -> str:
    """Return minutes as `13 h` or `8 h 30`."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def work_of(agent_id: int, template: Template, day: date) -> Work:
    """Return a template worked by an agent on a business date."""
    return Work(agent_id, day, template.start_minute, template.end_minute, template.work_minutes)


def night_minutes(template: Template) -> int:
    """Return how many minutes of a shift lie between 22:00 and 06:00 (art. 106), breaks included."""
    nights = ((NIGHT_START - DAY, NIGHT_END), (NIGHT_START, NIGHT_END + DAY), (NIGHT_START + DAY, NIGHT_END + 2 * DAY))
    return sum(max(0, min(template.end_minute, end) - max(template.start_minute, start)) for start, end in nights)


def break_owed(template: Template) -> int:
    """Return the break in minutes a shift owes (art. 109): 30 from six hours on, 45 when any of it is at night, else 0.

    Where it is not an unpaid break of the template, it is taken within the shift and counts as work.
    """
    if template.end_minute - template.start_minute < 6 * 60:
        return 0
    return 45 if night_minutes(template) else 30


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def overtime_by_day(minutes: Mapping[date, int], limits: Limits = Limits()) -> dict[date, int]:
    """Return the overtime of each day of one agent: what is over the normal day, or over the week's normal hours (art. 105)."""
    found: dict[date, int] = {}
    normal: dict[date, int] = defaultdict(int)
    for day in sorted(minutes):
        week = monday_of(day)
        within = min(minutes[day], limits.normal_day)
        fits = min(within, limits.normal_week - normal[week])
        normal[week] += fits
        if minutes[day] > fits:
            found[day] = minutes[day] - fits
    return found


Months = Mapping[tuple[int, int, int], int]
"""Agent, year, month → minutes of overtime."""


def overtime_by_month(works: Iterable[Work], limits: Limits = Limits()) -> dict[tuple[int, int, int], int]:
    """Return the overtime of each agent's calendar months."""
    minutes: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for work in works:
        minutes[work.agent_id][work.day] += work.work
    found: dict[tuple[int, int, int], int] = defaultdict(int)
    for agent, days in minutes.items():
        for day, extra in overtime_by_day(days, limits).items():
            found[agent, day.year, day.month] += extra
    return dict(found)


def warnings_of(
    works: Iterable[Work], first: date, last: date, limits: Limits = Limits(), *, outside: Months | None = None
) -> tuple[Warned, ...]:
    """Return what the shifts of days first…last (both included) break, by day, agent and rule.

    `works` also holds the shifts before and after that: the neighbours for rest, the whole calendar year
    for overtime. Too short a rest is named on the day it ends, the day after `last` included. Caps of a month
    and a year are warned once, on their last overtime day within the days asked. With `outside`, the overtime
    of all other weeks, `works` needs to hold only the days around, and first…last must be whole weeks.
    """
    by_agent: dict[int, list[Work]] = defaultdict(list)
    for work in works:
        by_agent[work.agent_id].append(work)
    found: list[Warned] = []
    for agent, own in by_agent.items():
        found += _of_days(agent, own, first, last, limits)
        elsewhere = overtime_by_month((work for work in own if not first <= work.day <= last), limits) if outside is None else outside
        found += _of_overtime(agent, [work for work in own if first <= work.day <= last], elsewhere, limits)
    return tuple(sorted(found, key=lambda w: (w.day, w.agent_id, list(Rule).index(w.rule))))


def _of_days(agent: int, works: list[Work], first: date, last: date, limits: Limits) -> list[Warned]:
    found: list[Warned] = []
    minutes: dict[date, int] = defaultdict(int)
    for work in works:
        minutes[work.day] += work.work
    asked = [day for day in sorted(minutes) if first <= day <= last]

    def warn(rule: Rule, day: date, measured: int, limit: int) -> None:
        found.append(Warned(rule, agent, day, measured, limit))

    most = int(limits.normal_day * limits.overtime_share)
    for day in asked:
        if minutes[day] > limits.most_day:
            warn(Rule.DAY_HOURS, day, minutes[day], limits.most_day)
        elif minutes[day] - limits.normal_day > most:
            warn(Rule.DAY_OVERTIME, day, minutes[day] - limits.normal_day, most)
    turns = _turns(works)
    for (eve, _, before), (day, start, _) in pairwise(turns):
        if eve <= last and first <= day and start - before < limits.rest:
            warn(Rule.REST, day, max(0, start - before), limits.rest)
    for week in sorted({monday_of(day) for day in asked}):
        longest = _longest_rest(turns, week)
        if longest < limits.week_rest:
            warn(Rule.WEEK_REST, max(day for day in asked if monday_of(day) == week), longest, limits.week_rest)
    return found


def _of_overtime(agent: int, works: list[Work], elsewhere: Months, limits: Limits) -> list[Warned]:
    minutes: dict[date, int] = defaultdict(int)
    for work in works:
        minutes[work.day] += work.work
    extra = overtime_by_day(minutes, limits)
    found = []
    for rule, limit, period in (
        (Rule.MONTH_OVERTIME, limits.overtime_month, lambda day: (day.year, day.month)),
        (Rule.YEAR_OVERTIME, limits.overtime_year, lambda day: (day.year,)),
    ):
        for key in sorted({period(day) for day in extra}):
            days = [day for day in extra if period(day) == key]
            months = key[1:] or range(1, 13)
            total = sum(extra[day] for day in days) + sum(elsewhere.get((agent, key[0], month), 0) for month in months)
            if total > limit:
                found.append(Warned(rule, agent, max(days), total, limit))
    return found


def _turns(works: Sequence[Work]) -> list[tuple[date, int, int]]:
    """Return each worked day with its first start and last end, in minutes on one line of time.

    Shifts of one day are one turn: the pause of a split day is no rest between shifts.
    """
    days: dict[date, tuple[int, int]] = {}
    for work in works:
        offset = work.day.toordinal() * DAY
        start, end = days.get(work.day, (offset + work.start, offset + work.end))
        days[work.day] = (min(start, offset + work.start), max(end, offset + work.end))
    return [(day, *days[day]) for day in sorted(days)]


def _longest_rest(turns: list[tuple[date, int, int]], week: date) -> int:
    """Return the longest rest of a week, cut at its ends; only what goes on to a known next shift is counted whole."""
    opens, closes = week.toordinal() * DAY, (week.toordinal() + 7) * DAY
    edges = [(start, end) for _, start, end in turns if start < closes and end > opens]
    follows = min((start for _, start, _ in turns if start >= closes), default=None)
    if not edges:
        return closes - opens
    pauses = [start - end for (_, end), (start, _) in pairwise(edges)]
    pauses.append(edges[0][0] - opens)
    # The rest that runs on into the next week belongs to this one, as far as the next shift is known.
    pauses.append((follows if follows is not None and follows < closes + 2 * DAY else closes) - edges[-1][1])
    return max(0, *pauses)


def totals_of(works: Iterable[Work]) -> dict[int, int]:
    """Return each agent's working minutes."""
    found: dict[int, int] = defaultdict(int)
    for work in works:
        found[work.agent_id] += work.work
    return dict(found)


def as_limits(stored: Any) -> Limits:
    """Return the limits a stored setting gives; what is missing is the law's default."""
    known = {name: value for name, value in (stored or {}).items() if name in Limits.__dataclass_fields__}
    return Limits(**known)
