"""A month's statements: from inputs and policy to lines of whole đồng. Pure: the same rows give the same money.

Each line is rounded half up to 1.000 đ, once, at its end. So a shared prize may add up to a little more or
less than its ranks' prizes: by at most 500 đ a head. Nothing is ever negative.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from core.base.money import round_half_up
from core.score.bonus_inputs import Inputs, ShiftInput, WageInput
from core.score.bonus_metrics import Place, agent_fields, places
from core.score.gates import GateResult, check_gates
from core.score.kpi import Kpi, MetricScore, kpi_of, measured, measured_fair
from core.score.metric import FAIR_METRICS, METRICS
from core.score.night import HOUR, night_premium, night_work
from core.score.policy import Policy
from core.score.said import Plain, Said, Vnd

STEP: Final = 1_000
"""Lines are paid in whole thousands of đồng."""


class LineKind(StrEnum):
    """What a line pays for."""

    KPI_BONUS = "kpi_bonus"
    BAND_PRIZE = "band_prize"
    EVENING_ALLOWANCE = "evening_allowance"
    NIGHT_PREMIUM = "night_premium"
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True)
class Line:
    """One line of a statement; the amount is never negative."""

    kind: LineKind
    amount_vnd: int
    why: Said


@dataclass(frozen=True)
class Statement:
    """One person's month. `kpi_percent` is None when no metric had enough data."""

    agent_id: int
    kpi_percent: float | None
    metrics: tuple[MetricScore, ...]
    gates: tuple[GateResult, ...]
    lines: tuple[Line, ...]

    @property
    def total_vnd(self) -> int:
        """The sum of the lines."""
        return sum(line.amount_vnd for line in self.lines)


def fair_places(inputs: Inputs, policy: Policy) -> dict[str, dict[int, Place]]:
    """Return everybody's place by each fair metric the policy asks for."""
    return {key: places(inputs, key) for key in FAIR_METRICS if key in policy.metrics or key == policy.prize_metric}


def statements_of(
    inputs: Inputs, policy: Policy, *, only: Collection[int] | None = None, fair: Mapping[str, Mapping[int, Place]] | None = None
) -> tuple[Statement, ...]:
    """Work out the statements, in the order of `inputs.agents`: everybody's, or those of `only`; `fair` saves ranking anew."""
    if fair is None:
        fair = fair_places(inputs, policy)
    fields = agent_fields(inputs)
    shifts: dict[int, list[ShiftInput]] = {}
    for shift in inputs.shifts:
        shifts.setdefault(shift.agent_id, []).append(shift)
    wages: dict[int, list[WageInput]] = {}
    for wage in inputs.wages:
        wages.setdefault(wage.agent_id, []).append(wage)
    overdue = Counter(agent for agent, _ in inputs.overdue)
    zone = ZoneInfo(inputs.zone)
    found = []
    for agent in inputs.agents if only is None else [agent for agent in inputs.agents if agent in only]:
        own, sums = shifts.get(agent, []), fields.get(agent, {})
        kpi = _kpi(policy, fair, sums, agent)
        gates = check_gates(policy.gates, len(own), measured(METRICS["unanswered_rate"], sums), overdue[agent])
        failed = next((gate.why for gate in gates if not gate.passed), None)
        lines = [
            _kpi_line(policy, kpi, failed),
            *_prize_line(policy, fair[policy.prize_metric].get(agent), failed),
            *_evening_line(policy, sum(shift.evening for shift in own)),
            *_night_line(policy, own, wages.get(agent, []), zone),
            *_adjustment_lines(inputs, agent),
        ]
        percent = None if kpi.percent is None else float(kpi.percent)
        found.append(Statement(agent, percent, kpi.metrics, gates, tuple(lines)))
    return tuple(found)


def kpi_percents(inputs: Inputs, policy: Policy, fair: Mapping[str, Mapping[int, Place]]) -> dict[int, float | None]:
    """Return everybody's KPI percent alone, in the order of `inputs.agents`; the same as in their statement."""
    fields = agent_fields(inputs)
    percents = {agent: _kpi(policy, fair, fields.get(agent, {}), agent).percent for agent in inputs.agents}
    return {agent: None if percent is None else float(percent) for agent, percent in percents.items()}


