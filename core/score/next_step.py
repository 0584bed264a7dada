"""What would raise somebody's month most: the next realistic step of each part, worked out again to the đồng. Pure.

A step changes one thing and nothing else: two more successes in a hundred trials, five seconds off the average, one
case in time, one evening shift, or what a closed gate asks for. The month is then worked out anew, ranks included.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Final

from core.base.words import mark
from core.score.bonus import Statement, fair_places, statements_of
from core.score.bonus_inputs import CaseInput, Inputs, ResultInput, ShiftInput
from core.score.bonus_metrics import CellSums, Place, agent_fields, cell_sums, placed
from core.score.gates import GateResult
from core.score.metric import METRICS, Better, Metric, Source
from core.score.policy import Policy
from core.score.said import Said

IN_A_HUNDRED: Final = 2
FASTER_S: Final = 5
REACH: Final = 5
"""A next tier further away than this many steps is not spoken of."""


class StepKind(StrEnum):
    """What a step is about; GATES: every closed gate at once."""

    METRIC = "metric"
    EVENING = "evening"
    GATE = "gate"
    GATES = "gates"


@dataclass(frozen=True)
class Step:
    """One step and what it brings: KPI percent before and after (None: no score), đồng more in the whole statement.

    `tier_size` and `tier_gain_vnd`: how much of the same step would reach the next tier, where that is near.
    """

    kind: StepKind
    what: Said
    metric: str | None
    kpi_before: float | None
    kpi_after: float | None
    gain_vnd: int
    tier_what: Said | None = None
    tier_gain_vnd: int = 0

    @property
    def kpi_gain(self) -> float:
        """KPI points gained."""
        return (self.kpi_after or 0.0) - (self.kpi_before or 0.0)


@dataclass(frozen=True)
class TierGap:
    """The next tier: from which percent, how many points are missing, what it pays more."""

    start: float
    points: float
    gain_vnd: int


def tier_gap(policy: Policy, percent: float | None) -> TierGap | None:
    """Return the next tier that pays more; None at the top, or without a score."""
    if percent is None:
        return None
    factor = policy.factor(percent)
    higher = next(((start, more) for start, more in policy.tiers if start > percent and more > factor), None)
    if higher is None:
        return None
    return TierGap(float(higher[0]), float(higher[0]) - percent, int(policy.base_bonus_vnd * (higher[1] - factor)))


def next_steps(inputs: Inputs, policy: Policy, agent: int, fair: Mapping[str, Mapping[int, Place]] | None = None) -> tuple[Step, ...]:
    """Return the steps that bring anything, the most đồng first, then the most KPI points; `fair` saves ranking anew."""
    month = _Month(inputs, _own(inputs, agent), policy, agent, fair_places(inputs, policy) if fair is None else fair, {})
    base = month.worked(month.own)
    if base is None:
        return ()
    found = _gate_steps(month, base)
    found += [step for score in base.metrics if score.used and (step := _metric_step(month, base, score.key)) is not None]
    if policy.evening_allowance_vnd:
        more = replace(month.own, shifts=(*month.own.shifts, ShiftInput(0, agent, 0, f"{inputs.month}-01", True, 0, None)))
        found.append(month.step(base, month.worked(more), Said("One more approved evening shift"), StepKind.EVENING))
    useful = [step for step in found if step.gain_vnd > 0 or step.kpi_gain > 1e-9]
    return tuple(sorted(useful, key=lambda step: (-step.gain_vnd, -step.kpi_gain, step.metric or "")))


def _own(inputs: Inputs, agent: int) -> Inputs:
    """Keep one person's rows: all a statement needs once the fair rates are known."""
    return replace(
        inputs,
        shifts=tuple(row for row in inputs.shifts if row.agent_id == agent),
        results=tuple(row for row in inputs.results if row.agent_id == agent),
        cases=tuple(row for row in inputs.cases if row.agent_id == agent),
        overdue=tuple(row for row in inputs.overdue if row[0] == agent),
        wages=tuple(row for row in inputs.wages if row.agent_id == agent),
    )


