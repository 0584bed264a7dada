"""Campaign days: the double days 1.1, 2.2 … 12.12, and those the owner adds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

EXTRA_DAYS = "campaign_days"
"""The stored setting: ISO dates the owner added."""


def is_double_day(day: date) -> bool:
    """Tell whether day and month are the same number."""
    return day.day == day.month


def campaign_days(start: date, end: date, extra: Iterable[date] = ()) -> tuple[date, ...]:
    """Return the campaign days from start to end, both included, in order."""
    doubles = (date(year, month, month) for year in range(start.year, end.year + 1) for month in range(1, 13))
    return tuple(sorted({day for day in (*doubles, *extra) if start <= day <= end}))
