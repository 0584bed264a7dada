"""What can be offered on an order of a given amount: real savings in whole đồng, best first; what is just out of reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Final, Generic, TypeVar

from core.base.errors import InvalidInput, Problem
from core.base.money import parse_vnd
from core.base.text import clean
from core.catalog.voucher import ValueUnit, Voucher, VoucherKind

T = TypeVar("T")
NO_ORDER_BELOW: Final = 1_000
"""No order costs less: `350` typed as an amount means 350.000 đ."""
MOST_ORDER: Final = 1_000_000_000
WITHIN_REACH: Final = Decimal("0.5")
"""Up to this share of the order may be missing for a voucher to be worth naming."""
MOST_NEAR: Final = 6


class Benefit(StrEnum):
    """How a customer gains, told apart because a đồng off is not a đồng of coins later."""

    OFF = "off"
    SHIPPING = "shipping"
    CASHBACK = "cashback"
    GIFT = "gift"
    FLASH = "flash"


BENEFITS: Final = {
    VoucherKind.DISCOUNT: Benefit.OFF,
    VoucherKind.FREESHIP: Benefit.SHIPPING,
    VoucherKind.CASHBACK: Benefit.CASHBACK,
    VoucherKind.GIFT: Benefit.GIFT,
    VoucherKind.FLASH_SALE: Benefit.FLASH,
}
RANKED: Final = frozenset({Benefit.OFF, Benefit.SHIPPING, Benefit.CASHBACK})
"""A gift has no amount, and a flash sale's holds for its products only: neither is worked out on the order."""


@dataclass(frozen=True)
class Offer(Generic[T]):
    """A voucher that holds for the order. `saving_vnd` None: the sheet names no amount, or it depends (a gift, shipping).

    For shipping it is the most that is taken off the shipping fee.
    """

    item: T
    saving_vnd: int | None


@dataclass(frozen=True)
class NearOffer(Generic[T]):
    """A voucher the order misses by `missing_vnd`; `saving_vnd` is what it would give at its minimum."""

    item: T
    benefit: Benefit
    missing_vnd: int
    saving_vnd: int | None


@dataclass(frozen=True)
class Offers(Generic[T]):
    """What holds for an order, by benefit, best first, and what is just out of reach, the nearest first."""

    amount_vnd: int
    by_benefit: dict[Benefit, tuple[Offer[T], ...]]
    near: tuple[NearOffer[T], ...]


def order_amount(text: str, *, field: str = "amount") -> int | None:
    """Read what an agent types for an order: `350k`, `350.000 đ`, `1tr2`; `350` alone means 350.000 đồng; blank is None."""
    amount = parse_vnd(text, field=field)
    if amount is None:
        return None
    if 0 < amount < NO_ORDER_BELOW and clean(text).isdigit():
        amount *= 1_000
    if not 0 < amount <= MOST_ORDER:
        raise InvalidInput([Problem(field, "An order's amount is from 1 đ to 1.000.000.000 đ.")])
    return amount


def saving(voucher: Voucher, amount_vnd: int) -> int | None:
    """Return what a voucher is worth on an order, whole đồng, rounded down; 0 below its minimum; None when no amount is named.

    A percentage of the order, at most the cap; a fixed amount, at most the order itself (but for
    shipping, which has a fee of its own). Free shipping in per cent is of a fee nobody knows here: its
    cap is all that can be said.
    """
    if amount_vnd < (voucher.min_spend_vnd or 0):
        return 0
    if voucher.value is None or voucher.unit is None:
        return voucher.cap_vnd if voucher.kind is VoucherKind.FREESHIP else None
    if voucher.unit is ValueUnit.VND:
        worth = int(voucher.value)
    elif voucher.kind is VoucherKind.FREESHIP:
        return voucher.cap_vnd
    else:
        worth = int((Decimal(amount_vnd) * voucher.value / 100).to_integral_value(rounding=ROUND_FLOOR))
    worth = worth if voucher.cap_vnd is None else min(worth, voucher.cap_vnd)
    return worth if voucher.kind is VoucherKind.FREESHIP else min(worth, amount_vnd)


def offers_on(items: Iterable[T], voucher_of: Callable[[T], Voucher], amount_vnd: int) -> Offers[T]:
    """Sort usable vouchers into what holds for an order of that amount and what is just out of reach.

    Hand in only vouchers that run, and that hold in the shop and marketplace of the order. Near is what
    misses at most half of the order and would give more than the best of its kind gives now.
    """
    held: dict[Benefit, list[Offer[T]]] = {benefit: [] for benefit in Benefit}
    short: list[NearOffer[T]] = []
    for item in items:
        voucher = voucher_of(item)
        benefit, least = BENEFITS[voucher.kind], voucher.min_spend_vnd or 0
        if amount_vnd >= least:
            held[benefit].append(Offer(item, saving(voucher, amount_vnd) if benefit in RANKED else None))
        elif least - amount_vnd <= amount_vnd * WITHIN_REACH:
            short.append(NearOffer(item, benefit, least - amount_vnd, saving(voucher, least) if benefit in RANKED else None))
    best = {benefit: max((one.saving_vnd or 0 for one in found), default=0) for benefit, found in held.items()}
    near = [one for one in short if (one.saving_vnd > best[one.benefit] if one.saving_vnd is not None else not held[one.benefit])]
    near.sort(key=lambda one: (one.missing_vnd, -(one.saving_vnd or 0)))
    ranked = {benefit: tuple(sorted(found, key=lambda one: _rank(one, voucher_of))) for benefit, found in held.items() if found}
    return Offers(amount_vnd, ranked, tuple(near[:MOST_NEAR]))


def _rank(offer: Offer[T], voucher_of: Callable[[T], Voucher]) -> tuple[bool, int, bool, tuple[str, ...]]:
    """The larger saving first, of equal ones the one without conditions; amounts nobody named last."""
    voucher = voucher_of(offer.item)
    return offer.saving_vnd is None, -(offer.saving_vnd or 0), bool(voucher.conditions), voucher.codes
