"""The leaderboard as owner and agent see it: the worked example, filters, names hidden in the query."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from core.base.clock import at_local
from core.base.database import Database
from core.shifts.result import Totals
from tests.conftest import Cast
from tests.pages.conftest import OpenPage
from tests.score.work import shift

NOW = at_local(date(2026, 9, 28), 12 * 60)


@pytest.fixture
def worked(database: Database, cast: Cast) -> Cast:
    """The worked example: Lan's 30 of 100 in the hard morning, Minh in both, Hoa's 55 of 100 in the easy evening."""

    def sold(orders: int, chats: int) -> Totals:
        return Totals(chats=chats, presale_chats=chats, orders=orders)

    shift(database, cast.lan, "morning", {cast.shop_a: sold(30, 100)})
    shift(database, cast.minh, "morning", {cast.shop_a: sold(20, 100)})
    shift(database, cast.minh, "late", {cast.shop_a: sold(45, 100)})
    shift(database, cast.hoa, "late", {cast.shop_a: sold(55, 100)})
    return cast


def test_the_owner_sees_raw_and_fair_rates(worked: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("leaderboard", worked.hoa)
    assert not at.exception
    table = at.dataframe[0].value
    assert list(table["name"]) == ["Nguyễn Thị Lan", "Lê Thị Hoa", "Trần Quốc Minh"]
    assert list(table["raw"]) == ["30,0\u00a0%", "55,0\u00a0%", "32,5\u00a0%"]
    assert list(table["fair"]) == ["39,6\u00a0%", "39,2\u00a0%", "35,0\u00a0%"]
    assert list(table["n"]) == ["100", "100", "200"]
    assert list(table["rank"]) == ["1–3"] * 3
    assert "chưa cho thấy ai hơn ai" in at.info[0].value


def test_an_agent_sees_only_their_own_name(worked: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("leaderboard", worked.lan)
    assert not at.exception
    assert list(at.dataframe[0].value["name"]) == ["Nguyễn Thị Lan (bạn)", "Đồng nghiệp 2", "Đồng nghiệp 3"]
    sent = str([frame.value.to_dict() for frame in at.dataframe]) + str([shown.value for shown in at.markdown])
    assert "Minh" not in sent
    assert "Hoa" not in sent
    assert "revenue" not in at.dataframe[1].value.columns


def test_a_shop_without_shifts_says_so(worked: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("leaderboard", worked.hoa)
        at.multiselect(key="board:shops").select(worked.shop_b.id).run()
    assert not at.exception
    assert len(at.dataframe) == 0
    assert "Kỳ này chưa có ca nào được nộp" in str([shown.value for shown in at.markdown])


def test_last_month_holds_no_shift_of_this_one(worked: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("leaderboard", worked.hoa)
        at.selectbox(key="board:period").select("last_month").run()
    assert len(at.dataframe) == 0
