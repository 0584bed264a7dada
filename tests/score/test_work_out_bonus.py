"""From rows to đồng, worked out by hand: KPI, tiers at their edges, gates, shared prizes, nights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from core.score.bonus import LineKind, Statement, shared_prize, statements_of
from core.score.bonus_inputs import AdjustmentInput, CaseInput, Inputs, ResultInput, ShiftInput, WageInput, inputs_from, inputs_text
from core.score.kpi import Measured, kpi_of
from core.score.night import night_premium, night_seconds, night_work
from core.score.policy import DEFAULT_POLICY, Policy
from core.score.policy_reading import policy_from

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIELDS = ("answered_30s_num", "answered_30s_den", "unanswered_num", "unanswered_den", "first_response_num", "first_response_den",
          "conversion_num", "conversion_den", "payment_num", "payment_den")  # fmt: skip
CASES = ("complaints_in_time", "complaints_due", "reviews_in_time", "reviews_due")
NOTHING = Inputs("2026-09", ZONE.key, (1,), ("2026-09-09",), FIELDS, CASES, (), (), (), (), (), ())
FREE = {"min_approved_shifts": 0, "max_unanswered_rate": 1, "no_overdue_complaints": False}


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


def shift(start: str, end: str, *, agent: int = 1, evening: bool = False, number: int = 1) -> ShiftInput:
    return ShiftInput(number, agent, 1, start[:10], evening, at(start), at(end))


def result(agent: int, *, day: str = "2026-09-15", template: int = 1, **sums: int) -> ResultInput:
    return ResultInput(agent, template, 1, day, tuple(sums.get(name, 0) for name in FIELDS))


def line(statement: Statement, kind: LineKind) -> int | None:
    return next((line.amount_vnd for line in statement.lines if line.kind is kind), None)


def paid_for(value: float, policy: Policy) -> tuple[float | None, int | None]:
    """One agent with this payment rate out of 1000 orders, weighed alone against a target of 1."""
    inputs = replace(NOTHING, results=(result(1, payment_num=round(value * 1000), payment_den=1000),))
    (statement,) = statements_of(inputs, policy)
    return statement.kpi_percent, line(statement, LineKind.KPI_BONUS)


@pytest.mark.parametrize(
    ("rate", "percent", "bonus"),
    [
        (0.699, 69.9, 0), (0.700, 70, 1_000_000), (0.849, 84.9, 1_000_000), (0.850, 85, 1_600_000), (0.999, 99.9, 1_600_000),
        (1.000, 100, 2_000_000), (0.0, 0, 0),
    ],
)  # fmt: skip
def test_a_tier_holds_from_its_first_percent(rate: float, percent: float, bonus: int) -> None:
    policy = policy_from({"metrics": {"payment_rate": {"weight": 100, "target": 1}}, "gates": FREE})
    assert paid_for(rate, policy) == (percent, bonus)


@pytest.mark.parametrize(("rate", "percent", "bonus"), [(0.879, 109.875, 2_000_000), (0.88, 110, 2_400_000), (1.0, 120, 2_400_000)])
def test_the_last_tier_and_the_cap(rate: float, percent: float, bonus: int) -> None:
    policy = policy_from({"metrics": {"payment_rate": {"weight": 100, "target": 0.8}}, "gates": FREE})
    assert paid_for(rate, policy) == (percent, bonus)


@pytest.mark.parametrize(("base", "bonus"), [(998_999, 499_000), (999_000, 500_000), (1_000_999, 500_000), (1_001_000, 501_000)])
def test_half_a_thousand_is_rounded_up(base: int, bonus: int) -> None:
    # Half of each: 499.499,5; 499.500; 500.499,5; 500.500.
    policy = policy_from({"metrics": {"payment_rate": {"weight": 100, "target": 1}}, "gates": FREE, "base_bonus_vnd": base})
    assert paid_for(0.75, policy)[1] == bonus


def test_too_little_data_gives_its_weight_to_the_rest() -> None:
    values = {
        "conversion": Measured(Fraction(7, 20), 30),  # 0.35 of 0.35: 1
        "answer_30s_rate": Measured(Fraction(6, 10), 29),  # one short: left out
        "first_response_s": Measured(Fraction(60), 500),  # 30/60: 0.5
        "payment_rate": Measured(None, 0),
        "complaints_in_sla_rate": Measured(Fraction(1), 4),
        "reviews_in_24h_rate": Measured(Fraction(19, 20), 5),  # 1
    }
    kpi = kpi_of(DEFAULT_POLICY, values)
    # (35·1 + 10·0.5 + 10·1) / 55
    assert kpi.percent == Fraction(5000, 55)
    assert [(row.key, row.used, row.achievement) for row in kpi.metrics] == [
        ("conversion", True, 1.0), ("answer_30s_rate", False, 0.75), ("first_response_s", True, 0.5), ("payment_rate", False, None),
        ("complaints_in_sla_rate", False, pytest.approx(1 / 0.95)), ("reviews_in_24h_rate", True, 1.0),
    ]  # fmt: skip
    assert kpi.metrics[1].why is not None
    assert kpi.metrics[1].why.said("en") == "n = 29 is below 30: left out, its weight goes to the others"
    assert kpi.metrics[1].why.said("vi") == "n = 29, dưới 30: bỏ qua, trọng số chia cho các chỉ số còn lại"


def test_less_is_better_up_to_the_cap() -> None:
    policy = policy_from({"metrics": {"first_response_s": {"weight": 100, "target": 30}}})
    for value, percent in ((0, 120), (20, 120), (25, 120), (30, 100), (60, 50)):
        assert kpi_of(policy, {"first_response_s": Measured(Fraction(value), 30)}).percent == percent


def test_no_data_at_all_is_no_percent_and_no_bonus() -> None:
    (statement,) = statements_of(NOTHING, policy_from({"gates": FREE}))
    assert (statement.kpi_percent, statement.total_vnd) == (None, 0)
    assert [line.why.said("en") for line in statement.lines] == ["No metric has enough data for a KPI score"]


def test_equal_agents_share_all_prizes() -> None:
    # Same cell, same rate: θ = 1, fair rate = team rate = 0.35 = the target: exactly 100 %, one band of ranks 1–3.
    inputs = replace(NOTHING, agents=(3, 1, 2), results=tuple(result(agent, conversion_num=35, conversion_den=100) for agent in (1, 2, 3)))
    policy = policy_from({"metrics": {"conversion": {"weight": 100}}, "gates": FREE})
    for statement in statements_of(inputs, policy):
        assert statement.kpi_percent == 100
        assert line(statement, LineKind.KPI_BONUS) == 2_000_000
        assert line(statement, LineKind.BAND_PRIZE) == 333_000  # 1 000 000 / 3
    assert statements_of(inputs, policy)[0].lines[1].why.said("vi") == "Hạng 1–3 theo Tỷ lệ chốt đơn: chia đều tiền thưởng của các hạng này"


def test_the_worked_example_times_ten_shares_the_first_two_prizes() -> None:
    rows = ((1, 1, 300), (2, 1, 200), (2, 2, 450), (3, 2, 550))  # Lan, Minh, Hoa; morning, evening
    inputs = replace(
        NOTHING,
        agents=(3, 1, 2),
        results=tuple(result(agent, template=cell, conversion_num=won, conversion_den=1000) for agent, cell, won in rows),
    )
    found = {statement.agent_id: statement for statement in statements_of(inputs, policy_from({"gates": FREE}))}
    assert {agent: line(statement, LineKind.BAND_PRIZE) for agent, statement in found.items()} == {1: 400_000, 3: 400_000, 2: 200_000}
    assert found[1].metrics[0].value == pytest.approx(1.174358 * 0.375, abs=1e-6)


@pytest.mark.parametrize(
    ("ranks", "share"), [((1, 1), 500_000), ((2, 3), 250_000), ((3, 4), 100_000), ((1, 6), Decimal(1_000_000) / 6), ((4, 5), 0)]
)
def test_a_band_splits_the_prizes_of_its_ranks(ranks: tuple[int, int], share: Decimal) -> None:
    assert shared_prize((500_000, 300_000, 200_000), *ranks) == share


@pytest.mark.parametrize(
    ("gates", "why"),
    [
        ({"min_approved_shifts": 3}, "2 approved shifts, at least 3 needed"),
        ({"max_unanswered_rate": 0.09}, "10 % of chats unanswered, at most 9 % allowed"),
        ({"no_overdue_complaints": True}, "1 complaints left past their deadline"),
    ],
)
def test_a_failed_gate_costs_bonus_and_prize_nothing_else(gates: dict[str, object], why: str) -> None:
    inputs = replace(
        NOTHING,
        shifts=(shift("2026-09-01T16:00", "2026-09-01T23:00", evening=True), shift("2026-09-02T08:00", "2026-09-02T17:00", number=2)),
        results=(result(1, conversion_num=40, conversion_den=100, unanswered_num=10, unanswered_den=100),),
        overdue=((1, 77),),
        wages=(WageInput(1, "2026-09-01", 40_000),),
        adjustments=(AdjustmentInput(1, 1, "2026-08-01", 120_000, "Ca 12/8 duyệt muộn"),),
    )
    (free,) = statements_of(inputs, policy_from({"gates": FREE}))
    assert [(line.kind, line.amount_vnd) for line in free.lines] == [
        ("kpi_bonus", 2_400_000), ("band_prize", 500_000), ("evening_allowance", 50_000), ("night_premium", 12_000), ("adjustment", 120_000),
    ]  # fmt: skip
    (held,) = statements_of(inputs, policy_from({"gates": FREE | gates}))
    assert [line.amount_vnd for line in held.lines] == [0, 0, 50_000, 12_000, 120_000]
    assert held.lines[0].why.said("en") == held.lines[1].why.said("en") == why
    assert [gate.gate for gate in held.gates] == ["min_approved_shifts", "max_unanswered_rate", "no_overdue_complaints"]
    assert [gate.why.said("en") for gate in held.gates if not gate.passed] == [why]
    assert held.lines[4].why.said("vi") == "Từ tháng 08/2026: Ca 12/8 duyệt muộn"


def test_a_gate_is_passed_at_its_very_limit() -> None:
    inputs = replace(
        NOTHING, shifts=(shift("2026-09-01T08:00", "2026-09-01T17:00"),), results=(result(1, unanswered_num=1, unanswered_den=10),)
    )
    (statement,) = statements_of(inputs, policy_from({"gates": {"min_approved_shifts": 1, "max_unanswered_rate": 0.1}}))
    assert all(gate.passed for gate in statement.gates)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-09-15T16:00", "2026-09-16T00:00", 120),
        ("2026-09-15T18:00", "2026-09-16T02:00", 240),
        ("2026-09-15T20:00", "2026-09-16T08:00", 480),
        ("2026-09-15T08:00", "2026-09-15T22:00", 0),
        ("2026-09-15T05:00", "2026-09-15T07:00", 60),
        ("2026-09-15T00:30", "2026-09-15T23:15", 330 + 75),
        ("2026-09-30T18:00", "2026-10-01T02:00", 240),
        ("2026-09-15T22:00", "2026-09-15T22:00", 0),
    ],
)
def test_the_night_is_ten_to_six(start: str, end: str, minutes: int) -> None:
    assert night_seconds(at(start), at(end), ZONE) == minutes * 60


def test_a_shift_past_midnight_stays_in_its_month_with_the_wage_of_its_day() -> None:
    wages = (WageInput(1, "2026-01-01", 30_000), WageInput(1, "2026-09-30", 40_000), WageInput(1, "2026-10-01", 90_000))
    shifts = (shift("2026-09-29T18:00", "2026-09-30T02:00"), shift("2026-09-30T18:00", "2026-10-01T02:00", number=2))
    work = night_work(shifts, wages, ZONE)
    assert work == {30_000: 4 * 3600, 40_000: 4 * 3600}
    assert night_premium(work, Decimal("0.3")) == 84_000  # 4 h × 30 000 × 0,3 + 4 h × 40 000 × 0,3


def test_time_two_shifts_share_is_paid_once_and_nothing_without_a_wage() -> None:
    shifts = (shift("2026-09-15T16:00", "2026-09-16T00:00"), shift("2026-09-15T19:00", "2026-09-16T00:30", number=2))
    assert night_work(shifts, (WageInput(1, "2026-09-01", 40_000),), ZONE) == {40_000: 9_000}
    assert night_work(shifts, (WageInput(1, "2026-09-16", 40_000),), ZONE) == {}
    assert night_work(shifts, (), ZONE) == {}


def test_cases_count_for_who_handled_them() -> None:
    inputs = replace(
        NOTHING, agents=(1, 2), cases=(CaseInput(1, 1, "2026-09-03", (19, 20, 0, 0)), CaseInput(1, 1, "2026-09-04", (0, 0, 4, 4)))
    )
    first, second = statements_of(inputs, policy_from({"gates": FREE}))
    rows = {row.key: row for row in first.metrics}
    assert (rows["complaints_in_sla_rate"].value, rows["complaints_in_sla_rate"].n, rows["complaints_in_sla_rate"].used) == (0.95, 20, True)
    assert (rows["reviews_in_24h_rate"].n, rows["reviews_in_24h_rate"].used) == (4, False)
    assert (first.kpi_percent, second.kpi_percent) == (100, None)


def test_rows_survive_being_written_down() -> None:
    inputs = replace(
        NOTHING,
        shifts=(shift("2026-09-01T16:00", "2026-09-01T23:00", evening=True),),
        results=(result(1, conversion_num=40, conversion_den=100),),
        cases=(CaseInput(1, 1, "2026-09-03", (19, 20, 0, 0)),),
        overdue=((1, 77),),
        wages=(WageInput(1, "2026-09-01", 40_000),),
        adjustments=(AdjustmentInput(1, 1, "2026-08-01", 120_000, "Ca 12/8"),),
    )
    assert inputs_from(inputs_text(inputs)) == inputs
    assert date.fromisoformat(f"{inputs.month}-01") == date(2026, 9, 1)
