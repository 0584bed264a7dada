"""Where a month's points come from: the cells of a fair rate, the shifts behind them. Pure, on the rows of `Inputs`."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from core.score.bonus import Statement
from core.score.bonus_inputs import Inputs
from core.score.metric import METRICS
from core.score.night import night_seconds


@dataclass(frozen=True)
class Cell:
    """One person's successes in a shop × template × sale day, and what the team's average would have got there."""

    shop_id: int
    template_id: int
    campaign: bool
    successes: int
    trials: int
    team_rate: float

    @property
    def expected(self) -> float:
        """Successes of an average colleague with the same trials."""
        return self.trials * self.team_rate


@dataclass(frozen=True)
class ShiftPart:
    """What one shift of theirs brought to a metric in one shop; `shift_id` None where the shift itself is not an input."""

    shift_id: int | None
    day: str
    template_id: int
    shop_id: int
    top: int
    bottom: int


@dataclass(frozen=True)
class WorkedShift:
    """An approved shift as the allowances see it."""

    shift_id: int
    day: str
    template_id: int
    evening: bool
    night_seconds: int


@dataclass(frozen=True)
class Points:
    """One metric's share of the KPI: its weight among those that count (percent) and the points it brings."""

    key: str
    share: float
    points: float


def points_of(statement: Statement) -> tuple[Points, ...]:
    """Return the points of each metric that counts; they add up to the KPI percent."""
    used = [score for score in statement.metrics if score.used and score.achievement is not None]
    weights = sum(score.weight for score in used)
    return tuple(Points(score.key, 100 * score.weight / weights, 100 * score.weight * (score.achievement or 0) / weights) for score in used)


def cells_of(inputs: Inputs, metric: str, agent: int) -> tuple[Cell, ...]:
    """Return the cells of one person by a fair metric, the largest first; their expected sum up to the fair rate's."""
    declared = METRICS[metric]
    top, bottom = inputs.fields.index(declared.top[0]), inputs.fields.index(declared.bottom[0])
    campaign = frozenset(inputs.campaign_days)
    team: dict[tuple[int, int, bool], list[int]] = {}
    own: dict[tuple[int, int, bool], list[int]] = {}
    for row in inputs.results:
        cell = (row.shop_id, row.template_id, row.day in campaign)
        for sums in (team, own) if row.agent_id == agent else (team,):
            total = sums.setdefault(cell, [0, 0])
            total[0] += row.sums[top]
            total[1] += row.sums[bottom]
    found = (Cell(*cell, x, n, team[cell][0] / team[cell][1]) for cell, (x, n) in own.items() if n)
    return tuple(sorted(found, key=lambda cell: (-cell.trials, cell.shop_id, cell.template_id, cell.campaign)))


def shift_parts(inputs: Inputs, metric: str, agent: int) -> tuple[ShiftPart, ...]:
    """Return the shifts behind a metric of results, newest first; rows without anything recorded are left out."""
    declared = METRICS[metric]
    top = inputs.fields.index(declared.top[0])
    bottom = inputs.fields.index(declared.bottom[0]) if declared.bottom else None
    numbers = {(shift.agent_id, shift.template_id, shift.day): shift.shift_id for shift in inputs.shifts}
    found = [
        ShiftPart(numbers.get((agent, row.template_id, row.day)), row.day, row.template_id, row.shop_id, row.sums[top],
                  0 if bottom is None else row.sums[bottom])
        for row in inputs.results
        if row.agent_id == agent and (row.sums[top] or (bottom is not None and row.sums[bottom]))
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda part: (part.day, part.shift_id or 0, part.shop_id), reverse=True))


def worked_shifts(inputs: Inputs, agent: int) -> tuple[WorkedShift, ...]:
    """Return a person's approved shifts, newest first, each with its own night seconds (an overlap is paid once, not here)."""
    zone = ZoneInfo(inputs.zone)
    return tuple(
        WorkedShift(
            shift.shift_id,
            shift.day,
            shift.template_id,
            shift.evening,
            0 if shift.end is None else night_seconds(shift.start, shift.end, zone),
        )
        for shift in sorted(inputs.shifts, key=lambda shift: (shift.day, shift.start), reverse=True)
        if shift.agent_id == agent
    )