@dataclass(frozen=True)
class _Month:
    inputs: Inputs
    own: Inputs
    policy: Policy
    agent: int
    fair: Mapping[str, Mapping[int, Place]]
    sums: dict[str, CellSums]

    def worked(self, own: Inputs, policy: Policy | None = None, fair: Mapping[str, Mapping[int, Place]] | None = None) -> Statement | None:
        """Work the agent's statement out from their own rows."""
        return next(iter(statements_of(own, policy or self.policy, only={self.agent}, fair=fair or self.fair)), None)

    def with_more(self, key: str, size: int) -> Statement | None:
        """Work it out with more of one metric; for a fair one everybody is ranked anew."""
        own, fair = moved(self.own, self.agent, METRICS[key], size), self.fair
        if key in fair:
            if key not in self.sums:
                self.sums[key] = cell_sums(self.inputs, key)
            fair = {**fair, key: placed(self.sums[key] | cell_sums(own, key), self.inputs.agents)}
        return self.worked(own, fair=fair)

    def step(self, base: Statement, after: Statement | None, what: Said, kind: StepKind, metric: str | None = None) -> Step:
        reached = after or base
        return Step(kind, what, metric, base.kpi_percent, reached.kpi_percent, reached.total_vnd - base.total_vnd)


def _metric_step(month: _Month, base: Statement, key: str) -> Step | None:
    metric = METRICS[key]
    size, most = _sizes(metric, agent_fields(month.own).get(month.agent, {}))
    if size <= 0:
        return None
    step = month.step(base, month.with_more(key, size), _what(metric, size), StepKind.METRIC, key)
    gap = tier_gap(month.policy, base.kpi_percent)
    if gap is None or step.kpi_gain <= 0 or (step.kpi_after or 0) >= gap.start or step.kpi_gain * REACH * 1.5 < gap.points:
        return step
    low, high = size, min(most, size * REACH)
    reached = month.with_more(key, high)
    if reached is None or (reached.kpi_percent or 0) < gap.start:
        return step
    while high - low > 1:
        middle = (low + high) // 2
        tried = month.with_more(key, middle)
        if tried is not None and (tried.kpi_percent or 0) >= gap.start:
            high, reached = middle, tried
        else:
            low = middle
    return replace(step, tier_what=_what(metric, high), tier_gain_vnd=reached.total_vnd - base.total_vnd)


def _sizes(metric: Metric, sums: Mapping[str, int]) -> tuple[int, int]:
    """Return how big one step is and how big it can get at most, in successes, seconds or cases."""
    top, bottom = sums.get(metric.top[0], 0), sum(sums.get(name, 0) for name in metric.bottom)
    if metric.key == "first_response_s":
        fast = int(Fraction(top, bottom)) if bottom else 0
        return min(FASTER_S, fast), fast
    room = top if metric.better is Better.DOWN else bottom - top if metric.is_ratio else max(top, 1)
    trials = bottom if metric.is_ratio else top
    one = 1 if metric.source is not Source.RESULTS else ceil(Fraction(trials * IN_A_HUNDRED, 100))
    return min(max(one, 1), room), room


def moved(inputs: Inputs, agent: int, metric: Metric, size: int) -> Inputs:
    """Return the rows with a metric of one person moved the better way: successes (or seconds) spread over their rows."""
    sign = -1 if metric.better is Better.DOWN else 1
    if metric.source is not Source.RESULTS:
        at = inputs.case_fields.index(metric.top[0])
        other = inputs.case_fields.index(metric.bottom[0])
        own_cases = [row for row in inputs.cases if row.agent_id == agent]
        rooms = [row.counts[at] if sign < 0 else row.counts[other] - row.counts[at] for row in own_cases]
        extra = dict(zip(map(id, own_cases), spread(size, rooms), strict=True))
        return replace(inputs, cases=tuple(_with_case(row, at, sign * extra.get(id(row), 0)) for row in inputs.cases))
    at = inputs.fields.index(metric.top[0])
    own = [row for row in inputs.results if row.agent_id == agent]
    if metric.key == "first_response_s":
        answered = inputs.fields.index(metric.bottom[0])
        changes = [min(row.sums[at], size * row.sums[answered]) for row in own]
    else:
        other = inputs.fields.index(metric.bottom[0]) if metric.is_ratio else at
        changes = spread(size, [_room(row.sums[at], row.sums[other], sign, metric) for row in own])
    added = dict(zip(map(id, own), changes, strict=True))
    return replace(inputs, results=tuple(_with_result(row, at, sign * added.get(id(row), 0)) for row in inputs.results))


