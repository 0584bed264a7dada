"""Set what agents see of each other, the return window and the sale days: the owner's alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from core.base import audit
from core.base.appsettings import read_setting, write_setting
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, Problem
from core.base.text import clean
from core.people.user import Right, User
from core.score.board_settings import (
    MOST_WINDOW,
    RETURN_WINDOW_SETTING,
    SALE_NAMES_SETTING,
    VISIBILITY_SETTING,
    SaleDay,
    checked_days,
)
from core.score.leaderboard import Visibility
from core.shifts.campaign import EXTRA_DAYS


@dataclass(frozen=True)
class SetVisibility:
    """What agents see of each other."""

    visibility: Visibility


@dataclass(frozen=True)
class SetReturnWindow:
    """How many days a sale may still come back."""

    days: int


@dataclass(frozen=True)
class SetSaleDays:
    """All added sale days; what is not in it is taken out."""

    days: tuple[SaleDay, ...]


def set_visibility(session: Session, user: User, new: SetVisibility, *, now: datetime) -> Visibility:
    """Set what agents see of each other on the leaderboard and in their score."""
    user.require(Right.MANAGE_POLICY)
    _store(session, user, VISIBILITY_SETTING, str(Visibility(new.visibility)), now=now)
    return new.visibility


def set_return_window(session: Session, user: User, new: SetReturnWindow, *, now: datetime) -> int:
    """Set the return window in whole days."""
    user.require(Right.MANAGE_POLICY)
    if isinstance(new.days, bool) or not 0 <= new.days <= MOST_WINDOW:
        raise InvalidInput([Problem("return_window_days", "The return window is from 0 to {most} days.", {"most": MOST_WINDOW})])
    _store(session, user, RETURN_WINDOW_SETTING, new.days, now=now)
    return new.days


def set_sale_days(session: Session, user: User, new: SetSaleDays, *, now: datetime) -> tuple[SaleDay, ...]:
    """Store the sale days added to the double days. Locked months keep the days of their snapshot."""
    user.require(Right.MANAGE_POLICY)
    days = checked_days(tuple(SaleDay(row.day, clean(row.name)) for row in new.days))
    _store(session, user, SALE_NAMES_SETTING, {row.day.isoformat(): row.name for row in days if row.name}, now=now)
    _store(session, user, EXTRA_DAYS, [row.day.isoformat() for row in days], now=now)
    return days


def _store(session: Session, user: User, key: str, value: Any, *, now: datetime) -> None:
    before = read_setting(session, key)
    if before == value:
        return
    write_setting(session, key, value)
    audit.record(
        session,
        at=now,
        actor_id=user.id or None,
        actor=user.name,
        action="setting.set",
        subject=f"setting:{key}",
        before=before,
        after=value,
    )
    touch(session, Topic.SCORE)