def _kpi(policy: Policy, fair: Mapping[str, Mapping[int, Place]], sums: Mapping[str, int], agent: int) -> Kpi:
    values = {
        key: measured_fair(place.fair, place.trials) if (place := fair.get(key, {}).get(agent)) else measured(METRICS[key], sums)
        for key in policy.metrics
    }
    return kpi_of(policy, values)


def shared_prize(prizes: Sequence[int], rank_from: int, rank_to: int) -> Decimal:
    """Return one head's even share of the prizes of ranks rank_from…rank_to (both included), not yet rounded."""
    return Decimal(sum(prizes[rank_from - 1 : rank_to])) / (rank_to - rank_from + 1)


def _line(kind: LineKind, amount: Decimal, why: Said) -> Line:
    return Line(kind, round_half_up(amount, STEP), why)


def _kpi_line(policy: Policy, kpi: Kpi, failed: Said | None) -> Line:
    if failed is not None:
        return _line(LineKind.KPI_BONUS, Decimal(0), failed)
    if kpi.percent is None:
        return _line(LineKind.KPI_BONUS, Decimal(0), Said("No metric has enough data for a KPI score"))
    factor = policy.factor(kpi.percent)
    why = Said(
        "KPI {percent}: base bonus {base} × {factor}",
        {"percent": Plain(float(kpi.percent), 2, " %"), "base": Vnd(policy.base_bonus_vnd), "factor": Plain(float(factor), 3)},
    )
    return _line(LineKind.KPI_BONUS, policy.base_bonus_vnd * factor, why)


def _prize_line(policy: Policy, place: Place | None, failed: Said | None) -> list[Line]:
    if place is None or place.rank_from is None or place.rank_to is None:
        return []
    amount = shared_prize(policy.prizes_vnd, place.rank_from, place.rank_to)
    if amount <= 0:
        return []
    if failed is not None:
        return [_line(LineKind.BAND_PRIZE, Decimal(0), failed)]
    heads = place.rank_to - place.rank_from + 1
    values = {"metric": _name(policy.prize_metric), "rank": place.rank_from}
    if heads == 1:
        return [_line(LineKind.BAND_PRIZE, amount, Said("Rank {rank} by {metric}", values))]
    why = Said("Ranks {rank}–{last} by {metric} share their prizes evenly", values | {"last": place.rank_to})
    return [_line(LineKind.BAND_PRIZE, amount, why)]


def _evening_line(policy: Policy, count: int) -> list[Line]:
    if not count:
        return []
    why = Said("{count} approved evening shifts × {amount}", {"count": count, "amount": Vnd(policy.evening_allowance_vnd)})
    return [_line(LineKind.EVENING_ALLOWANCE, Decimal(count * policy.evening_allowance_vnd), why)]


def _night_line(policy: Policy, shifts: Sequence[ShiftInput], wages: Sequence[WageInput], zone: ZoneInfo) -> list[Line]:
    work = night_work(shifts, wages, zone)
    if not work:
        return []
    why = Said(
        "{hours} between 22:00 and 06:00 × hourly wage × {rate}",
        {"hours": Plain(sum(work.values()) / HOUR, 2, " h"), "rate": Plain(float(policy.night_premium_rate * 100), 1, " %")},
    )
    return [_line(LineKind.NIGHT_PREMIUM, night_premium(work, policy.night_premium_rate), why)]


def _adjustment_lines(inputs: Inputs, agent: int) -> list[Line]:
    return [
        _line(
            LineKind.ADJUSTMENT,
            Decimal(row.amount_vnd),
            Said("From {month}: {reason}", {"month": f"{row.from_month[5:7]}/{row.from_month[:4]}", "reason": row.reason}),
        )
        for row in inputs.adjustments
        if row.agent_id == agent
    ]


def _name(metric: str) -> Said:
    return Said(METRICS[metric].name)


def totals_of(statements: Sequence[Statement]) -> Mapping[str, int]:
    """Return agent id (as text, for JSON) → total in đồng."""
    return {str(statement.agent_id): statement.total_vnd for statement in statements}
