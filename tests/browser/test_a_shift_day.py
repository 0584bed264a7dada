"""A day on the floor: the week is published, an agent works on a phone and hands over, the next one takes it, a manager decides."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from core.base.clock import local_date, to_local, utc_now
from core.base.database import Database
from core.people.user import SYSTEM
from core.shifts.queries.approvals import shift_timeline
from core.shifts.queries.shifts import list_shifts
from core.shifts.roster_table import short_day
from core.shifts.shift import Shift, ShiftStatus
from core.shifts.timeline import Step
from tests.browser.conftest import SignIn
from tests.conftest import Cast


@pytest.fixture(autouse=True)
def today(floor: Database, team: Cast) -> date:
    """Two shifts that run at whatever time the tests run, in place of the presets: one two hours old, one just begun."""
    now = to_local(utc_now())
    minute = now.hour * 60 + now.minute
    with floor.write() as session:
        session.connection().execute(text("UPDATE shift_template SET retired_from = '2026-01-01'"))
        for code, name, start in (("one", "Ca một", max(0, minute - 120)), ("two", "Ca hai", max(1, minute - 10))):
            session.connection().execute(
                text("INSERT INTO shift_template (code, name, start_minute, end_minute, evening) VALUES (:code, :name, :a, :b, false)"),
                {"code": code, "name": name, "a": start, "b": start + 360},
            )
    return local_date(utc_now())


def at_rest(page: Page) -> None:
    """Wait until the page has taken in what was done, as long as a hand takes to the next move."""
    page.wait_for_timeout(400)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def plan(minh: Page, who: str, shift: str, day: date) -> None:
    """Give one person a shift on a day with the quick form."""
    form = minh.get_by_test_id("stForm")
    if not form.is_visible():  # it stays open after a filling
        minh.get_by_role("button", name="Xếp nhanh").click()
    form.get_by_role("combobox", name="Nhân viên").fill(who)
    minh.get_by_role("option", name=who).click()
    minh.keyboard.press("Tab")  # folds the list away
    form.get_by_role("button", name=short_day(day, "vi")).click()
    form.get_by_role("combobox", name="Ca", exact=True).click()
    minh.get_by_role("option", name=shift).click()
    form.get_by_role("button", name="Điền").click()
    at_rest(minh)


def note(page: Page, **numbers: str) -> None:
    """Type running totals of the first shop and save."""
    for label, number in numbers.items():
        page.get_by_role("textbox", name=label.replace("_", " "), exact=True).first.fill(number)
    page.get_by_role("button", name="Lưu số liệu").click()
    expect(page.get_by_text("Đã lưu", exact=True).first).to_be_visible()
    at_rest(page)


def shift_of(floor: Database, agent: int, day: date) -> Shift:
    with floor.read() as session:
        [shift] = list_shifts(session, SYSTEM, day, day, agents=(agent,))
    return shift


def test_from_the_published_week_to_the_approved_shift(sign_in: SignIn, floor: Database, team: Cast, today: date) -> None:
    minh = sign_in("minh", "roster")
    at_rest(minh)
    plan(minh, "Nguyễn Thị Lan", "Một", today)
    plan(minh, "Phạm Văn Đức", "Hai", today)
    minh.get_by_role("button", name="Công bố").click()
    expect(minh.get_by_text("Đã công bố, nhân viên thấy ngay")).to_be_visible()

    # Lan, on her phone, two hours late: checks in, logs three times, hands over, hands in.
    lan = sign_in("lan", "my_shift", phone=True)
    expect(lan.get_by_text("Theo lịch: Ca một").first).to_be_visible()
    lan.get_by_role("button", name="Vào ca: Ca một").click()
    expect(lan.get_by_text("Vào trễ")).to_be_visible()
    at_rest(lan)
    note(lan, Lượt_chat="20")
    note(lan, Lượt_chat="35", Đơn_chốt="9")
    lan.get_by_role("textbox", name="Đơn chốt", exact=True).first.fill("12")
    lan.keyboard.press("Tab")
    expect(lan.get_by_text("chưa lưu").first).to_be_visible()
    at_rest(lan)
    lan.reload()  # the browser was closed, the connection lost: what was typed is back
    expect(lan.get_by_role("textbox", name="Đơn chốt", exact=True).first).to_have_value("12")
    at_rest(lan)
    note(lan, Lượt_chat="50")
    lan.get_by_text("Bàn giao cho ca sau").click()
    lan.get_by_role("textbox", name="Việc cần theo tiếp").fill("Gọi lại khách đổi size")
    lan.get_by_role("textbox", name="Mã đơn").fill("2411ABC")
    lan.get_by_role("button", name="Ghi bàn giao").click()
    expect(lan.get_by_text("Đã ghi cho ca sau").first).to_be_visible()
    expect(lan.get_by_text("Shop A · đơn 2411ABC: Gọi lại khách đổi size")).to_be_visible()
    at_rest(lan)
    lan.get_by_role("button", name="Nộp ca").click()
    expect(lan.get_by_text("Ca đã nộp gần đây (1)")).to_be_visible()
    assert lan.evaluate("document.documentElement.scrollWidth") <= 390

    # Đức, the next shift, takes it on.
    duc = sign_in("duc", "my_shift", phone=True)
    duc.get_by_role("button", name="Vào ca: Ca hai").click()
    expect(duc.get_by_text("Ca trước bàn giao")).to_be_visible()
    expect(duc.get_by_text("Gọi lại khách đổi size")).to_be_visible()
    at_rest(duc)
    duc.get_by_role("button", name="Nhận việc").click()
    expect(duc.get_by_text("Việc đã nhận, chưa đóng (1)")).to_be_visible()

    # Minh sends it back once, with the reason.
    shift = shift_of(floor, team.lan.id, today)
    minh.goto(f"{minh.url.split('/roster')[0]}/approvals")
    minh.get_by_role("button", name="Xem").click()
    expect(minh.get_by_role("heading", name="Quyết định")).to_be_visible()
    expect(minh.get_by_text("Phạm Văn Đức nhận")).to_be_visible()
    at_rest(minh)
    minh.get_by_role("textbox", name="Lý do trả lại").fill("Thiếu doanh thu")
    minh.get_by_role("button", name="Trả lại ca").click()
    expect(minh.get_by_text("Không có ca nào.")).to_be_visible()

    # Lan reads why, mends it, hands in again; Minh approves.
    lan.reload()
    expect(lan.get_by_text("Quản lý trả lại: Thiếu doanh thu")).to_be_visible()
    at_rest(lan)
    lan.get_by_role("textbox", name="Doanh thu", exact=True).first.fill("3tr6")
    lan.get_by_role("button", name="Nộp ca").click()
    expect(lan.get_by_text("Ca đã nộp gần đây (1)")).to_be_visible()
    minh.goto(f"{minh.url.split('/approvals')[0]}/approvals?id={shift.id}")
    at_rest(minh)
    minh.get_by_role("button", name="Duyệt", exact=True).click()
    expect(minh.get_by_text("Không có ca nào.")).to_be_visible()

    done = shift_of(floor, team.lan.id, today)
    assert (done.status, done.arrival) == (ShiftStatus.APPROVED, "late")
    assert done.result_of(team.shop_a.id).totals.revenue_vnd == 3_600_000
    with floor.read() as session:
        told = shift_timeline(session, team.minh, shift.id)
        kept = session.connection().execute(text("SELECT action FROM audit WHERE actor <> 'system' ORDER BY id")).scalars().all()
    lan_name, minh_name, change = team.lan.display, team.minh.display, Step.CHANGE
    assert [(event.who, event.step, event.field, event.old, event.new, event.why) for event in told] == [
        (lan_name, Step.CHECK_IN, "", None, None, ""),
        (lan_name, change, "chats", None, 20, ""),
        (lan_name, change, "chats", 20, 35, ""),
        (lan_name, change, "orders", None, 9, ""),
        (lan_name, change, "chats", 35, 50, ""),
        (lan_name, change, "orders", 9, 12, ""),
        (lan_name, Step.SUBMIT, "", None, None, ""),
        (minh_name, Step.RETURN, "", None, None, "Thiếu doanh thu"),
        (lan_name, change, "revenue_vnd", None, 3_600_000, "Thiếu doanh thu"),
        (lan_name, Step.SUBMIT, "", None, None, ""),
        (minh_name, Step.APPROVE, "", None, None, ""),
    ]
    acts = [action for action in kept if action.split(".")[0] in ("roster", "shift", "handover")]
    assert acts == [
        "roster.publish", "shift.check_in", "shift.save", "shift.save", "shift.save", "handover.add", "shift.submit",
        "shift.check_in", "handover.accept", "shift.return", "shift.save", "shift.submit", "shift.approve",
    ]  # fmt: skip
