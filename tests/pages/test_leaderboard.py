"""The leaderboard as owner and agent see it: the worked example, filters, names hidden in the query."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from streamlit.testing.v1 import AppTest

from core.base.appsettings import write_setting
from core.base.clock import at_local
from core.base.database import Database
from core.people.actions.users import disable_user
from core.people.user import SYSTEM
from core.score.actions.platform import save_platform_days
from core.score.reconcile import PlatformDay
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus
from tests.conftest import Cast
from tests.pages.conftest import OpenPage
from tests.score.work import DAY, shift

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


def sent(at: AppTest) -> bytes:
    """Everything the browser gets: words, tables, charts, options of lists."""
    return b"".join(node.proto.SerializeToString() for node in at._tree if hasattr(node, "proto") and node.proto is not None)


NAMES = ("Nguyễn Thị Lan", "Lê Thị Hoa", "Trần Quốc Minh")
USER_NAMES = (b"minh", b"hoa")


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
    assert all(name.encode() in sent(at) for name in NAMES)


def test_why_opens_cells_and_shifts(worked: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("leaderboard", worked.hoa)
        at.selectbox(key="agent").select("minh").run()
    assert not at.exception
    _, cells, shifts, _ = (frame.value for frame in at.dataframe)
    assert cells[["shop", "shift", "mine", "rate", "team", "expected", "above"]].values.tolist() == [
        ["Shop A", "Ca sáng", "20 / 100", "20,0\u00a0%", "25,0\u00a0%", "25,0", "−5,0"],
        ["Shop A", "Ca chiều", "45 / 100", "45,0\u00a0%", "50,0\u00a0%", "50,0", "−5,0"],
        ["Cộng", "", "65 / 200", "32,5\u00a0%", "", "75,0", "−10,0"],
    ]
    assert shifts["mine"].tolist() == ["45 / 100", "20 / 100"]
    assert [link.split("?")[0] for link in shifts["link"]] == ["/approvals"] * 2
    assert shifts["export"].tolist() == ["chưa có số sàn"] * 2
    # Their gap is 0,11 of the team's rate 0,375: 2 · 1,645² · 0,625/0,375 / 0,1116² ≈ 724, two digits up: 730.
    assert "mỗi người cần khoảng 730 lượt" in at.info[1].value


def test_what_the_export_says_stands_beside_the_shift(database: Database, worked: Cast, open_page: OpenPage) -> None:
    with database.write() as session:
        save_platform_days(session, SYSTEM, [PlatformDay(worked.shop_a.id, DAY, orders=125)], now=NOW)
    with time_machine.travel(NOW, tick=False):
        at = open_page("leaderboard", worked.minh)
    assert at.dataframe[2].value["export"].tolist() == ["sàn 125 · khai 150 (+20,0\u00a0%)"]


def test_an_agent_is_sent_no_other_name(worked: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("leaderboard", worked.lan)
    assert not at.exception
    assert list(at.dataframe[0].value["name"]) == ["Nguyễn Thị Lan (bạn)", "Đồng nghiệp 2", "Đồng nghiệp 3"]
    everything = sent(at)
    assert "Nguyễn Thị Lan".encode() in everything
    assert not any(name.encode() in everything for name in NAMES[1:])
    assert not any(name in everything for name in USER_NAMES)
    # Why: their own cells and shifts, each with the way to it; nothing of a marketplace's export.
    _, cells, shifts, team = (frame.value for frame in at.dataframe)
    assert cells["above"].tolist() == ["+5,0", "+5,0"]
    assert [link.split("?")[0] for link in shifts["link"]] == ["/my_shift"]
    assert "export" not in shifts.columns
    assert "revenue" not in team.columns
    assert "agent" not in [box.key for box in at.selectbox]


def test_an_agent_reads_another_only_where_the_owner_allows(database: Database, worked: Cast, open_page: OpenPage) -> None:
    with database.write() as session:
        write_setting(session, "leaderboard_visibility", "bands")
    with time_machine.travel(NOW, tick=False):
        at = open_page("leaderboard", worked.lan)
    table = at.dataframe[0].value
    assert list(table["name"]) == ["Nguyễn Thị Lan (bạn)", "Lê Thị Hoa", "Trần Quốc Minh"]
    assert list(table["rank"]) == ["1–3"] * 3
    assert list(table["n"]) == ["100", "—", "—"]
    assert list(table["fair"])[1:] == ["—", "—"]


def test_one_kind_of_shift_alone(worked: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("leaderboard", worked.hoa)
        at.multiselect(key="shifts").select(1).run()
    table = at.dataframe[0].value
    assert dict(zip(table["name"], table["n"], strict=True)) == {"Nguyễn Thị Lan": "100", "Trần Quốc Minh": "100"}


def test_what_may_still_change_is_said(database: Database, worked: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("leaderboard", worked.hoa)
        assert "Tạm tính: kỳ chưa kết thúc" in at.markdown[0].value
        at.selectbox(key="period").select("custom").run()
        at.date_input(key="dates").set_value((DAY, DAY)).run()
        assert "Đã duyệt hết ca" in at.markdown[0].value
        with database.write() as session:
            disable_user(session, SYSTEM, "minh", now=NOW)
        totals = Totals(chats=10, presale_chats=10, orders=4)
        shift(database, worked.hoa, "evening", {worked.shop_a: totals}, status=ShiftStatus.SUBMITTED)
        at.run()
    assert "1 người còn ca chưa duyệt" in at.markdown[0].value
    table = at.dataframe[0].value
    notes = dict(zip(table["name"], table["note"], strict=True))
    assert notes == {"Nguyễn Thị Lan": "", "Lê Thị Hoa": "tạm tính: còn ca chưa duyệt", "Trần Quốc Minh (đã nghỉ)": "đã nghỉ"}


def test_a_shop_without_shifts_says_so(worked: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("leaderboard", worked.hoa)
        at.multiselect(key="shops").select(worked.shop_b.id).run()
    assert not at.exception
    assert len(at.dataframe) == 0
    assert "Kỳ này chưa có ca nào được nộp" in str([shown.value for shown in at.markdown])


def test_last_month_holds_no_shift_of_this_one(worked: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("leaderboard", worked.hoa)
        at.selectbox(key="period").select("last_month").run()
    assert len(at.dataframe) == 0
