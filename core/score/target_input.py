"""Reading a target as a person types it, in the unit of its metric."""

from __future__ import annotations

import re
from typing import Final

from core.base.durations import parse_seconds
from core.base.errors import InvalidInput, Problem
from core.base.money import parse_vnd
from core.base.words import mark
from core.score.metric import METRICS, Better, Unit

_NUMBER: Final = re.compile(r"^(\d{1,9}(?:[.,]\d{1,6})?)\s*(%?)$")
NO_RATE: Final = mark("“{value}” is no share. Type it like 80 % or 0,8.")
NO_NUMBER: Final = mark("“{value}” is no number. Type it like 250 or 12,5.")
NEEDED: Final = mark("Type the target.")

SETTABLE: Final[tuple[str, ...]] = tuple(key for key, metric in METRICS.items() if metric.better is not Better.NEITHER)
"""The metrics of which a target makes sense: more, or less, is better."""


def read_target(metric: str, text: str) -> float:
    """Read a target: `80 %`, `80` and `0,8` of a rate are the same (from 1 on without a sign: per cent, but 1 itself is all)."""
    said = text.replace("\u00a0", " ").strip()
    if not said:
        raise InvalidInput([Problem("value", NEEDED)])
    unit = METRICS[metric].unit
    if unit is Unit.SECONDS:
        return float(parse_seconds(said, field="value") or 0)
    if unit is Unit.VND:
        return float(parse_vnd(said, field="value") or 0)
    found = _NUMBER.match(said)
    if found is None or (found[2] and unit is not Unit.RATE):
        raise InvalidInput([Problem("value", NO_RATE if unit is Unit.RATE else NO_NUMBER, {"value": said})])
    number = float(found[1].replace(",", "."))
    if unit is not Unit.RATE or (not found[2] and number <= 1):
        return number
    return round(number / 100, 8)
