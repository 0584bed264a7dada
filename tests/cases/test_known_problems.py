"""Write down a known problem; a complaint it fits shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.base.database import Database
from core.base.errors import Conflict, InvalidInput, NotFound, Refused
from core.cases.actions.known_problems import save_known_problem
from core.cases.category import Category
from core.cases.known_problem import KnownProblem, KnownProblemInput, KnownState
from core.cases.queries.known_problems import known_problems_for, list_known_problems
from core.people.user import User
from tests.cases.acts import OPENED, ORDER, act, ask, complain, review, trail
from tests.cases.moments import at
from tests.conftest import Cast

MONDAY = date(2026, 9, 7)


def know(database: Database, by: User, **given: object) -> KnownProblem:
    filled = {"title": "Bể vỡ khi giao", "answer": "Shop gửi bù trong ngày ạ.", "category": Category.DAMAGED} | given
    return act(database, save_known_problem, by, KnownProblemInput(**filled), OPENED)  # type: ignore[arg-type]


def fits(
    database: Database, user: User, cast: Cast, category: Category = Category.DAMAGED, order: str = "", on: date = MONDAY
) -> list[str]:
    return [one.title for one in ask(database, known_problems_for, user, category, cast.shop_a.id, order, on=on)]


def test_an_agent_is_shown_what_fits_the_complaint_the_narrowest_first(database: Database, cast: Cast) -> None:
    know(database, cast.minh, title="Mọi gian hàng")
    know(database, cast.minh, title="Gian A", shop_id=cast.shop_a.id)
    know(database, cast.minh, title="Gian B", shop_id=cast.shop_b.id)
    know(database, cast.minh, title="Thiếu hàng", category=Category.MISSING_ITEMS)
    know(database, cast.minh, title="Cả gian A", category=None, shop_id=cast.shop_a.id)
    assert fits(database, cast.lan, cast) == ["Gian A", "Cả gian A", "Mọi gian hàng"]
    assert fits(database, cast.lan, cast, Category.MISSING_ITEMS) == ["Cả gian A", "Thiếu hàng"]


def test_it_is_shown_up_to_its_last_day_and_until_it_is_closed(database: Database, cast: Cast) -> None:
    known = know(database, cast.minh, until=MONDAY)
    assert fits(database, cast.lan, cast) == ["Bể vỡ khi giao"]
    assert fits(database, cast.lan, cast, on=date(2026, 9, 8)) == []
    closed = KnownProblemInput(
        known.title, known.answer, category=known.category, state=KnownState.CLOSED, id=known.id, version=known.version
    )
    act(database, save_known_problem, cast.hoa, closed, OPENED)
    assert fits(database, cast.lan, cast) == []


def test_one_bound_to_a_product_fits_the_orders_that_hold_it(database: Database, cast: Cast) -> None:
    know(database, cast.minh, product="chảo chống dính")
    review(database, cast, order_no=ORDER, product="Chảo CHỐNG DÍNH vân đá 28cm")
    review(database, cast, order_no="240907KHAC0001", product="Kệ gia vị")
    assert fits(database, cast.lan, cast, order=ORDER) == ["Bể vỡ khi giao"]
    assert fits(database, cast.lan, cast, order="240907KHAC0001") == []
    unsure = ask(database, known_problems_for, cast.lan, Category.DAMAGED, cast.shop_a.id, "240907MOI00001", on=MONDAY)
    assert [(one.title, one.sure) for one in unsure] == [("Bể vỡ khi giao", False)]


def test_the_list_counts_the_complaints_of_thirty_days(database: Database, cast: Cast) -> None:
    know(database, cast.minh)
    know(database, cast.minh, title="Ở gian B", shop_id=cast.shop_b.id)
    complain(database, cast)
    complain(database, cast, order_no="240907ABCDEF13", now=at("2026-09-20 10:00"))
    complain(database, cast, order_no="240907ABCDEF14", now=at("2026-10-01 10:00"))
    listed = ask(database, list_known_problems, cast.lan, now=at("2026-10-07 14:00"))
    assert [(one.title, one.seen) for one in listed] == [("Bể vỡ khi giao", 2), ("Ở gian B", 0)]  # the first is 30 days old, to the minute
    found = ask(database, list_known_problems, cast.lan, search="be VO", now=at("2026-10-07 14:00"))
    assert [one.title for one in found] == ["Bể vỡ khi giao"]


def test_agents_do_not_write_and_what_is_missing_is_named(database: Database, cast: Cast) -> None:
    with pytest.raises(Refused):
        know(database, cast.lan)
    with pytest.raises(InvalidInput) as caught:
        know(database, cast.minh, title=" ", answer="", category=None, shop_id=999)
    assert [problem.field for problem in caught.value.problems] == ["title", "answer", "shop"]
    with pytest.raises(InvalidInput) as caught:
        know(database, cast.minh, category=None)
    assert [problem.field for problem in caught.value.problems] == ["category"]


def test_the_later_of_two_editors_is_told(database: Database, cast: Cast) -> None:
    known = know(database, cast.minh, owner_id=cast.lan.id, until=MONDAY)
    changed = KnownProblemInput("Mới", "Trả lời", category=Category.DAMAGED, id=known.id, version=known.version)
    assert act(database, save_known_problem, cast.minh, changed, OPENED).version == 2
    with pytest.raises(Conflict) as caught:
        act(database, save_known_problem, cast.hoa, changed, OPENED)
    assert caught.value.current.title == "Mới"
    with pytest.raises(NotFound):
        act(database, save_known_problem, cast.hoa, replace(changed, id=99), OPENED)
    told = trail(database, f"known_problem:{known.id}")
    assert [entry.before and entry.before["title"] for entry in told] == [None, "Bể vỡ khi giao"]
    assert told[0].after["until"] == "2026-09-07"
