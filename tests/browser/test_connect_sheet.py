"""The owner connects a sheet in the browser: paste, look, save; a file on a phone; nothing is kept before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.base.database import Database
from core.catalog.queries.sources import all_sources
from core.catalog.source import PlaceKind, Source
from core.people.user import SYSTEM
from tests.browser.conftest import SignIn
from tests.catalog.conftest import BOOK, LINK, SCRIPTS, VOUCHERS
from tests.catalog.sheets_server import NOT_SHARED, FakeTab, SheetsServer, serving
from tests.catalog.test_preview_source import workbook


@pytest.fixture(autouse=True)
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[SheetsServer]:
    """A Google of our own, known to the application before it starts."""
    with serving() as server:
        server.spreadsheets[BOOK] = [FakeTab("Kịch bản", SCRIPTS), FakeTab("Mã giảm giá", VOUCHERS, 7)]
        monkeypatch.setenv("SHEETS_EMULATOR_HOST", server.host)
        monkeypatch.setenv("CATRUC_GOOGLE", '{"client_email": "doc-bang@ca-truc.iam.gserviceaccount.com"}')
        yield server


def sources(floor: Database) -> list[Source]:
    with floor.read() as session:
        return list(all_sources(session, SYSTEM))


def test_a_link_is_pasted_looked_at_and_saved(sign_in: SignIn, floor: Database, google: SheetsServer) -> None:
    page = sign_in("hoa", "sheet_sources")
    expect(page.get_by_text("doc-bang@ca-truc.iam.gserviceaccount.com")).to_be_visible()
    google.fail(NOT_SHARED)
    page.get_by_label("Liên kết của bảng").fill(LINK)
    page.get_by_role("button", name="Đọc thử").click()
    expect(page.get_by_text("thêm doc-bang@")).to_be_visible()
    page.get_by_role("button", name="Đọc thử").click()
    expect(page.get_by_text("3 hàng dùng được")).to_be_visible()
    expect(page.get_by_text("không có trong lịch")).to_be_visible()
    assert sources(floor) == []
    page.get_by_label("Tên nguồn").fill("Voucher 9.9")
    page.get_by_role("button", name="Lưu và dùng").click()
    expect(page.get_by_text("Đã đưa bảng vào dùng")).to_be_visible()
    expect(page.get_by_text("4 hàng = 3 đang dùng + 1 cần sửa")).to_be_visible()
    [kept] = sources(floor)
    assert (kept.name, kept.tab, kept.version) == ("Voucher 9.9", "Mã giảm giá", 1)


def test_a_file_is_uploaded_on_a_phone(sign_in: SignIn, floor: Database, tmp_path: Path) -> None:
    file = tmp_path / "mã tháng 9.xlsx"
    file.write_bytes(workbook(VOUCHERS))
    page = sign_in("hoa", "sheet_sources", phone=True)
    page.get_by_role("radio", name="Tệp .xlsx, .csv").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Đọc thử").click()
    expect(page.get_by_text("3 hàng dùng được")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.get_by_role("button", name="Lưu và dùng").click()
    expect(page.get_by_text("Đã đưa bảng vào dùng")).to_be_visible()
    [kept] = sources(floor)
    assert (kept.place.kind, kept.place.address, kept.version) == (PlaceKind.UPLOAD, "mã tháng 9.xlsx", 1)
