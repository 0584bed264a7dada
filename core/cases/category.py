"""What a complaint is about; starts from the marketplaces' own return reasons."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from core.base.words import mark
from core.cases.names import name_table, plain_name


class Category(StrEnum):
    """The kind of complaint, as stored."""

    NOT_RECEIVED = "not_received"
    MISSING_ITEMS = "missing_items"
    WRONG_ITEM = "wrong_item"
    DAMAGED = "damaged"
    FAULTY = "faulty"
    NOT_AS_DESCRIBED = "not_as_described"
    USED = "used"
    COUNTERFEIT = "counterfeit"
    EMPTY_PARCEL = "empty_parcel"
    EXPIRED = "expired"
    CHANGED_MIND = "changed_mind"
    LATE_DELIVERY = "late_delivery"
    ATTITUDE = "attitude"
    VOUCHER = "voucher"
    WARRANTY = "warranty"
    CANCELLATION = "cancellation"
    OTHER = "other"


CATEGORY_NAMES = {
    Category.NOT_RECEIVED: mark("Parcel not received"),
    Category.MISSING_ITEMS: mark("Items missing"),
    Category.WRONG_ITEM: mark("Wrong item sent"),
    Category.DAMAGED: mark("Item broken"),
    Category.FAULTY: mark("Item faulty / not working"),
    Category.NOT_AS_DESCRIBED: mark("Not as described"),
    Category.USED: mark("Item already used"),
    Category.COUNTERFEIT: mark("Item fake / imitation"),
    Category.EMPTY_PARCEL: mark("Empty parcel"),
    Category.EXPIRED: mark("Past its use-by date"),
    Category.CHANGED_MIND: mark("No longer needed"),
    Category.LATE_DELIVERY: mark("Late delivery"),
    Category.ATTITUDE: mark("Attitude of the agent"),
    Category.VOUCHER: mark("Voucher / promotion"),
    Category.WARRANTY: mark("Warranty claim"),
    Category.CANCELLATION: mark("Order cancellation"),
    Category.OTHER: mark("Another reason"),
}

_ALIASES = {
    "missing": Category.MISSING_ITEMS,
    "missing item": Category.MISSING_ITEMS,
    "wrong product": Category.WRONG_ITEM,
    "broken": Category.DAMAGED,
    "vỡ": Category.DAMAGED,
    "hàng vỡ": Category.DAMAGED,
    "defective": Category.FAULTY,
    "fake": Category.COUNTERFEIT,
    "empty box": Category.EMPTY_PARCEL,
    "no longer needed": Category.CHANGED_MIND,
    "late": Category.LATE_DELIVERY,
    "service attitude": Category.ATTITUDE,
    "thái độ": Category.ATTITUDE,
    "khuyến mãi": Category.VOUCHER,
    "cancel": Category.CANCELLATION,
    "cancelled": Category.CANCELLATION,
}


@lru_cache(maxsize=1)
def _table() -> dict[str, Category]:
    return name_table(CATEGORY_NAMES, _ALIASES)


def find_category(text: str) -> Category | None:
    """Return the category of a key or a name in either language, accents and case aside; None when unknown."""
    return _table().get(plain_name(text))
