"""Insights as a manager reads them: each view with numbers worked out by hand, an empty shop."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from streamlit.testing.v1 import AppTest

from core.base.clock import at_local
from core.base.database import Database
from core.shifts.result import Totals
from tests.conftest import Cast
from tests.pages.conftest import OpenPage
from tests.score.work import shift

DAY = date(2026, 9, 15)
NOW = at_local(date(2026, 9, 16), 10 * 60)


@pytest.fixture
def history(database: Database, cast: Cast) -> Cast:
    """Four Tuesdays of the late shift in shop A: two quick and selling, two slow."""
    for week, (seconds, orders) in enumerate(((10, 60), (12, 60), (40, 40), (50, 40))):
        totals = Totals(chats=100, presale_chats=100, answered_30s=60, unanswered=0, first_response_avg_s=seconds, orders=orders)
        shift(database, cast.lan, "late", {cast.shop_a: totals}, day=DAY - timedelta(days=7 * week))
    shift(database, cast.minh, "morning", day=DAY)
    return cast


def view(at: AppTest, key: str) -> str:
    at.session_state["insights:view"] = key
    at.run()
    assert not at.exception
    return " ".join(str(shown.value) for shown in (*at.markdown, *at.caption, *at.success, *at.info, *at.metric))


def test_each_view_says_its_numbers(history: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("insights", history.minh)
        assert not at.exception
        # 100 chats spread over eight hours: 12,5 an hour; the three hours of the peak are 3 of 8.
        said = view(at, "hours")
        assert "T3 16h (12,5 chat)" in said and "37,5\u00a0% lượt chat" in said
        said = view(at, "speed")
        assert [shown.value for shown in at.metric] == ["60,0\u00a0%", "40,0\u00a0%"]
        assert "20,0 điểm; hai khoảng tin cậy tách rời" in said and "chưa phải là nguyên nhân" in said
        view(at, "trends")
        assert list(at.dataframe[0].value["group"]) == ["Tất cả", "Shop A"]
        assert at.dataframe[0].value["chats"][0] == "400"
        said = view(at, "coverage")
        assert "1 ngày phủ kín" in said and "3 ngày có lúc trống" in said and "361 ngày chưa có ca nào" in said
        assert list(at.dataframe[0].value["gaps"]) == ["08:00–16:00"] * 3


def test_an_empty_shop_says_what_to_do(database: Database, cast: Cast, open_page: OpenPage) -> None:
    at = open_page("insights", cast.hoa)
    for key in ("hours", "speed", "trends", "complaints", "coverage"):
        view(at, key)
