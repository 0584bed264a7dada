"""What the history of a team shows: busy hours, speed beside sales, what changed, days covered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Final

from core.score.coverage import DayCoverage
from core.score.totals import Value
from core.score.wilson import wilson

FEWEST_IN_CELL: Final = 4
"""Rows of one shop and shift below which a middle says nothing."""


@dataclass(frozen=True)
class BusyHour:
    """A local hour of a weekday (0 is Monday): mean chats per such day with numbers, share answered within 30 s.

    `days` is how many such days had numbers at all; an hour without a chat on them is 0.
    """

    weekday: int
    hour: int
    chats: float
    days: int
    share: float | None
    is_peak: bool = False


@dataclass(frozen=True)
class SpeedRow:
    """One shift in one shop with first response and conversion both recorded."""

    day: date
    agent: str
    shop: str
    template: str
    seconds: float
    answered: int
    orders: int
    asked: int

    @property
    def rate(self) -> float:
        """The conversion."""
        return self.orders / self.asked


@dataclass(frozen=True)
class Half:
    """The faster or slower rows pooled: `rate` is orders ÷ chats, `low` to `high` its 95 % Wilson interval."""

    rows: int
    orders: int
    asked: int
    seconds: float
    rate: float
    low: float
    high: float


@dataclass(frozen=True)
class SpeedSplit:
    """Faster against slower rows, each judged within its own shop and shift; `left_out` rows had too few beside them."""

    faster: Half | None = None
    slower: Half | None = None
    cells: int = 0
    left_out: int = 0

    @property
    def is_clear(self) -> bool:
        """Tell whether the two intervals are apart; touching ones may be chance."""
        return self.faster is not None and self.slower is not None and (
            self.faster.low > self.slower.high or self.slower.low > self.faster.high
        )  # fmt: skip


def speed_split(rows: Iterable[SpeedRow]) -> SpeedSplit:
    """Cut each shop × shift at its median response and pool both sides, so that shops and hours weigh alike in each.

    Rows at the median count as faster. A shop × shift where all were equally fast is left out.
    """
    cells: dict[tuple[str, str], list[SpeedRow]] = {}
    for row in rows:
        cells.setdefault((row.shop, row.template), []).append(row)
    faster: list[SpeedRow] = []
    slower: list[SpeedRow] = []
    used = left_out = 0
    for own in cells.values():
        middle = median(row.seconds for row in own)
        behind = [row for row in own if row.seconds > middle]
        if len(own) < FEWEST_IN_CELL or not behind:
            left_out += len(own)
            continue
        used += 1
        faster += [row for row in own if row.seconds <= middle]
        slower += behind
    return SpeedSplit(_half(faster), _half(slower), used, left_out)


def _half(rows: Sequence[SpeedRow]) -> Half | None:
    orders, asked, answered = (sum(getattr(row, name) for row in rows) for name in ("orders", "asked", "answered"))
    interval = wilson(orders, asked)
    if interval is None or not answered:
        return None
    return Half(len(rows), orders, asked, sum(row.seconds * row.answered for row in rows) / answered, orders / asked, *interval)


@dataclass(frozen=True)
class TrendRow:
    """A group's metrics in a period and in the one of the same length right before; None as `group` is everything."""

    group: str | None
    now: Mapping[str, Value]
    before: Mapping[str, Value]

    @property
    def is_comparable(self) -> bool:
        """Tell whether the period before holds at least half as many records: else its sums say nothing about change."""
        return self.before["chats"].n * 2 >= self.now["chats"].n > 0


class DayState(StrEnum):
    """How a day was covered."""

    FULL = "full"
    GAP = "gap"
    EMPTY = "empty"  # nobody logged a shift


def state_of(day: DayCoverage) -> DayState:
    """Return how a day was covered."""
    return DayState.FULL if day.is_full else DayState.GAP if day.covered else DayState.EMPTY
