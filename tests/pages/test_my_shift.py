"""My shift in the hands of an agent: one tap in, numbers typed forgivingly, nothing typed is lost, one tap out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from streamlit.testing.v1 import AppTest

from core.base.clock import DEFAULT_ZONE
from core.base.database import Database
from core.cases.actions.complaints import log_complaint
from core.cases.inputs import NewComplaint
from core.shifts.actions.hand_in import Return, Submit, return_shift, submit_shift
from core.shifts.actions.handover import NewHandover, add_handover
from core.shifts.actions.roster import PublishWeek, publish_week
from core.shifts.actions.save import ShopTotals
from core.shifts.queries.handover import handovers_of_shift
from core.shifts.queries.shifts import list_shifts, open_shifts
from core.shifts.result import FIELDS, Totals
from core.shifts.roster import CellPlan
from core.shifts.shift import Shift, ShiftStatus
from core.ui.words import plain
from tests.conftest import ROOT, Cast
from tests.pages.conftest import OpenPage
from tests.shifts.floor import DAY, act, ask, begin, count, fresh, local, save, template

NOW = datetime(2026, 9, 30, 18, 0, tzinfo=DEFAULT_ZONE).astimezone(UTC)


@pytest.fixture(autouse=True)
def at_six_in_the_evening() -> Iterator[time_machine.Traveller]:
    """The last evening of September, 18:00 in Vietnam."""
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


def press(at: AppTest, label: str) -> AppTest:
    """Press the button whose label begins so."""
    found = [button for button in at.button if button.label.startswith(label)]
    assert len(found) == 1, [button.label for button in at.button]
    return found[0].click().run()


def type_into(at: AppTest, shift: Shift, shop_id: int, **typed: str) -> None:
    """Type into fields of a shop, each left with Tab as a person does."""
    for name, text in typed.items():
        at.text_input(key=f"my_shift:{shift.id}:{shop_id}:{name}").input(text).run()


def typed_in(at: AppTest, shift: Shift, shop_id: int, *names: str) -> list[str | None]:
    return [at.text_input(key=f"my_shift:{shift.id}:{shop_id}:{name}").value for name in names]


def shown(at: AppTest) -> str:
    """Return every word on the page."""
    elements = [*at.markdown, *at.caption, *at.title, *at.header, *at.warning, *at.error, *at.toast]
    return "\n".join(str(element.value).replace("\\", "").replace("\u00a0", " ") for element in elements)


def test_one_tap_checks_in_to_the_shift_that_fits(open_page: OpenPage, cast: Cast, database: Database) -> None:
    at = open_page("my_shift", cast.lan)
    assert [button.label for button in at.button if button.label.startswith("Vào ca")] == ["Vào ca: Ca tối 19:00–24:00"]
    press(at, "Vào ca")
    [shift] = ask(database, open_shifts, cast.lan)
    assert (shift.template.code, shift.business_date, shift.check_in) == ("evening", DAY, NOW)
    assert [field.label for field in at.text_input if field.key and field.key.startswith("my_shift:")] == [
        "Lượt chat", "Chat trước mua", "Trả lời ≤ 30 giây", "Chưa trả lời", "Phản hồi đầu TB", "Đơn chốt", "Đơn đã thanh toán", "Doanh thu",
    ] * 2  # fmt: skip


def test_a_result_takes_few_acts_and_is_echoed_as_understood(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan)
    at = open_page("my_shift", cast.lan)
    texts = dict(zip(FIELDS, ("60", "50", "48", "2", "80", "20", "15", "1,25tr"), strict=True))
    type_into(at, shift, cast.shop_a.id, **texts)  # eight acts
    assert typed_in(at, shift, cast.shop_a.id, "first_response_avg_s", "revenue_vnd") == ["1\u00a0phút\u00a020", "1.250.000"]
    press(at, "Lưu số liệu")  # the ninth
    assert [toast.value for toast in at.toast] == ["Đã lưu"]
    [result] = fresh(database, cast.lan, shift).results
    assert (result.shop_id, result.totals) == (cast.shop_a.id, Totals(60, 50, 48, 2, 80, 20, 15, 1_250_000))
    press(at, "Lưu số liệu")
    assert [toast.value for toast in at.toast] == ["Không có gì thay đổi"]
    assert count(database, "result_save") == 1


def test_what_is_wrong_is_named_and_everything_typed_stays(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan)
    at = open_page("my_shift", cast.lan)
    type_into(at, shift, cast.shop_a.id, orders="5", paid_orders="9", revenue_vnd="nhiều lắm")
    type_into(at, shift, cast.shop_b.id, chats="7")
    press(at, "Lưu số liệu")
    assert [error.value for error in at.error] == [
        "Shop A · Doanh thu: “nhiều lắm” không phải số tiền. Nhập như 1.250.000, 1250k hoặc 1,25tr. Còn 1 chỗ nữa, đánh dấu đỏ."
    ]
    assert "Shop A · Đơn đã thanh toán: 9 nhiều hơn 5 đơn chốt. Sửa một trong hai số." in shown(at)
    assert typed_in(at, shift, cast.shop_a.id, "orders", "paid_orders", "revenue_vnd") == ["5", "9", "nhiều lắm"]
    assert typed_in(at, shift, cast.shop_b.id, "chats") == ["7"]
    assert count(database, "result") == 0


def test_a_draft_survives_a_look_at_another_page(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan)
    at = open_page("my_shift", cast.lan)
    type_into(at, shift, cast.shop_a.id, chats="61")
    at.switch_page(str(ROOT / "pages" / "complaints.py")).run()
    at.switch_page(str(ROOT / "pages" / "my_shift.py")).run()
    assert typed_in(at, shift, cast.shop_a.id, "chats") == ["61"]
    assert "Bản nháp lúc 18:00, chưa lưu" in shown(at)


def test_somebody_elses_save_is_shown_before_it_is_replaced(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = save(database, cast.lan, begin(database, cast.lan), {cast.shop_a.id: Totals(chats=10, orders=1)}, "17:00").shift
    at = open_page("my_shift", cast.lan)
    type_into(at, shift, cast.shop_a.id, chats="20")
    save(database, cast.minh, shift, {cast.shop_a.id: Totals(chats=15, orders=3)}, "17:30")
    press(at, "Lưu số liệu")
    assert [error.value for error in at.error] == ["Vừa có người lưu số khác cho Shop A. Số bạn nhập vẫn còn đây: so sánh rồi lưu lại."]
    assert "Có người đã lưu Lượt chat: 15. Bạn nhập: 20. Lưu lại sẽ lấy số của bạn." in shown(at)
    assert typed_in(at, shift, cast.shop_a.id, "chats", "orders") == ["20", "3"]  # mine stays, theirs comes in where I typed nothing
    assert fresh(database, cast.lan, shift).result_of(cast.shop_a.id).totals == Totals(chats=15, orders=3)
    press(at, "Lưu số liệu")
    assert fresh(database, cast.lan, shift).result_of(cast.shop_a.id).totals == Totals(chats=20, orders=3)


def test_fields_not_touched_follow_what_others_save(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan)
    at = open_page("my_shift", cast.lan)
    save(database, cast.minh, shift, {cast.shop_a.id: Totals(chats=15)}, "17:30")
    at.run()
    assert typed_in(at, shift, cast.shop_a.id, "chats") == ["15"]
    press(at, "Lưu số liệu")
    assert [toast.value for toast in at.toast] == ["Không có gì thay đổi"]


def test_taking_the_last_save_back(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = save(database, cast.lan, begin(database, cast.lan), {cast.shop_a.id: Totals(chats=10)}, "17:00").shift
    shift = save(database, cast.lan, shift, {cast.shop_a.id: Totals(chats=99)}, "17:10").shift
    at = open_page("my_shift", cast.lan)
    press(at, "Hoàn tác")
    assert typed_in(at, shift, cast.shop_a.id, "chats") == ["10"]
    assert fresh(database, cast.lan, shift).result_of(cast.shop_a.id).totals == Totals(chats=10)


def test_odd_numbers_are_asked_about_gently_and_saved(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan)
    at = open_page("my_shift", cast.lan)
    type_into(at, shift, cast.shop_a.id, chats="60", presale_chats="50", orders="51")
    assert "Shop A · 51 đơn chốt từ 50 chat trước mua: đơn nhiều hơn chat. Có đúng không?" in shown(at)
    press(at, "Lưu số liệu")
    assert not at.error
    assert fresh(database, cast.lan, shift).result_of(cast.shop_a.id).totals == Totals(60, 50, orders=51)


def test_old_numbers_turn_amber(open_page: OpenPage, cast: Cast, database: Database) -> None:
    save(database, cast.lan, begin(database, cast.lan), {cast.shop_a.id: Totals(chats=10)}, "16:29")
    assert ":orange-badge[:material/save: Đã lưu 1 giờ 31 phút trước · 16:29]" in shown(open_page("my_shift", cast.lan))


def test_handing_in_shows_the_summary_and_closes_the_shift(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = save(database, cast.lan, begin(database, cast.lan), {cast.shop_a.id: Totals(60, 50, 48, 2, 40, 20, 15)}, "17:50").shift
    at = open_page("my_shift", cast.lan)
    found = {metric.label: (metric.value.replace("\u00a0", " "), metric.delta.replace("\u00a0", " ")) for metric in at.metric}
    assert found == {
        "≤ 30 giây": ("80,0 %", "mục tiêu 80,0 % ✓"),
        "Phản hồi đầu": ("40 giây", "mục tiêu 30 giây ✗"),
        "Bỏ lỡ": ("3,3 %", "mục tiêu 2,0 % ✗"),
        "Tỷ lệ chốt đơn": ("40,0 %", "mục tiêu 35,0 % ✓"),
        "Đã thanh toán": ("75,0 %", "mục tiêu 85,0 % ✗"),
    }
    assert "Shop A: còn để trống Doanh thu." in shown(at)
    type_into(at, shift, cast.shop_a.id, revenue_vnd="6tr")
    at.text_area(key=f"hand-in:{shift.id}:0:note").input("Hết ca yên ổn").run()
    press(at, "Nộp ca")
    done = fresh(database, cast.lan, shift)
    assert (done.status, done.note, done.check_out) == (ShiftStatus.SUBMITTED, "Hết ca yên ổn", NOW)
    assert done.result_of(cast.shop_a.id).totals.revenue_vnd == 6_000_000
    assert not [field for field in at.text_input if field.key and field.key.startswith("my_shift:")]
    assert count(database, "result_draft") == 0
    assert not [button for button in at.button if button.label in ("Lưu số liệu", "Trả lại ca")]


def test_a_forgotten_shift_is_shown_first_with_its_date(open_page: OpenPage, cast: Cast, database: Database) -> None:
    begin(database, cast.lan, "2026-09-28 15:50", day=date(2026, 9, 28))
    at = open_page("my_shift", cast.lan)
    assert [warning.value for warning in at.warning] == ["Ca chiều 16:00–24:00 · 28/09/2026 chưa được nộp."]
    assert "Ca chiều 16:00–24:00 · 28/09/2026" in [heading.value for heading in at.header]
    press(at, "Vào ca: Ca tối")
    assert "Ca tối 19:00–24:00 · hôm nay" in [heading.value for heading in at.header]  # the running one is worked on
    assert [warning.value for warning in at.warning] == ["Ca chiều 16:00–24:00 · 28/09/2026 chưa được nộp."]


def test_a_manager_logs_for_an_agent_and_is_led_to_the_decision(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = save(database, cast.lan, begin(database, cast.lan), {cast.shop_b.id: Totals(chats=2, orders=3)}, "17:50").shift
    done = act(database, submit_shift, cast.lan, Submit(shift.id, 2), at=local("17:55"))
    at = open_page("my_shift", cast.minh)
    at.selectbox[0].select_index(at.selectbox[0].options.index("Nguyễn Thị Lan · lan")).run()
    links = [(link.proto.label, link.proto.page, link.proto.query_string) for link in at.get("page_link")]
    assert links == [("Xem và duyệt", "approvals", f"id={shift.id}")]
    assert not at.text_input  # a shift handed in is read only
    act(database, return_shift, cast.minh, Return(done.id, "Thiếu doanh thu"), at=local("17:58"))
    at.run()
    type_into(at, shift, cast.shop_a.id, chats="3")
    press(at, "Lưu số liệu")
    assert fresh(database, cast.lan, shift).result_of(cast.shop_a.id).totals == Totals(chats=3)
    assert "Quản lý trả lại: Thiếu doanh thu" in shown(open_page("my_shift", cast.lan))


def test_a_link_opens_the_very_shift(open_page: OpenPage, cast: Cast, database: Database) -> None:
    old = begin(database, cast.lan, "2026-09-28 15:50", day=date(2026, 9, 28))
    begin(database, cast.lan)

    def follow(who: str) -> list[str]:
        at = open_page("my_shift", getattr(cast, who))
        at.query_params["id"] = str(old.id)
        return [heading.value for heading in at.run().header if "Ca chiều" in heading.value]

    assert follow("minh") == ["Ca chiều 16:00–24:00 · 28/09/2026"]
    assert follow("lan") == ["Ca chiều 16:00–24:00 · 28/09/2026"]
    assert follow("stranger") == []


def test_an_agent_cannot_choose_another_agent(open_page: OpenPage, cast: Cast, database: Database) -> None:
    begin(database, cast.stranger)
    at = open_page("my_shift", cast.lan)
    assert not at.selectbox
    assert "Phạm Văn Đức" not in shown(at)
    assert ask(database, list_shifts, cast.lan, DAY, DAY) == ()


def test_text_from_people_is_never_markup(open_page: OpenPage, cast: Cast, database: Database) -> None:
    typed = "**đậm** [x](http://y) :red[đỏ] $a$"
    shift = begin(database, cast.lan)
    act(database, submit_shift, cast.lan, Submit(shift.id, 1, typed), at=local("17:55"))
    at = open_page("my_shift", cast.lan)
    [note] = [caption.value for caption in at.caption if "đậm" in caption.value]
    assert note == f"Ghi chú: {plain(typed)}"
    assert plain(typed) != typed


# --- drafts -----------------------------------------------------------------------------------


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def test_a_draft_survives_a_reload(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan)
    at = open_page("my_shift", cast.lan)
    type_into(at, shift, cast.shop_a.id, chats="61", revenue_vnd="nhiều lắm")
    again = open_page("my_shift", cast.lan)  # a new page knows nothing of the old one
    assert typed_in(again, shift, cast.shop_a.id, "chats", "revenue_vnd") == ["61", "nhiều lắm"]
    assert "Đã mở lại bản nháp lúc 18:00." in shown(again)
    assert "Bản nháp lúc 18:00, chưa lưu" in shown(again)
    assert count(database, "result") == 0


def test_saving_lets_go_of_the_draft(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan)
    at = open_page("my_shift", cast.lan)
    type_into(at, shift, cast.shop_a.id, chats="61")
    assert count(database, "result_draft") == 1
    press(at, "Lưu số liệu")
    assert (count(database, "result_draft"), count(database, "result_save")) == (0, 1)
    assert "Bản nháp" not in shown(open_page("my_shift", cast.lan))


def test_a_newer_draft_of_another_device_is_offered_and_taken(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan)
    phone, laptop = open_page("my_shift", cast.lan), open_page("my_shift", cast.lan)
    type_into(phone, shift, cast.shop_a.id, chats="61", orders="5")
    type_into(laptop, shift, cast.shop_a.id, chats="70")
    assert typed_in(laptop, shift, cast.shop_a.id, "chats", "orders") == ["70", ""]  # nothing was written over
    assert "Thiết bị khác của bạn có bản nháp lúc 18:00" in shown(laptop)
    assert "Shop A · Lượt chat: bên kia 61, ở đây 70" in shown(laptop)
    press(laptop, "Dùng bản bên kia")
    assert typed_in(laptop, shift, cast.shop_a.id, "chats", "orders") == ["61", "5"]
    assert "Dùng bản bên kia" not in labels(laptop)
    assert count(database, "result_draft") == 1
    press(laptop, "Lưu số liệu")
    assert fresh(database, cast.lan, shift).result_of(cast.shop_a.id).totals == Totals(chats=61, orders=5)
    phone.run()  # what the phone still shows is what was saved
    assert typed_in(phone, shift, cast.shop_a.id, "chats", "orders") == ["61", "5"]
    assert "chưa lưu" not in shown(phone)
    assert count(database, "result_draft") == 0


def test_the_other_devices_draft_can_be_dropped(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan)
    phone, laptop = open_page("my_shift", cast.lan), open_page("my_shift", cast.lan)
    type_into(phone, shift, cast.shop_a.id, chats="61")
    laptop.run()
    press(laptop, "Bỏ bản bên kia")
    assert typed_in(laptop, shift, cast.shop_a.id, "chats") == [""]
    assert "Bỏ bản bên kia" not in labels(laptop)
    type_into(phone, shift, cast.shop_a.id, chats="62")  # what is typed on there is a draft again
    laptop.run()
    assert "Shop A · Lượt chat: bên kia 62, ở đây —" in shown(laptop)


def test_a_draft_typed_before_a_managers_save_shows_the_difference(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan)
    type_into(open_page("my_shift", cast.lan), shift, cast.shop_a.id, chats="61")
    save(database, cast.minh, shift, {cast.shop_a.id: Totals(chats=15, orders=3)}, "17:30")
    at = open_page("my_shift", cast.lan)
    assert typed_in(at, shift, cast.shop_a.id, "chats", "orders") == ["61", "3"]
    assert "Có người đã lưu Lượt chat: 15. Bạn nhập: 61. Lưu lại sẽ lấy số của bạn." in shown(at)
    press(at, "Lưu số liệu")
    assert len(at.error) == 1  # shown once, then it is the person's decision
    press(at, "Lưu số liệu")
    assert fresh(database, cast.lan, shift).result_of(cast.shop_a.id).totals == Totals(chats=61, orders=3)


def test_a_managers_draft_is_not_the_agents(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan)
    at = open_page("my_shift", cast.minh)
    at.selectbox[0].select_index(at.selectbox[0].options.index("Nguyễn Thị Lan · lan")).run()
    type_into(at, shift, cast.shop_a.id, chats="99")
    lan = open_page("my_shift", cast.lan)
    assert typed_in(lan, shift, cast.shop_a.id, "chats") == [""]
    assert "bản nháp" not in shown(lan)


def test_handing_in_over_a_managers_save_keeps_the_typed_and_shows_it(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan)
    at = open_page("my_shift", cast.lan)
    type_into(at, shift, cast.shop_a.id, chats="61")
    save(database, cast.minh, shift, {cast.shop_a.id: Totals(chats=15)}, "17:30")
    press(at, "Nộp ca")
    assert fresh(database, cast.lan, shift).status is ShiftStatus.OPEN
    assert typed_in(at, shift, cast.shop_a.id, "chats") == ["61"]
    assert "Có người đã lưu Lượt chat: 15. Bạn nhập: 61. Lưu lại sẽ lấy số của bạn." in shown(at)
    press(at, "Nộp ca")
    done = fresh(database, cast.lan, shift)
    assert (done.status, done.result_of(cast.shop_a.id).totals) == (ShiftStatus.SUBMITTED, Totals(chats=61))


def test_what_was_typed_on_the_other_device_outlives_the_handing_in(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan)
    phone = open_page("my_shift", cast.lan)
    type_into(phone, shift, cast.shop_a.id, chats="61")
    typed = (ShopTotals(cast.shop_a.id, Totals(chats=60), 0),)
    done = act(database, submit_shift, cast.lan, Submit(shift.id, shift.version, "", typed), at=local("17:59"))
    press(phone, "Nộp ca")
    assert fresh(database, cast.lan, shift).result_of(cast.shop_a.id).totals == Totals(chats=60)
    assert "Ca này vừa được nộp với số khác. Nhờ quản lý trả lại; số bạn nhập vẫn còn trong bản nháp." in shown(phone)
    act(database, return_shift, cast.minh, Return(done.id, "Xem lại số chat"), at=local("18:00"))
    again = open_page("my_shift", cast.lan)
    assert typed_in(again, shift, cast.shop_a.id, "chats") == ["61"]
    assert "Có người đã lưu Lượt chat: 60. Bạn nhập: 61. Lưu lại sẽ lấy số của bạn." in shown(again)


# --- taking over and handing over ---------------------------------------------------------------


def test_what_the_shift_before_left_is_taken_and_closed(open_page: OpenPage, cast: Cast, database: Database) -> None:
    morning = begin(database, cast.stranger, "08:00", "morning")
    for what in ("Gọi lại **khách**", "Kiểm kho"):
        act(database, add_handover, cast.stranger, NewHandover(morning.id, what, cast.shop_a.id, "2411ABC"), at=local("16:30"))
    at = open_page("my_shift", cast.lan)
    assert "2 việc bàn giao đang chờ. Vào ca để nhận." in shown(at)
    shift = begin(database, cast.lan)
    at.run()
    assert [found.value for found in at.text] == ["Gọi lại **khách**", "Kiểm kho"]
    assert "Quá giờ chưa nhận" in shown(at)
    assert "Phạm Văn Đức · Ca sáng 08:00–17:00 · 1 giờ 30 phút trước · 16:30" in shown(at)
    assert labels(at).count("Nhận việc") == 2
    press(at, "Nhận cả 2 việc")
    assert [item.accepted_by for item in ask(database, handovers_of_shift, cast.minh, morning.id)] == ["Nguyễn Thị Lan"] * 2
    assert "Còn 2 việc đã nhận mà chưa đóng: đóng hoặc chuyển ca sau." in shown(at)
    first, second = ask(database, handovers_of_shift, cast.minh, morning.id)
    at.text_input(key=f"handover-end:{first.id}:0:result").input("Khách đã đổi").run()
    at.button(key=f"handover-end:{first.id}:0:go").click().run()
    at.button(key=f"handover-on:{second.id}:0:go").click().run()
    assert [(item.result, item.passed_on) for item in ask(database, handovers_of_shift, cast.minh, morning.id)] == [
        ("Khách đã đổi", False), ("", True),
    ]  # fmt: skip
    [left] = ask(database, handovers_of_shift, cast.lan, shift.id)
    assert (left.what, left.order_no, left.passed_from) == ("Kiểm kho", "2411ABC", second.id)


def test_an_item_is_written_in_few_acts_and_copied_for_the_group(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan)
    at = open_page("my_shift", cast.lan)
    form = f"handover-new:{shift.id}:0"
    at.text_area(key=f"{form}:what").input("Gọi lại 0912345678").run()
    press(at, "Ghi bàn giao")
    assert [error.value for error in at.error] == [
        "“0912345678” giống số điện thoại; hệ thống không lưu số điện thoại. Bỏ số đi và ghi tài khoản của khách."
    ]
    at.text_area(key=f"{form}:what").input("Gọi lại khách").run()
    at.text_input(key=f"{form}:order").input("2411ABC").run()
    at.text_input(key=f"{form}:until").input("20:30").run()
    press(at, "Ghi bàn giao")
    [item] = ask(database, handovers_of_shift, cast.lan, shift.id)
    assert (item.what, item.shop, item.order_no, item.until) == ("Gọi lại khách", "Shop A", "2411ABC", local("20:30"))
    assert at.text_area(key=f"handover-new:{shift.id}:1:what").value == ""
    assert [found.value for found in at.text][-1] == (
        "BÀN GIAO Ca chiều 16:00–24:00 · 30/09 · Nguyễn Thị Lan\n"
        "1. Shop A · đơn 2411ABC: Gọi lại khách (trước 20:30)\n"
        "Nhận việc trên Ca Trực, trang Ca của tôi."
    )
    press(at, "Chép cho nhóm Zalo")
    assert [toast.value for toast in at.toast] == ["Đã chép. Dán vào nhóm."]


def test_the_roster_is_told_and_kept_with_the_check_in(open_page: OpenPage, cast: Cast, database: Database) -> None:
    cells = (CellPlan(cast.lan.id, DAY, (template(database, "late").id,)),)
    act(database, publish_week, cast.minh, PublishWeek(DAY, 0, cells), at=local("2026-09-27 10:00"))
    at = open_page("my_shift", cast.lan)
    assert "Theo lịch: Ca chiều 16:00–24:00 · hôm nay" in shown(at)
    press(at, "Vào ca: Ca chiều 16:00–24:00")  # the roster's, although the evening would fit better at 18:00
    assert "Vào trễ" in shown(at)
    assert "Ngoài lịch" not in shown(at)


def test_an_hour_and_a_half_without_a_save_is_said_in_amber(open_page: OpenPage, cast: Cast, database: Database) -> None:
    save(database, cast.lan, begin(database, cast.lan), {cast.shop_a.id: Totals(chats=10)}, "16:29")
    at = open_page("my_shift", cast.lan)
    assert [warning.value for warning in at.warning] == ["Hơn 90 phút chưa lưu số liệu. Nhập số của giờ này đi."]
    assert "Lần lưu gần nhất đã hơn 90 phút. Đây có phải số cuối ca không?" in shown(at)


def test_the_briefing_names_ones_open_cases(open_page: OpenPage, cast: Cast, database: Database) -> None:
    begin(database, cast.lan)
    at = open_page("my_shift", cast.lan)
    assert "Từ ca trước tới giờ không có gì mới, bạn cũng không còn khiếu nại nào mở." in shown(at)
    complaint = NewComplaint(cast.shop_a.id, "2411ABC", "not_received", "high", owner_id=cast.lan.id)
    act(database, log_complaint, cast.lan, complaint, at=local("17:00"))
    at = open_page("my_shift", cast.lan)
    assert "Khiếu nại của bạn đang mở: 1" in shown(at)
    assert [link.proto.page for link in at.get("page_link")] == ["complaints"]
    assert "Còn 1 khiếu nại của bạn chưa xong: ghi bàn giao nếu ca sau phải làm tiếp." in shown(at)
