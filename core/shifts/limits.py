"""What recorded numbers can never be (problems), and what is possible but odd (oddities)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from core.base.errors import Problem
from core.base.money import MAX_VND
from core.base.words import mark
from core.shifts.result import FIELD_NAMES, FIELDS, MAX_COUNT, MAX_RESPONSE_S, NOTHING, Totals

MOST: Final = dict.fromkeys(FIELDS, MAX_COUNT) | {"first_response_avg_s": MAX_RESPONSE_S, "revenue_vnd": MAX_VND}
BELOW_ZERO: Final = mark("{shop} · {field}: {value} is below zero. Type 0 or more, or leave it blank.")
TOO_MUCH: Final = mark("{shop} · {field}: {value} is more than one shift can have (at most {most}). Check the number.")
OVER_CHATS: Final = mark("{shop} · {field}: {value} is more than the {chats} chats. Correct one of the two.")
TOGETHER_OVER_CHATS: Final = mark(
    "{shop} · Answered ≤ 30 s and not answered make {together}, more than the {chats} chats. Correct one of the three."
)
PAID_OVER_ORDERS: Final = mark("{shop} · Paid orders: {paid} is more than the {orders} orders. Correct one of the two.")

ODD_OVER_CHATS: Final = mark("{shop} · {orders} orders from {chats} chats: more orders than chats. Is that right?")
ODD_OVER_PRESALE: Final = mark("{shop} · {orders} orders from {presale} pre-sale chats: more orders than chats. Is that right?")
ODD_NO_ORDERS: Final = mark("{shop} · Revenue without orders. Is the number of orders missing?")
ODD_NO_REVENUE: Final = mark("{shop} · Orders with a revenue of 0. Is the revenue missing?")
ODD_WENT_DOWN: Final = mark("{shop} · {field} went down since the last save. Running totals normally only grow.")

Found = Iterator[tuple[str, str, dict[str, Any]]]


def field_key(shop_id: int, field: str) -> str:
    """Return how a problem names a field of a shop, so that a screen can show it there."""
    return f"{shop_id}.{field}"


def problems_of(totals: Totals, shop_id: int, shop: str) -> list[Problem]:
    """Return everything impossible about the totals of a shop, each naming the shop, the fields and the way out."""
    return [Problem(field_key(shop_id, field), template, {"shop": shop, **values}) for field, template, values in _wrong(totals)]


def _wrong(t: Totals) -> Found:
    for name in FIELDS:
        value = getattr(t, name)
        if value is not None and value < 0:
            yield name, BELOW_ZERO, {"field": FIELD_NAMES[name], "value": value}
        elif value is not None and value > MOST[name]:
            yield name, TOO_MUCH, {"field": FIELD_NAMES[name], "value": value, "most": MOST[name]}
    if t.chats is not None:
        for part in ("presale_chats", "answered_30s", "unanswered"):
            count = getattr(t, part)
            if count is not None and count > t.chats:
                yield part, OVER_CHATS, {"field": FIELD_NAMES[part], "value": count, "chats": t.chats}
        if t.answered_30s is not None and t.unanswered is not None:
            together = t.answered_30s + t.unanswered
            if together > t.chats >= max(t.answered_30s, t.unanswered):
                yield "unanswered", TOGETHER_OVER_CHATS, {"together": together, "chats": t.chats}
    if t.orders is not None and t.paid_orders is not None and t.paid_orders > t.orders:
        yield "paid_orders", PAID_OVER_ORDERS, {"paid": t.paid_orders, "orders": t.orders}


@dataclass(frozen=True)
class Oddity:
    """Something possible but odd: saved as typed, said gently to the agent, shown to the manager."""

    kind: str
    shop_id: int
    template: str
    values: tuple[tuple[str, Any], ...]


def oddities_of(totals: Totals, shop_id: int, shop: str, before: Totals = NOTHING) -> list[Oddity]:
    """Return what is odd about the totals of a shop; `before` are the totals saved last, to see what went down."""
    if totals.blank:
        return []
    return [Oddity(kind, shop_id, template, (("shop", shop), *values.items())) for kind, template, values in _odd(totals, before)]


def _odd(t: Totals, before: Totals) -> Found:
    if t.orders is not None and t.chats is not None and t.orders > t.chats:
        yield "orders_over_chats", ODD_OVER_CHATS, {"orders": t.orders, "chats": t.chats}
    elif t.orders is not None and t.presale_chats is not None and t.orders > t.presale_chats:
        yield "orders_over_presale", ODD_OVER_PRESALE, {"orders": t.orders, "presale": t.presale_chats}
    if t.revenue_vnd and not t.orders:
        yield "revenue_without_orders", ODD_NO_ORDERS, {}
    if t.orders and t.revenue_vnd == 0:
        yield "orders_without_revenue", ODD_NO_REVENUE, {}
    for name in ("chats", "orders", "revenue_vnd"):
        new, old = getattr(t, name), getattr(before, name)
        if old is not None and (new is None or new < old):
            yield "went_down", ODD_WENT_DOWN, {"field": FIELD_NAMES[name]}


def missing_fields(totals: Totals) -> tuple[str, ...]:
    """Return the fields without which a metric of this shop has no data; nothing recorded at all misses none."""
    return () if totals.blank else tuple(name for name in FIELDS if getattr(totals, name) is None and name != "presale_chats")
