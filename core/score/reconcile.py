"""What agents typed beside what the marketplace's own export says, a shop and a day at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.base.words import mark

RECONCILED: Final = {
    "chats": mark("Chats"),
    "orders": mark("Orders"),
    "paid_orders": mark("Paid orders"),
    "revenue": mark("Revenue"),
}
"""What both sides count, by key, in order. Revenue in đồng."""

ShopDay = tuple[date, int]
Numbers = Mapping[str, int | None]


@dataclass(frozen=True)
class PlatformDay:
    """A shop's day in an export; None: the export does not say. `source` names the file."""

    shop_id: int
    day: date
    chats: int | None = None
    orders: int | None = None
    paid_orders: int | None = None
    revenue: int | None = None
    source: str = ""


@dataclass(frozen=True)
class ReconcileRow:
    """One metric of a shop's day on both sides; `platform` None: no export was imported, or it does not say."""

    day: date
    shop_id: int
    code: str
    shop: str
    metric: str
    declared: int | None
    platform: int | None

    @property
    def gap(self) -> int | None:
        """What the shifts claim beyond the export; None unless both sides are known."""
        return None if self.declared is None or self.platform is None else self.declared - self.platform

    @property
    def gap_percent(self) -> float | None:
        """The gap in per cent of the export; None where that is 0 or unknown."""
        return None if self.gap is None or not self.platform else 100 * self.gap / self.platform


@dataclass(frozen=True)
class Gap:
    """Both sides added up over the shop-days that both know; the others are only counted."""

    declared: int
    platform: int
    known: int
    unknown: int

    @property
    def share(self) -> float | None:
        """The gap as a share of the export, 0,02 being two per cent too many; None without an export or with nothing in it."""
        return (self.declared - self.platform) / self.platform if self.platform else None


def reconcile(
    declared: Mapping[ShopDay, Numbers], platform: Iterable[PlatformDay], shops: Mapping[int, tuple[str, str]]
) -> tuple[ReconcileRow, ...]:
    """Return every metric of every shop-day that either side knows, oldest first, shops by code; `shops` is id → code, name."""
    exported = {(found.day, found.shop_id): found for found in platform}
    days = sorted({*declared, *exported}, key=lambda key: (key[0], shops.get(key[1], ("", ""))[0]))
    rows = []
    for day, shop_id in days:
        code, name = shops.get(shop_id, (str(shop_id), str(shop_id)))
        typed, export = declared.get((day, shop_id), {}), exported.get((day, shop_id))
        for metric in RECONCILED:
            here, there = typed.get(metric), None if export is None else getattr(export, metric)
            if here is not None or there is not None:
                rows.append(ReconcileRow(day, shop_id, code, name, metric, here, there))
    return tuple(rows)


def gap_of(rows: Iterable[ReconcileRow], metric: str, where: Iterable[ShopDay] | None = None) -> Gap:
    """Return the gap of a metric over some shop-days (None: all)."""
    wanted = None if where is None else set(where)
    asked = [row for row in rows if row.metric == metric and (wanted is None or (row.day, row.shop_id) in wanted)]
    known = [row for row in asked if row.gap is not None]
    return Gap(sum(row.declared or 0 for row in known), sum(row.platform or 0 for row in known), len(known), len(asked) - len(known))
