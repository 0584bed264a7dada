"""Amounts, percentages and counts as cells hold them; what could mean two things is refused."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from core.base.errors import InvalidInput
from core.base.money import MAX_VND, parse_vnd
from core.base.text import fold
from core.base.words import mark
from core.catalog.cells import Cell, text_of
from core.catalog.unsure import Unsure
from core.catalog.voucher import ValueUnit

NOTHING = frozenset({"", "-", "--", "—", "x", "n/a", "na", "khong", "khong co", "none", "null", "?"})
"""Folded texts that say a cell is left out."""
_ENDLESS = frozenset({"khong gioi han", "vo han", "unlimited", "khong gh", "kgh", "∞", "khong han che"})
_SOLD_OUT = re.compile(r"^(?:da |sap )?het(?: (?:ma|luot|voucher|hang|so luong|qua|sach|roi|xuat|suat))*$|^sold ?out$|^out of stock$")
_COUNTED = r"(?:luot|ma|cai|suat|xuat|voucher|vouchers|phan|lan|khach|don|sp|san pham|qua|chiec|times|pcs)"
_COUNT = re.compile(rf"^([1-9]\d{{0,2}}(?:[.,]\d{{3}})+|[1-9]\d*|0)(?: ?{_COUNTED})*$")
_PERCENT = re.compile(r"^(\d+(?:[.,]\d+)?) ?(?:%|phan tram|percent)$")
_UNITED = re.compile(r"[^\W\d_]|₫")
_TWO_WAYS = re.compile(r"^\d{1,3}[.,]\d{3} ?(?:k|nghìn|ngàn)", re.IGNORECASE)
FIX_MONEY = mark("Write the amount with its unit: 50K, 1,5tr or 50.000đ.")
FIX_PERCENT = mark("Write the percentage with its sign: 8%.")
FIX_COUNT = mark("Write a whole number, for example 500.")


def percent_of(text: str) -> int | Decimal | None:
    """Read `8%` or `12,5 %`; None when the text is no percentage; outside (0, 100] is refused."""
    match = _PERCENT.match(fold(text))
    return None if match is None else checked_percent(Decimal(match[1].replace(",", ".")), text)


def checked_percent(value: Decimal, written: str) -> int | Decimal:
    """Return a percentage, whole ones as int; refuse 0 and more than 100."""
    if not 0 < value <= 100:
        raise Unsure(mark("“{value}” is not a percentage from 0 to 100."), FIX_PERCENT, value=written)
    return int(value) if value == value.to_integral_value() else value.normalize()


def amount_in(text: str) -> int:
    """Read an amount of a phrase (`60K`, `1,5m`, `0Đ`, `199.000`); a small number without a unit is refused."""
    try:
        amount = parse_vnd(text)
    except InvalidInput:
        amount = None
    if amount is None:
        raise Unsure(mark("“{value}” cannot be read as an amount."), FIX_MONEY, value=text)
    if _TWO_WAYS.match(text):
        raise Unsure(mark("“{value}” may be thousands or a decimal: write it in full."), FIX_MONEY, value=text)
    if 0 < amount < 1000 and not _UNITED.search(text):
        raise Unsure(mark("“{value}” has no unit: đồng or thousands?"), FIX_MONEY, value=text)
    return amount


def amount_of(cell: Cell, *, factor: int = 1) -> int | None:
    """Read a money cell; `factor` is the unit its header names (`(K)` is 1000); blank is None."""
    if isinstance(cell, bool):
        raise Unsure(mark("“{value}” cannot be read as an amount."), FIX_MONEY, value=text_of(cell))
    if isinstance(cell, int | float):
        return _amount_of_number(cell, factor)
    text = text_of(cell)
    if fold(text) in NOTHING:
        return None
    if fold(text) in {"mien phi", "free", "0", "moi don", "tat ca", "khong toi thieu", "khong yeu cau", "khong gioi han"}:
        return 0
    if factor > 1 and not _UNITED.search(text):
        return _amount_of_number(_decimal(text), factor)
    return amount_in(text)


def _amount_of_number(number: float | Decimal, factor: int) -> int:
    exact = (number if isinstance(number, Decimal) else Decimal(repr(number))) * factor
    written = text_of(number) if isinstance(number, int | float) else str(number)
    if exact.is_nan() or exact != exact.to_integral_value() or not 0 <= exact <= MAX_VND:
        raise Unsure(mark("“{value}” cannot be read as an amount."), FIX_MONEY, value=written)
    if 0 < exact < 1000:
        raise Unsure(mark("“{value}” has no unit: đồng or thousands?"), FIX_MONEY, value=written)
    return int(exact)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise Unsure(mark("“{value}” cannot be read as an amount."), FIX_MONEY, value=text) from None


def value_of_number(number: float, unit: ValueUnit | None, *, factor: int = 1) -> tuple[int | Decimal, ValueUnit]:
    """Read a number cell of the value column: below 1 is a formatted percentage, from 1000 on it is đồng.

    What is neither, and no header or unit column says more, is refused: 8 may be 8 % or 8K.
    """
    if unit is None and factor > 1:
        unit = ValueUnit.VND
    exact = Decimal(repr(number))
    if exact.is_nan() or exact <= 0:
        raise Unsure(mark("“{value}” is no value of a voucher."), mark("Write 8% or 50K."), value=text_of(number))
    if unit is ValueUnit.VND:
        return _amount_of_number(number, factor), unit
    if exact < 1:
        return checked_percent(exact * 100, text_of(number)), ValueUnit.PERCENT
    if unit is ValueUnit.PERCENT:
        if exact == 1:  # a cell shown as 100 % holds 1
            raise Unsure(mark("“{value}” may be 1 % or 100 %."), FIX_PERCENT, value="1")
        return checked_percent(exact, text_of(number)), unit
    if exact < 1000:
        raise Unsure(mark("“{value}” may be a percentage or thousands of đồng."), mark("Write 8% or 50K."), value=text_of(number))
    return _amount_of_number(number, 1), ValueUnit.VND


def is_sold_out(text: str) -> bool:
    """Tell whether a cell says in words that nothing is left (`hết mã`)."""
    return bool(_SOLD_OUT.match(fold(text))) and not fold(text).startswith("sap")


def count_of(cell: Cell) -> int | None:
    """Read how many: `500`, `1.000 lượt`, `5k`; blank and "không giới hạn" are None."""
    text = text_of(cell)
    plain = fold(text)
    if isinstance(cell, bool):
        raise Unsure(mark("“{value}” cannot be read as a number."), FIX_COUNT, value=text)
    if isinstance(cell, int | float):
        if not 0 <= cell < 10**12 or cell != int(cell):
            raise Unsure(mark("“{value}” cannot be read as a number."), FIX_COUNT, value=text)
        return int(cell)
    if plain in NOTHING or plain in _ENDLESS:
        return None
    if (match := _COUNT.match(plain)) and len(match[1]) <= 15:
        return int(re.sub(r"\D", "", match[1]))
    if match := re.fullmatch(r"(\d+(?:[.,]\d+)?) ?(k|nghin|ngan)(?: \w+)?", plain):
        exact = Decimal(match[1].replace(",", ".")) * 1000
        if exact == exact.to_integral_value():
            return int(exact)
    raise Unsure(mark("“{value}” cannot be read as a number."), FIX_COUNT, value=text)
