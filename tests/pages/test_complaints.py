"""The complaints page: log one, find it, work on it, as each of the cast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from streamlit.testing.v1 import AppTest

from core.base.database import Database
from core.cases.actions.complaints import move_complaint
from core.cases.complaint import Complaint, ComplaintState, Resolution, Severity
from core.cases.inputs import MoveComplaint
from core.cases.queries.complaints import get_complaint, list_complaints
from core.cases.queries.scope import CaseFilter, Whose
from core.people.user import SYSTEM, User
from tests.cases.acts import act, ask, complain
from tests.cases.moments import at as moment
from tests.conftest import Cast
from tests.pages.conftest import OpenPage

NOW = moment("2026-09-07 15:00")
NASTY = "**đậm** <b>x</b> [bấm](http://x) :red[đỏ] $x^2$ =1+1\n# to\n\u202egnol " + "dài " * 300


@pytest.fixture(autouse=True)
def three_o_clock() -> Iterator[None]:
    """Monday, 15:00."""
    with time_machine.travel(NOW, tick=False):
        yield


def field(page: AppTest, kind: str, label: str) -> Any:
    """Return the one widget of a kind with a label."""
    (found,) = [one for one in page.get(kind) if one.label == label]
    return found


def press(page: AppTest, label: str) -> AppTest:
    return field(page, "button", label).click().run()


def markdown(page: AppTest) -> str:
    return "\n".join(one.value for one in page.markdown).replace("\u00a0", " ")


def captions(page: AppTest) -> list[str]:
    return [one.value.replace("\u00a0", " ") for one in page.caption]


def stored(database: Database) -> list[Complaint]:
    return list(ask(database, list_complaints, SYSTEM, CaseFilter()).lines)


def open_case(open_page: OpenPage, user: User, case: Complaint) -> AppTest:
    page = open_page("complaints", user)
    page.query_params["id"] = str(case.id)
    return page.run()


def test_an_agent_logs_a_complaint(database: Database, cast: Cast, open_page: OpenPage) -> None:
    page = open_page("complaints", cast.lan)
    assert [one.value for one in page.title] == ["Khiếu nại"]
    assert "Trả lời khách trước 15:30, giải quyết trước 08/09 15:00" in captions(page)
    field(page, "text_input", "Mã đơn").set_value(" #2409 07abc ")
    field(page, "selectbox", "Loại khiếu nại").select_index(3)
    field(page, "button_group", "Mức độ").set_value(Severity.HIGH)
    field(page, "text_area", "Nội dung").set_value("Ly vỡ")
    page = press(page, "Ghi khiếu nại")
    assert not page.error
    assert [one.value for one in page.toast] == ["Đã ghi khiếu nại"]
    (case,) = stored(database)
    assert (case.order_no, str(case.category), case.severity, case.description) == ("240907ABC", "damaged", Severity.HIGH, "Ly vỡ")
    assert case.owner is not None
    assert case.owner.id == cast.lan.id
    # The form is ready for the next one: empty, with this shop and category.
    assert (field(page, "text_input", "Mã đơn").value, field(page, "text_area", "Nội dung").value) == ("", "")
    assert str(field(page, "selectbox", "Loại khiếu nại").value) == "damaged"
    assert "**240907ABC** · Hàng bể vỡ" in [one.label for one in page.button]
    assert ":orange-badge[:material/schedule: Cần trả lời khách · còn 30 phút · 15:30]" in markdown(page)


def test_what_is_wrong_is_named_and_what_was_typed_stays(database: Database, cast: Cast, open_page: OpenPage) -> None:
    page = open_page("complaints", cast.lan)
    field(page, "text_input", "Mã đơn").set_value("0912345678")
    field(page, "text_area", "Nội dung").set_value("Ly vỡ")
    page = press(page, "Ghi khiếu nại")
    (said,) = page.error
    assert said.value == "“0912345678” giống số điện thoại. Dùng mã đơn hàng; số điện thoại không được lưu."
    assert (field(page, "text_input", "Mã đơn").value, field(page, "text_area", "Nội dung").value) == ("0912345678", "Ly vỡ")
    assert stored(database) == []


def test_a_repeat_is_shown_while_the_order_is_typed(database: Database, cast: Cast, open_page: OpenPage) -> None:
    complain(database, cast, by=cast.stranger, order_no="R1", category="not_received", now=moment("2026-09-05 15:00"))
    page = open_page("complaints", cast.lan)
    field(page, "text_input", "Mã đơn").set_value("r1").run()
    assert "Đơn này đã có cùng vấn đề trong 7 ngày: sẽ được ghi là lặp lại." in markdown(page)
    told = ":material/report: Chưa nhận được hàng · Mới · 05/09 15:00"
    assert told in captions(page)  # a colleague's: told, not opened
    assert "Phạm Văn Đức" not in markdown(page) + " ".join(captions(page))
    field(page, "selectbox", "Loại khiếu nại").select_index(3).run()
    assert "Đơn này đã từng có khiếu nại." in markdown(page)
    press(page, "Ghi khiếu nại")
    assert [case.repeat_of for case in stored(database) if str(case.category) == "damaged"] == [None]


def test_the_list_holds_what_the_filters_say(database: Database, cast: Cast, open_page: OpenPage) -> None:
    complain(database, cast, order_no="LAN1")
    complain(database, cast, order_no="DUC1", by=cast.stranger)
    complain(database, cast, order_no="FREE1", owner_id=None)
    done = complain(database, cast, order_no="DONE1")
    act(database, move_complaint, cast.lan, MoveComplaint(done.id, 1, ComplaintState.RESOLVED, resolution="refund"), NOW)

    def titles(page: AppTest) -> set[str]:
        return {one.label.split("*")[2] for one in page.button if one.label.startswith("**")}

    page = open_page("complaints", cast.lan)
    assert titles(page) == {"LAN1", "FREE1"}
    assert "2 khiếu nại · 2 quá hạn" in captions(page)  # the first answers, since 14:30
    assert titles(field(page, "button_group", "Của ai").set_value(Whose.UNASSIGNED).run()) == {"FREE1"}
    assert titles(field(page, "button_group", "Của ai").set_value(Whose.ALL).run()) == {"LAN1", "FREE1"}
    assert titles(field(page, "button_group", "Trạng thái").set_value("closed").run()) == {"DONE1"}
    field(page, "button_group", "Trạng thái").set_value("every")
    assert titles(field(page, "text_input", "Tìm khiếu nại").set_value("hoan tien").run()) == set()
    assert "Không có khiếu nại nào khớp “hoan tien”." in markdown(page)
    assert titles(open_page("complaints", cast.minh)) == {"LAN1", "FREE1", "DUC1"}


def test_the_dense_table_holds_the_same(database: Database, cast: Cast, open_page: OpenPage) -> None:
    complain(database, cast, order_no="LAN1", description=NASTY)
    page = open_page("complaints", cast.lan)
    page = field(page, "toggle", "Dạng bảng").set_value(True).run()
    (table,) = page.dataframe
    assert table.value["order_no"].tolist() == ["LAN1"]
    assert table.value["standing"].tolist() == ["Quá hạn"]
    assert not page.exception


def test_a_customers_words_stay_words(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = complain(database, cast, description=NASTY, customer="**x** <i>")
    page = open_case(open_page, cast.lan, case)
    assert not page.exception
    assert case.description in [one.value for one in page.text]
    drawn = markdown(page) + "".join(captions(page)) + "".join(one.value for one in page.title)
    assert "**đậm**" not in drawn
    assert "<b>" not in drawn
    assert "**x**" not in drawn
    assert r"\*\*x\*\* \<i\>" in drawn


def test_next_steps_follow_the_state(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = complain(database, cast, by=cast.minh, owner_id=None)

    def steps(page: AppTest) -> list[str]:
        return [one.label for one in page.button]

    page = open_case(open_page, cast.lan, case)
    every = ["Đã trả lời khách", "Tôi nhận", "Giải quyết", "Chờ khách", "Chờ sàn", "Từ chối", "Ghi chú", "Sửa"]
    assert [one for one in steps(page) if one in every] == every
    page = press(page, "Tôi nhận")
    page = press(page, "Đã trả lời khách")
    page = press(page, "Chờ sàn")
    found = ask(database, get_complaint, cast.lan, case.id)
    assert (found.state, str(found.waiting_for), found.first_answer_at, found.version) == (ComplaintState.WAITING, "marketplace", NOW, 4)
    assert "Xử lý tiếp" in steps(page)
    assert "Tôi nhận" not in steps(page)
    assert ":blue-badge[:material/pause_circle: Tạm dừng tính giờ · còn 15 giờ (giờ trực)]" in markdown(page)


def test_solving_asks_for_the_solution_and_keeps_what_was_typed(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = complain(database, cast, answered=True)
    page = press(open_case(open_page, cast.lan, case), "Giải quyết")
    field(page, "text_input", "Chi phí (₫)").set_value("nhiều")
    page = press(page, "Giải quyết xong")
    (said,) = page.error
    assert "Chọn cách giải quyết." in said.value
    assert field(page, "text_input", "Chi phí (₫)").value == "nhiều"
    field(page, "text_input", "Chi phí (₫)").set_value("50k")
    field(page, "selectbox", "Cách giải quyết").select_index(3)
    page = press(page, "Giải quyết xong")
    found = ask(database, get_complaint, cast.lan, case.id)
    assert (found.state, found.resolution, found.cost_vnd) == (ComplaintState.RESOLVED, Resolution.REFUND, 50_000)
    assert "**Đã giải quyết** · Hoàn tiền · 50.000" in markdown(page)
    assert not page.error


def test_rejecting_reopening_noting_and_giving(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = complain(database, cast, answered=True)
    page = open_case(open_page, cast.minh, case)
    for opens, label, value, saves in (
        ("Ghi chú", "Ghi chú", "Gọi lại 18:00", "Thêm ghi chú"),
        ("Từ chối", "Lý do", "Quá hạn đổi trả", "Từ chối"),
        ("Mở lại", "Khách nói gì thêm", "Có video mở hàng", "Mở lại"),
    ):
        page = press(page, opens)
        field(page, "text_area", label).set_value(value)
        page = [one for one in page.button if one.label == saves][-1].click().run()
        assert not page.error
        assert value in [one.value for one in page.text]
    page = press(page, "Giao cho…")
    field(page, "selectbox", "Người xử lý").set_value(cast.stranger.id)
    page = press(page, "Giao")
    found = ask(database, get_complaint, cast.minh, case.id)
    assert (found.state, found.reopened, found.owner and found.owner.id) == (ComplaintState.IN_PROGRESS, 1, cast.stranger.id)
    assert "Lần 1: Từ chối – Trần Quốc Minh, 15:00" in captions(page)


def test_corrections(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = complain(database, cast, answered=True)
    page = press(open_case(open_page, cast.lan, case), "Sửa")
    field(page, "selectbox", "Mức độ").set_value(Severity.HIGH)
    page = press(page, "Lưu")
    assert ask(database, get_complaint, cast.lan, case.id).resolve_due == moment("2026-09-07 18:00")


def test_who_acts_on_what_somebody_changed_is_told_and_sees_it(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = complain(database, cast, answered=True)
    page = press(open_case(open_page, cast.lan, case), "Ghi chú")
    act(database, move_complaint, cast.minh, MoveComplaint(case.id, case.version, ComplaintState.RESOLVED, resolution="refund"), NOW)
    field(page, "text_area", "Ghi chú").set_value("Gọi lại 18:00")
    page = press(page, "Thêm ghi chú")
    (said,) = page.error
    assert said.value == "Có người vừa thay đổi việc này. Xem lại nội dung mới rồi lưu lần nữa."
    assert "Đã giải quyết" in markdown(page)
    assert field(page, "text_area", "Ghi chú").value == "Gọi lại 18:00"
    page = press(page, "Thêm ghi chú")
    assert not page.error
    assert "Gọi lại 18:00" in [one.value for one in page.text]


def test_a_button_of_an_old_picture_does_nothing(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = complain(database, cast, answered=True)
    page = open_case(open_page, cast.lan, case)
    done = act(database, move_complaint, cast.minh, MoveComplaint(case.id, 1, ComplaintState.WAITING, "customer"), NOW)  # type: ignore[arg-type]
    page = press(page, "Chờ sàn")
    (said,) = page.error
    assert said.value.startswith("Có người vừa thay đổi việc này.")
    assert ask(database, get_complaint, cast.lan, case.id) == done


def test_a_colleagues_case_is_not_shown(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = complain(database, cast, description="Bí mật của khách")
    page = open_case(open_page, cast.stranger, case)
    assert [one.value for one in page.error] == ["Không có việc này, hoặc do người khác phụ trách."]
    assert not page.text
    assert "Bí mật" not in markdown(page)
    page = press(page, "Tất cả khiếu nại")
    assert [one.value for one in page.title] == ["Khiếu nại"]
