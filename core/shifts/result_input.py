"""What an agent types into the grid, read forgivingly into totals; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from core.base.durations import parse_seconds
from core.base.errors import InvalidInput, Problem
from core.base.money import parse_vnd
from core.base.text import clean
from core.base.words import mark
from core.shifts.limits import field_key, problems_of
from core.shifts.result import FIELD_NAMES, FIELDS, Totals

_GROUPED = re.compile(r"^\d{1,3}([.,  ]\d{3})+$")
BLANK_MARKS: Final = ("", "-", "—", "–")


def parse_count(text: str) -> int | None:
    """Read a whole number ≥ 0: `60`, `1.250`, `1 250`; blank or a dash is None. InvalidInput otherwise."""
    plain = clean(text)
    if plain in BLANK_MARKS:
        return None
    if _GROUPED.match(plain):
        plain = re.sub(r"\D", "", plain)
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 9:
        raise InvalidInput([Problem("count", "“{value}” is not a whole number. Type digits only, like 60.", {"value": text.strip()})])
    return int(plain)


_READERS: Final[dict[str, Callable[[str], int | None]]] = {
    **dict.fromkeys(FIELDS, parse_count), "first_response_avg_s": parse_seconds, "revenue_vnd": parse_vnd,
}  # fmt: skip
_WRONG: Final = {
    **dict.fromkeys(FIELDS, mark("{shop} · {field}: “{value}” is not a whole number. Type digits only, like 60.")),
    "first_response_avg_s": mark("{shop} · {field}: “{value}” is not a duration. Type seconds (45), or 1:20 for 1 minute 20."),
    "revenue_vnd": mark("{shop} · {field}: “{value}” is not an amount. Type it like 1.250.000, 1250k or 1,25tr."),
}


def read_field(name: str, text: str) -> int | None:
    """Read one typed field; blank is None, InvalidInput says what is wrong with it."""
    return None if clean(text) in BLANK_MARKS else _READERS[name](text)


def read_totals(typed: Mapping[str, str], shop_id: int, shop: str) -> tuple[Totals, list[Problem]]:
    """Return the totals of a shop as typed, and everything wrong with them at once.

    A field that cannot be read counts as blank in the totals, so that the other rules are still checked.
    """
    values: dict[str, int | None] = {}
    problems: list[Problem] = []
    for name in FIELDS:
        text = typed.get(name, "")
        try:
            values[name] = read_field(name, text)
        except InvalidInput:
            named = {"shop": shop, "field": FIELD_NAMES[name], "value": clean(text)[:40]}
            problems.append(Problem(field_key(shop_id, name), _WRONG[name], named))
    totals = Totals(**values)
    return totals, problems + problems_of(totals, shop_id, shop)
