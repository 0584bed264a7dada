"""The roster page: a planner plans, saves and publishes; agents see their own; nobody sees more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from core.base.database import Database
from core.people.user import User
from core.shifts.actions.templates import RetireTemplate, retire_template
from core.shifts.queries.roster import rostered
from core.shifts.queries.roster_requests import list_swaps, list_wishes
from tests.conftest import Cast
from tests.pages.conftest import OpenPage
from tests.shifts.floor import act, ask, local, template
from tests.shifts.roster_floor import WEEK, plan_week, publish, short, stored
from tests.shifts.test_wish_and_swap import agreed, swap

PAGE = "roster"
NOW = local("2026-10-05 09:30")
"""Monday of WEEK, in the morning."""


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def type_into(at: AppTest, week: date, cells: dict[tuple[int, int], str | None], drawing: int = 0) -> AppTest:
    """Type into the grid: (row, day of the week) → what stands there."""
    edits: dict[int, dict[str, str | None]] = {}
    for (row, day), said in cells.items():
        edits.setdefault(row, {})[f"d{day}"] = said
    at.session_state[f"roster:grid:{week}:{drawing}"] = {"edited_rows": edits, "added_rows": [], "deleted_rows": []}
    return at.run()


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def said(at: AppTest) -> str:
    return "\n".join(str(element.value) for element in (*at.markdown, *at.caption, *at.header, *at.warning, *at.info))


def coverage(at: AppTest) -> dict[str, list[str]]:
    frame = next(found.value for found in at.dataframe if "what" in found.value.columns)
    return {row[0]: list(row[1:]) for row in frame.itertuples(index=False)}


def own(database: Database, user: User) -> list[tuple[int, int, str]]:
    return short(ask(database, rostered, user, WEEK, WEEK + timedelta(days=6), mine=True))


def test_a_week_is_typed_seen_and_published(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = type_into(open_page(PAGE, cast.minh), WEEK, {(0, 0): "Sáng", (1, 0): "Tối"})  # Lan, then Đức
    assert not at.exception
    assert "2 ô chưa lưu" in said(at)
    assert coverage(at)["Số phút có người"][:2] == ["840 / 960", "0 / 960"]
    assert coverage(at)["Giờ trống"][:2] == ["17:00–19:00", "08:00–24:00"]
    assert "7 ngày còn giờ trống" in said(at)
    at = press(at, "Công bố")
    assert not at.error
    assert [toast.value for toast in at.toast] == ["Đã công bố, nhân viên thấy ngay"]
    assert own(database, cast.lan) == [(cast.lan.id, 0, "morning")]
    assert own(database, cast.stranger) == [(cast.stranger.id, 0, "evening")]
    assert "Công bố 05/10 09:30 bởi Trần Quốc Minh" in said(at)


def test_a_draft_is_saved_and_changed_back(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = press(type_into(open_page(PAGE, cast.minh), WEEK, {(0, 1): "Chiều"}), "Lưu nháp")
    assert short(stored(database, cast.minh).draft) == [(cast.lan.id, 1, "late")]
    at = type_into(at, WEEK, {(0, 1): None}, drawing=1)
    assert "1 ô chưa lưu" in said(at)
    at = press(at, "Bỏ phần vừa nhập")
    assert "chưa lưu" not in said(at)


def test_many_are_filled_at_once_and_nothing_is_stored_by_it(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = type_into(open_page(PAGE, cast.minh), WEEK, {(0, 6): "Tối"})
    at.multiselect[0].set_value([cast.lan.id, cast.stranger.id])
    at.pills[0].set_value([WEEK, WEEK + timedelta(days=1)])
    next(field for field in at.selectbox if field.label == "Ca").set_value(template(database, "morning").id)
    at = press(at, "Điền")
    assert not at.exception
    assert "5 ô chưa lưu" in said(at)
    assert coverage(at)["Sáng 08:00–17:00"] == ["2", "2", "–", "–", "–", "–", "–"]
    assert coverage(at)["Tối 19:00–24:00"] == ["–", "–", "–", "–", "–", "–", "1"]
    assert coverage(at)["Cao điểm 20:30–22:30"] == ["0", "0", "0", "0", "0", "0", "1"]
    assert stored(database, cast.minh).version == 0
    at = press(at, "Lưu nháp")
    assert len(stored(database, cast.minh).draft) == 5


def test_a_split_day_is_warned_with_its_article_and_published_with_a_reason(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = type_into(open_page(PAGE, cast.minh), WEEK, {(0, 2): "Sáng + Tối"})
    law = next(found.value for found in at.dataframe if "article" in found.value.columns)
    assert law.iloc[0].to_dict() == {
        "agent": "Nguyễn Thị Lan", "day": "T4 07/10", "what": "Làm 13 h trong một ngày, quá 12 h", "article": "Điều 107.2b BLLĐ 2019",
        "reason": "",
    }  # fmt: skip
    at = press(at, "Công bố")
    assert [error.value for error in at.error] == ["Có 1 cảnh báo luật lao động. Sửa lịch, hoặc ghi lý do vẫn xếp như vậy."]
    at = type_into(at, WEEK, {(0, 2): "Sáng + Tối"})
    next(field for field in at.text_input if field.label == "Lý do vẫn xếp dù có cảnh báo").set_value("Lan đồng ý").run()
    at = press(at, "Công bố")
    assert not at.error
    assert len(own(database, cast.lan)) == 2
    assert "1 cảnh báo luật lao động" in said(at)
    assert "chưa có lý do" not in said(at)


def test_somebody_else_saved_first(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = type_into(open_page(PAGE, cast.minh), WEEK, {(0, 0): "Chiều", (1, 3): "Sáng"})
    plan_week(database, cast.hoa, {(cast.lan, 0): "evening", (cast.stranger, 4): "late"}, at="2026-10-05 09:31")
    at = type_into(at, WEEK, {(0, 0): "Chiều", (1, 3): "Sáng"})
    assert "Lê Thị Hoa vừa sửa tuần này lúc 09:31" in said(at)
    found = next(shown.value for shown in at.dataframe if "theirs" in shown.value.columns)
    assert found.to_dict("records") == [
        {"agent": "Nguyễn Thị Lan", "day": "T2 05/10", "before": "Nghỉ", "theirs": "Tối", "mine": "Chiều"},
        {"agent": "Phạm Văn Đức", "day": "T6 09/10", "before": "Nghỉ", "theirs": "Chiều", "mine": ""},
    ]
    assert next(button for button in at.button if button.label == "Lưu nháp").disabled
    at = press(at, "Giữ ô của tôi, nhận phần còn lại")
    at = press(at, "Lưu nháp")
    assert short(stored(database, cast.minh).draft) == [
        (cast.lan.id, 0, "late"), (cast.stranger.id, 3, "morning"), (cast.stranger.id, 4, "late"),
    ]  # fmt: skip


def test_copying_tells_what_was_left_out(cast: Cast, database: Database, open_page: OpenPage) -> None:
    plan_week(database, cast.minh, {(cast.lan, 0): "late", (cast.stranger, 0): "morning"}, week=WEEK - timedelta(days=7))
    act(database, retire_template, cast.minh, RetireTemplate(template(database, "late").id, WEEK), at=NOW)
    at = press(open_page(PAGE, cast.minh), "Chép tuần trước")
    assert "Đã chép 1 ca vào ô trống." in said(at)
    assert "1 ca không chép được" in said(at)
    assert short(stored(database, cast.minh).draft) == [(cast.stranger.id, 0, "morning")]


def test_an_agent_sees_only_their_own_and_what_changed(cast: Cast, database: Database, open_page: OpenPage) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning", (cast.lan, 3): "late", (cast.stranger, 1): "late"})
    publish(database, cast.minh, {(cast.lan, 3): "", (cast.lan, 4): "late"}, at="2026-10-01 10:00")
    plan_week(database, cast.minh, {(cast.lan, 5): "evening"})
    at = open_page(PAGE, cast.lan)
    assert not at.exception
    shown = said(at)
    assert "T2 05/10" in shown and "T6 09/10" in shown
    assert "đã bỏ 01/10 10:00" in shown
    assert "đã đổi" in shown
    assert "T3 06/10" not in shown and "T7 10/10** · Ca" not in shown
    assert "Phạm Văn Đức" not in shown
    assert "2 ca · 16 h làm việc · 2 h ban đêm (22:00–06:00)" in shown
    assert [control.key for control in at.segmented_control] == ["sidebar:language"]
    assert not at.dataframe


def test_an_agent_wishes_and_a_planner_answers(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = open_page(PAGE, cast.lan)
    at.date_input[0].set_value(WEEK + timedelta(days=9)).run()
    next(field for field in at.text_input if field.label == "Ghi chú").set_value("Đám cưới").run()
    at = press(at, "Gửi nguyện vọng")
    assert not at.error
    found = ask(database, list_wishes, cast.minh, WEEK, WEEK + timedelta(days=20))
    assert [(one.agent, one.template, one.note, str(one.status)) for one in found] == [("Nguyễn Thị Lan", None, "Đám cưới", "open")]
    assert "Đang chờ" in said(at)
    manager = open_page(PAGE, cast.minh)
    manager.segmented_control(key="roster:view").set_value("requests").run()
    assert "Đám cưới" in said(manager)


def test_a_swap_is_asked_agreed_and_accepted_on_the_page(cast: Cast, database: Database, open_page: OpenPage) -> None:
    publish(database, cast.minh, {(cast.lan, 2): "morning", (cast.stranger, 3): "late"})
    at = open_page(PAGE, cast.lan)
    choose = next(field for field in at.selectbox if field.label == "Ca của bạn")
    assert choose.options == ["T4 07/10 · Ca sáng 08:00–17:00"]
    at = choose.set_value((template(database, "morning").id, WEEK + timedelta(days=2))).run()
    next(field for field in at.selectbox if field.label == "Nhờ ai").set_value(cast.stranger.id).run()
    at = press(at, "Gửi đề nghị")
    assert not at.error
    other = press(open_page(PAGE, cast.stranger), "Đồng ý")
    assert "Chờ quản lý" in said(other)
    manager = open_page(PAGE, cast.minh)
    assert "Nguyện vọng & đổi ca (1)" in manager.segmented_control(key="roster:view").options
    manager.segmented_control(key="roster:view").set_value("requests").run()
    press(manager, "Duyệt đổi ca")
    assert own(database, cast.stranger) == [(cast.stranger.id, 2, "morning"), (cast.stranger.id, 3, "late")]
    assert [str(one.status) for one in ask(database, list_swaps, cast.lan, WEEK)] == ["accepted"]


def test_a_swap_that_breaks_the_rest_is_warned_on_the_page(cast: Cast, database: Database, open_page: OpenPage) -> None:
    publish(database, cast.minh, {(cast.lan, 3): "morning", (cast.stranger, 2): "late"})
    agreed(database, cast, swap(database, cast, 3))
    at = open_page(PAGE, cast.minh)
    at.segmented_control(key="roster:view").set_value("requests").run()
    assert "Phạm Văn Đức, T5 08/10: Chỉ nghỉ 8 h trước ca này, chưa đủ 12 h (Điều 110 BLLĐ 2019)" in said(at)
    at = press(at, "Duyệt đổi ca")
    assert [error.value for error in at.error] == ["Có 1 cảnh báo luật lao động. Sửa lịch, hoặc ghi lý do vẫn xếp như vậy."]


def test_templates_are_kept_on_the_page(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = open_page(PAGE, cast.minh)
    at.segmented_control(key="roster:view").set_value("templates").run()
    for label, value in (("Tên", "Ca đêm"), ("Bắt đầu", "18h"), ("Kết thúc", "2h")):
        next(field for field in at.text_input if field.label == label).set_value(value).run()
    at = press(at, "Lưu mẫu ca")
    assert not at.error
    frame = next(found.value for found in at.dataframe)
    assert frame[frame["name"] == "Ca đêm"].iloc[0].to_dict() == {
        "name": "Ca đêm", "hours": "18:00–02:00", "work": "8 h", "night": "4 h", "break": "45 phút trong ca", "evening": "", "state": "đang dùng",
    }  # fmt: skip


def test_only_what_is_published_is_printed(cast: Cast, database: Database, open_page: OpenPage) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning"})
    plan_week(database, cast.minh, {(cast.lan, 1): "late"})
    at = open_page(PAGE, cast.minh)
    at.segmented_control(key="roster:view").set_value("print").run()
    assert not at.exception
    table = at.table[0].value
    assert list(table.iloc[0])[:3] == ["Nguyễn Thị Lan", "**Sáng**  \n08:00–17:00", "·"]


def test_the_names_of_agents_and_shifts_are_never_markdown(cast: Cast, database: Database, open_page: OpenPage) -> None:
    with database.write() as session:
        session.execute(text("UPDATE shift_template SET name = 'Ca *[x](http://y.vn)' WHERE code = 'morning'"))
    publish(database, cast.minh, {(cast.lan, 0): "morning"})
    shown = said(open_page(PAGE, cast.lan))
    assert "\\*\\[x\\]" in shown
