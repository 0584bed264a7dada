"""Why somebody stands where they stand: the cells behind a fair rate, the shifts behind the cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from core.score.explained import Cell
from core.score.ranking import Counts
from core.shifts.cell import cell_parts


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
