"""A complaint is logged with the keyboard alone, once however often it is sent, and solved by a colleague."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from core.base.database import Database
from core.cases.category import Category
from core.cases.complaint import ComplaintState, Severity
from core.cases.queries.complaints import list_complaints
from core.cases.queries.scope import CaseFilter
from core.people.user import SYSTEM
from tests.browser.conftest import SignIn


def logged(floor: Database) -> list[Any]:
    with floor.read() as session:
        return list(list_complaints(session, SYSTEM, CaseFilter()).lines)


def idle(page: Page) -> None:
    """Wait until the page has taken in what was typed, as long as a hand takes to the next key."""
    page.wait_for_timeout(300)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def test_a_complaint_with_the_keyboard_alone_in_twelve_actions(sign_in: SignIn, floor: Database) -> None:
    page = sign_in("lan", "complaints")
    idle(page)
    page.get_by_role("textbox", name="Mã đơn").focus()  # 1: into the form
    keys = page.keyboard
    keys.insert_text("#2409 07abcdef12")  # 2: paste
    keys.press("Tab")  # 3: the shop stays
    idle(page)
    keys.press("Tab")  # 4: the problem
    idle(page)
    expect(page.get_by_role("combobox", name="Loại khiếu nại")).to_be_focused()
    keys.type("bể vỡ", delay=60)  # 5: at a hand's speed
    expect(page.get_by_role("option")).to_have_count(1)
    keys.press("Enter")  # 6
    idle(page)
    keys.press("Tab")  # 7: severity
    keys.press("ArrowLeft")  # 8: to high
    keys.press("Space")  # 9
    keys.press("Tab")  # 10: what happened
    keys.type("Ly vỡ **hai** <b>cái</b>")  # 11
    keys.press("Control+Enter")  # 12: save
    expect(page.get_by_text("Đã ghi khiếu nại")).to_be_visible()
    expect(page.get_by_role("button", name="240907ABCDEF12")).to_be_visible()
    (case,) = logged(floor)
    assert (case.order_no, case.category, case.severity) == ("240907ABCDEF12", Category.DAMAGED, Severity.HIGH)
    assert (case.description, case.shop_code, case.owner.display) == ("Ly vỡ **hai** <b>cái</b>", "A", "Nguyễn Thị Lan")


def test_a_double_click_logs_once_and_the_phone_shows_it_solved(sign_in: SignIn, floor: Database) -> None:
    page = sign_in("lan", "complaints", phone=True, dark=True)
    page.get_by_role("textbox", name="Mã đơn").fill("240907ABCDEF12")
    page.get_by_role("textbox", name="Nội dung").fill("![x](http://127.0.0.1/x.png) <b>vỡ</b>")
    page.get_by_role("button", name="Ghi khiếu nại").dblclick()
    line = page.get_by_role("button", name="240907ABCDEF12")
    expect(line).to_be_visible()
    page.wait_for_timeout(1500)
    assert len(logged(floor)) == 1

    manager = sign_in("minh", "complaints")
    manager.get_by_role("button", name="240907ABCDEF12").click()
    expect(manager.get_by_role("heading", level=1, name="240907ABCDEF12")).to_be_visible()
    expect(manager.get_by_text("![x](http://127.0.0.1/x.png) <b>vỡ</b>")).to_be_visible()
    manager.get_by_role("button", name="Giải quyết").click()
    manager.get_by_role("combobox", name="Cách giải quyết").click()
    manager.get_by_role("option", name="Hoàn tiền").click()
    manager.get_by_role("textbox", name="Chi phí").fill("120k")
    manager.get_by_role("button", name="Giải quyết xong").click()
    expect(manager.get_by_text("Đã giải quyết khiếu nại")).to_be_visible()
    (case,) = logged(floor)
    assert (case.state, case.cost_vnd) == (ComplaintState.RESOLVED, 120_000)

    page.get_by_role("radio", name="Đã xong").click()
    line.click()
    expect(page.get_by_text("Hoàn tiền").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
