"""Who is on shift now, and whose turn it is to get the next case."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.cases.actions.several import open_cases
from core.cases.assign import take_turns
from core.people.user import Right, User
from core.shifts.queries.spans import duties
from core.ui.load import load


def on_shift(now: datetime) -> tuple[int, ...]:
    """Return who is on shift now, by check-in."""
    minute, zone = now.replace(second=0, microsecond=0), get_settings().zone
    today = local_date(now, zone)
    found = load(duties, start=today - timedelta(days=1), end=today, now=minute, zone=zone, topics=(Topic.SHIFTS,))
    return tuple(dict.fromkeys(duty.agent_id for duty in found if duty.check_out is None and duty.is_on(now)))


def next_in_turn(user: User, team: Collection[int], now: datetime) -> int | None:
    """Return who of those on shift has the fewest open cases; None for who may not give cases, and while nobody is there."""
    there = tuple(number for number in on_shift(now) if number in team)
    if not there or not user.may(Right.MANAGE_CASES):
        return None
    return take_turns([0], there, load(open_cases, there, topics=(Topic.CASES,)))[0]
