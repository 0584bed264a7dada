"""The lessons of a period's complaints, each number worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.base.clock import DEFAULT_ZONE
from core.base.database import Database
from core.base.errors import Refused
from core.cases.actions.bulk import bulk_complaints
from core.cases.actions.complaints import move_complaint
from core.cases.category import Category
from core.cases.complaint import ComplaintFacts, ComplaintState, Resolution, Severity, WaitingFor
from core.cases.deadline import ServiceHours
from core.cases.inputs import MoveComplaint
from core.cases.lesson import CaseFact, FirstTime, Round, Spread, answer_time, lesson, percentile, solve_times
from core.cases.pareto import Measure, by_category, cause_of, pareto
from core.cases.queries.learning import Period, case_facts, complaint_lessons
from core.cases.repeats import Trait, in_common
from core.cases.trends import TrendLine, trend, week_of, weeks_between
from core.people.user import SYSTEM, Right
from tests.cases.acts import act, ask, complain, review
from tests.cases.moments import at
from tests.conftest import Cast

HOURS = ServiceHours()
NOW = at("2026-10-01 12:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def fact(number: int = 1, opened: str = "2026-09-07 14:00", **given: object) -> CaseFact:
    """A normal complaint, opened Monday at 14:00 unless said otherwise, still new."""
    opened_at = at(opened)
    made = CaseFact(
        id=number, shop_id=1, category=Category.DAMAGED, severity=Severity.NORMAL, state=ComplaintState.NEW, opened_at=opened_at,
        first_answer_due=HOURS.after(opened_at, 30 * MINUTE), first_answer_at=None, resolve_due=HOURS.after(opened_at, 16 * HOUR),
        resolved_at=None,
    )  # fmt: skip
    return replace(made, **given)  # type: ignore[arg-type]


def solved(number: int, opened: str, done: str, **given: object) -> CaseFact:
    return fact(number, opened, state=ComplaintState.RESOLVED, resolved_at=at(done), **given)


@pytest.mark.parametrize(
    ("opened", "answered", "minutes", "in_time"),
    [
        ("2026-09-07 14:00", "2026-09-07 14:20", 20, True),
        ("2026-09-07 14:00", "2026-09-07 14:30", 30, True),
        ("2026-09-07 14:00", "2026-09-07 15:45", 105, False),
        ("2026-09-07 23:50", "2026-09-08 08:15", 25, True),  # the night does not count
        ("2026-09-07 03:00", "2026-09-07 08:10", 10, True),  # opened in the night: counts from 08:00
        ("2026-02-17 23:45", "2026-02-18 09:00", 75, False),  # over a Tết night, served like any day
    ],
)
def test_the_time_to_answer_runs_on_the_deadlines_clock(opened: str, answered: str, minutes: int, in_time: bool) -> None:
    assert answer_time(fact(opened=opened, first_answer_at=at(answered)), HOURS) == (minutes * MINUTE, in_time)


def test_the_time_to_solve_leaves_pauses_out_and_counts_each_round_apart() -> None:
    # Opened Mon 14:00, waited 3 service hours for the customer, solved Tue 10:00: 10 h on Monday + 2 h on Tuesday − 3 h = 9 h.
    paused = solved(1, "2026-09-07 14:00", "2026-09-08 10:00", resolve_due=HOURS.after(at("2026-09-07 14:00"), 19 * HOUR))
    assert solve_times(paused, HOURS) == ((9 * HOUR, True),)
    # First solved after 2 h; opened again Wed 09:00, solved Thu 10:00: 15 h + 2 h = 17 h, one hour too late.
    again = solved(
        2, "2026-09-07 14:00", "2026-09-10 10:00", reopened=1, resolve_due=HOURS.after(at("2026-09-09 09:00"), 16 * HOUR),
        rounds=(Round(ComplaintState.RESOLVED, HOURS.after(at("2026-09-07 14:00"), 16 * HOUR), at("2026-09-07 16:00")),),
    )  # fmt: skip
    assert solve_times(again, HOURS) == ((2 * HOUR, True), (17 * HOUR, False))
    assert solve_times(fact(), HOURS) == ()
    # A rejected one, and one whose file says no moment, has no time to solve.
    assert solve_times(fact(3, state=ComplaintState.RESOLVED), HOURS) == ()
    assert solve_times(replace(paused, state=ComplaintState.REJECTED), HOURS) == ()


def test_percentiles_are_those_of_a_spreadsheet() -> None:
    assert percentile([], 0.5) is None
    assert percentile([7], 0.9) == 7
    assert percentile([4, 1, 3, 2], 0.5) == 2.5
    assert percentile([10, 20, 30, 40, 50], 0.9) == 46  # place 3,6: 40 + 0,6 · 10
    assert percentile(list(range(11)), 0.9) == 9


def test_first_time_right_counts_what_needed_one_solution() -> None:
    facts = [
        solved(1, "2026-09-07 14:00", "2026-09-07 15:00"),
        solved(2, "2026-09-07 14:00", "2026-09-07 15:00", reopened=1),
        solved(3, "2026-09-07 14:00", "2026-09-07 15:00", came_back=True),
        solved(4, "2026-09-28 14:00", "2026-09-28 15:00"),  # three days ago: can still come back
        fact(5, reopened=1, rounds=(Round(ComplaintState.RESOLVED, at("2026-09-08 14:00"), at("2026-09-07 16:00")),)),  # open again
        fact(6),
        fact(7, state=ComplaintState.REJECTED, resolved_at=at("2026-09-07 15:00")),
    ]
    told = lesson(facts, HOURS, NOW)
    assert told.first_time == FirstTime(right=2, solved=5, young=1)
    assert told.first_time.rate == 0.4
    assert (told.opened, told.open_now, told.solved, told.rejected) == (7, 2, 4, 1)
    assert FirstTime(0, 0, 0).rate is None


def test_a_period_without_complaints_has_no_numbers() -> None:
    empty = lesson((), HOURS, NOW)
    assert (empty.cost_vnd, empty.cost_n, empty.first_time.rate) == (None, 0, None)
    assert empty.answer == Spread(0, None, None, 0)
    assert pareto((), by_category).bars == ()
    assert pareto((), by_category).vital_few == 0
    assert in_common(()).rate is None


def test_pareto_by_number_and_by_cost() -> None:
    facts = [
        *(fact(number, category=Category.DAMAGED, cost_vnd=10_000) for number in range(5)),
        *(fact(number, category=Category.WRONG_ITEM) for number in range(3)),
        fact(9, category=Category.OTHER, cost_vnd=150_000),
        fact(10, category=Category.LATE_DELIVERY, cost_vnd=0),
    ]
    by_number = pareto(facts, by_category)
    assert [(bar.key, bar.count, bar.cost_vnd, bar.cost_n, bar.share) for bar in by_number.bars] == [
        ("damaged", 5, 50_000, 5, 0.5),
        ("wrong_item", 3, None, 0, 0.3),
        ("late_delivery", 1, 0, 1, 0.1),
        ("other", 1, 150_000, 1, 0.1),
    ]
    assert [bar.cumulative for bar in by_number.bars] == [0.5, 0.8, 0.9, 1.0]
    assert (by_number.count, by_number.cost_vnd, by_number.vital_few) == (10, 200_000, 2)
    by_cost = pareto(facts, by_category, Measure.COST)
    assert [(bar.key, bar.share, bar.cumulative) for bar in by_cost.bars] == [
        ("other", 0.75, 0.75), ("damaged", 0.25, 1.0), ("wrong_item", 0.0, 1.0), ("late_delivery", 0.0, 1.0),
    ]  # fmt: skip
    assert by_cost.vital_few == 2


def test_causes_that_only_differ_in_writing_are_one() -> None:
    facts = [
        fact(1, cause="Nhặt nhầm kệ."),
        fact(2, cause="nhặt nhầm  kệ"),
        fact(3, cause="Nhặt nhầm kệ."),
        fact(4, cause="Lô lỗi"),
        fact(5),
    ]
    found = pareto(facts, cause_of(facts))
    assert [(bar.key, bar.count, bar.share) for bar in found.bars] == [("Nhặt nhầm kệ.", 3, 0.75), ("Lô lỗi", 1, 0.25)]
    assert (found.count, found.unnamed) == (4, 1)


def test_weeks_begin_on_monday_and_the_running_one_is_not_compared() -> None:
    assert week_of(date(2026, 9, 13)) == date(2026, 9, 7)
    assert weeks_between(date(2026, 9, 13), date(2026, 9, 14)) == (date(2026, 9, 7), date(2026, 9, 14))
    opened = {
        "2026-08-03": 1,
        "2026-08-10": 0,
        "2026-08-17": 2,
        "2026-08-24": 1,
        "2026-08-31": 3,
        "2026-09-07": 2,
        "2026-09-14": 4,
        "2026-09-21": 1,
        "2026-09-28": 9,
    }
    facts = [fact(number, f"{day} 23:30", shop_id=7) for day, count in opened.items() for number in range(count)]
    found = trend(
        facts, lambda one: (str(one.shop_id),), date(2026, 8, 3), date(2026, 10, 1), today=date(2026, 10, 1), zone=DEFAULT_ZONE
    )  # fmt: skip
    assert found.lines == (TrendLine("7", (1, 0, 2, 1, 3, 2, 4, 1, 9), 23, lately=10, before=4),)
    assert (found.whole, found.compares, found.unknown, found.left_out) == (8, True, 0, 0)


def test_an_order_of_two_products_counts_for_both() -> None:
    facts = [fact(1, products=("Nồi", "Chảo")), fact(2, products=("Nồi",)), fact(3)]
    found = trend(facts, lambda one: one.products, date(2026, 9, 7), date(2026, 9, 7), today=date(2026, 10, 1), zone=DEFAULT_ZONE)
    assert [(line.key, line.total) for line in found.lines] == [("Nồi", 2), ("Chảo", 1)]
    assert found.unknown == 1


def test_what_repeats_have_in_common() -> None:
    repeat = {"repeats": True, "first_resolution": Resolution.VOUCHER}
    facts = [
        *(fact(number, category=Category.FAULTY, cause="Lô lỗi", products=("Nồi",), **repeat) for number in range(3)),
        fact(4, category=Category.DAMAGED, shop_id=2, repeats=True, first_resolution=Resolution.REFUND),
        *(fact(number, category=Category.DAMAGED, shop_id=2) for number in range(10, 14)),
        *(fact(number, category=Category.FAULTY) for number in range(20, 22)),
    ]
    found = in_common(facts)
    assert (found.repeats, found.cases, found.rate) == (4, 10, 0.4)
    told = {(one.trait, one.key): (one.n, one.repeats, one.among_all, one.cases, one.stands_out) for one in found.common}
    assert told == {
        (Trait.CATEGORY, "faulty"): (3, 4, 5, 10, True),  # 75 % of the repeats, 50 % of all: exactly half as much again
        (Trait.SHOP, "1"): (3, 4, 5, 10, True),
        (Trait.PRODUCT, "Nồi"): (3, 3, 3, 3, False),  # the only product known: nothing to stand out from
        (Trait.CAUSE, "Lô lỗi"): (3, 3, 3, 3, False),
        (Trait.SOLUTION, "voucher"): (3, 4, 0, 0, False),
    }


def test_the_lessons_of_stored_complaints(database: Database, cast: Cast) -> None:
    first = complain(database, cast, order_no="240801AAAAAA01", now=at("2026-09-07 09:00"))
    done = MoveComplaint(first.id, first.version, ComplaintState.RESOLVED, resolution="voucher", cost="30k", cause="Chống sốc mỏng")
    act(database, move_complaint, cast.lan, done, at("2026-09-07 11:00"))
    second = complain(database, cast, order_no="240801AAAAAA01", now=at("2026-09-10 09:00"))  # the same again
    wait = act(
        database, move_complaint, cast.lan,
        MoveComplaint(second.id, second.version, ComplaintState.WAITING, waiting_for=WaitingFor.CUSTOMER), at("2026-09-10 10:00"),
    )  # fmt: skip
    go_on = act(
        database, move_complaint, cast.lan, MoveComplaint(wait.id, wait.version, ComplaintState.IN_PROGRESS), at("2026-09-11 09:00")
    )
    over = act(
        database, move_complaint, cast.lan, MoveComplaint(go_on.id, go_on.version, ComplaintState.RESOLVED, resolution="refund", cost="200k"),
        at("2026-09-11 10:00"),
    )  # fmt: skip
    again = act(
        database,
        move_complaint,
        cast.lan,
        MoveComplaint(over.id, over.version, ComplaintState.IN_PROGRESS, note="Chưa ổn"),
        at("2026-09-12 09:00"),
    )
    act(
        database, move_complaint, cast.lan, MoveComplaint(again.id, again.version, ComplaintState.RESOLVED, resolution="refund", cost="150k"),
        at("2026-09-12 12:00"),
    )  # fmt: skip
    complain(database, cast, shop_id=cast.shop_b.id, order_no="240801BBBBBB02", category="other", now=at("2026-09-13 23:59"))
    complain(database, cast, shop_id=cast.shop_b.id, order_no="240801CCCCCC03", category="other", now=at("2026-09-14 00:00"))
    review(database, cast, order_no="240801AAAAAA01", product="Chảo vân đá", now=at("2026-09-20 10:00"))
    told = ask(database, complaint_lessons, cast.minh, Period(date(2026, 9, 7), date(2026, 9, 13)), now=NOW)
    total = told.total
    assert (total.opened, total.solved, total.open_now, total.repeats) == (3, 2, 1, 1)
    assert (total.cost_vnd, total.cost_n) == (180_000, 2)
    assert total.first_time == FirstTime(right=0, solved=2, young=0)  # the first came back, the second was opened again
    # Solved in 2 h; 1 h + 1 h around the pause; after opening again 3 h.
    assert total.solve == Spread(n=3, median_s=7_200.0, p90_s=pytest.approx(7_200 + 0.8 * 3_600), in_time=3)
    assert total.answer == Spread(n=2, median_s=5_400.0, p90_s=pytest.approx(3_600 + 0.9 * 3_600), in_time=0)  # 2 h and 1 h
    assert [(key, one.opened) for key, one in told.by_shop] == [(str(cast.shop_a.id), 2), (str(cast.shop_b.id), 1)]
    assert [bar.key for bar in told.categories[Measure.COUNT].bars] == ["damaged", "other"]
    assert [(bar.key, bar.cost_vnd) for bar in told.causes[Measure.COUNT].bars] == [("Chống sốc mỏng", 30_000)]
    assert [(line.key, line.counts) for line in told.products_trend.lines] == [("Chảo vân đá", (2,))]
    facts = ask(database, case_facts, cast.minh, Period(date(2026, 9, 7), date(2026, 9, 13)), now=NOW)
    assert [(one.repeats, one.came_back, one.first_resolution) for one in facts] == [
        (False, True, None), (True, False, Resolution.VOUCHER), (False, False, None),
    ]  # fmt: skip
    only_b = ask(database, complaint_lessons, cast.hoa, Period(date(2026, 9, 7), date(2026, 9, 14), (cast.shop_b.id,)), now=NOW)
    assert only_b.total.opened == 2


def test_many_complaints_are_read_in_few_statements_and_agents_may_not(sqlite_database: Database) -> None:
    from tests.conftest import hire

    cast = hire(sqlite_database)
    facts = (
        ComplaintFacts(
            shop_id=cast.shop_a.id, order_no=f"2409{number:06d}", category=Category.DAMAGED, severity=Severity.NORMAL,
            state=ComplaintState.NEW, opened_at=at("2026-09-07 09:00"),
        )
        for number in range(2_000)
    )  # fmt: skip
    with sqlite_database.write() as session:
        bulk_complaints(session, SYSTEM, facts, now=NOW)
    period = Period(date(2026, 9, 1), date(2026, 9, 30))
    assert ask(sqlite_database, complaint_lessons, cast.minh, period, now=NOW).total.opened == 2_000
    assert not cast.lan.may(Right.MANAGE_CASES)
    with pytest.raises(Refused):
        ask(sqlite_database, complaint_lessons, cast.lan, period, now=NOW)
