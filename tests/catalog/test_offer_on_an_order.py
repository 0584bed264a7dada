"""What can be offered on an order: every figure worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.base.errors import InvalidInput
from core.catalog.best_offer import Benefit, offers_on, order_amount, saving
from core.catalog.voucher import ValueUnit, Voucher, VoucherKind

K = 1_000
PERCENT, VND = ValueUnit.PERCENT, ValueUnit.VND
DISCOUNT, CASHBACK, FREESHIP = VoucherKind.DISCOUNT, VoucherKind.CASHBACK, VoucherKind.FREESHIP


def made(
    code: str,
    value: int | Decimal | None = None,
    unit: ValueUnit | None = None,
    *,
    cap: int | None = None,
    least: int | None = None,
    kind: VoucherKind = DISCOUNT,
    conditions: tuple[str, ...] = (),
) -> Voucher:
    return Voucher((code,), kind, value=value, unit=unit, cap_vnd=cap, min_spend_vnd=least, conditions=conditions)


@pytest.mark.parametrize(
    ("voucher", "amount", "worth"),
    [
        (made("A", 10, PERCENT), 350 * K, 35 * K),
        (made("A", 20, PERCENT, cap=60 * K), 350 * K, 60 * K),  # 70.000 would be 20 %
        (made("A", 20, PERCENT, cap=60 * K), 299_999, 59_999),  # 59.999,8 rounded down
        (made("A", Decimal("7.5"), PERCENT), 350 * K, 26_250),
        (made("A", Decimal("7.5"), PERCENT), 333_333, 24_999),  # 24.999,975
        (made("A", 8, PERCENT, cap=60 * K, least=400 * K), 400 * K, 32 * K),
        (made("A", 8, PERCENT, cap=60 * K, least=400 * K), 399_999, 0),
        (made("A", 8, PERCENT, cap=60 * K, least=400 * K), 750 * K, 60 * K),
        (made("A", 8, PERCENT, cap=60 * K, least=400 * K), 749 * K, 59_920),
        (made("A", 30 * K, VND, least=300 * K), 300 * K, 30 * K),
        (made("A", 30 * K, VND), 20 * K, 20 * K),  # never more than the order
        (made("A", 100, PERCENT), 1, 1),
        (made("A", 1, PERCENT), 99, 0),
        (made("A", 10, PERCENT, cap=50 * K, least=0, kind=CASHBACK), 350 * K, 35 * K),
        (made("A", 10, PERCENT, cap=50 * K, least=0, kind=CASHBACK), 900 * K, 50 * K),
        (made("A", None, None, kind=FREESHIP), 350 * K, None),
        (made("A", None, None, cap=30 * K, kind=FREESHIP), 350 * K, 30 * K),
        (made("A", 50, PERCENT, cap=25 * K, kind=FREESHIP), 350 * K, 25 * K),
        (made("A", 15 * K, VND, kind=FREESHIP), 10 * K, 15 * K),  # of the shipping fee, not of the order
        (made("A", None, None), 350 * K, None),
        (made("A", 33, PERCENT), 10**9 - 1, 329_999_999),  # 329.999.999,67
    ],
)
def test_a_real_saving_is_exact(voucher: Voucher, amount: int, worth: int | None) -> None:
    assert saving(voucher, amount) == worth


def test_the_best_saving_comes_first_and_kinds_are_told_apart() -> None:
    sheet = [
        made("P10", 10, PERCENT),  # 35.000
        made("P20", 20, PERCENT, cap=60 * K),  # 60.000
        made("F40", 40 * K, VND, least=350 * K),  # 40.000, just reached
        made("COND40", 40 * K, VND, conditions=("Chỉ serum",)),  # 40.000, but with a condition
        made("XU", 50, PERCENT, cap=100 * K, kind=CASHBACK),  # 100.000 in coins: more, but no money off
        made("SHIP", None, None, cap=30 * K, kind=FREESHIP),
        made("SHIPX", None, None, kind=FREESHIP),
        made("QUA", None, None, kind=VoucherKind.GIFT),
        made("FLASH", 35, PERCENT, kind=VoucherKind.FLASH_SALE),
        made("OPEN", None, None),
    ]
    found = offers_on(sheet, lambda voucher: voucher, 350 * K)
    told = {benefit: [(one.item.codes[0], one.saving_vnd) for one in offers] for benefit, offers in found.by_benefit.items()}
    assert told == {
        Benefit.OFF: [("P20", 60 * K), ("F40", 40 * K), ("COND40", 40 * K), ("P10", 35 * K), ("OPEN", None)],
        Benefit.CASHBACK: [("XU", 100 * K)],
        Benefit.SHIPPING: [("SHIP", 30 * K), ("SHIPX", None)],
        Benefit.GIFT: [("QUA", None)],
        Benefit.FLASH: [("FLASH", None)],
    }
    assert found.near == ()


def test_just_out_of_reach_is_what_would_be_worth_more() -> None:
    sheet = [
        made("NOW", 30 * K, VND),  # holds: 30.000 off
        made("N40", 50 * K, VND, least=390 * K),  # misses 40.000, gives 50.000
        made("N10", 15, PERCENT, least=360 * K),  # misses 10.000, gives 54.000 at 360.000
        made("LESS", 25 * K, VND, least=355 * K),  # nearer, but worth less than NOW
        made("FAR", 200 * K, VND, least=526 * K),  # misses 176.000, more than half of 350.000
        made("EDGE", 90 * K, VND, least=525 * K),  # misses 175.000: exactly half
        made("SHIP", None, None, kind=FREESHIP, least=400 * K),  # no shipping holds now: named, amount unknown
        made("XU", 10, PERCENT, cap=50 * K, kind=CASHBACK, least=400 * K),  # 40.000 coins at 400.000
        made("QUA", None, None, kind=VoucherKind.GIFT, least=351 * K),
    ]
    found = offers_on(sheet, lambda voucher: voucher, 350 * K)
    assert [(one.item.codes[0], one.missing_vnd, one.saving_vnd) for one in found.near] == [
        ("QUA", 1 * K, None),
        ("N10", 10 * K, 54 * K),
        ("N40", 40 * K, 50 * K),
        ("XU", 50 * K, 40 * K),
        ("SHIP", 50 * K, None),
        ("EDGE", 175 * K, 90 * K),
    ]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("350.000 đ", 350_000), ("350k", 350_000), ("350", 350_000), ("350000", 350_000), ("1,2tr", 1_200_000), ("1tr2", 1_200_000),
        (" 99 ", 99_000), ("999", 999_000), ("1000", 1_000), ("350đ", 350), ("", None), ("   ", None), ("1.250.000", 1_250_000),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_type_it(typed: str, amount: int | None) -> None:
    assert order_amount(typed) == amount


@pytest.mark.parametrize("typed", ["0", "ba trăm", "0912345678", "-350k", "2000000000", "1,5"])
def test_what_is_no_amount_is_said_so(typed: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        order_amount(typed)
    assert caught.value.field == "amount"
