"""A month worked out a second time, from the published formulas, row by row: the same money to the đồng.

Nothing here asks the rules of `core.score`: only its frozen values carry the rows in and the statements out.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest

from core.score.bonus import Statement, statements_of
from core.score.bonus_inputs import AdjustmentInput, CaseInput, Inputs, ResultInput, ShiftInput, WageInput, inputs_from, inputs_text
from core.score.policy import Gates, MetricRule, Policy

FIELDS = ("answered_30s_num", "answered_30s_den", "unanswered_num", "unanswered_den", "first_response_num", "first_response_den",
          "conversion_num", "conversion_den", "payment_num", "payment_den", "orders", "orders_rows")  # fmt: skip
CASES = ("complaints_in_time", "complaints_due", "complaints_opened", "complaints_repeated", "reviews_in_time", "reviews_due")
PAIRS = {
    "answer_30s_rate": ("answered_30s_num", "answered_30s_den", True), "conversion": ("conversion_num", "conversion_den", True),
    "unanswered_rate": ("unanswered_num", "unanswered_den", False), "first_response_s": ("first_response_num", "first_response_den", False),
    "payment_rate": ("payment_num", "payment_den", True), "complaints_in_sla_rate": ("complaints_in_time", "complaints_due", True),
    "reviews_in_24h_rate": ("reviews_in_time", "reviews_due", True), "repeat_issue_rate": ("complaints_repeated", "complaints_opened", False),
}  # fmt: skip
SALE = "2026-10-10"


# --- rows out of dice -------------------------------------------------------------------------------------------------


def some_month(dice: random.Random, people: int, *, idle: int = 0, zero_cell: bool = False, days: int = 8) -> Inputs:
    """A month of rows: people who work, some who do not; overlapping shifts, wages that change, cases, what an earlier month owes."""
    shifts, results, cases, overdue, wages, owed = [], [], [], [], [], []
    hours = {1: (8, 17, False), 2: (16, 24, True), 3: (19, 26, True)}
    for agent in range(1, people + 1):
        skill = dice.uniform(0.7, 1.3)
        for day in dice.sample(range(1, 29), days):
            for template in dice.sample([1, 2, 3], dice.choice((1, 1, 1, 2))):
                begin, end, evening = hours[template]
                midnight = datetime(2026, 10, day, tzinfo=UTC) - timedelta(hours=7)
                start = midnight + timedelta(hours=begin, minutes=dice.randrange(60))
                until = midnight + timedelta(hours=end, minutes=dice.randrange(-30, 40)) if dice.random() < 0.95 else None
                number = len(shifts) + 1
                on = f"2026-10-{day:02d}"
                shifts.append(ShiftInput(number, agent, template, on, evening, int(start.timestamp()), until and int(until.timestamp())))
                for shop in dice.sample([1, 2, 3], dice.choice((1, 2))):
                    results.append(ResultInput(agent, template, shop, on, some_sums(dice, skill, nothing=zero_cell and shop == 3)))
        for _ in range(dice.randrange(4)):
            due, opened, low = (dice.randrange(9) for _ in range(3))
            counts = (dice.randint(0, due), due, opened, dice.randint(0, opened), dice.randint(0, low), low)
            cases.append(CaseInput(agent, dice.randint(1, 3), f"2026-10-{dice.randint(1, 28):02d}", counts))
        overdue += [(agent, 1000 + agent)] if dice.random() < 0.15 else []
        if dice.random() < 0.7:
            wages.append(WageInput(agent, "2026-09-01", dice.randrange(25_000, 60_000)))
            if dice.random() < 0.4:
                wages.append(WageInput(agent, "2026-10-15", dice.randrange(25_000, 60_000)))
        if dice.random() < 0.2:
            owed.append(AdjustmentInput(agent, agent, "2026-08-01", dice.randrange(1_500, 90_000), "muộn"))
    everybody = [*range(1, people + idle + 1)]
    dice.shuffle(everybody)
    return Inputs("2026-10", "Asia/Ho_Chi_Minh", tuple(everybody), (SALE,), FIELDS, CASES, tuple(shifts), tuple(results), tuple(cases),
                  tuple(overdue), tuple(wages), tuple(owed))  # fmt: skip


def some_sums(dice: random.Random, skill: float, *, nothing: bool) -> tuple[int, ...]:
    chats = dice.randrange(0, 60)
    presale = dice.randint(0, chats)
    missed = dice.randint(0, chats // 9)
    quick = dice.randint(0, chats - missed)
    orders = 0 if nothing else min(presale, round(presale * 0.35 * skill * dice.uniform(0.6, 1.4)))
    waited = (chats - missed) * dice.randrange(0, 80)
    return quick, chats, missed, chats, waited, chats - missed, orders, presale, dice.randint(0, orders), orders, orders, 1


def some_policy(dice: random.Random) -> Policy:
    keys = [*dice.sample(list(PAIRS), dice.randint(2, 6)), "orders"]
    weights = [10] * (len(keys) - 1)
    targets = {"first_response_s": "30", "unanswered_rate": "0.02", "repeat_issue_rate": "0.1", "orders": "60"}
    rules = {
        key: MetricRule(Decimal(weight), Decimal(targets.get(key, "0.4")), Decimal("1.2"), dice.choice((0, 5, 30, 200)))
        for key, weight in zip(keys, [*weights, 100 - sum(weights)], strict=True)
    }
    starts = sorted(dice.sample(range(40, 115), 3))
    tiers = ((Decimal(0), Decimal(0)), *((Decimal(start), Decimal(place) / 3) for place, start in enumerate(starts, start=1)))
    return Policy(
        metrics=rules, tiers=tiers, base_bonus_vnd=dice.randrange(500_000, 3_000_000), prize_metric=dice.choice(("conversion", "answer_30s_rate")),
        prizes_vnd=tuple(sorted((dice.randrange(0, 900_000) for _ in range(dice.randrange(5))), reverse=True)),
        evening_allowance_vnd=dice.choice((0, 50_000, 33_333)), night_premium_rate=Decimal("0.3"),
        gates=Gates(dice.choice((0, 5, 9)), Decimal(dice.choice(("0.03", "0.1", "1"))), dice.random() < 0.5),
    )  # fmt: skip


# --- the second computation -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stand:
    """An agent by a fair metric: fair rate and the ranks of their band."""

    fair: float
    first: int
    last: int


def phi(x: float) -> float:
    return math.erfc(-x / math.sqrt(2)) / 2


def stands(inputs: Inputs, metric: str) -> tuple[dict[int, int], dict[int, Stand]]:
    """Return agent → trials of everybody with a row, and agent → stand of those who can be compared."""
    top, bottom = (inputs.fields.index(name) for name in PAIRS[metric][:2])
    team: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    own: dict[int, dict[Any, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for row in inputs.results:
        cell = row.shop_id, row.template_id, row.day in inputs.campaign_days
        for place in (team[cell], own[row.agent_id][cell]):
            place[0] += row.sums[top]
            place[1] += row.sums[bottom]
    trials = {agent: sum(n for _, n in held.values()) for agent, held in own.items()}
    chance = {cell: Fraction(x, n) if n else Fraction(0) for cell, (x, n) in team.items()}
    seen: dict[int, tuple[float, float]] = {}
    for agent, held in own.items():
        e = sum((n * chance[cell] for cell, (_, n) in held.items()), Fraction(0))
        v = sum((n * max(chance[cell] * (1 - chance[cell]), 0) for cell, (_, n) in held.items()), Fraction(0))
        if e > 0 and v > 0:
            seen[agent] = float(sum(x for x, _ in held.values()) / e), float(v / e**2)
    if not seen:
        return trials, {}
    grid = [k / 200 for k in range(201)]
    logs = [-(t**2) / 0.08 - sum(math.log(s + t * t) + (r - 1) ** 2 / (s + t * t) for r, s in seen.values()) / 2 for t in grid]
    raised = [math.exp(one - max(logs)) for one in logs]
    weights = [one / sum(raised) for one in raised]
    mixture = {agent: [(1 + t * t / (t * t + s) * (r - 1), t * t / (t * t + s) * s) for t in grid] for agent, (r, s) in seen.items()}
    theta = {agent: sum(w * m for w, (m, _) in zip(weights, parts, strict=True)) for agent, parts in mixture.items()}

    def better(first: int, second: int) -> float:
        pairs = zip(weights, mixture[first], mixture[second], strict=True)
        return sum(w * (phi((m - n) / math.sqrt(v + u)) if v + u else 0.5) for w, (m, v), (n, u) in pairs)

    place = {agent: at for at, agent in enumerate(inputs.agents)}
    order = sorted(seen, key=lambda agent: (-round(theta[agent], 12), place[agent]))
    bands: list[list[int]] = []
    for agent in order:
        if not bands or better(bands[-1][0], agent) >= 0.95:
            bands.append([])
        bands[-1].append(agent)
    rate = sum(x for x, _ in team.values()) / sum(n for _, n in team.values())
    found, rank = {}, 1
    for band in bands:
        found |= {agent: Stand(theta[agent] * rate, rank, rank + len(band) - 1) for agent in band}
        rank += len(band)
    return trials, found


def thousand(amount: Fraction) -> int:
    return int((Decimal(amount.numerator) / Decimal(amount.denominator) / 1000).quantize(Decimal(1), ROUND_HALF_UP)) * 1000


def night(inputs: Inputs, agent: int) -> Fraction:
    """Return Σ seconds × wage, minute by minute: a minute worked in two shifts at once belongs to the one begun first."""
    worked: dict[int, int] = {}
    total = Fraction(0)
    for shift in sorted((one for one in inputs.shifts if one.agent_id == agent and one.end), key=lambda one: (one.start, one.shift_id)):
        held = [wage for wage in inputs.wages if wage.agent_id == agent and wage.from_date <= shift.day]
        wage = max(held, key=lambda one: one.from_date).hourly_vnd if held else 0
        for second in range(shift.start, shift.end or 0, 60):
            hour = (second // 3600 + 7) % 24
            if second not in worked and (hour >= 22 or hour < 6):
                total += 60 * wage
            worked[second] = 1
    return total


def twice(inputs: Inputs, policy: Policy) -> dict[int, tuple[float | None, dict[str, int]]]:
    """Return agent → KPI percent and the amount of each line."""
    fair = {key: stands(inputs, key) for key in ("conversion", "answer_30s_rate")}
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for result in inputs.results:
        for name, amount in zip(inputs.fields, result.sums, strict=True):
            sums[result.agent_id][name] += amount
    for case in inputs.cases:
        for name, amount in zip(inputs.case_fields, case.counts, strict=True):
            sums[case.agent_id][name] += amount
    found = {}
    for agent in inputs.agents:
        held = sums[agent]
        earned = weights = Fraction(0)
        for key, rule in policy.metrics.items():
            if key == "orders":
                n, value, up = held["orders_rows"], Fraction(held["orders"]) if held["orders_rows"] else None, True
            else:
                top, bottom, up = PAIRS[key]
                n, value = held[bottom], Fraction(held[top], held[bottom]) if held[bottom] else None
                if key in fair and agent in fair[key][0]:
                    stand = fair[key][1].get(agent)
                    value = None if stand is None else Fraction(str(round(stand.fair, 12)))
            if value is None or n < rule.min_n:
                continue
            target, cap = Fraction(rule.target), Fraction(rule.cap)
            share = value / target if up else cap if value <= 0 else target / value
            earned += Fraction(rule.weight) * min(share, cap)
            weights += Fraction(rule.weight)
        percent = 100 * earned / weights if weights else None
        mine = [shift for shift in inputs.shifts if shift.agent_id == agent]
        late = any(who == agent for who, _ in inputs.overdue)
        passed = (
            len(mine) >= policy.gates.min_approved_shifts
            and held["unanswered_num"] <= Fraction(policy.gates.max_unanswered_rate) * held["unanswered_den"]
            and not (policy.gates.no_overdue_complaints and late)
        )
        lines: dict[str, int] = {"kpi_bonus": 0}
        if passed and percent is not None:
            factor = [Fraction(factor) for start, factor in policy.tiers if start <= percent][-1]
            lines["kpi_bonus"] = thousand(policy.base_bonus_vnd * factor)
        if (stand := fair[policy.prize_metric][1].get(agent)) is not None:
            pot = Fraction(sum(policy.prizes_vnd[stand.first - 1 : stand.last]), stand.last - stand.first + 1)
            if pot > 0:
                lines["band_prize"] = thousand(pot) if passed else 0
        if evenings := sum(shift.evening for shift in mine):
            lines["evening_allowance"] = thousand(Fraction(evenings * policy.evening_allowance_vnd))
        if (paid := night(inputs, agent)) > 0:
            lines["night_premium"] = thousand(paid * Fraction(policy.night_premium_rate) / 3600)
        for owed in inputs.adjustments:
            if owed.agent_id == agent:
                lines["adjustment"] = lines.get("adjustment", 0) + thousand(Fraction(owed.amount_vnd))
        found[agent] = (None if percent is None else float(percent)), lines
    return found


# --- compared ---------------------------------------------------------------------------------------------------------


def amounts(statement: Statement) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in statement.lines:
        found[str(line.kind)] = found.get(str(line.kind), 0) + line.amount_vnd
    return found


def compare(inputs: Inputs, policy: Policy) -> None:
    wanted = twice(inputs, policy)
    found = statements_of(inputs_from(inputs_text(inputs)), policy)
    assert [statement.agent_id for statement in found] == list(inputs.agents)
    for statement in found:
        percent, lines = wanted[statement.agent_id]
        assert statement.kpi_percent == (None if percent is None else pytest.approx(percent, abs=1e-9))
        assert amounts(statement) == lines
        assert statement.total_vnd == sum(lines.values())
        assert min(lines.values()) >= 0


@pytest.mark.parametrize("seed", range(12))
def test_mixed_cells_and_random_policies(seed: int) -> None:
    dice = random.Random(seed)
    compare(some_month(dice, dice.randint(2, 9)), some_policy(dice))


@pytest.mark.parametrize("seed", range(3))
def test_cells_without_a_single_success(seed: int) -> None:
    dice = random.Random(100 + seed)
    compare(some_month(dice, 4, zero_cell=True), some_policy(dice))


@pytest.mark.parametrize("seed", range(3))
def test_one_agent_alone(seed: int) -> None:
    dice = random.Random(200 + seed)
    compare(some_month(dice, 1), some_policy(dice))


@pytest.mark.parametrize("seed", range(3))
def test_agents_without_data_among_the_others(seed: int) -> None:
    dice = random.Random(300 + seed)
    month = some_month(dice, 3, idle=3)
    compare(month, some_policy(dice))
    assert {agent for agent in month.agents if agent > 3} == {4, 5, 6}


def test_nobody_worked() -> None:
    dice = random.Random(400)
    compare(some_month(dice, 0, idle=2), some_policy(dice))


def test_five_hundred_agents() -> None:
    dice = random.Random(500)
    month = some_month(dice, 500, idle=4, days=5)
    assert date.fromisoformat(month.results[0].day).month == 10
    compare(month, some_policy(dice))
