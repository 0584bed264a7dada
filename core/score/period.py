"""Periods people ask for by name, as business dates."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class Period(StrEnum):
    """A period by name; CUSTOM has dates of its own."""

    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    LAST_7_DAYS = "last_7_days"
    LAST_30_DAYS = "last_30_days"
    CUSTOM = "custom"


def bounds(period: Period, today: date) -> tuple[date, date]:
    """Return the first and the last business date (both in), today included; CUSTOM starts as this month."""
    match period:
        case Period.LAST_MONTH:
            last = today.replace(day=1) - timedelta(days=1)
            return last.replace(day=1), last
        case Period.LAST_7_DAYS:
            return today - timedelta(days=6), today
        case Period.LAST_30_DAYS:
            return today - timedelta(days=29), today
        case _:
            return today.replace(day=1), today
