"""What a usual day looks like: the same weekday of the last four weeks, the last 14 days, the last year's coverage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Session

from core.base.clock import at_local, to_local
from core.people.user import User
from core.score.coverage import coverage_of
from core.score.floor import Floor
from core.score.metric import METRICS, Source, visible_to
from core.score.queries.coverage import minutes_on_shift
from core.score.queries.fields import Filter, result_fields_by_day
from core.score.queries.hours import stretches_of
from core.score.totals import added, value_of
from core.shifts.queries.increments import HOUR_FIELDS, increments

WEEKS: Final = 4
TREND_DAYS: Final = 14
Baseline = tuple[float, int]
Trend = tuple[float | int | None, ...]


@dataclass(frozen=True)
class UsualDay:
    """The same weekday of the last four weeks up to this time of day, and its chats by hour; only weeks with data."""

    baselines: Mapping[str, Baseline]
    chats_by_hour: Mapping[int, float]


@dataclass(frozen=True)
class CoveredPast:
    """Days without a gap, the coverage of the 14 days before, and that of the same weekdays up to this time of day."""

    full_days: int
    trend: Trend
    baseline: Baseline | None


def usual_day(session: Session, user: User, day: date, now: datetime, floor: Floor) -> UsualDay:
    """Read the saves of the four weeks and add up what had come in by this time: sums per day, quotients pooled."""
    days = [day - timedelta(days=7 * week) for week in range(1, WEEKS + 1)]
    frame = increments(session, user, days=days, now=now, zone=floor.zone)
    came_in, of_day = stretches_of(frame, HOUR_FIELDS), frame["business_date"].to_numpy()
    weeks = []
    for number, other in enumerate(days, start=1):
        of_week = came_in.only(of_day == other)
        if len(of_week.start):
            weeks.append(of_week.sums_within(0, _same_time(now, 7 * number, floor).timestamp()))
    if not weeks:
        return UsualDay({}, {})
    pooled = added(*weeks, {"chats_rows": 1, "orders_rows": 1, "revenue_rows": 1})
    baselines = {}
    for key in visible_to(user):
        metric = METRICS[key]
        if {*metric.top, *metric.bottom} <= set(HOUR_FIELDS):
            value = value_of(metric, pooled).value
            if value is not None:
                baselines[key] = (value if metric.is_ratio else value / len(weeks), len(weeks))
    by_hour = came_in.sums_by_hour(floor.zone)
    return UsualDay(baselines, {hour: sums["chats"] / len(weeks) for hour, sums in by_hour.items()})


def trends(session: Session, user: User, day: date, now: datetime, floor: Floor) -> dict[str, Trend]:
    """Return each metric of the results for the 14 business dates before, oldest first."""
    days = [day - timedelta(days=back) for back in range(TREND_DAYS, 0, -1)]
    found = result_fields_by_day(session, user, Filter(days[0], days[-1], now, floor=floor))
    keys = [key for key in visible_to(user) if METRICS[key].source is Source.RESULTS]
    return {key: tuple(value_of(METRICS[key], found.get(past, {})).value for past in days) for key in keys}


def covered_past(session: Session, user: User, day: date, now: datetime, floor: Floor) -> CoveredPast:
    """Read the shifts of the last year once, and count."""
    start = day - timedelta(days=floor.covered_days)
    spans = minutes_on_shift(session, user, start=start, end=day - timedelta(days=1), now=now, floor=floor)
    past = coverage_of([start + timedelta(days=number) for number in range(floor.covered_days)], *spans, now, floor)
    held = {found.day: found for found in past if found.covered}
    so_far = [
        coverage_of([other], *spans, _same_time(now, 7 * week, floor), floor)[0]
        for week, other in enumerate((day - timedelta(days=7 * week) for week in range(1, WEEKS + 1)), start=1)
        if other in held
    ]
    counted = sum(found.counted for found in so_far)
    recent = (held.get(day - timedelta(days=back)) for back in range(TREND_DAYS, 0, -1))
    return CoveredPast(
        full_days=sum(found.is_full for found in past),
        trend=tuple(found.covered / found.counted if found else None for found in recent),
        baseline=(sum(found.covered for found in so_far) / counted, len(so_far)) if counted else None,
    )


def _same_time(now: datetime, days: int, floor: Floor) -> datetime:
    """Return this local time of day some days earlier."""
    local = to_local(now, floor.zone)
    midnight = at_local(local.date() - timedelta(days=days), 0, floor.zone)
    return midnight + timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
