"""Today's metrics, hour by hour and against the same weekday of the last four weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
from sqlmodel import Session

from core.people.user import User
from core.score.by_hour import sums_by_hour, sums_within
from core.score.floor import Floor
from core.score.live import HourBar, TodayMetric
from core.score.metric import METRICS, visible_to
from core.score.queries.fields import Filter, grouped_fields
from core.score.queries.hours import amounts_of, ends_of
from core.score.queries.live_floor import CoverageGauge, same_time, same_weekdays
from core.score.queries.targets import target_book
from core.score.totals import Value, added, value_of
from core.shifts.queries.increments import HOUR_FIELDS, increments

TREND_DAYS: Final = 14
Sums = dict[str, float]


@dataclass(frozen=True)
class History:
    """What came in when: today by hour and in the last hour, the same weekday of the weeks before up to this time and by hour."""

    hours: dict[int, Sums]
    last_hour: Value
    before: tuple[Sums, ...]  # a week each, only weeks with anything recorded
    usual_hours: dict[int, Sums]
    has_day: bool


def metrics_today(session: Session, user: User, day: date, now: datetime, floor: Floor) -> dict[str, TodayMetric]:
    """Return each metric a person may see: value, n, target, and the values of the 14 days before."""
    found = grouped_fields(session, user, Filter(day - timedelta(days=TREND_DAYS), day, now, floor=floor), "day")
    book = target_book(session, user)
    days = [day - timedelta(days=back) for back in range(TREND_DAYS, 0, -1)]
    today = {}
    for key in visible_to(user):
        value = value_of(METRICS[key], found.get(day, {}))
        trend = tuple(value_of(METRICS[key], found.get(past, {})).value for past in days)
        today[key] = TodayMetric(value.value, value.n, book.on(key, day), trend=trend, assumed=value.assumed)
    return today


def history_of(session: Session, user: User, day: date, now: datetime, floor: Floor) -> History:
    """Read the saves of today and of the four weeks before, and spread them over their hours."""
    past = same_weekdays(day)
    frame = increments(session, user, days=(day, *past), now=now, zone=floor.zone)
    start, stop = ends_of(frame)
    amounts = amounts_of(frame)
    of_day = frame["business_date"].to_numpy()

    def only(*days: date) -> tuple[Any, Any, dict[str, Any]]:
        mask = np.isin(of_day, np.array(days, dtype=object))
        return start[mask], stop[mask], {name: amount[mask] for name, amount in amounts.items()}

    present = only(day)
    before = []
    for week, other in enumerate(past, start=1):
        upto = same_time(now, 7 * week, floor)
        of_week = only(other)
        if len(of_week[0]):
            before.append(_recorded(sums_within(*of_week, 0, upto.timestamp())))
    usual = sums_by_hour(*only(*past), floor.zone)
    last_hour = sums_within(*present, now.timestamp() - 3600, now.timestamp())
    return History(
        hours=sums_by_hour(*present, floor.zone),
        last_hour=value_of(METRICS["answer_30s_rate"], last_hour),
        before=tuple(before),
        usual_hours={hour: {name: amount / len(before) for name, amount in sums.items()} for hour, sums in usual.items()} if before else {},
        has_day=bool(len(present[0])),
    )


def with_baselines(metrics: Mapping[str, TodayMetric], history: History | None, covered: CoverageGauge | None) -> dict[str, TodayMetric]:
    """Add to each metric what it was on the same weekday of the last four weeks up to this time of day."""
    found = dict(metrics)
    if history and history.before:
        weeks = len(history.before)
        pooled = added(*history.before)
        for key, today in metrics.items():
            metric = METRICS[key]
            if not set(metric.top) <= set(HOUR_FIELDS) or not set(metric.bottom) <= set(HOUR_FIELDS):
                continue
            value = value_of(metric, pooled).value
            if value is not None:
                found[key] = replace(today, baseline=value if metric.is_ratio else value / weeks, baseline_days=weeks)
    if covered and covered.before and "coverage" in found:
        minutes = sum(past.covered for past in covered.before), sum(past.counted for past in covered.before)
        if minutes[0]:
            found["coverage"] = replace(found["coverage"], baseline=minutes[0] / minutes[1], baseline_days=len(covered.before))
    return found


def hour_bars(history: History | None, floor: Floor) -> tuple[HourBar, ...]:
    """Return a bar per service hour, and per other hour something fell into; none when the history could not be read."""
    if history is None:
        return ()
    service = range(floor.service_start // 60, -(-floor.service_end // 60))
    rate = METRICS["answer_30s_rate"]
    bars = []
    for hour in sorted({*service, *history.hours}):
        sums = history.hours.get(hour)
        share = value_of(rate, sums or {})
        usual = history.usual_hours.get(hour)
        bars.append(
            HourBar(
                hour=hour,
                chats=sums["chats"] if sums else None,
                answer_30s_rate=share.value,
                n=share.n,
                is_peak=floor.is_peak(hour),
                usual_chats=usual["chats"] if usual else None,
            )
        )
    return tuple(bars)


def _recorded(sums: Sums) -> Sums:
    """Mark the plain sums as recorded; whether a day recorded anything is asked before."""
    return {**sums, "chats_rows": 1, "orders_rows": 1, "revenue_rows": 1}
