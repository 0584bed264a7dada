"""An agent logs a shift on a phone; a manager sees it on the live board in another browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from core.base.clock import to_local, utc_now
from core.base.database import Database
from tests.browser.conftest import SignIn, at_rest
from tests.conftest import Cast


@pytest.fixture(autouse=True)
def a_shift_that_fits_now(floor: Database, team: Cast) -> None:
    """Put in a template that runs at whatever time the tests run, in place of the presets."""
    start = to_local(utc_now() - timedelta(hours=2))
    minute = start.hour * 60 + start.minute
    with floor.write() as session:
        session.connection().execute(text("UPDATE shift_template SET retired_from = '2026-01-01'"))
        session.connection().execute(
            text("INSERT INTO shift_template (code, name, start_minute, end_minute, evening) VALUES ('now', 'Ca thử', :a, :b, false)"),
            {"a": minute, "b": minute + 6 * 60},
        )


def count(floor: Database, table: str) -> int:
    with floor.read() as session:
        return int(session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def check_in(page: Page) -> None:
    page.get_by_role("button", name="Vào ca: Ca thử").click()
    expect(page.get_by_text("Đang mở")).to_be_visible()


def test_a_save_on_a_phone_shows_on_the_managers_board(sign_in: SignIn) -> None:
    minh = sign_in("minh", "live")
    expect(minh.get_by_text("Hiện chưa ai trong ca.")).to_be_visible()

    lan = sign_in("lan", "my_shift", phone=True)
    check_in(lan)
    lan.get_by_role("textbox", name="Lượt chat", exact=True).first.fill("60")
    lan.get_by_role("textbox", name="Trả lời ≤ 30 giây", exact=True).first.fill("48")
    lan.get_by_role("textbox", name="Phản hồi đầu TB", exact=True).first.fill("1:20")
    lan.get_by_role("textbox", name="Đơn chốt", exact=True).first.fill("20")
    lan.get_by_role("textbox", name="Doanh thu", exact=True).first.fill("1,25tr")
    lan.get_by_role("button", name="Lưu số liệu").click()
    expect(lan.get_by_text("Đã lưu").first).to_be_visible()

    # No click on the manager's side: the board draws itself anew.
    chats = minh.get_by_test_id("stMetric").filter(has_text="Lượt chat")
    expect(chats).to_contain_text("60")
    expect(minh.get_by_test_id("stMetric").filter(has_text="≤ 30 giây")).to_contain_text("80,0")
    expect(minh.get_by_test_id("stMetric").filter(has_text="Doanh thu")).to_contain_text("1,3")


def test_a_double_click_saves_once(sign_in: SignIn, floor: Database) -> None:
    lan = sign_in("lan", "my_shift")
    check_in(lan)
    lan.get_by_role("textbox", name="Lượt chat", exact=True).first.fill("12")
    lan.get_by_role("textbox", name="Lượt chat", exact=True).first.blur()
    at_rest(lan)
    lan.get_by_role("button", name="Lưu số liệu").dblclick()
    expect(lan.get_by_text("Đã lưu").first).to_be_visible()
    lan.wait_for_timeout(1500)
    assert (count(floor, "result"), count(floor, "result_save")) == (1, 1)


def test_a_double_click_checks_in_once(sign_in: SignIn, floor: Database) -> None:
    lan = sign_in("lan", "my_shift")
    lan.get_by_role("button", name="Vào ca: Ca thử").dblclick()
    expect(lan.get_by_text("Đang mở")).to_be_visible()
    lan.wait_for_timeout(1000)
    assert count(floor, "shift") == 1


def test_a_wrong_number_is_named_and_stays(sign_in: SignIn, floor: Database) -> None:
    lan = sign_in("lan", "my_shift", phone=True)
    check_in(lan)
    lan.get_by_role("textbox", name="Đơn chốt", exact=True).first.fill("5")
    lan.get_by_role("textbox", name="Đơn đã thanh toán", exact=True).first.fill("9")
    lan.get_by_role("textbox", name="Doanh thu", exact=True).first.fill("nhiều lắm")
    lan.get_by_role("button", name="Lưu số liệu").click()
    expect(lan.get_by_role("alert").first).to_be_visible()
    expect(lan.get_by_role("textbox", name="Doanh thu", exact=True).first).to_have_value("nhiều lắm")
    expect(lan.get_by_role("textbox", name="Đơn đã thanh toán", exact=True).first).to_have_value("9")
    assert count(floor, "result") == 0


def test_an_unsigned_visitor_of_a_fresh_server_sees_nothing(served: str, page: Page) -> None:
    page.goto(f"{served}/leaderboard")
    expect(page).to_have_url(f"{served}/sign-in?next=/leaderboard")
    expect(page.get_by_role("heading", name="Đăng nhập", exact=True)).to_be_visible()
    assert "Bảng xếp hạng" not in page.content()
