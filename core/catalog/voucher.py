"""A voucher as an agent may tell it to a customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.people.shop import Marketplace


class VoucherKind(StrEnum):
    """What the customer gets."""

    DISCOUNT = "discount"
    CASHBACK = "cashback"
    FREESHIP = "freeship"
    GIFT = "gift"
    FLASH_SALE = "flash_sale"


class ValueUnit(StrEnum):
    """What a voucher's value counts."""

    PERCENT = "percent"
    VND = "vnd"


@dataclass(frozen=True)
class Voucher:
    """One voucher row, understood.

    `value` is whole đồng (int) or a percentage (int when whole, else Decimal), None when none is stated
    (free shipping, gift). `min_spend_vnd` 0 means "no minimum" was said, None that nothing was said.
    Valid while `start <= moment <= end`, both aware UTC; an end without a time is 23:59:59 local.
    `marketplace` None means every one, not said, or `several`, when the row names more than one. `extra`
    holds the columns nobody knows, in order.
    """

    codes: tuple[str, ...]
    kind: VoucherKind
    marketplace: Marketplace | None = None
    several: tuple[Marketplace, ...] = ()
    shop: str = ""
    title: str = ""
    value: int | Decimal | None = None
    unit: ValueUnit | None = None
    cap_vnd: int | None = None
    min_spend_vnd: int | None = None
    start: datetime | None = None
    end: datetime | None = None
    quantity: int | None = None
    used: int | None = None
    remaining: int | None = None
    conditions: tuple[str, ...] = ()
    note: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    cell: str = ""

    def holds_on(self, marketplace: Marketplace) -> bool:
        """Tell whether it may be used on a marketplace."""
        return self.marketplace in (None, marketplace) and (not self.several or marketplace in self.several)

    @property
    def value_number(self) -> int | float | None:
        """Return the value as JSON writes numbers."""
        return float(self.value) if isinstance(self.value, Decimal) else self.value
