"""What a period's complaints teach: first-time-right, time to answer and to solve on the deadlines' own clock, cost.

A period holds the complaints opened in it, whatever day they were solved on, so that every number of a
page is of the same complaints.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from typing import Final

from core.cases.category import Category
from core.cases.complaint import FIRST_ANSWER_WITHIN, REPEAT_WITHIN, SOLVE_WITHIN, ComplaintState, Resolution, Severity
from core.cases.deadline import ServiceHours

SOLVED: Final = ComplaintState.RESOLVED


@dataclass(frozen=True)
class Round:
    """One time a complaint was closed: how, by when it was due, when it was done."""

    state: ComplaintState
    resolve_due: datetime
    resolved_at: datetime | None


@dataclass(frozen=True)
class CaseFact:
    """A complaint as the lessons read it. `products` are those its order is known to hold, "" never among them.

    `rounds` are the closings before it was opened again; `came_back` tells that a later complaint repeats
    this one; `first_resolution` is how the complaint it repeats was solved. `cost_vnd` is what was noted, else
    what the marketplace's file says was refunded; None when neither is known.
    """

    id: int
    shop_id: int
    category: Category
    severity: Severity
    state: ComplaintState
    opened_at: datetime
    first_answer_due: datetime
    first_answer_at: datetime | None
    resolve_due: datetime
    resolved_at: datetime | None
    cost_vnd: int | None = None
    cause: str = ""
    products: tuple[str, ...] = ()
    reopened: int = 0
    repeats: bool = False
    came_back: bool = False
    first_resolution: Resolution | None = None
    rounds: tuple[Round, ...] = ()

    @property
    def was_solved(self) -> bool:
        """Tell whether it was solved at least once."""
        return self.state is SOLVED or any(one.state is SOLVED for one in self.rounds)


def on_clock(allowed: timedelta, due: datetime, done: datetime, hours: ServiceHours) -> timedelta:
    """Return how much of a deadline's clock was used: service time since the start, pauses left out.

    The deadline already holds start, pauses and service hours (`ServiceHours.after`), so the use is what was
    allowed, less the service time left at `done`, or plus the service time that ran over. At most `allowed` is
    in time, except that what is done in the night after a deadline at closing time is late by no service time.
    """
    return allowed - hours.between(done, due) + hours.between(due, done)


def answer_time(fact: CaseFact, hours: ServiceHours) -> tuple[timedelta, bool] | None:
    """Return the service time to the first answer, and whether it was in time; None while there is none, or a file did not say."""
    at, due = fact.first_answer_at, fact.first_answer_due
    return None if at is None else (on_clock(FIRST_ANSWER_WITHIN, due, at, hours), at <= due)


def solve_times(fact: CaseFact, hours: ServiceHours) -> tuple[tuple[timedelta, bool], ...]:
    """Return the service time of each time it was solved, and whether that was in time; one opened again counts anew from then."""
    closings = (*fact.rounds, Round(fact.state, fact.resolve_due, fact.resolved_at))
    allowed = SOLVE_WITHIN[fact.severity]
    return tuple(
        (on_clock(allowed, one.resolve_due, one.resolved_at, hours), one.resolved_at <= one.resolve_due)
        for one in closings
        if one.state is SOLVED and one.resolved_at is not None
    )


@dataclass(frozen=True)
class Spread:
    """Median and 90th percentile of times in seconds, and how many were in time; None without any."""

    n: int
    median_s: float | None
    p90_s: float | None
    in_time: int


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value below which `share` of the values lie, between two of them in proportion (as PERCENTILE.INC); None without any."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = floor(place)
    rest = place - low
    return ordered[low] if rest == 0 else ordered[low] + (ordered[low + 1] - ordered[low]) * rest


def spread(times: Iterable[tuple[timedelta, bool]]) -> Spread:
    """Return the spread of (time, in time) pairs."""
    kept = list(times)
    seconds = [time.total_seconds() for time, _ in kept]
    return Spread(len(kept), percentile(seconds, 0.5), percentile(seconds, 0.9), sum(in_time for _, in_time in kept))


@dataclass(frozen=True)
class FirstTime:
    """How many complaints solved at least once were right the first time: never opened again, never repeated.

    `young` of them can still come back: their seven days are not over.
    """

    right: int
    solved: int
    young: int

    @property
    def rate(self) -> float | None:
        """Return the share that was right; None when none was solved."""
        return self.right / self.solved if self.solved else None


def first_time_right(facts: Iterable[CaseFact], now: datetime) -> FirstTime:
    """Count the complaints that needed one solution only; rejected ones do not count."""
    solved = [fact for fact in facts if fact.was_solved]
    right = [fact for fact in solved if fact.state is SOLVED and not fact.reopened and not fact.came_back]
    return FirstTime(len(right), len(solved), sum(now - fact.opened_at <= REPEAT_WITHIN for fact in right))


@dataclass(frozen=True)
class Lesson:
    """The head of the page. `cost_vnd` adds up the `cost_n` complaints whose cost is known; None when none is."""

    opened: int
    open_now: int
    solved: int
    rejected: int
    cost_vnd: int | None
    cost_n: int
    repeats: int
    first_time: FirstTime
    answer: Spread
    solve: Spread


def lesson(facts: Sequence[CaseFact], hours: ServiceHours, now: datetime) -> Lesson:
    """Return the numbers of a period's complaints as they stand at `now`."""
    costs = [fact.cost_vnd for fact in facts if fact.cost_vnd is not None]
    return Lesson(
        opened=len(facts),
        open_now=sum(fact.state not in (SOLVED, ComplaintState.REJECTED) for fact in facts),
        solved=sum(fact.state is SOLVED for fact in facts),
        rejected=sum(fact.state is ComplaintState.REJECTED for fact in facts),
        cost_vnd=sum(costs) if costs else None,
        cost_n=len(costs),
        repeats=sum(fact.repeats for fact in facts),
        first_time=first_time_right(facts, now),
        answer=spread(pair for fact in facts if (pair := answer_time(fact, hours)) is not None),
        solve=spread(pair for fact in facts for pair in solve_times(fact, hours)),
    )
