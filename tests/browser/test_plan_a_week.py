"""A manager plans next week with the keyboard and publishes it; the agent sees it on a phone; the week fits on paper."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from core.base.clock import local_date, utc_now
from core.base.database import Database
from core.people.user import SYSTEM
from core.shifts.labour_law import monday_of
from core.shifts.queries.roster import rostered
from tests.browser.conftest import SignIn, at_rest
from tests.conftest import Cast

NAME, HEADING, ROW = 190, 35, 35
"""Pixels of the grid: its first column, its heading, a row."""


def cell(page: Page, row: int, day: int) -> tuple[float, float]:
    """Where a cell of the grid is: it is drawn on a canvas, so there is no element to find."""
    box = page.get_by_test_id("stDataFrame").first.locator("canvas").first.bounding_box()
    assert box is not None
    return box["x"] + NAME + (box["width"] - NAME) / 7 * (day + 0.5), box["y"] + HEADING + ROW * (row + 0.5)


def type_shift(page: Page, first_letters: str) -> None:
    """Type into the chosen cell and take the first choice."""
    page.keyboard.type(first_letters, delay=60)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")


def test_a_week_planned_by_keyboard_reaches_the_agent_and_the_wall(sign_in: SignIn, team: Cast, floor: Database) -> None:
    monday = monday_of(local_date(utc_now())) + timedelta(days=7)
    page = sign_in("minh", "roster")
    page.get_by_role("button", name="Sau").click()
    expect(page.get_by_text(f"{monday:%d/%m} –")).to_be_visible()
    at_rest(page)
    page.mouse.click(*cell(page, 0, 0))
    type_shift(page, "S")
    expect(page.get_by_text("1 ô chưa lưu")).to_be_visible()
    type_shift(page, "T")  # Enter went down: the next agent, the same day
    expect(page.get_by_text("2 ô chưa lưu")).to_be_visible()
    at_rest(page)
    page.get_by_role("button", name="Công bố").click()
    expect(page.get_by_text("Đã công bố, nhân viên thấy ngay")).to_be_visible()
    with floor.read() as session:
        found = rostered(session, SYSTEM, monday, monday + timedelta(days=6))
    assert [(one.agent_id, one.template.code, one.business_date) for one in found] == [
        (team.lan.id, "morning", monday), (team.stranger.id, "evening", monday),
    ]  # fmt: skip

    lan = sign_in("lan", "roster", phone=True)
    expect(lan.get_by_text(f"{monday:%d/%m} · Ca sáng 08:00–17:00")).to_be_visible()
    expect(lan.get_by_text("Ca tối 19:00–24:00")).to_have_count(0)
    assert lan.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    page.get_by_text("Bản in", exact=True).click()
    expect(page.get_by_role("table")).to_contain_text("Nguyễn Thị Lan")
    at_rest(page)
    paper = page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert [(round(float(wide)), round(float(high))) for wide, high in sizes] == [(842, 595)]  # one sideways A4
