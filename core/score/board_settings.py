"""What the owner sets about the leaderboard and the calendar: who sees what, return window, sale days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.base.errors import InvalidInput, Problem
from core.score.leaderboard import RETURN_WINDOW, Visibility

RETURN_WINDOW_SETTING: Final = "return_window_days"
VISIBILITY_SETTING: Final = "leaderboard_visibility"
SALE_NAMES_SETTING: Final = "campaign_day_names"
DEFAULT_WINDOW: Final = RETURN_WINDOW // timedelta(days=1)
MOST_WINDOW: Final = 60
MOST_DAYS: Final = 400
MOST_NAME: Final = 80


@dataclass(frozen=True)
class SaleDay:
    """A day of its own kind in the fair rates; the double days 1.1 … 12.12 need no entry."""

    day: date
    name: str = ""


@dataclass(frozen=True)
class BoardSettings:
    """The settings as they stand; days younger than `return_window_days` are provisional."""

    visibility: Visibility = Visibility.OWN
    return_window_days: int = DEFAULT_WINDOW
    sale_days: tuple[SaleDay, ...] = ()


def checked_days(days: tuple[SaleDay, ...]) -> tuple[SaleDay, ...]:
    """Return sale days in order; InvalidInput names a day twice, a date out of reach, a name too long, too many."""
    problems = []
    seen: set[date] = set()
    for row in days:
        shown = row.day.strftime("%d/%m/%Y")
        if row.day in seen:
            problems.append(Problem("sale_days", "{day} stands twice.", {"day": shown}))
        if not 2000 <= row.day.year <= 2200:
            problems.append(Problem("sale_days", "{day} is no day of these years.", {"day": shown}))
        if len(row.name) > MOST_NAME:
            problems.append(Problem("sale_days", "The name of {day} is longer than {most} characters.", {"day": shown, "most": MOST_NAME}))
        seen.add(row.day)
    if len(days) > MOST_DAYS:
        problems.append(Problem("sale_days", "At most {most} days.", {"most": MOST_DAYS}))
    if problems:
        raise InvalidInput(problems)
    return tuple(sorted(days, key=lambda row: row.day))
