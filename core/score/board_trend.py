"""How a place moved: the fair index of the last periods, each judged by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

PERIODS: Final = 6
"""How many periods are looked at, the one shown included."""


def windows(start: date, end: date, count: int = PERIODS) -> tuple[tuple[date, date], ...]:
    """Return the last `count` periods up to start…end (both included), oldest first.

    What begins on the first of a month and stays in it is followed back by whole months, anything else by
    stretches of the same length.
    """
    found = [(start, end)]
    monthly = start.day == 1 and (start.year, start.month) == (end.year, end.month)
    while len(found) < count:
        last = found[-1][0] - timedelta(days=1)
        if monthly:
            found.append((last.replace(day=1), last))
        else:
            found.append((last - (end - start), last))
    return tuple(reversed(found))
