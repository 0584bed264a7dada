"""Today's metrics, and today hour by hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from core.people.user import User
from core.score.by_hour import Stretches
from core.score.coverage import DayCoverage
from core.score.floor import Floor
from core.score.live import HourBar, TodayMetric
from core.score.metric import METRICS, visible_to
from core.score.queries.fields import Filter, total_fields
from core.score.queries.hours import stretches_of
from core.score.queries.targets import target_book
from core.score.totals import Value, value_of
from core.shifts.queries.increments import increments

_RATE = METRICS["answer_30s_rate"]
_FIELDS = ("chats", *_RATE.top, *_RATE.bottom)


def metrics_today(session: Session, user: User, today: Filter, covered: Sequence[DayCoverage]) -> dict[str, TodayMetric]:
    """Return each metric a person may see of one business date: value, n, target."""
    day = today.start
    fields = total_fields(session, user, today, covered)
    book = target_book(session, user)
    found = {}
    for key in visible_to(user):
        value = value_of(METRICS[key], fields)
        found[key] = TodayMetric(value.value, value.n, book.on(key, day), assumed=value.assumed)
    return found


def today_stretches(session: Session, user: User, day: date, now: datetime, floor: Floor) -> Stretches:
    """Return what came in on a business date, and when."""
    return stretches_of(increments(session, user, days=(day,), now=now, fields=_FIELDS, zone=floor.zone), _FIELDS)


def share_last_hour(came_in: Stretches, now: datetime) -> Value:
    """Return the share answered within 30 s of what came in during the last 60 minutes."""
    return value_of(_RATE, came_in.sums_within(now.timestamp() - 3600, now.timestamp()))


def hour_bars(came_in: Stretches, floor: Floor) -> tuple[HourBar, ...]:
    """Return a bar per service hour, and per other hour something fell into."""
    found = came_in.sums_by_hour(floor.zone)
    service = range(floor.service_start // 60, -(-floor.service_end // 60))
    bars = []
    for hour in sorted({*service, *found}):
        sums = found.get(hour, {})
        share = value_of(_RATE, sums)
        bars.append(HourBar(hour, chats=sums.get("chats"), answer_30s_rate=share.value, n=share.n, is_peak=floor.is_peak(hour)))
    return tuple(bars)
