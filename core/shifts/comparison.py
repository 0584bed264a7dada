"""A shift beside its agent's own past and beside its cell's: medians, so that one odd day bends nothing."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from core.shifts.result import Totals

WEEKS: Final = 8
LOOK_BACK: Final = timedelta(weeks=WEEKS)
"""How far back a shift is compared: business dates before its own."""


@dataclass(frozen=True)
class Worked:
    """One result as it counts in a comparison; `hours` on shift, None while not checked out."""

    agent_id: int
    shop_id: int
    hours: float | None
    totals: Totals


def _share(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else part / whole


VALUES: Final[dict[str, Callable[[Worked], float | None]]] = {
    "chats": lambda one: one.totals.chats,
    "chats_per_hour": lambda one: None if one.totals.chats is None or not one.hours else one.totals.chats / one.hours,
    "answer_30s_rate": lambda one: _share(one.totals.answered_30s, one.totals.chats),
    "unanswered_rate": lambda one: _share(one.totals.unanswered, one.totals.chats),
    "first_response_s": lambda one: one.totals.first_response_avg_s,
    "conversion": lambda one: _share(one.totals.orders, one.totals.chats if one.totals.presale_chats is None else one.totals.presale_chats),
    "payment_rate": lambda one: _share(one.totals.paid_orders, one.totals.orders),
    "aov": lambda one: _share(one.totals.revenue_vnd, one.totals.orders),
}
"""What is compared, by metric key: the metric of this one result (`core.score.metric` declares the same formulas over sums)."""


@dataclass(frozen=True)
class Median:
    """The middle value of `n` earlier results; None without any."""

    value: float | None
    n: int


@dataclass(frozen=True)
class Compared:
    """One metric of the shift in one shop, beside the agent's own median and the cell's (shop × template, everybody)."""

    shop_id: int
    key: str
    value: float | None
    own: Median
    cell: Median


def compare(results: Iterable[Worked], past: Sequence[Worked]) -> tuple[Compared, ...]:
    """Return each metric the shift recorded, shop by shop; `past` are earlier results of the same template."""
    made = []
    for result in results:
        cell = [one for one in past if one.shop_id == result.shop_id]
        own = [one for one in cell if one.agent_id == result.agent_id]
        for key, value_of in VALUES.items():
            if (value := value_of(result)) is not None:
                made.append(Compared(result.shop_id, key, value, _median(map(value_of, own)), _median(map(value_of, cell))))
    return tuple(made)


def _median(values: Iterable[float | None]) -> Median:
    known = [value for value in values if value is not None]
    return Median(statistics.median(known) if known else None, len(known))
