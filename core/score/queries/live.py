"""The live board: gathered in a few queries, each part on its own so that one failure leaves the rest standing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlmodel import Session

from core.base.clock import local_date
from core.base.errors import CaTrucError
from core.base.words import mark
from core.people.user import Right, User
from core.score.attention import AttentionItem, in_order
from core.score.floor import Floor
from core.score.live import FailedPart, Gauges, LiveBoard, TodayMetric
from core.score.queries import attention
from core.score.queries.coverage import DEFAULT_FLOOR
from core.score.queries.live_floor import agents_on_shift, coverage_gauge
from core.score.queries.live_today import History, history_of, hour_bars, metrics_today, with_baselines
from core.score.totals import Value
from core.shifts.queries.spans import duties
from core.shifts.span import Duty

log = structlog.get_logger(__name__)
T = TypeVar("T")

_UNREADABLE = mark("It could not be read just now. The rest of the page stands; the details are in the log.")
_SHIFTS = mark("Shifts")
_NUMBERS = mark("Today's numbers")
_HISTORY = mark("Numbers by hour and the usual day")
_ON_SHIFT = mark("Agents on shift")
_COVERAGE = mark("Coverage")


def live_board(session: Session, user: User, now: datetime, floor: Floor = DEFAULT_FLOOR) -> LiveBoard:
    """Return everything the live page shows at a moment, within what the person may see."""
    user.require(Right.SEE_LIVE)
    failed: list[FailedPart] = []

    def part(name: str, read: Callable[[], T], otherwise: T) -> T:
        try:
            with session.begin_nested():
                return read()
        except Exception as error:
            log.exception("live_part_failed", part=name)
            plain = isinstance(error, CaTrucError) and not error.values
            failed.append(FailedPart(name, error.template if plain and isinstance(error, CaTrucError) else _UNREADABLE))
            return otherwise

    today = local_date(now, floor.zone)
    running: tuple[Duty, ...] = part(
        _SHIFTS, lambda: duties(session, user, start=today - timedelta(days=1), end=today, now=now, zone=floor.zone), ()
    )
    on = tuple(duty for duty in running if duty.is_on(now))
    # After midnight the board stays on the evening's business date while its shift runs.
    day = max((duty.business_date for duty in on), default=today)
    metrics: dict[str, TodayMetric] = part(_NUMBERS, lambda: metrics_today(session, user, day, now, floor), {})
    history: History | None = part(_HISTORY, lambda: history_of(session, user, day, now, floor), None)
    covered = part(_COVERAGE, lambda: coverage_gauge(session, user, day, now, floor), None)
    rate = metrics.get("answer_30s_rate")
    items: list[AttentionItem] = []
    for name, read in attention.PARTS.items():
        items += part(name, lambda read=read: read(session, user, now, floor, running), ())  # type: ignore[misc]
    return LiveBoard(
        at=now,
        business_date=day,
        metrics=with_baselines(metrics, history, covered),
        hours=hour_bars(history, floor),
        on_shift=part(_ON_SHIFT, lambda: agents_on_shift(session, user, on, now, floor), ()),
        gauges=Gauges(
            share_last_hour=history.last_hour if history else Value(),
            share_today=Value(rate.value, rate.n) if rate else Value(),
            coverage=covered.today if covered else None,
            service_minutes=floor.service_minutes,
            full_days=covered.full_days if covered else None,
            days=floor.covered_days,
        ),
        attention=in_order(items),
        failed=tuple(failed),
    )
