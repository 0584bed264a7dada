"""Who works when in the demo: weekly turns, a day off a week, rest kept, and few uncovered hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from core.demo.calendar import is_double_day
from core.demo.talents import EVENING, LATE, MORNING, Talent

TEMPLATES = (MORNING, LATE, EVENING)
"""The preset templates; a turn below is a position in this tuple, OFF is none."""
START_HOUR = (8, 16, 19)
END_HOUR = (17, 24, 24)
OFF = -1
GAP_SHARE = 0.05
"""Share of days on which nobody takes the afternoon, so that 17:00–19:00 stays uncovered."""


@dataclass(frozen=True)
class Roster:
    """Turns by day and agent; each row holds a position in TEMPLATES or OFF for every agent."""

    first: date
    turns: list[list[int]]

    def columns(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return day, agent and template positions of every shift, by day, template, agent."""
        table = np.array(self.turns, dtype=np.int64)
        day, agent = np.nonzero(table != OFF)
        template = table[day, agent]
        order = np.lexsort((agent, template, day))
        return day[order], agent[order], template[order]


def make_roster(talents: list[Talent], first: date, days: int, minute_now: int, random: np.random.Generator) -> Roster:
    """Plan every day from `first`; `minute_now` is the local minute of the last day at which the demo is looked at.

    Nobody works the morning after an evening (12 hours of rest), so mornings after a change of turn
    are days off. On the last day the first agent has the shift that runs at `minute_now`.
    """
    count = len(talents)
    week = _week_turns(talents, random)
    turns: list[list[int]] = []
    for number in range(days):
        day = first + timedelta(days=number)
        if number and day.weekday() == 0:
            week = _week_turns(talents, random)
        before = turns[-1] if turns else [OFF] * count
        today = [OFF if _has_day_off(agent, day, count) else week[agent] for agent in range(count)]
        today = [OFF if turn == 0 and before[agent] > 0 else turn for agent, turn in enumerate(today)]
        gap = random.random() < GAP_SHARE and number < days - 1
        if number >= days - 2 and count > 2:
            _place_first_agent(today, before, last=number == days - 1, minute_now=minute_now)
        _staff(today, before, gap=gap, everything=number == days - 1)
        turns.append(today)
    return Roster(first, turns)


def _week_turns(talents: list[Talent], random: np.random.Generator) -> list[int]:
    count = len(talents)
    mornings = max(1, round(0.4 * count))
    evenings = max(1, round(0.2 * count)) if count > 3 else 0
    luck = random.random(count)
    wish = {
        turn: [luck[i] + (0.75 if t.likes == TEMPLATES[turn] else 0.0 if t.likes == "" else -0.25) for i, t in enumerate(talents)]
        for turn in (0, 2)
    }
    by_morning = sorted(range(count), key=lambda i: -wish[0][i])
    week = [1] * count
    for agent in by_morning[:mornings]:
        week[agent] = 0
    for agent in sorted(by_morning[mornings:], key=lambda i: -wish[2][i])[:evenings]:
        week[agent] = 2
    return week


def _has_day_off(agent: int, day: date, count: int) -> bool:
    if is_double_day(day):
        return False
    turn = day.toordinal() // 7
    if count < 3:  # two people cannot cover each other; a day off a fortnight
        return day.weekday() == 1 and (turn + agent) % 2 == 0
    return day.weekday() == (2 * agent + turn) % 7


def _place_first_agent(today: list[int], before: list[int], *, last: bool, minute_now: int) -> None:
    if last:
        today[0] = 0 if minute_now < 16 * 60 + 30 else 1
        return
    today[0] = 0 if before[0] <= 0 else OFF
    # A day off for one or two of the afternoon, so that the last day's morning finds two people rested.
    for agent in range(len(today) - 1, 0, -1):
        if today[agent] == 1 and today.count(1) > 1 and sum(turn <= 0 for turn in today[1:]) < 2:
            today[agent] = OFF


def _staff(today: list[int], before: list[int], *, gap: bool, everything: bool) -> None:
    """See that a morning and an afternoon are staffed (on a gap day: an evening instead), moving as few as possible."""
    others = range(1, len(today)) if everything else range(len(today))
    if 0 not in today:
        rested = [i for i in others if before[i] <= 0]
        _move(today, [i for i in rested if today[i] > 0 and today.count(today[i]) > 1] or [i for i in rested if today[i] == OFF], 0)
    if gap and len(today) > 2:
        for agent, turn in enumerate(today):
            today[agent] = 2 if turn == 1 else turn
        return
    if 1 not in today:
        spare = [i for i in others if today[i] == 2] or [i for i in others if today[i] == 0 and today.count(0) > 1]
        _move(today, spare or [i for i in others if today[i] == OFF], 1)
    if everything and len(today) > 3:
        if today.count(0) < 2:
            rested = [i for i in others if before[i] <= 0 and today[i] != 0]
            _move(today, [i for i in rested if today[i] == OFF] or [i for i in rested if today.count(today[i]) > 1], 0)
        if 2 not in today:
            _move(today, [i for i in others if today[i] == OFF] or [i for i in others if today.count(today[i]) > 1], 2)


def _move(today: list[int], candidates: list[int], turn: int) -> None:
    if candidates:
        today[candidates[-1]] = turn
