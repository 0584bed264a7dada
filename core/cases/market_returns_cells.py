"""The cells of marketplace files: moments, amounts, order numbers as they really come; what is unsure is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.base.errors import InvalidInput, Problem
from core.base.money import MAX_VND, parse_vnd
from core.base.words import mark
from core.cases.market_returns import Cell
from core.cases.order_no import IS_SPOILED, clean_order_no
from core.cases.wording import one_line

BAD_DATE: Final = mark("“{value}” is not a date this command knows. Write it like 2026-09-04 14:59 or 04/09/2026 14:59.")
BAD_AMOUNT: Final = mark("“{value}” is not an amount in whole đồng.")
BAD_COUNT: Final = mark("“{value}” is not a number of pieces.")
NOTHING: Final = frozenset({"", "-", "--", "—", "n/a", "na", "null", "none"})
_MONTHS: Final = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_CLOCK: Final = r"(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?"
_YEAR_FIRST: Final = re.compile(rf"^(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}$")
_DAY_FIRST: Final = re.compile(rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_CLOCK}$")
_NAMED: Final = re.compile(rf"^(\d{{1,2}}) ([a-z]{{3}})[a-z]* (\d{{4}}){_CLOCK}$")
_JOINED: Final = re.compile(rf"^(\d{{4}})(\d{{2}})(\d{{2}}){_CLOCK}$")
_ZONED: Final = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of a spreadsheet has no zone
_SERIALS: Final = (36_526, 73_415)  # 2000-01-01 … 2100-12-31
_SIGNS: Final = re.compile(r"[₫đ\s]|vnd|vnđ")
_GROUPED: Final = re.compile(r"^\d{1,3}(?:\.\d{3})+(?:,0+)?$|^\d{1,3}(?:,\d{3})+(?:\.0+)?$|^\d+(?:[.,]0{1,2})?$")


def text_of(cell: Cell) -> str:
    """Return a cell as a person reads it, on one line; "" for what marketplaces write where there is nothing (`-`, `--`)."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    said = "" if cell is None else one_line(str(cell))
    return "" if said.casefold() in NOTHING else said


def read_order_no(cell: Cell, field: str) -> str:
    """Return an order number as it is kept; one that a spreadsheet shortened is refused, never guessed back."""
    if isinstance(cell, float) and (not cell.is_integer() or abs(cell) >= 1e15):
        raise InvalidInput([Problem(field, IS_SPOILED, {"value": str(cell)})])
    return clean_order_no(text_of(cell), field=field)


def read_moment(cell: Cell, field: str, zone: ZoneInfo) -> datetime | None:
    """Return a moment in UTC, local without a zone; a date alone is its local midnight; None for a blank cell."""
    said = text_of(cell)
    if not said:
        return None
    try:
        found = _serial(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else _written(said)
        if found is None:
            found = _iso(said)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise InvalidInput([Problem(field, BAD_DATE, {"value": said[:80]})]) from None


def _serial(cell: float) -> datetime | None:
    low, high = _SERIALS
    if low <= cell <= high:
        return _EPOCH + timedelta(seconds=round(cell * 86_400))
    return _written(str(int(cell))) if float(cell).is_integer() else None


def _written(said: str) -> datetime | None:
    """Day before month, as Vietnam writes; a month beyond 12 is an error, never turned round."""
    plain = said.lower()
    for pattern, order in ((_YEAR_FIRST, (0, 1, 2)), (_DAY_FIRST, (2, 1, 0)), (_JOINED, (0, 1, 2))):
        if match := pattern.match(plain):
            parts = match.groups()
            year, month, day = (int(parts[place]) for place in order)
            return _at(year, month, day, parts[3:])
    if match := _NAMED.match(plain):
        day_, name, year_, *clock = match.groups()
        return _at(int(year_), _MONTHS.get(name, 0), int(day_), clock)
    return None


def _at(year: int, month: int, day: int, clock: tuple[str | None, ...] | list[str | None]) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock)
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the caller knows the zone


def _iso(said: str) -> datetime:
    if not _ZONED.search(said) or "T" not in said.upper():
        raise ValueError(said)
    return datetime.fromisoformat(said)


def read_amount(cell: Cell, field: str) -> int | None:
    """Return whole đồng of `305000.00`, `82.912₫`, `1,234,000`, `183,13K`, a number; None for a blank cell."""
    said = text_of(cell)
    if not said:
        return None
    bare = _SIGNS.sub("", said.lower())
    if _GROUPED.match(bare):
        whole = re.sub(r"[.,]0{1,2}$", "", bare) if len(re.findall(r"[.,]", bare)) != 1 or re.search(r"[.,]0{1,2}$", bare) else bare
        amount = int(re.sub(r"\D", "", whole))
        if amount <= MAX_VND:
            return amount
    elif "k" in bare or "tr" in bare:
        return parse_vnd(said, field=field)
    raise InvalidInput([Problem(field, BAD_AMOUNT, {"value": said[:80]})])


def read_count(cell: Cell, field: str) -> int:
    """Return a number of pieces; a blank cell is one."""
    said = text_of(cell)
    if not said:
        return 1
    bare = said.removesuffix(".0")
    if not bare.isascii() or not bare.isdigit() or not 1 <= int(bare[:9]) <= 100_000:
        raise InvalidInput([Problem(field, BAD_COUNT, {"value": said[:80]})])
    return int(bare)
