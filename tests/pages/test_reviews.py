"""The reviews page: note one, answer low stars in time, close with the outcome, as each of the cast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
import time_machine
from streamlit.testing.v1 import AppTest

from core.base.database import Database
from core.cases.actions.reviews import reply_review
from core.cases.inputs import CaseNote
from core.cases.queries.reviews import get_review, list_reviews
from core.cases.queries.scope import CaseFilter
from core.cases.review import Outcome, Review, ReviewState
from core.people.user import SYSTEM, User
from tests.cases.acts import act, ask, review
from tests.cases.moments import at as moment
from tests.conftest import Cast
from tests.pages.conftest import OpenPage

NOW = moment("2026-09-07 15:00")


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


def stored(database: Database) -> list[Review]:
    return list(ask(database, list_reviews, SYSTEM, CaseFilter()).lines)


def open_case(open_page: OpenPage, user: User, case: Review) -> AppTest:
    page = open_page("reviews", user)
    page.query_params["id"] = str(case.id)
    return page.run()


def test_an_agent_notes_a_review_of_yesterday(database: Database, cast: Cast, open_page: OpenPage) -> None:
    page = open_page("reviews", cast.lan)
    assert [one.value for one in page.title] == ["Đánh giá"]
    field(page, "button_group", "Số sao").set_value(2)
    field(page, "text_input", "Sản phẩm").set_value("Son lì 01")
    field(page, "text_area", "Khách viết gì").set_value("Màu khác\nảnh")
    field(page, "date_input", "Ngày đăng").set_value(date(2026, 9, 6))
    field(page, "time_input", "Lúc (trống: vừa đăng)").set_value(time(20, 15))
    page = press(page, "Lưu đánh giá")
    assert not page.error
    (case,) = stored(database)
    assert (case.stars, case.product, case.text, case.posted_at) == (2, "Son lì 01", "Màu khác\nảnh", moment("2026-09-06 20:15"))
    assert case.owner is not None
    assert case.owner.id == cast.lan.id
    assert "**2★** · Son lì 01" in [one.label for one in page.button]
    assert ":green-badge[:material/timer: Đúng hạn · còn 5 giờ 15 phút · 20:15]" in markdown(page)
    assert field(page, "text_area", "Khách viết gì").value == ""


def test_without_a_time_it_was_posted_just_now(database: Database, cast: Cast, open_page: OpenPage) -> None:
    press(open_page("reviews", cast.lan), "Lưu đánh giá")
    assert [case.posted_at for case in stored(database)] == [NOW]


def test_a_moment_ahead_is_refused_and_what_was_typed_stays(database: Database, cast: Cast, open_page: OpenPage) -> None:
    page = open_page("reviews", cast.lan)
    field(page, "time_input", "Lúc (trống: vừa đăng)").set_value(time(15, 1))
    field(page, "text_area", "Khách viết gì").set_value("Màu khác")
    page = press(page, "Lưu đánh giá")
    assert [one.value for one in page.error] == ["Thời điểm này ở tương lai."]
    assert field(page, "text_area", "Khách viết gì").value == "Màu khác"
    assert stored(database) == []


def test_the_list_starts_with_low_stars_and_can_keep_to_them(database: Database, cast: Cast, open_page: OpenPage) -> None:
    review(database, cast, stars=5, product="Năm", text="")
    review(database, cast, stars=1, product="Một", text="**tệ** <b>quá</b>", posted_at=moment("2026-09-06 14:00"))
    review(database, cast, stars=2, product="Đức", by=cast.stranger)
    page = open_page("reviews", cast.lan)
    assert [one.label for one in page.button if one.label.startswith("**")] == ["**1★** · Một", "**5★** · Năm"]
    assert "2 đánh giá · 1 đánh giá 1–2★ chờ phản hồi" in captions(page)
    assert r"\*\*tệ\*\* \<b\>quá\</b\>" in captions(page)
    assert ":red-badge[:material/alarm: Quá hạn · 1 giờ trước · 14:00]" in markdown(page)
    page = field(page, "button_group", "Trạng thái").set_value("low").run()
    assert [one.label for one in page.button if one.label.startswith("**")] == ["**1★** · Một"]
    page = field(page, "toggle", "Dạng bảng").set_value(True).run()
    assert page.dataframe[0].value["product"].tolist() == ["Một"]


def test_contact_reply_and_close(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = review(database, cast, text="<script>alert(1)</script> :smile: " + "rất tệ " * 200)
    page = open_case(open_page, cast.lan, case)
    assert case.text in [one.value for one in page.text]
    assert "script" not in markdown(page)
    assert any("07/10 14:00" in said and "không xin sửa" in said for said in captions(page))  # Shopee's 30 days
    page = press(page, "Đã liên hệ khách")
    page = press(page, "Đã phản hồi công khai")
    field(page, "text_area", "Phản hồi đã đăng trên sàn").set_value("Shop xin lỗi chị")
    page = press(page, "Lưu phản hồi")
    page = press(page, "Đóng")
    page = press(page, "Đóng đánh giá")
    assert [one.value for one in page.error] == ["Chọn kết quả."]
    field(page, "button_group", "Kết quả thế nào").set_value(Outcome.UPDATED)
    page = press(page, "Đóng đánh giá")
    found = ask(database, get_review, cast.lan, case.id)
    assert (found.state, found.outcome, found.first_reply_at, found.reply) == (ReviewState.CLOSED, Outcome.UPDATED, NOW, "Shop xin lỗi chị")
    assert "**Đã đóng** · Khách tự cập nhật" in markdown(page)
    page = press(page, "Mở lại")
    assert ask(database, get_review, cast.lan, case.id).state is ReviewState.REPLIED


def test_who_replies_to_what_was_replied_to_meanwhile_is_told(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = review(database, cast)
    page = press(open_case(open_page, cast.lan, case), "Đã phản hồi công khai")
    act(database, reply_review, cast.minh, CaseNote(case.id, 1, "Của Minh"), NOW)
    field(page, "text_area", "Phản hồi đã đăng trên sàn").set_value("Của Lan")
    page = press(page, "Lưu phản hồi")
    assert [one.value for one in page.error] == ["Có người vừa thay đổi việc này. Xem lại nội dung mới rồi lưu lần nữa."]
    assert field(page, "text_area", "Phản hồi đã đăng trên sàn").value == "Của Lan"
    assert "Của Minh" in [one.value for one in page.text]
    assert ask(database, get_review, cast.lan, case.id).reply == "Của Minh"


def test_a_colleagues_review_is_not_shown(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = review(database, cast, text="Bí mật của khách")
    page = open_case(open_page, cast.stranger, case)
    assert [one.value for one in page.error] == ["Không có việc này, hoặc do người khác phụ trách."]
    assert not page.text
    page = press(page, "Tất cả đánh giá")
    assert [one.value for one in page.title] == ["Đánh giá"]
