"""Why somebody stands where they stand: the cells behind a fair rate, the shifts behind the cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Final

import numpy as np

from core.score.explained import Cell
from core.score.fair_rate import Z_95
from core.score.leaderboard import LeaderboardRow
from core.score.ranking import Counts
from core.shifts.cell import cell_parts

LEAST_GAP: Final = 0.03
"""Indexes nearer than this are as good as equal: telling them apart would take years of shifts."""


@dataclass(frozen=True)
class ShiftBehind:
    """What one shift brought in one shop; `shift_id` leads to its page."""

    shift_id: int
    day: date
    template_id: int
    shop_id: int
    campaign: bool
    status: str
    successes: int
    trials: int


@dataclass(frozen=True)
class Why:
    """One person's cells, the largest first, and their shifts, newest first."""

    agent_id: int
    cells: tuple[Cell, ...]
    shifts: tuple[ShiftBehind, ...]

    @property
    def successes(self) -> int:
        """All successes."""
        return sum(cell.successes for cell in self.cells)

    @property
    def trials(self) -> int:
        """All trials."""
        return sum(cell.trials for cell in self.cells)

    @property
    def expected(self) -> float:
        """What an average colleague would have had in the same cells."""
        return sum(cell.expected for cell in self.cells)


def cells_behind(counts: Counts, agent_id: int) -> tuple[Cell, ...]:
    """Return a person's cells with the team's rate in each (their own part included), the largest first."""
    _, place = np.unique(counts.cells, return_inverse=True)
    x, n = np.bincount(place, counts.successes), np.bincount(place, counts.trials)
    found = []
    for at in np.flatnonzero((counts.agents == agent_id) & (counts.trials > 0)).tolist():
        shop, template, campaign = cell_parts(int(counts.cells[at]))
        team = float(x[place[at]] / n[place[at]])
        found.append(Cell(shop, template, campaign, int(counts.successes[at]), int(counts.trials[at]), team))
    return tuple(sorted(found, key=lambda cell: (-cell.trials, cell.shop_id, cell.template_id, cell.campaign)))


def trials_to_tell(first: LeaderboardRow, second: LeaderboardRow, team_rate: float | None) -> int | None:
    """Return about how many trials each of two agents needs until today's gap is 95 % sure; None when there is hardly a gap.

    The gap of two shares p·θ₁, p·θ₂ is sure where it is z·√(2·(1−p)/(p·n)), z = 1,645: two significant digits of n.
    """
    if first.index is None or second.index is None or not team_rate or team_rate >= 1:
        return None
    gap = abs(first.index - second.index)
    if gap < LEAST_GAP:
        return None
    n = 2 * Z_95**2 * (1 - team_rate) / (team_rate * gap**2)
    step = 10 ** max(0, len(str(int(n))) - 2)
    return int(ceil(n / step) * step)
