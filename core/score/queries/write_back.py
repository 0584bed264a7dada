"""The rows that are written back: a day's results, or the leaderboard of its month."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlmodel import Session

from core.base.settings import Settings
from core.catalog.write_back import Mode, SheetTable, What, WriteBack
from core.people.queries.shops import shop_names
from core.people.user import Right, User
from core.score.floor import floor_of
from core.score.queries.fields import Filter
from core.score.queries.leaderboard import leaderboard
from core.score.sheet_rows import day_table, month_table
from core.shifts.queries.shifts import list_shifts

DAYS_KEPT_FRESH = 2
"""Of a tab that rows are added to, yesterday's are brought up to date too."""
MOST_SHIFTS = 5_000


def compose(session: Session, user: User, back: WriteBack, day: date, *, settings: Settings, now: datetime) -> SheetTable:
    """Return the rows of a day (and, where rows are added, of the day before) or of the month of that day."""
    user.require(Right.MANAGE_SHEETS)
    if back.what is What.MONTH:
        first = day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        board = leaderboard(session, user, Filter(first, last, now, floor=floor_of(settings)))
        return month_table(board, first, language=settings.language)
    start = day - timedelta(days=DAYS_KEPT_FRESH - 1) if back.mode is Mode.APPEND else day
    shifts = list_shifts(session, user, start, day, limit=MOST_SHIFTS)
    return day_table(shifts, shop_names(session), revenue=back.revenue, language=settings.language, zone=settings.zone)
