"""Durations in whole seconds, as agents type them and as a screen shows them."""

from __future__ import annotations

import re

from core.base.errors import InvalidInput, Problem
from core.base.text import fold

_CLOCK = re.compile(r"^(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)$")
_WORDS = re.compile(
    r"^(?:(\d+)\s*(?:h|gio|hour|hours|g))?\s*(?:(\d+)\s*(?:m|p|ph|phut|min|mins|minute|minutes|'))?\s*"
    r"(?:(\d+)\s*(?:s|giay|sec|secs|second|seconds|\")?)?$"
)


def parse_seconds(text: str, *, field: str = "duration") -> int | None:
    """Read a duration: `45`, `45s`, `1:20`, `1 phút 20`, `0:01:20`; blank is None.

    Two numbers with a colon are minutes and seconds. Anything else raises InvalidInput naming `field`.
    """
    plain = fold(text)
    if not plain:
        return None
    if (match := _CLOCK.match(plain)) or ((match := _WORDS.match(plain)) and any(match.groups())):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
    else:
        raise InvalidInput(
            [Problem(field, "“{value}” is not a duration. Type seconds (45), or 1:20 for 1 minute 20.", {"value": text.strip()})]
        )
    return hours * 3600 + minutes * 60 + seconds


def format_seconds(seconds: float | None, *, language: str = "vi") -> str:
    """Write a duration in its two largest units: `34 giây`, `1 phút 20`, `2 giờ 5 phút`, `1 ngày 3 giờ`; None is `—`."""
    if seconds is None:
        return "—"
    whole = round(seconds)
    second, minute, hour, day = {"vi": ("giây", "phút", "giờ", "ngày"), "en": ("s", "min", "h", "d")}[language]
    if whole < 60:
        return f"{whole}\u00a0{second}"
    for size, name, below, below_name in ((86_400, day, 3_600, hour), (3_600, hour, 60, minute), (60, minute, 1, "")):
        if whole >= size:
            rest = whole % size // below
            said = f"{whole // size}\u00a0{name}" + (f"\u00a0{rest}" if rest else "")
            return f"{said}\u00a0{below_name}" if rest and below_name else said
    raise AssertionError("unreachable")
