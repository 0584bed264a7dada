"""Public holidays of Vietnam, Tết by the lunar calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache


@dataclass(frozen=True)
class Holiday:
    """A public holiday, days off in lieu included; its name in both languages."""

    day: date
    vi: str
    en: str

    def name(self, language: str) -> str:
        """The name in a language."""
        return self.en if language == "en" else self.vi


def holidays_between(first: date, last: date) -> tuple[Holiday, ...]:
    """Return the public holidays from first to last, both included, in order."""
    found = (holiday for year in range(first.year, last.year + 1) for holiday in _of_year(year))
    return tuple(holiday for holiday in found if first <= holiday.day <= last)


def is_tet(holiday: Holiday) -> bool:
    """Tell whether a holiday belongs to the lunar new year."""
    return "Tết Nguyên Đán" in holiday.vi or holiday.vi.startswith("29 Tết")


@lru_cache(maxsize=64)
def _of_year(year: int) -> tuple[Holiday, ...]:
    from holidays import country_holidays

    # A neighbour year's days in lieu may fall into this year, so dates are kept as they come.
    vi = country_holidays("VN", years=year, language="vi")
    en = country_holidays("VN", years=year, language="en_US")
    return tuple(Holiday(day, vi[day], en[day]) for day in sorted(vi) if day.year == year)


@dataclass(frozen=True)
class DayMark:
    """What is special about a day: a public holiday, a campaign day, both or neither."""

    day: date
    holiday: Holiday | None = None
    campaign: bool = False


def marks_of(first: date, last: date, campaign: frozenset[date] = frozenset()) -> tuple[DayMark, ...]:
    """Return a mark for each day from first to last, both included."""
    free = {holiday.day: holiday for holiday in holidays_between(first, last)}
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(DayMark(day, free.get(day), day in campaign) for day in days)
