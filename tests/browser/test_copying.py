"""One click puts the script, gaps filled, on the clipboard; also where the browser has no clipboard API."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.base.clock import utc_now
from core.base.database import Database
from core.base.settings import get_settings
from core.catalog.actions.sources import NewSource
from core.catalog.queries.scripts import copy_counts
from core.catalog.refresh import add_and_read
from core.catalog.source import Place, PlaceKind, SheetKind
from core.people.user import SYSTEM
from tests.browser.conftest import SignIn
from tests.conftest import Cast

PLAIN_HTTP = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
"""What a browser offers a page on plain http inside a shop's network."""


@pytest.fixture
def sheets(floor: Database) -> None:
    for kind in SheetKind:
        add_and_read(floor, get_settings(), SYSTEM, NewSource(kind, Place(PlaceKind.SAMPLE, "1")), now=utc_now())


def pasted(page: Page) -> str:
    """What Ctrl+V brings into an empty field."""
    page.evaluate("() => { const area = document.createElement('textarea'); area.id = 'paste'; document.body.append(area); area.focus() }")
    page.keyboard.press("Control+V")
    return str(page.evaluate("() => { const area = document.getElementById('paste'); area.remove(); return area.value }"))


@pytest.mark.parametrize("secure", [True, False], ids=["https", "plain http"])
@pytest.mark.usefixtures("sheets")
def test_a_script_and_a_code_are_copied(sign_in: SignIn, team: Cast, floor: Database, secure: bool) -> None:
    page = sign_in("lan", "scripts", phone=not secure)
    if not secure:
        page.context.add_init_script(PLAIN_HTTP)
        page.reload()
    page.get_by_label("Tìm kịch bản").fill("doi size")
    expect(page.get_by_text("DT01")).to_be_visible()
    page.get_by_label("Tên khách").fill("chị Hương")
    expect(page.get_by_text("chị Hương cho em biết size")).to_be_visible()
    page.get_by_role("button", name="Chép").first.click()
    expect(page.get_by_text("Đã chép. Dán vào khung chat.")).to_be_visible()
    assert pasted(page).startswith("Dạ shop hỗ trợ đổi size trong 15 ngày, áo còn tem và chưa giặt ạ. chị Hương cho em biết size muốn đổi")
    with floor.read() as session:
        assert copy_counts(session, team.lan, SheetKind.SCRIPTS, day=utc_now().date()) == {"DT01": 1}

    page.goto(page.url.replace("/scripts", "/vouchers"))
    page.get_by_label("Tìm mã giảm giá").fill("CHAOBAN50")
    expect(page.get_by_text("HELLO50")).to_be_visible()
    expect(page.get_by_text("BEPTRUA")).to_have_count(0)
    page.get_by_role("button", name="Chép").nth(1).click()
    expect(page.get_by_text("Đã chép. Dán vào khung chat.")).to_be_visible()
    assert pasted(page) == "CHAOBAN50"
