"""My shift in the hands of an agent: one tap in, numbers typed forgivingly, nothing typed is lost, one tap out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from streamlit.testing.v1 import AppTest

from core.base.clock import DEFAULT_ZONE
from core.base.database import Database
from core.shifts.actions.hand_in import Submit, submit_shift
from core.shifts.queries.shifts import list_shifts, open_shifts
from core.shifts.result import FIELDS, Totals
from core.shifts.shift import Shift, ShiftStatus
from core.ui.words import plain
from tests.conftest import ROOT, Cast
from tests.pages.conftest import OpenPage
from tests.shifts.floor import DAY, act, ask, begin, count, fresh, local, save

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
    elements = [*at.markdown, *at.caption, *at.header, *at.warning, *at.error, *at.toast]
    return "\n".join(str(element.value).replace("\\", "").replace("\u00a0", " ") for element in elements)


def test_one_tap_checks_in_to_the_shift_that_fits(open_page: OpenPage, cast: Cast, database: Database) -> None:
    at = open_page("my_shift", cast.lan)
    assert [button.label for button in at.button if button.label.startswith("Vào ca")] == ["Vào ca: Ca tối 19:00–24:00"]
    press(at, "Vào ca")
    [shift] = ask(database, open_shifts, cast.lan)
    assert (shift.template.code, shift.business_date, shift.check_in) == ("evening", DAY, NOW)
    assert [field.label for field in at.text_input] == [
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
    assert "Chưa lưu" in shown(at)


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
    at.text_area[0].input("Hết ca yên ổn").run()
    press(at, "Nộp ca")
    done = fresh(database, cast.lan, shift)
    assert (done.status, done.note, done.check_out) == (ShiftStatus.SUBMITTED, "Hết ca yên ổn", NOW)
    assert done.result_of(cast.shop_a.id).totals.revenue_vnd == 6_000_000
    assert not at.text_input
    assert not [button for button in at.button if button.label in ("Lưu số liệu", "Trả lại ca")]


def test_a_forgotten_shift_is_shown_first_with_its_date(open_page: OpenPage, cast: Cast, database: Database) -> None:
    begin(database, cast.lan, "2026-09-28 15:50", day=date(2026, 9, 28))
    at = open_page("my_shift", cast.lan)
    assert [warning.value for warning in at.warning] == ["Ca chiều 16:00–24:00 · 28/09/2026 chưa được nộp."]
    assert "Ca chiều 16:00–24:00 · 28/09/2026" in [heading.value for heading in at.header]
    press(at, "Vào ca: Ca tối")
    assert "Ca tối 19:00–24:00 · hôm nay" in [heading.value for heading in at.header]  # the running one is worked on
    assert [warning.value for warning in at.warning] == ["Ca chiều 16:00–24:00 · 28/09/2026 chưa được nộp."]


def test_a_manager_logs_for_an_agent_and_sends_a_shift_back(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = save(database, cast.lan, begin(database, cast.lan), {cast.shop_b.id: Totals(chats=2, orders=3)}, "17:50").shift
    act(database, submit_shift, cast.lan, Submit(shift.id, 2), at=local("17:55"))
    at = open_page("my_shift", cast.minh)
    at.selectbox[0].select_index(at.selectbox[0].options.index("Nguyễn Thị Lan · lan")).run()
    assert "Shop B · 3 đơn chốt từ 2 lượt chat: đơn nhiều hơn chat. Có đúng không?" in shown(at)
    at.text_input[0].input("Thiếu doanh thu").run()
    press(at, "Trả lại ca")
    back = fresh(database, cast.lan, shift)
    assert (back.status, back.return_reason) == (ShiftStatus.RETURNED, "Thiếu doanh thu")
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
