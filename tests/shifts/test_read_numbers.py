"""What agents type is read forgivingly; what cannot be is named with its shop and field, all at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.errors import Problem
from core.base.words import explain
from core.shifts.limits import missing_fields, oddities_of, problems_of
from core.shifts.result import FIELDS, Totals
from core.shifts.result_input import read_totals


def said(problems: list[Problem], language: str = "en") -> list[str]:
    return [explain(problem, language) for problem in problems]  # type: ignore[arg-type]


def read(**typed: str) -> tuple[Totals, list[str]]:
    totals, problems = read_totals(typed, 7, "Shop A")
    return totals, said(problems)


def test_a_full_row_as_typed() -> None:
    typed = dict(zip(FIELDS, ("60", " 50 ", "48", "2", "1 phút 20", "20", "15", "1,25tr"), strict=True))
    assert read(**typed) == (Totals(60, 50, 48, 2, 80, 20, 15, 1_250_000), [])


@pytest.mark.parametrize(("text", "seconds"), [("45", 45), ("45s", 45), ("1:20", 80), ("1 phút 20", 80), ("0:01:20", 80), ("", None)])
def test_a_first_response_as_people_write_it(text: str, seconds: int | None) -> None:
    assert read(first_response_avg_s=text) == (Totals(first_response_avg_s=seconds), [])


@pytest.mark.parametrize(("text", "money"), [("1.250.000", 1_250_000), ("1250k", 1_250_000), ("1,25tr", 1_250_000), ("0", 0), (" ", None)])
def test_a_revenue_as_people_write_it(text: str, money: int | None) -> None:
    assert read(revenue_vnd=text) == (Totals(revenue_vnd=money), [])


@pytest.mark.parametrize(("text", "count"), [("1.250", 1250), ("1,250", 1250), ("1\u00a0250", 1250), ("0", 0), ("—", None), ("-", None)])
def test_a_count_as_people_write_it(text: str, count: int | None) -> None:
    assert read(chats=text) == (Totals(chats=count), [])


@pytest.mark.parametrize("text", ["12,5", "1.25", "sáu mươi", "-3", "6 0", "1e3", "٣", "²", "99999999999"])
def test_what_is_no_whole_number_is_never_guessed(text: str) -> None:
    assert read(chats=text) == (Totals(), [f"Shop A · Chats: “{text}” is not a whole number. Type digits only, like 60."])


def test_every_problem_is_named_at_once_with_shop_and_field() -> None:
    totals, problems = read_totals(
        {"chats": "40", "presale_chats": "50", "answered_30s": "36", "unanswered": "5", "first_response_avg_s": "nhanh",
         "orders": "18", "paid_orders": "19", "revenue_vnd": "nhiều"}, 7, "Shop A",
    )  # fmt: skip
    assert totals == Totals(40, 50, 36, 5, None, 18, 19, None)
    assert [problem.field for problem in problems] == [
        "7.first_response_avg_s", "7.revenue_vnd", "7.presale_chats", "7.unanswered", "7.paid_orders",
    ]  # fmt: skip
    assert said(problems, "vi") == [
        "Shop A · Phản hồi đầu TB: “nhanh” không phải thời gian. Nhập số giây (45), hoặc 1:20 cho 1 phút 20.",
        "Shop A · Doanh thu: “nhiều” không phải số tiền. Nhập như 1.250.000, 1250k hoặc 1,25tr.",
        "Shop A · Chat trước mua: 50 nhiều hơn 40 lượt chat. Sửa một trong hai số.",
        "Shop A · Trả lời ≤ 30 giây cộng chưa trả lời là 41, nhiều hơn 40 lượt chat. Sửa một trong ba số.",
        "Shop A · Đơn đã thanh toán: 19 nhiều hơn 18 đơn chốt. Sửa một trong hai số.",
    ]


@pytest.mark.parametrize(
    ("totals", "field"),
    [
        (Totals(chats=-1), "7.chats"),
        (Totals(chats=10_001), "7.chats"),
        (Totals(revenue_vnd=10**13 + 1), "7.revenue_vnd"),
        (Totals(first_response_avg_s=57_601), "7.first_response_avg_s"),
        (Totals(chats=10, answered_30s=11), "7.answered_30s"),
        (Totals(chats=10, unanswered=11), "7.unanswered"),
        (Totals(orders=0, paid_orders=1), "7.paid_orders"),
    ],
)
def test_limits(totals: Totals, field: str) -> None:
    assert [problem.field for problem in problems_of(totals, 7, "A")] == [field]


@pytest.mark.parametrize(
    "totals",
    [
        Totals(),
        Totals(chats=10_000),
        Totals(revenue_vnd=10**13),
        Totals(chats=10, answered_30s=6, unanswered=4),
        Totals(paid_orders=3),
        Totals(presale_chats=9),
    ],
)
def test_what_is_within_the_limits_is_taken(totals: Totals) -> None:
    assert problems_of(totals, 7, "A") == []


@pytest.mark.parametrize(
    ("totals", "kinds"),
    [
        (Totals(chats=60, presale_chats=50, orders=51), ["orders_over_presale"]),
        (Totals(chats=60, presale_chats=50, orders=50), []),
        (Totals(chats=60, presale_chats=50, orders=61), ["orders_over_chats"]),
        (Totals(chats=60, orders=61), ["orders_over_chats"]),
        (Totals(revenue_vnd=1), ["revenue_without_orders"]),
        (Totals(orders=1, revenue_vnd=0), ["orders_without_revenue"]),
        (Totals(), []),
    ],
)
def test_what_is_odd_is_flagged_and_still_taken(totals: Totals, kinds: list[str]) -> None:
    assert problems_of(totals, 7, "A") == []
    assert [oddity.kind for oddity in oddities_of(totals, 7, "A")] == kinds


def test_running_totals_that_go_down_are_flagged() -> None:
    odd = oddities_of(Totals(chats=59, orders=20), 7, "A", Totals(chats=60, orders=20, revenue_vnd=5))
    assert [(oddity.kind, dict(oddity.values)["field"]) for oddity in odd] == [("went_down", "Chats"), ("went_down", "Revenue")]


def test_what_is_missing_is_said_once_something_is_recorded() -> None:
    assert missing_fields(Totals()) == ()
    assert missing_fields(Totals(chats=1, answered_30s=1, orders=0, paid_orders=0, revenue_vnd=0)) == ("unanswered", "first_response_avg_s")


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=30)))
def test_any_text_is_read_or_named_never_a_crash(typed: dict[str, str]) -> None:
    totals, problems = read_totals(typed, 1, "A")
    for problem in problems:
        assert explain(problem, "vi")
    assert all(value is None or value >= 0 for value in (getattr(totals, name) for name in FIELDS))
