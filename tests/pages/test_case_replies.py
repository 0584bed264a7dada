"""One case on one screen: the prepared answer, filled and checked; pictures; personal data; what is known of the customer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from core.base.database import Database
from core.cases.actions.complaints import move_complaint
from core.cases.actions.known_problems import save_known_problem
from core.cases.category import Category
from core.cases.complaint import Complaint, ComplaintState, Severity
from core.cases.event import Step
from core.cases.inputs import MoveComplaint
from core.cases.known_problem import KnownProblemInput
from core.cases.queries.complaints import complaint_timeline, get_complaint, list_complaints
from core.cases.queries.reviews import get_review
from core.cases.queries.scope import CaseFilter
from core.people.user import SYSTEM
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus
from tests.cases.acts import act, ask, complain, review
from tests.cases.moments import at as moment
from tests.conftest import Cast
from tests.pages.conftest import OpenPage
from tests.pages.desk import add_scripts, captions, field, markdown, open_case, press
from tests.score.work import shift

NOW = moment("2026-09-07 15:00")
DRIVE = "https://drive.google.com/file/d/1AbC/view"


@pytest.fixture(autouse=True)
def three_o_clock() -> Iterator[None]:
    """Monday, 15:00."""
    with time_machine.travel(NOW, tick=False):
        yield


def stored(database: Database) -> list[Complaint]:
    return list(ask(database, list_complaints, SYSTEM, CaseFilter()).lines)


def links(page: Any) -> list[tuple[str, str]]:
    return [(one.proto.label, one.proto.url) for one in page.get("link_button")]


def test_the_prepared_answer_is_filled_checked_and_written_down(database: Database, cast: Cast, open_page: OpenPage) -> None:
    add_scripts(database)
    case = complain(database, cast, customer="hoa.ng92", description="Ly vỡ", category="damaged")
    page = open_case(open_page, cast.lan, "complaints", case.id)
    which = field(page, "selectbox", "Câu trả lời mẫu")
    assert which.options[:2] == ["KN01 · Hàng vỡ khi nhận · Bộ hộp thủy tinh", "KN02 · Giao thiếu hàng"]
    assert field(page, "text_input", "Gọi khách là").value == "hoa.ng92"
    text = field(page, "text_area", "Nội dung gửi khách")
    assert text.value.startswith("Dạ em rất xin lỗi hoa.ng92 vì hàng bị vỡ ạ.")
    assert "Không thấy lỗi nào: gửi được." in markdown(page) + " ".join(captions(page))
    page = field(page, "text_input", "Gọi khách là").set_value("chị Hoa").run()
    page = press(page, "Đã gửi: ghi lại")
    assert not page.error
    event = ask(database, complaint_timeline, cast.lan, case.id)[-1]
    assert (event.step, event.note.startswith("Dạ em rất xin lỗi chị Hoa vì hàng bị vỡ")) == (Step.ANSWERED, True)
    assert ask(database, get_complaint, cast.lan, case.id).first_answer_at == NOW
    page = field(page, "selectbox", "Câu trả lời mẫu").set_value(None).run()
    field(page, "text_area", "Nội dung gửi khách").set_value("Dạ em xin lỗi, em gửi bù hôm nay ạ.")
    page = press(page.run(), "Đã gửi: ghi lại")
    assert ask(database, complaint_timeline, cast.lan, case.id)[-1].step is Step.SENT


def test_what_must_never_be_sent_is_refused_and_stays_to_be_mended(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = review(database, cast, stars=1, text="Tệ")
    page = open_case(open_page, cast.lan, "reviews", case.id)
    forbidden = "Dạ shop cảm ơn, mình sửa đánh giá lên 5 sao shop tặng voucher 50k ạ"
    field(page, "text_area", "Nội dung gửi khách").set_value(forbidden)
    page = page.run()
    assert ":red-background[" in markdown(page)
    assert field(page, "button", "Chép").disabled
    page = press(page, "Đã đăng: ghi lại")
    assert page.error
    assert "Không được gửi" in page.error[0].value
    assert field(page, "text_area", "Nội dung gửi khách").value == forbidden
    assert ask(database, get_review, cast.lan, case.id).first_reply_at is None
    # The other way in, the form of the reply as it stands, holds the same rule.
    page = press(page, "Đã phản hồi công khai")
    field(page, "text_area", "Phản hồi đã đăng trên sàn").set_value("Mình xóa đánh giá giúp shop nhé ạ, cảm ơn mình")
    page = press(page, "Lưu phản hồi")
    assert "Không được gửi" in page.error[0].value
    assert ask(database, get_review, cast.lan, case.id).reply == ""
    field(page, "text_area", "Phản hồi đã đăng trên sàn").set_value("Dạ shop xin lỗi mình, cảm ơn mình đã góp ý ạ.")
    page = press(page, "Lưu phản hồi")
    assert not page.error
    assert ask(database, get_review, cast.lan, case.id).reply == "Dạ shop xin lỗi mình, cảm ơn mình đã góp ý ạ."


def test_a_review_gets_the_answer_for_its_stars(database: Database, cast: Cast, open_page: OpenPage) -> None:
    add_scripts(database)
    low, high = review(database, cast, stars=2, product="Son A"), review(database, cast, stars=5, product="Son B")
    page = open_case(open_page, cast.lan, "reviews", low.id)
    assert field(page, "selectbox", "Câu trả lời mẫu").options[0] == "DG02 · Trả lời công khai 1–2 sao"
    assert any("còn 30 ngày" in said for said in captions(page))
    page = open_case(open_page, cast.lan, "reviews", high.id)
    assert field(page, "selectbox", "Câu trả lời mẫu").options[0] == "DG01 · Cảm ơn 5 sao"
    assert "{san_pham}" not in field(page, "text_area", "Nội dung gửi khách").value


def test_days_left_to_edit_stand_in_the_list(database: Database, cast: Cast, open_page: OpenPage) -> None:
    review(database, cast, product="Hai tuần", posted_at=NOW - timedelta(days=14, hours=1))
    review(database, cast, product="Hết hạn", posted_at=NOW - timedelta(days=30))
    review(database, cast, product="Lazada", shop_id=cast.shop_b.id)
    review(database, cast, product="Bốn sao", stars=4)
    found = markdown(open_page("reviews", cast.lan))
    assert found.count(":material/edit_calendar:") == 1
    assert ":gray-badge[:material/edit_calendar: khách còn 16 ngày để sửa]" in found


def test_a_phone_number_is_told_and_hidden_before_it_is_kept(database: Database, cast: Cast, open_page: OpenPage) -> None:
    page = open_page("complaints", cast.lan)
    field(page, "text_input", "Mã đơn").set_value("P1")
    field(page, "text_area", "Nội dung").set_value("Gọi 0912345612, giao số nhà 12 đường Lê Lợi, P.5")
    page = press(page, "Ghi khiếu nại")
    assert stored(database) == []
    assert [one.value for one in page.warning] == [
        "Chưa lưu: nội dung có thông tin cá nhân. Che đi, hoặc bấm lưu lần nữa để giữ nguyên."
    ]  # fmt: skip
    assert "Trong nội dung có thông tin cá nhân: **09x xxx x12**, **số …**" in markdown(page)
    page = press(page, "Che đi")
    assert field(page, "text_area", "Nội dung").value == "Gọi 09x xxx x12, giao [đã ẩn địa chỉ]"
    press(page, "Ghi khiếu nại")
    assert [case.description for case in stored(database)] == ["Gọi 09x xxx x12, giao [đã ẩn địa chỉ]"]


def test_who_was_told_may_keep_it_and_hide_it_later(database: Database, cast: Cast, open_page: OpenPage) -> None:
    page = open_page("complaints", cast.lan)
    field(page, "text_input", "Mã đơn").set_value("P1")
    field(page, "text_area", "Nội dung").set_value("Gọi 0912345612")
    page = press(press(page, "Ghi khiếu nại"), "Ghi khiếu nại")
    (case,) = stored(database)
    assert case.description == "Gọi 0912345612"
    page = press(open_case(open_page, cast.lan, "complaints", case.id), "Che đi")
    assert not page.error
    assert "Gọi 09x xxx x12" in [one.value for one in page.text]
    page = press(page, "Ghi chú")
    field(page, "text_area", "Ghi chú").set_value("Số mới 0987654321")
    page = press(page, "Thêm ghi chú")
    assert page.warning
    page = press(page, "Che đi")
    page = press(page, "Thêm ghi chú")
    assert ask(database, complaint_timeline, cast.lan, case.id)[-1].note == "Số mới 09x xxx x21"


def test_pictures_are_clickable_links_and_nothing_else_is(database: Database, cast: Cast, open_page: OpenPage) -> None:
    page = open_page("complaints", cast.lan)
    field(page, "text_input", "Mã đơn").set_value("P1")
    field(page, "text_input", "Ảnh, video (liên kết)").set_value("javascript:alert(1)")
    page = press(page, "Ghi khiếu nại")
    assert "không phải liên kết an toàn" in page.error[0].value
    field(page, "text_input", "Ảnh, video (liên kết)").set_value(DRIVE)
    field(page, "text_area", "Nội dung").set_value("Ly vỡ, xem https://evil.example/x?y=1) và http://x.vn [a](javascript:b)")
    press(page, "Ghi khiếu nại")
    (case,) = stored(database)
    page = open_case(open_page, cast.lan, "complaints", case.id)
    assert links(page) == [
        (r"Ảnh 1 · drive\.google\.com", DRIVE), (r"Ảnh 2 · evil\.example", "https://evil.example/x?y=1"), (r"Ảnh 1 · drive\.google\.com", DRIVE),
    ]  # fmt: skip


def test_one_screen_knows_the_customer(database: Database, cast: Cast, open_page: OpenPage) -> None:
    old = complain(database, cast, customer="hoa.ng92", now=NOW - timedelta(days=3), by=cast.stranger, description="Bí mật")
    gave = MoveComplaint(old.id, 1, ComplaintState.RESOLVED, resolution="voucher", cost="50k", note="Mã riêng")
    act(database, move_complaint, cast.stranger, gave, NOW - timedelta(days=2))
    mine = complain(database, cast, order_no="OLD1", customer="hoa.ng92", category="faulty", now=NOW - timedelta(days=9))
    stars = review(database, cast, order_no=old.order_no, stars=2)
    case = complain(database, cast, customer="hoa.ng92", category="late_delivery", now=NOW)
    page = open_case(open_page, cast.lan, "complaints", case.id)
    assert ":material/sell: Tặng voucher · 50.000 ₫ · 240907ABCDEF12 · 2 ngày trước · 05/09 15:00" in captions(page)
    assert ":material/report: Hàng bể vỡ · Đã giải quyết · 04/09 15:00" in captions(page)  # a colleague's: told, not opened
    assert "Bí mật" not in markdown(page) + " ".join(captions(page))
    opens = {one.proto.label.split(" · ")[0]: one.proto.query_string for one in page.get("page_link")}
    assert opens == {"2★": f"id={stars.id}"}
    (before,) = [one for one in page.button if one.label == "Hàng lỗi / không hoạt động · Mới · OLD1 · 29/08 15:00"]
    page = before.click().run()
    assert page.query_params["id"] in (str(mine.id), [str(mine.id)])
    page = open_page("complaints", cast.lan)
    field(page, "text_input", "Tài khoản khách").set_value("Hoa.Ng92").run()
    assert "Khách này đã có thông tin." in markdown(page)


def test_severity_is_raised_with_its_reason(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = complain(database, cast, answered=True)
    page = press(open_case(open_page, cast.lan, "complaints", case.id), "Nâng mức độ")
    page = [one for one in page.button if one.label == "Nâng mức độ"][-1].click().run()
    assert [one.value for one in page.error] == ["Ghi lý do nâng mức độ."]
    field(page, "text_area", "Lý do").set_value("Khách dọa báo sàn")
    page = [one for one in page.button if one.label == "Nâng mức độ"][-1].click().run()
    assert ask(database, get_complaint, cast.lan, case.id).severity is Severity.HIGH
    assert ":material/keyboard_double_arrow_up: **Nâng mức độ** · Cao" in markdown(page)
    assert "Nâng mức độ" not in [one.label for one in page.button]


def test_the_form_starts_with_the_shop_of_the_running_shift(database: Database, cast: Cast, open_page: OpenPage) -> None:
    complain(database, cast, now=NOW - timedelta(days=2))  # in shop A
    assert field(open_page("complaints", cast.lan), "selectbox", "Gian hàng").value == cast.shop_a.id
    work = {cast.shop_b: Totals(chats=5)}
    shift(database, cast.lan, "morning", work, day=NOW.date(), hours=("08:00", None), status=ShiftStatus.OPEN)
    assert field(open_page("complaints", cast.lan), "selectbox", "Gian hàng").value == cast.shop_b.id
    complain(database, cast, order_no="TODAY1", now=NOW)  # in shop A again, in this very shift
    assert field(open_page("complaints", cast.lan), "selectbox", "Gian hàng").value == cast.shop_a.id


def test_the_answer_of_a_known_problem_comes_first(database: Database, cast: Cast, open_page: OpenPage) -> None:
    add_scripts(database)
    answer = "Dạ em xin lỗi {tên khách}, đơn {mã đơn} em gửi bù ly lô mới ạ."
    known = KnownProblemInput(title="Ly sứ lô 9 dễ vỡ", answer=answer, category=Category.DAMAGED)
    act(database, save_known_problem, cast.minh, known, NOW)
    case = complain(database, cast, customer="hoa.ng92", category="damaged")
    page = open_case(open_page, cast.lan, "complaints", case.id)
    assert field(page, "selectbox", "Câu trả lời mẫu").options[0] == "Vấn đề đã biết: Ly sứ lô 9 dễ vỡ"
    text = "Dạ em xin lỗi hoa.ng92, đơn 240907ABCDEF12 em gửi bù ly lô mới ạ."
    assert field(page, "text_area", "Nội dung gửi khách").value == text
    press(page, "Đã gửi: ghi lại")
    assert ask(database, complaint_timeline, cast.lan, case.id)[-1].note == text
