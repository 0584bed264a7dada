"""Whole đồng: read what people type, write what they expect to read."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal

from core.base.errors import InvalidInput, Problem
from core.base.text import clean

_UNITS = {
    "": 1, "đ": 1, "d": 1, "₫": 1, "vnd": 1, "vnđ": 1, "đồng": 1,
    "k": 1_000, "nghìn": 1_000, "ngàn": 1_000,
    "tr": 1_000_000, "triệu": 1_000_000, "trieu": 1_000_000, "m": 1_000_000, "củ": 1_000_000,
    "tỷ": 1_000_000_000, "tỉ": 1_000_000_000, "ty": 1_000_000_000,
}  # fmt: skip
_MONEY = re.compile(r"^(\d[\d.,\s]*?)\s*([^\W\d_]*|₫)\s*(đ|₫|vnd|vnđ|đồng)?$", re.IGNORECASE)
_INSIDE = re.compile(r"^(\d+)\s?(k|tr|triệu|trieu|m|củ)\s?(\d{1,3})$")
_GROUPED = re.compile(r"^\d{1,3}([.,\s])\d{3}(\1\d{3})*$")
MAX_VND = 10**13


def parse_vnd(text: str, *, field: str = "money") -> int | None:
    """Read an amount as whole đồng: `1.250.000`, `1250k`, `1,25tr`, `1.7 triệu`, `20.000đ`; blank is None.

    With a unit (k, tr, triệu, m) a single separator is decimal, and so is a unit amid digits (`1tr5`);
    without one, groups of exactly three digits are thousands. Anything else, a leading zero too (a phone
    number is no amount), raises InvalidInput naming `field`: an amount is never guessed.
    """
    plain = clean(text).replace("\u202f", " ").lower()
    if not plain:
        return None
    wrong = InvalidInput([Problem(field, "“{value}” is not an amount. Type it like 1.250.000, 1250k or 1,25tr.", {"value": text.strip()})])
    plain = _INSIDE.sub(r"\1,\3\2", plain)
    match = _MONEY.match(plain)
    if match is None:
        raise wrong
    digits, unit, _ = match.groups()
    digits = digits.strip()
    if unit not in _UNITS or (digits[0] == "0" and len(digits) > 1 and (digits[1].isdigit() or _UNITS[unit] == 1)):
        raise wrong
    factor = _UNITS[unit]
    if digits.isdigit():
        amount = Decimal(digits) * factor
    elif factor == 1 or len(re.findall(r"[.,\s]", digits)) > 1:
        if not _GROUPED.match(digits):
            raise wrong
        amount = Decimal(re.sub(r"\D", "", digits)) * factor
    elif re.fullmatch(r"\d+[.,]\d+", digits):
        amount = Decimal(digits.replace(",", ".")) * factor
    else:
        raise wrong
    if amount != amount.to_integral_value() or amount > MAX_VND:
        raise wrong
    return int(amount)


def format_vnd(amount: int | None, *, language: str = "vi", unit: bool = True) -> str:
    """Write an amount with the language's grouping: `1.250.000 ₫`; None is `—`."""
    if amount is None:
        return "—"
    number = format_decimal(amount, format="#,##0", locale=language)
    return f"{number}\u00a0₫" if unit else number


def format_vnd_short(amount: int | None, *, language: str = "vi") -> str:
    """Write an amount for a card, at most four digits: `38,7 tr ₫`, `950 k ₫`; None is `—`."""
    if amount is None:
        return "—"
    names = {"vi": ("k", "tr", "tỷ"), "en": ("k", "m", "bn")}[language]
    for factor, name in zip((10**9, 10**6, 10**3), reversed(names), strict=True):
        if abs(amount) >= factor:
            exact = Decimal(amount) / factor
            places, step = ("#,##0", Decimal(1)) if abs(exact) >= 100 else ("#,##0.#", Decimal("0.1"))
            scaled = exact.quantize(step, rounding=ROUND_HALF_UP)
            return f"{format_decimal(scaled, format=places, locale=language)}\u00a0{name}\u00a0₫"
    return format_vnd(amount, language=language)


def round_half_up(amount: Decimal, step: int = 1) -> int:
    """Round to a multiple of `step` đồng, halves up."""
    return int((amount / step).to_integral_value(rounding=ROUND_HALF_UP)) * step
