"""Customers by their handle: what is known of their orders and cases, and the note for the next agent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.base.text import clean
from core.base.words import mark
from core.cases.category import Category
from core.cases.complaint import ComplaintState, Person
from core.people.shop import Marketplace

MAX_NOTE: Final = 1_000
REPEAT_ORDERS: Final = 2
"""From this many orders a customer is a repeat customer: treated as an honoured guest, a voucher may be offered."""
NO_HANDLE: Final = mark("Type the customer's account name.")
MASKED: Final = mark("“{value}” is masked by the marketplace; many customers look like this.")
_MASKS: Final = frozenset("*•●…xX")


def handle_key(handle: str) -> str:
    """Return a handle as it is compared: no blanks around, no leading @, no case; accents stay, they tell names apart."""
    return clean(handle).strip().lstrip("@").strip().casefold()


def is_masked(handle: str) -> bool:
    """Tell whether a marketplace hid letters of it (`n*****a`, `•••123`, `ngu***`), so that many people share it."""
    key = handle_key(handle)
    return any(sign in key for sign in "*•●…") or (len(key) > 3 and all(sign in _MASKS for sign in key))


@dataclass(frozen=True)
class SeenOrder:
    """An order this customer is known by; `sources` are complaint, return, review."""

    shop_id: int
    shop_name: str
    order_no: str
    first_seen: datetime
    last_seen: datetime
    sources: tuple[str, ...]


@dataclass(frozen=True)
class CardComplaint:
    """A complaint of the customer: enough to see the history, whoever works on it."""

    id: int
    shop_id: int
    order_no: str
    category: Category
    state: ComplaintState
    opened_at: datetime
    cost_vnd: int | None
    mine_to_open: bool


@dataclass(frozen=True)
class CardReview:
    """A review of one of the customer's orders."""

    id: int
    order_no: str
    product: str
    stars: int
    posted_at: datetime
    mine_to_open: bool


@dataclass(frozen=True)
class CustomerNote:
    """A note for the next agent; blank when somebody emptied it."""

    id: int
    text: str
    at: datetime
    by: Person | None


@dataclass(frozen=True)
class NewCustomerNote:
    """A note as typed; `seen` is the id of the note that was shown while typing, None when there was none."""

    handle: str
    text: str
    seen: int | None = None


@dataclass(frozen=True)
class CustomerCard:
    """Everything known of a handle, newest first; an order counts once however many files and cases name it."""

    handle: str
    orders: tuple[SeenOrder, ...]
    complaints: tuple[CardComplaint, ...]
    reviews: tuple[CardReview, ...]
    vouchers_given: tuple[datetime, ...]
    returns: int
    note: CustomerNote | None
    marketplaces: tuple[Marketplace, ...]

    @property
    def order_count(self) -> int:
        """How many orders are known."""
        return len(self.orders)

    @property
    def is_repeat(self) -> bool:
        """Tell whether this is a repeat customer: two orders or more."""
        return self.order_count >= REPEAT_ORDERS

    @property
    def first_seen(self) -> datetime | None:
        """When the first of the orders was seen; None without orders."""
        return min((order.first_seen for order in self.orders), default=None)

    @property
    def last_seen(self) -> datetime | None:
        """When the last of the orders was seen; None without orders."""
        return max((order.last_seen for order in self.orders), default=None)

    @property
    def open_complaints(self) -> int:
        """How many complaints still wait for a solution."""
        return sum(case.state not in (ComplaintState.RESOLVED, ComplaintState.REJECTED) for case in self.complaints)


Seen = tuple[int, str, datetime, str]
"""Shop, order number, when it was seen, in what."""


def seen_orders(seen: Iterable[Seen], shop_names: dict[int, str]) -> tuple[SeenOrder, ...]:
    """Return each order once with its first and last sight, the newest first."""
    found: dict[tuple[int, str], list[tuple[datetime, str]]] = {}
    for shop_id, order_no, at, source in seen:
        if order_no:
            found.setdefault((shop_id, order_no), []).append((at, source))
    orders = [
        SeenOrder(
            shop_id, shop_names.get(shop_id, ""), order_no, min(at for at, _ in sights), max(at for at, _ in sights),
            tuple(dict.fromkeys(source for _, source in sights)),
        )
        for (shop_id, order_no), sights in found.items()
    ]  # fmt: skip
    return tuple(sorted(orders, key=lambda order: (order.last_seen, order.order_no), reverse=True))
