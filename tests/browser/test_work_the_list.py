"""The work list with the keyboard alone: from case to case, ticked, opened; the address keeps the filter; a file leaves a trace."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from core.base.audit import entries
from core.base.clock import utc_now
from core.base.database import Database
from core.base.settings import get_settings
from core.cases.actions.complaints import log_complaint
from core.cases.inputs import NewComplaint
from core.catalog.actions.sources import NewSource
from core.catalog.refresh import add_and_read
from core.catalog.source import Place, PlaceKind, SheetKind
from core.people.user import SYSTEM
from tests.browser.conftest import SignIn
from tests.browser.test_copying import pasted
from tests.conftest import Cast


def at_rest(page: Page) -> None:
    """Wait until the page has taken in what was done."""
    page.wait_for_timeout(300)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def three(floor: Database, team: Cast) -> None:
    with floor.write() as session:
        for number, about in enumerate(("damaged", "faulty", "late_delivery"), start=1):
            new = NewComplaint(team.shop_a.id, f"DON{number}", about, customer="hoa.ng92", owner_id=team.lan.id, severity="normal")
            log_complaint(session, team.lan, new, now=utc_now())


def test_from_case_to_case_with_the_keyboard(sign_in: SignIn, team: Cast, floor: Database) -> None:
    three(floor, team)
    page = sign_in("lan", "complaints")
    expect(page.get_by_role("button", name="DON3")).to_be_visible()
    at_rest(page)
    keys = page.keyboard
    order = [name.split()[0] for name in page.locator('[class*="st-key-open-"] button').all_inner_texts()]
    keys.press("j")
    expect(page.get_by_role("button", name=order[0])).to_be_focused()
    keys.press("j")
    keys.press("ArrowDown")
    expect(page.get_by_role("button", name=order[2])).to_be_focused()
    keys.press("k")
    keys.press("x")
    expect(page.get_by_text("Đã chọn 1")).to_be_visible()
    at_rest(page)
    keys.press("x")  # the tick is taken back; the focus is still on the line
    expect(page.get_by_text("Đã chọn 1")).to_have_count(0)
    at_rest(page)
    expect(page.get_by_role("button", name=order[1])).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1, name=order[1])).to_be_visible()
    page.get_by_role("button", name="Tất cả khiếu nại").click()
    expect(page.get_by_role("button", name=order[0])).to_be_visible()
    at_rest(page)
    keys.press("/")
    expect(page.get_by_label("Tìm khiếu nại")).to_be_focused()
    keys.type("DON2 jk/x", delay=30)  # in a field letters stay letters
    expect(page.get_by_label("Tìm khiếu nại")).to_have_value("DON2 jk/x")
    page.get_by_label("Tìm khiếu nại").fill("DON2")
    expect(page.get_by_role("button", name="DON1")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"[?&]q=DON2"))

    page.reload()
    expect(page.get_by_label("Tìm khiếu nại")).to_have_value("DON2")
    expect(page.get_by_role("button", name="DON1")).to_have_count(0)
    at_rest(page)
    page.get_by_role("button", name="Bộ lọc đã lưu").click()
    page.get_by_text("Phím tắt: j và k").click()  # single letters can be turned off
    at_rest(page)
    keys.press("Escape")
    page.get_by_role("heading", level=1).click()
    keys.press("j")
    expect(page.get_by_role("button", name="DON2")).not_to_be_focused()
    page.get_by_text("Dạng bảng").click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    page.get_by_test_id("stDataFrame").hover()
    expect(page.get_by_role("button", name="Download as CSV")).to_have_count(0)  # the table's own, which nobody writes down
    with page.expect_download() as taken:
        page.get_by_role("button", name="CSV", exact=True).click()
    assert "DON2" in taken.value.path().read_text(encoding="utf-8-sig")
    with floor.read() as session:
        (entry,) = entries(session, subject="complaint:*")
    assert (entry.action, entry.actor_id, entry.after) == (
        "complaint.export", team.lan.id, {"format": "csv", "rows": 1, "filter": "q=DON2"},
    )  # fmt: skip


def test_the_answer_is_copied_as_it_stands_in_the_field(sign_in: SignIn, team: Cast, floor: Database) -> None:
    three(floor, team)
    add_and_read(floor, get_settings(), SYSTEM, NewSource(SheetKind.SCRIPTS, Place(PlaceKind.SAMPLE, "1")), now=utc_now())
    page = sign_in("lan", "complaints", phone=True)
    page.get_by_role("button", name="DON1").click()
    expect(page.get_by_role("heading", level=1, name="DON1")).to_be_visible()
    at_rest(page)
    field = page.get_by_label("Nội dung gửi khách")
    expect(field).to_have_value("Dạ em rất xin lỗi hoa.ng92 vì hàng bị vỡ ạ. Mình gửi giúp em ảnh hộp và video mở hàng, em gửi bù bộ mới ngay trong "
                                "hôm nay, mình không phải trả phí nào ạ.")  # fmt: skip
    field.fill("Dạ em xin lỗi chị Hoa ạ, em gửi bù trong hôm nay.")
    page.get_by_role("button", name="Chép").click()
    expect(page.get_by_text("Đã chép. Dán vào khung chat.")).to_be_visible()
    assert pasted(page) == "Dạ em xin lỗi chị Hoa ạ, em gửi bù trong hôm nay."
    page.get_by_role("button", name="Đã gửi: ghi lại").click()
    expect(page.get_by_text("Đã ghi vào diễn biến")).to_be_visible()
    expect(page.get_by_text("Trả lời khách lần đầu").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