def _room(top: int, bottom: int, sign: int, metric: Metric) -> int:
    if sign < 0:
        return top
    return max(0, bottom - top) if metric.is_ratio else max(top, 1)


def _with_result(row: ResultInput, at: int, change: int) -> ResultInput:
    return row if not change else row._replace(sums=(*row.sums[:at], row.sums[at] + change, *row.sums[at + 1 :]))


def _with_case(row: CaseInput, at: int, change: int) -> CaseInput:
    return row if not change else row._replace(counts=(*row.counts[:at], row.counts[at] + change, *row.counts[at + 1 :]))


def spread(amount: int, rooms: Sequence[int]) -> list[int]:
    """Spread a whole amount in proportion to the rooms, never above one; largest remainders first, then the earlier row."""
    total = sum(rooms)
    amount = min(amount, total)
    if total <= 0:
        return [0] * len(rooms)
    shares = [amount * room // total for room in rooms]
    left = amount - sum(shares)
    for place in sorted(range(len(rooms)), key=lambda at: (-(amount * rooms[at] % total), at))[:left]:
        shares[place] += 1
    return shares


_WHAT: Final = {
    "answer_30s_rate": mark("Answer {n} more of the same chats within 30 s"),
    "conversion": mark("{n} more orders from the same chats"),
    "payment_rate": mark("{n} more of the orders paid"),
    "first_response_s": mark("Answer {n} s faster on average"),
    "complaints_in_sla_rate": mark("{n} more complaints solved by their deadline"),
    "reviews_in_24h_rate": mark("{n} more 1–2★ reviews answered within 24 hours"),
    "unanswered_rate": mark("{n} fewer chats missed"),
    "repeat_issue_rate": mark("{n} fewer complaints coming back"),
    "orders": mark("{n} more orders"),
}


def _what(metric: Metric, size: int) -> Said:
    return Said(_WHAT[metric.key], {"n": size})


def _gate_steps(month: _Month, base: Statement) -> list[Step]:
    closed = [gate for gate in base.gates if not gate.passed]
    found, every, rules = [], month.own, month.policy
    for gate in closed:
        changed, alone, what = _opened(month, month.own, month.policy, gate)
        found.append(month.step(base, month.worked(changed, alone), what, StepKind.GATE))
        every, rules, _ = _opened(month, every, rules, gate)
    if len(closed) > 1:
        what = Said("All {n} conditions together", {"n": len(closed)})
        found.append(month.step(base, month.worked(every, rules), what, StepKind.GATES))
    return found


def _opened(month: _Month, inputs: Inputs, policy: Policy, gate: GateResult) -> tuple[Inputs, Policy, Said]:
    """Return rows and rules under which one gate stands open, and what that takes."""
    if gate.gate == "min_approved_shifts":
        missing = policy.gates.min_approved_shifts - sum(shift.agent_id == month.agent for shift in inputs.shifts)
        lenient = replace(policy, gates=replace(policy.gates, min_approved_shifts=0))
        return inputs, lenient, Said("{n} more approved shifts, and the condition is met", {"n": missing})
    if gate.gate == "no_overdue_complaints":
        late = sum(agent == month.agent for agent, _ in inputs.overdue)
        rest = tuple(row for row in inputs.overdue if row[0] != month.agent)
        return replace(inputs, overdue=rest), policy, Said("Solve {n} overdue complaints, and the condition is met", {"n": late})
    metric = METRICS["unanswered_rate"]
    sums = agent_fields(inputs).get(month.agent, {})
    most = int(Fraction(policy.gates.max_unanswered_rate) * sums.get(metric.bottom[0], 0))
    fewer = sums.get(metric.top[0], 0) - most
    return moved(inputs, month.agent, metric, fewer), policy, Said("{n} fewer chats missed, and the condition is met", {"n": fewer})
