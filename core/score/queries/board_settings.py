"""The leaderboard's settings as stored."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session

from core.base.appsettings import read_setting
from core.people.user import Right, User
from core.score.board_settings import (
    DEFAULT_WINDOW,
    RETURN_WINDOW_SETTING,
    SALE_NAMES_SETTING,
    VISIBILITY_SETTING,
    BoardSettings,
    SaleDay,
)
from core.score.leaderboard import Visibility
from core.shifts.campaign import EXTRA_DAYS


def board_settings(session: Session, user: User) -> BoardSettings:
    """Return what the owner set; everybody who sees the leaderboard may know its rules."""
    user.require(Right.SEE_LEADERBOARD)
    names = read_setting(session, SALE_NAMES_SETTING, {})
    return BoardSettings(
        visibility=Visibility(read_setting(session, VISIBILITY_SETTING, str(Visibility.OWN))),
        return_window_days=int(read_setting(session, RETURN_WINDOW_SETTING, DEFAULT_WINDOW)),
        sale_days=tuple(SaleDay(date.fromisoformat(day), names.get(day, "")) for day in sorted(read_setting(session, EXTRA_DAYS, []))),
    )


def return_window(session: Session) -> timedelta:
    """Return how long a day stays provisional, for queries that checked their right."""
    return timedelta(days=int(read_setting(session, RETURN_WINDOW_SETTING, DEFAULT_WINDOW)))
