"""Which voucher to offer a repeat customer: only what really runs, the most it can be worth first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from core.base.text import fold
from core.base.words import mark
from core.catalog.queries.vouchers import USABLE, FoundVoucher
from core.catalog.voucher import ValueUnit, VoucherKind
from core.people.shop import Shop

AT_MOST: Final = 3
GIVEN_LATELY: Final = timedelta(days=30)


class Advice(StrEnum):
    """What the proposal comes to."""

    OFFER = "offer"
    FIRST_ORDER = "first_order"
    OPEN_COMPLAINT = "open_complaint"
    GIVEN_LATELY = "given_lately"
    NOTHING_RUNS = "nothing_runs"


ADVICE_WORDS: Final = {
    Advice.OFFER: mark("Repeat customer: one of these vouchers may be offered for the next order."),
    Advice.FIRST_ORDER: mark("Only one order is known; a voucher is for the second order and later."),
    Advice.OPEN_COMPLAINT: mark("A complaint is still open: solve it first, then offer a voucher."),
    Advice.GIVEN_LATELY: mark("A voucher was given in the last 30 days already."),
    Advice.NOTHING_RUNS: mark("No voucher runs for this shop now."),
}


@dataclass(frozen=True)
class VoucherProposal:
    """What to offer a customer, and why; `vouchers` is empty unless the advice is to offer."""

    advice: Advice
    vouchers: tuple[FoundVoucher, ...] = ()


def fitting(found: tuple[FoundVoucher, ...], shop: Shop) -> tuple[FoundVoucher, ...]:
    """Return at most three vouchers with a code that run for a shop: largest possible value first, then the smaller minimum order."""
    kept = [
        one
        for one in found
        if one.state in USABLE
        and one.voucher.codes
        and one.voucher.kind is not VoucherKind.FLASH_SALE
        and one.voucher.holds_on(shop.marketplace)
        and _is_of(one.voucher.shop, shop)
    ]
    return tuple(sorted(kept, key=_rank)[:AT_MOST])


def _is_of(said: str, shop: Shop) -> bool:
    """A sheet names a shop by its code, or by its name or a part of it in whole words; blank is every shop."""
    part = fold(said)
    return not part or part == fold(shop.code) or f" {part} " in f" {fold(shop.name)} "


def advise(
    orders: int, open_complaints: int, given: tuple[datetime, ...], offers: tuple[FoundVoucher, ...], *, at: datetime
) -> VoucherProposal:
    """Decide what to offer; `given` are the moments vouchers were given, the newest first."""
    if orders < 2:
        return VoucherProposal(Advice.FIRST_ORDER)
    if open_complaints:
        return VoucherProposal(Advice.OPEN_COMPLAINT)
    if given and at - given[0] <= GIVEN_LATELY:
        return VoucherProposal(Advice.GIVEN_LATELY)
    return VoucherProposal(Advice.OFFER, offers) if offers else VoucherProposal(Advice.NOTHING_RUNS)


def worth_vnd(found: FoundVoucher) -> int | None:
    """Return the most a voucher can be worth in đồng; None when nothing says so (a percentage without a cap, a gift)."""
    voucher = found.voucher
    if voucher.unit is ValueUnit.VND and voucher.value is not None:
        return int(voucher.value)
    return voucher.cap_vnd


def _rank(found: FoundVoucher) -> tuple[bool, int, int, tuple[str, ...]]:
    worth = worth_vnd(found)
    return worth is None, -(worth or 0), found.voucher.min_spend_vnd or 0, found.voucher.codes
