"""Flags: what a manager should look at before approving a shift. A flag is a question, never a verdict.

Robust deviations: |value − median| beyond 3 × 1,4826 × MAD, the median absolute deviation, of the same shop,
shift template and kind of day in the 60 days before (Rousseeuw & Croux, *Alternatives to the MAD*, 1993, for
the 1,4826 that makes the MAD a standard deviation where values are normal). Chats per hour are judged over
the whole shift: its hours are not split between shops, and who looks after one shop has more chats there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, Final

from core.base.words import mark
from core.shifts.result import FIELD_NAMES, Totals

PAST_DAYS: Final = 60
DEVIATIONS: Final = 3
NORMAL: Final = 1.4826
"""MAD × this is the standard deviation of normal values."""
LEAST_PAST: Final = 10
"""Fewer shifts in a cell than this say nothing about what is usual there."""
LEAST_TRIALS: Final = 20
"""A rate of fewer chats than this is chance, not news."""
LEAST_HOURS: Final = 1.0
LEAST_TWICE: Final = 3
"""One or two orders of one value happen by chance in two shifts; three of the same sum to the đồng hardly do."""
CROWD: Final = 10
"""Among more colleagues at once in one shop equal sums happen by chance every day: then nothing is said."""
GROWING: Final = ("chats", "orders", "paid_orders", "revenue_vnd")
"""Running totals that normally only grow."""

FLAG_NAMES: Final = {
    "orders_over_presale": mark("More orders than chats"),
    "conversion_odd": mark("Unusual conversion"),
    "pace_odd": mark("Unusual chats per hour"),
    "typed_late": mark("Typed after the review began"),
    "claimed_twice": mark("Orders claimed twice"),
    "went_down": mark("Total went down"),
}
_OVER: Final = mark("{shop}: {orders} orders from {presale} pre-sale chats.")
_CONVERSION: Final = mark("{shop}: conversion {value}, usual here is {low} – {high} ({count} shifts of the last 60 days).")
_PACE: Final = mark(
    "{value} chats per hour in all shops, usual in this kind of shift is {low} – {high} ({count} shifts of the last 60 days)."
)
_LATE: Final = mark("{shop}: first typed {at}; the month had been up for review since {opened}.")
_TWICE: Final = mark("{shop}: {orders} orders worth {revenue} stand in {other}'s shift too, typed around the overlap {start} – {end}.")
_DOWN: Final = mark("{shop}: {field} went from {before} down to {after} at {at}.")
TEMPLATES: Final = {
    "orders_over_presale": _OVER, "conversion_odd": _CONVERSION, "pace_odd": _PACE, "typed_late": _LATE, "claimed_twice": _TWICE,
    "went_down": _DOWN,
}  # fmt: skip


@dataclass(frozen=True)
class Flag:
    """Something to ask about a shift, or about one shop of it (`shop_id` 0: the whole shift).

    `values` are raw: rates 0…1, counts, đồng, moments, names.
    """

    key: str
    shop_id: int
    shop: str
    template: str
    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Usual:
    """What is usual in a cell: from `low` to `high`, both still usual, over `count` shifts."""

    low: float
    high: float
    count: int

    def holds(self, value: float) -> bool:
        """Tell whether a value is usual."""
        return self.low <= value <= self.high


def usual(values: Sequence[float]) -> Usual | None:
    """Return the usual range of values; None when they are too few or more than half of them are the same."""
    if len(values) < LEAST_PAST:
        return None
    middle = float(median(values))
    spread = DEVIATIONS * NORMAL * float(median(abs(value - middle) for value in values))
    return Usual(middle - spread, middle + spread, len(values)) if spread > 0 else None


def flag(key: str, shop_id: int, shop: str, **values: Any) -> Flag:
    """Return a flag with its sentence."""
    return Flag(key, shop_id, shop, TEMPLATES[key], (("shop", shop), *values.items()))


def over_presale(totals: Totals) -> dict[str, int] | None:
    """More orders than pre-sale chats (where blank: than chats)."""
    asked = totals.chats if totals.presale_chats is None else totals.presale_chats
    return (
        {"orders": totals.orders, "presale": asked} if totals.orders is not None and asked is not None and totals.orders > asked else None
    )


def conversion_of(orders: int | None, asked: int | None) -> float | None:
    """The conversion of one shift in one shop; None from fewer than LEAST_TRIALS chats."""
    return orders / asked if orders is not None and asked is not None and asked >= LEAST_TRIALS else None


def pace_of(chats: int | None, seconds: float | None) -> float | None:
    """Chats an hour; None unless an hour was worked."""
    return chats * 3600 / seconds if chats is not None and seconds is not None and seconds >= LEAST_HOURS * 3600 else None


def unusual(value: float | None, past: Usual | None) -> dict[str, float] | None:
    """A value outside of what is usual, with the range, floored at 0 as it is shown."""
    if value is None or past is None or past.holds(value):
        return None
    return {"value": value, "low": max(0.0, past.low), "high": past.high, "count": past.count}


def late(first_typed: datetime, opened: datetime | None) -> dict[str, datetime] | None:
    """Numbers first typed after their month went up for review."""
    return {"at": first_typed, "opened": opened} if opened is not None and first_typed > opened else None


def drops(saves: Iterable[tuple[datetime, Totals, bool]]) -> list[dict[str, Any]]:
    """Each running total that a save made smaller or blank, from saves (when, what, by undo) oldest first.

    Taking one's last save back is no drop: what it put back had been typed before.
    """
    found: list[dict[str, Any]] = []
    before = Totals()
    for at, totals, undone in saves:
        for name in GROWING:
            old, new = getattr(before, name), getattr(totals, name)
            if not undone and old is not None and (new is None or new < old):
                found.append({"field": FIELD_NAMES[name], "before": old, "after": new, "at": at, "money": name == "revenue_vnd"})
        before = totals
    return found


@dataclass(frozen=True)
class Claim:
    """So many orders of so much revenue (đồng), said to have come in from `since` to `until`."""

    orders: int
    revenue: int
    since: datetime
    until: datetime

    def same_as(self, other: Claim) -> bool:
        """Tell whether two claims can be about the same orders: one sum, and a time that both cover."""
        return (self.orders, self.revenue) == (other.orders, other.revenue) and self.since < other.until and other.since < self.until


def claims(saves: Sequence[tuple[datetime, int, int]], check_in: datetime, start: datetime, end: datetime) -> list[Claim]:
    """What an agent claims around a stretch start…end: what was added between two saves touching it, and totals saved in it or later.

    Saves are (when, orders so far, revenue so far); check-in is a save of nothing. Only sums of at least
    LEAST_TWICE orders with a revenue can be told apart.
    """
    found: list[Claim] = []
    since, orders, revenue = check_in, 0, 0
    for at, total, worth in saves:
        if since < end and at >= start:
            found.append(Claim(total - orders, worth - revenue, since, at))
        if at >= start and orders:
            found.append(Claim(total, worth, check_in, at))
        since, orders, revenue = at, total, worth
    return [claim for claim in found if claim.orders >= LEAST_TWICE and claim.revenue > 0]
