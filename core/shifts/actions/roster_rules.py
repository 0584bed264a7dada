"""The owner's rules of the roster: from when somebody is late or missing, how much overtime the shop allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from core.base import audit
from core.base.appsettings import read_setting, write_setting
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, Problem
from core.base.words import mark
from core.people.user import Right, User
from core.shifts.labour_law import LIMITS
from core.shifts.roster import PUNCTUALITY

MOST_MONTH: Final = 60
MOST_YEAR: Final = 300
"""Hours; the most the law knows, with the agents' consent (art. 107.3; Resolution 17/2022/UBTVQH15)."""
MINUTES: Final = mark("Late is from 0 to 120 minutes, missing from late to 240 minutes.")
HOURS: Final = mark("Overtime is from 0 to {month} hours a month and from the month's to {year} hours a year.")


@dataclass(frozen=True)
class RosterRules:
    """Minutes after the start of a shift; hours of overtime."""

    late_minutes: int = 5
    missing_minutes: int = 15
    overtime_month: int = 40
    overtime_year: int = 200


def set_roster_rules(session: Session, user: User, wanted: RosterRules, *, now: datetime) -> RosterRules:
    """Store the rules; they hold for every look at the roster from now on."""
    user.require(Right.MANAGE_POLICY)
    problems = []
    if not 0 <= wanted.late_minutes <= min(120, wanted.missing_minutes) or wanted.missing_minutes > 240:
        problems.append(Problem("minutes", MINUTES))
    if not 0 <= wanted.overtime_month <= min(MOST_MONTH, wanted.overtime_year) or wanted.overtime_year > MOST_YEAR:
        problems.append(Problem("overtime", HOURS, {"month": MOST_MONTH, "year": MOST_YEAR}))
    if problems:
        raise InvalidInput(problems)
    before = {PUNCTUALITY: read_setting(session, PUNCTUALITY, {}), LIMITS: read_setting(session, LIMITS, {})}
    limits = before[LIMITS] | {"overtime_month": wanted.overtime_month * 60, "overtime_year": wanted.overtime_year * 60}
    after = {PUNCTUALITY: {"late_minutes": wanted.late_minutes, "missing_minutes": wanted.missing_minutes}, LIMITS: limits}
    if after != before:
        for key, value in after.items():
            write_setting(session, key, value)
        audit.record(
            session, at=now, actor_id=user.id or None, actor=user.name, action="roster.rules", subject="roster:rules",
            before=before, after=after,
        )  # fmt: skip
        touch(session, Topic.SHIFTS)
    return wanted
