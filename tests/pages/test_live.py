"""The live board as manager and agent see it, at a frozen moment, with exact numbers."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from core.base.clock import at_local
from core.base.database import Database
from core.base.settings import get_settings
from core.score.floor import floor_of
from core.score.queries import live as live_query
from core.score.queries.live import live_board
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus
from tests.conftest import Cast
from tests.pages.conftest import OpenPage
from tests.score.work import save, shift

DAY = date(2026, 11, 22)
NOW = at_local(DAY, 18 * 60 + 30)
LAN = Totals(
    chats=60, presale_chats=50, answered_30s=48, unanswered=2, first_response_avg_s=40, orders=20, paid_orders=15, revenue_vnd=6_000_000
)
DUC = Totals(chats=40, answered_30s=36, unanswered=0, first_response_avg_s=25, orders=18, paid_orders=18, revenue_vnd=5_400_000)


@pytest.fixture
def evening(database: Database, cast: Cast) -> Cast:
    """Lan and Đức are on the late shift of 22 November; it is 18:30."""
    saves = (save("18:00", day=DAY, chats=60, answered_30s=48, unanswered=2),)
    shift(database, cast.lan, "late", {cast.shop_a: (LAN, saves)}, day=DAY, hours=("16:00", None), status=ShiftStatus.OPEN, updated="18:00")
    shift(database, cast.stranger, "late", {cast.shop_b: DUC}, day=DAY, hours=("16:05", None), status=ShiftStatus.OPEN, updated="16:30")
    return cast


def metrics(at) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return {shown.label: shown.value for shown in at.metric}


def test_a_manager_sees_the_team_with_revenue(evening: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("live", evening.minh)
    assert not at.exception
    assert metrics(at) == {
        "≤ 30 giây": "84,0\u00a0%",
        "Phản hồi đầu": "34\u00a0giây",
        "Lượt chat": "100",
        "Tỷ lệ chốt đơn": "42,2\u00a0%",
        "Đơn chốt": "38",
        "Doanh thu": "11,4\u00a0tr\u00a0₫",
    }
    table = at.dataframe[0].value
    assert list(table["agent"]) == ["Nguyễn Thị Lan", "Phạm Văn Đức"]
    assert list(table["chats"]) == ["60", "40"]
    assert [updated.startswith("⚠") for updated in table["updated"]] == [False, True]
    assert "revenue" in table.columns


def test_an_agent_sees_no_revenue_and_no_other_name(evening: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("live", evening.lan)
    assert not at.exception
    assert "Doanh thu" not in metrics(at)
    assert metrics(at)["Lượt chat"] == "100"
    table = at.dataframe[0].value
    assert list(table["agent"]) == ["Nguyễn Thị Lan", "đồng nghiệp"]
    assert "revenue" not in table.columns
    assert list(table["chats"]) == ["60", "—"]
    assert "Đức" not in str([shown.value for shown in at.markdown])


def test_one_failing_part_leaves_the_rest_standing(evening: Cast, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a part of the board is broken")

    monkeypatch.setattr(live_query, "agents_on_shift", broken)
    with time_machine.travel(NOW, tick=False):
        at = open_page("live", evening.minh)
    assert not at.exception
    assert metrics(at)["Lượt chat"] == "100"
    assert len(at.warning) == 1
    assert "RuntimeError" not in at.warning[0].value


def test_the_wall_shows_no_money_and_no_sidebar(evening: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("live", evening.minh)
        assert "revenue" in at.dataframe[0].value.columns
        at.query_params["wall"] = "1"
        at.run()
    assert not at.exception
    assert not at.sidebar.button and not at.metric and not at.dataframe
    sent = [str(found.proto) for found in at.get("arrow_vega_lite_chart")] or [str(found.proto) for found in at.get("vega_lite_chart")]
    assert len(sent) == 4
    everything = "".join(sent) + "".join(shown.value for shown in at.markdown)
    assert "Nguyễn Thị Lan" in everything or "Lan" in everything
    assert not [word for word in ("11400000", "6000000", "5400000", "11,4", "Doanh thu", "₫") if word in everything]


def test_an_agent_gets_no_wall(evening: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("live", evening.lan)
        at.query_params["wall"] = "1"
        at.run()
    assert not at.exception
    assert at.title[0].value == "Trực tiếp"
    assert "Đức" not in str(at.main)


def test_a_part_that_cannot_be_drawn_leaves_the_rest_standing(evening: Cast, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.ui import live_parts

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a chart is broken")

    monkeypatch.setattr(live_parts, "by_hour", broken)
    with time_machine.travel(NOW, tick=False):
        at = open_page("live", evening.minh)
    assert not at.exception
    assert metrics(at)["Lượt chat"] == "100"
    assert len(at.dataframe) == 1
    (said,) = at.warning
    assert "RuntimeError" not in said.value and "broken" not in said.value


def test_the_page_and_the_command_show_one_number(evening: Cast, database: Database) -> None:
    with database.read() as session:
        board = live_board(session, evening.minh, now=NOW, floor=floor_of(get_settings()))
    assert board.metrics["answer_30s_rate"].value == 0.84
    assert board.metrics["first_response_s"].value == pytest.approx(33.877551, abs=1e-6)
    assert board.metrics["conversion"].value == 38 / 90
