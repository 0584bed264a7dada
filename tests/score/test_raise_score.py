"""What would raise a month most, worked out by hand; and where its points come from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.score.bonus import statements_of
from core.score.bonus_inputs import CaseInput, Inputs, ResultInput, ShiftInput
from core.score.explained import Cell, Points, ShiftPart, cells_of, points_of, shift_parts, worked_shifts
from core.score.metric import METRICS, Better, Source, Unit
from core.score.next_step import StepKind, moved, next_steps, spread, tier_gap
from core.score.policy import DEFAULT_POLICY, KPI_METRICS
from core.score.policy_reading import policy_from

FIELDS = ("answered_30s_num", "answered_30s_den", "unanswered_num", "unanswered_den", "first_response_num", "first_response_den",
          "conversion_num", "conversion_den", "payment_num", "payment_den", "orders", "orders_rows")  # fmt: skip
CASES = ("complaints_in_time", "complaints_due", "reviews_in_time", "reviews_due")
EMPTY = Inputs("2026-09", "Asia/Ho_Chi_Minh", (1,), ("2026-09-09",), FIELDS, CASES, (), (), (), (), (), ())
FREE = {"min_approved_shifts": 0, "max_unanswered_rate": 1, "no_overdue_complaints": False}


def result(agent: int, *, day: str = "2026-09-15", template: int = 1, shop: int = 1, **sums: int) -> ResultInput:
    return ResultInput(agent, template, shop, day, tuple(sums.get(name, 0) for name in FIELDS))


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).timestamp())


def shift(number: int, start: str, end: str, *, agent: int = 1, evening: bool = False) -> ShiftInput:
    return ShiftInput(number, agent, 1, start[:10], evening, at(start), at(end))


def test_two_in_a_hundred_more_paid() -> None:
    # 84 of 100 paid against a target of 1: 84 %, factor 0.5. Two more: 86 %, over the edge at 85: 0.8 of two millions.
    policy = policy_from({"metrics": {"payment_rate": {"weight": 100, "target": 1}}, "gates": FREE, "evening_allowance_vnd": 0})
    (step,) = next_steps(replace(EMPTY, results=(result(1, payment_num=84, payment_den=100),)), policy, 1)
    assert (step.kind, step.metric, step.kpi_before, step.kpi_after, step.gain_vnd) == (StepKind.METRIC, "payment_rate", 84, 86, 600_000)
    assert step.what.said("vi") == "Thêm 2 đơn được thanh toán"
    assert (step.tier_what, step.tier_gain_vnd) == (None, 0)


def test_a_near_tier_is_named_with_what_it_takes() -> None:
    # 78 of 100: two more are 80 %, no tier; five steps reach 88, and 85 takes seven more.
    policy = policy_from({"metrics": {"payment_rate": {"weight": 100, "target": 1}}, "gates": FREE, "evening_allowance_vnd": 0})
    (step,) = next_steps(replace(EMPTY, results=(result(1, payment_num=78, payment_den=100),)), policy, 1)
    assert (step.kpi_after, step.gain_vnd, step.tier_gain_vnd) == (80, 0, 600_000)
    assert step.tier_what is not None
    assert step.tier_what.said("en") == "7 more of the orders paid"
    (far,) = next_steps(replace(EMPTY, results=(result(1, payment_num=70, payment_den=100),)), policy, 1)
    assert far.tier_what is None  # fifteen more: beyond five steps


def test_five_seconds_faster() -> None:
    # 40 s against 30 s: 75 %. 35 s: 85.714285… %.
    policy = policy_from({"metrics": {"first_response_s": {"weight": 100, "target": 30}}, "gates": FREE, "evening_allowance_vnd": 0})
    rows = (
        result(1, first_response_num=40 * 30, first_response_den=30),
        result(1, day="2026-09-16", first_response_num=40 * 70, first_response_den=70),
    )
    (step,) = next_steps(replace(EMPTY, results=rows), policy, 1)
    assert (step.kpi_before, step.gain_vnd) == (75, 600_000)
    assert step.kpi_after == pytest.approx(100 * 30 / 35, abs=1e-12)


def test_a_fair_metric_is_ranked_anew() -> None:
    # Equal twins at 35 of 100 are at the target exactly, sharing 500 + 300. Two more orders: ranks stay one band, the
    # team rate rises to 0.36, and θ > 1: the KPI rises beyond what the team rate alone gives.
    policy = policy_from({"metrics": {"conversion": {"weight": 100}}, "gates": FREE, "evening_allowance_vnd": 0})
    rows = tuple(result(agent, conversion_num=35, conversion_den=100) for agent in (1, 2))
    month = replace(EMPTY, agents=(1, 2), results=rows)
    (step,) = next_steps(month, policy, 1)
    assert step.kpi_before == 100
    after = statements_of(moved(month, 1, METRICS["conversion"], 2), policy)
    assert step.kpi_after == after[0].kpi_percent
    assert (step.kpi_after or 0) > 100 * 0.36 / 0.35
    assert step.gain_vnd == after[0].total_vnd - 2_400_000


def test_one_more_evening_shift_and_the_order_of_steps() -> None:
    policy = policy_from({"metrics": {"payment_rate": {"weight": 50, "target": 1}, "complaints_in_sla_rate": {"weight": 50, "target": 1, "min_n": 1}},
                          "gates": FREE})  # fmt: skip
    month = replace(EMPTY, results=(result(1, payment_num=90, payment_den=100),), cases=(CaseInput(1, 1, "2026-09-03", (3, 4, 0, 0)),))
    # (90 + 75) / 2 = 82.5: one complaint more in time is (90 + 100) / 2 = 95 (+600.000); an evening +50.000; two paid 83.5 (+0).
    steps = next_steps(month, policy, 1)
    assert [(step.metric, step.gain_vnd) for step in steps] == [("complaints_in_sla_rate", 600_000), (None, 50_000), ("payment_rate", 0)]
    assert [step.kpi_after for step in steps] == [95, 82.5, 83.5]


def test_a_closed_gate_comes_first() -> None:
    policy = policy_from({"metrics": {"payment_rate": {"weight": 100, "target": 1}}, "evening_allowance_vnd": 0,
                          "gates": {"min_approved_shifts": 3, "max_unanswered_rate": 0.05, "no_overdue_complaints": True}})  # fmt: skip
    shifts = tuple(shift(number, f"2026-09-0{number}T08:00", f"2026-09-0{number}T17:00") for number in (1, 2))
    rows = (result(1, payment_num=100, payment_den=100, unanswered_num=3, unanswered_den=100),)
    month = replace(EMPTY, shifts=shifts, results=rows, overdue=((1, 7), (2, 8)))
    steps = next_steps(month, policy, 1)
    assert [(step.kind, step.gain_vnd, step.what.said("en")) for step in steps] == [
        (StepKind.GATES, 2_000_000, "All 2 conditions together")
    ]
    (alone,) = next_steps(replace(month, overdue=()), policy, 1)
    assert (alone.gain_vnd, alone.what.said("vi")) == (2_000_000, "Thêm 1 ca được duyệt là đạt điều kiện")
    late = replace(month, shifts=(*shifts, shift(3, "2026-09-03T08:00", "2026-09-03T17:00")))
    (solve,) = next_steps(late, policy, 1)
    assert (solve.gain_vnd, solve.what.values) == (2_000_000, {"n": 1})
    # 9 of 100 missed, at most 5: four fewer.
    missed = replace(late, overdue=(), results=(result(1, payment_num=100, payment_den=100, unanswered_num=9, unanswered_den=100),))
    (fewer,) = next_steps(missed, policy, 1)
    assert (fewer.gain_vnd, fewer.what.values) == (2_000_000, {"n": 4})


def test_nothing_to_gain_and_nobody() -> None:
    policy = policy_from({"metrics": {"payment_rate": {"weight": 100, "target": 1}}, "gates": FREE, "evening_allowance_vnd": 0})
    assert next_steps(replace(EMPTY, results=(result(1, payment_num=50, payment_den=50),)), policy, 1) == ()
    assert next_steps(EMPTY, policy, 99) == ()


@pytest.mark.parametrize("key", KPI_METRICS)
def test_every_metric_a_policy_may_weigh_has_its_step(key: str) -> None:
    policy = policy_from({"metrics": {key: {"weight": 100, "target": 0.9 if METRICS[key].unit is Unit.RATE else 20, "min_n": 0}},
                          "gates": FREE, "evening_allowance_vnd": 0})  # fmt: skip
    up = METRICS[key].better is Better.UP
    sums = dict.fromkeys(FIELDS, 100) | {METRICS[key].top[0]: 10 if up else 99} if METRICS[key].source is Source.RESULTS else {}
    if key == "first_response_s":
        sums[METRICS[key].top[0]] = 4_000
    fields = ("complaints_in_time", "complaints_due", "complaints_opened", "complaints_repeated", "reviews_in_time", "reviews_due")
    cases = (CaseInput(1, 1, "2026-09-03", (1, 10, 10, 10, 1, 10)),)
    rows = (result(1, **sums), result(2, **dict.fromkeys(FIELDS, 50) | {"conversion_num": 30, "answered_30s_num": 30}))
    (step,) = next_steps(replace(EMPTY, agents=(1, 2), case_fields=fields, results=rows, cases=cases), policy, 1)
    assert (step.metric, step.kpi_gain > 0) == (key, True)
    assert "{" not in step.what.said("vi")


def test_spreading_keeps_the_sum_and_the_rooms() -> None:
    assert spread(5, [10, 0, 10]) == [3, 0, 2]
    assert spread(7, [1, 2, 3]) == [1, 2, 3]
    assert spread(4, []) == []
    assert spread(1, [3, 3, 3]) == [1, 0, 0]


def test_the_gap_to_the_next_tier() -> None:
    gap = tier_gap(DEFAULT_POLICY, 96.5)
    assert gap is not None
    assert (gap.start, gap.points, gap.gain_vnd) == (100, 3.5, 400_000)
    assert tier_gap(DEFAULT_POLICY, 110) is None
    assert tier_gap(DEFAULT_POLICY, None) is None


@pytest.fixture
def worked_example() -> Inputs:
    """The cells of ranking.md: (shop 1, morning) Lan 30/100, Minh 20/100; (shop 1, evening) Minh 45/100, Hoa 55/100."""
    rows = (
        result(1, template=1, conversion_num=10, conversion_den=40), result(1, template=1, day="2026-09-16", conversion_num=20, conversion_den=60),
        result(2, template=1, conversion_num=20, conversion_den=100), result(2, template=2, conversion_num=45, conversion_den=100),
        result(3, template=2, conversion_num=55, conversion_den=100),
    )  # fmt: skip
    return replace(EMPTY, agents=(1, 2, 3), results=rows, shifts=(shift(8, "2026-09-16T08:00", "2026-09-16T17:00"),))


def test_the_cells_behind_a_fair_rate(worked_example: Inputs) -> None:
    assert cells_of(worked_example, "conversion", 1) == (Cell(1, 1, False, 30, 100, 0.25),)
    minh = cells_of(worked_example, "conversion", 2)
    assert [(cell.template_id, cell.successes, cell.expected) for cell in minh] == [(1, 20, 25), (2, 45, 50)]


def test_a_sale_day_is_a_cell_of_its_own(worked_example: Inputs) -> None:
    more = replace(worked_example, results=(*worked_example.results, result(1, day="2026-09-09", conversion_num=3, conversion_den=5)))
    assert cells_of(more, "conversion", 1)[1] == Cell(1, 1, True, 3, 5, 0.6)


def test_the_shifts_behind_a_metric(worked_example: Inputs) -> None:
    assert shift_parts(worked_example, "conversion", 1) == (
        ShiftPart(8, "2026-09-16", 1, 1, 20, 60),
        ShiftPart(None, "2026-09-15", 1, 1, 10, 40),
    )


def test_the_points_add_up_to_the_percent() -> None:
    policy = policy_from({"metrics": {"payment_rate": {"weight": 60, "target": 1}, "first_response_s": {"weight": 30, "target": 30},
                                      "complaints_in_sla_rate": {"weight": 10}}, "gates": FREE})  # fmt: skip
    month = replace(EMPTY, results=(result(1, payment_num=90, payment_den=100, first_response_num=60 * 40, first_response_den=40),))
    (statement,) = statements_of(month, policy)
    # 60 and 30 count: shares 66.67 and 33.33; 0.9 and 0.5 of them: 60 and 16.67.
    assert points_of(statement) == (
        Points("payment_rate", pytest.approx(200 / 3), pytest.approx(60)),
        Points("first_response_s", pytest.approx(100 / 3), pytest.approx(50 / 3)),
    )
    assert sum(one.points for one in points_of(statement)) == pytest.approx(statement.kpi_percent)


def test_night_hours_of_each_shift() -> None:
    month = replace(
        EMPTY, shifts=(shift(1, "2026-09-15T18:00", "2026-09-16T02:00", evening=True), shift(2, "2026-09-17T08:00", "2026-09-17T17:00"))
    )
    assert [(one.shift_id, one.evening, one.night_seconds) for one in worked_shifts(month, 1)] == [(2, False, 0), (1, True, 4 * 3600)]
