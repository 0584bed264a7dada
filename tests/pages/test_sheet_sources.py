"""The owner connects a sheet in five minutes: look, correct by choosing, save; and sees how each sheet fares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core.base.clock import utc_now
from core.base.database import Database
from core.base.settings import get_settings
from core.catalog.actions.copies import Reading, store_reading
from core.catalog.actions.sources import NewSource
from core.catalog.queries.sources import all_sources
from core.catalog.refresh import add_and_read
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import Place, PlaceKind, SheetKind, Source, parse_place
from core.people.user import SYSTEM, User
from core.shifts.actions.check_in import CheckIn, check_in
from core.shifts.actions.hand_in import Submit, submit_shift
from core.shifts.queries.templates import list_templates
from tests.catalog.conftest import BOOK, LINK, SCRIPTS, VOUCHERS
from tests.catalog.sheets_server import NOT_SHARED, FakeTab, SheetsServer, serving
from tests.catalog.test_preview_source import ODD, cells, workbook
from tests.conftest import Cast
from tests.pages.conftest import OpenPage

MINUTE = timedelta(minutes=1)


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[SheetsServer]:
    """A local Google with one spreadsheet of two tabs; the app knows its service account's e-mail."""
    with serving() as server:
        server.spreadsheets[BOOK] = [
            FakeTab("Kịch bản", [list(row) for row in SCRIPTS]),
            FakeTab("Mã giảm giá", [list(row) for row in VOUCHERS], 7),
        ]
        monkeypatch.setenv("SHEETS_EMULATOR_HOST", server.host)
        monkeypatch.setenv("CATRUC_GOOGLE", '{"client_email": "doc-bang@ca-truc.iam.gserviceaccount.com"}')
        get_settings.cache_clear()
        yield server
    monkeypatch.undo()
    get_settings.cache_clear()


def button(at: AppTest, label: str) -> None:
    next(one for one in at.button if one.label == label).click().run()
    assert not at.exception


def look(at: AppTest, link: str = LINK) -> None:
    at.text_input(key="sheet_sources:link").set_value(link)
    button(at, "Đọc thử")


def words(at: AppTest) -> str:
    return " | ".join(one.value.replace("\\", "") for one in (*at.markdown, *at.caption, *at.warning, *at.error))


def sources(database: Database) -> list[Source]:
    with database.read() as session:
        return list(all_sources(session, SYSTEM))


def test_a_link_is_read_shown_and_saved(database: Database, cast: Cast, google: SheetsServer, open_page: OpenPage) -> None:
    at = open_page("sheet_sources", cast.hoa)
    assert "Chưa kết nối bảng tính nào." in words(at)
    assert [one.value for one in at.code] == ["doc-bang@ca-truc.iam.gserviceaccount.com"]
    assert google.asked == []
    look(at)
    assert len(google.asked) == 2
    assert sources(database) == []
    assert "3 hàng dùng được" in words(at)
    assert "Hàng cần sửa: 1" in words(at)
    assert "Mã giảm giá!D5" in words(at)
    at.run()
    assert len(google.asked) == 2
    next(one for one in at.text_input if one.label == "Tên nguồn").set_value("Voucher 9.9").run()
    button(at, "Lưu và dùng")
    [kept] = sources(database)
    assert (kept.name, kept.kind, kept.tab, kept.version, kept.mapping) == ("Voucher 9.9", SheetKind.VOUCHERS, "Mã giảm giá", 1, None)
    assert "Voucher 9.9" in words(at)
    assert "4 hàng = 3 đang dùng + 1 cần sửa + 0 cố ý bỏ qua" in words(at)
    assert len(google.asked) == 2


def test_back_keeps_nothing(database: Database, cast: Cast, google: SheetsServer, open_page: OpenPage) -> None:
    at = open_page("sheet_sources", cast.hoa)
    look(at)
    button(at, "Quay lại, không lưu")
    assert sources(database) == []
    assert [one.label for one in at.text_input] == ["Liên kết của bảng"]


def test_a_failure_names_its_remedy_and_keeps_the_link(cast: Cast, google: SheetsServer, open_page: OpenPage, database: Database) -> None:
    at = open_page("sheet_sources", cast.hoa)
    google.fail(NOT_SHARED)
    look(at)
    assert "Bảng tính chưa được chia sẻ với doc-bang@" in words(at).replace("\u2060", "")
    assert at.text_input(key="sheet_sources:link").value == LINK
    google.spreadsheets.clear()
    look(at)
    assert "Không có bảng tính" in words(at)
    look(at, "C:/bang.xlsx")
    assert "Đây là đường dẫn tệp" in words(at)
    look(at, "http://example.com/a.csv")
    assert "https://" in words(at)
    look(at, "")
    assert at.error
    assert sources(database) == []


def choose(at: AppTest, label: str, value: object) -> None:
    next(one for one in at.selectbox if one.label == label).set_value(value).run()
    assert not at.exception


def test_a_file_is_corrected_by_choosing(database: Database, cast: Cast, open_page: OpenPage) -> None:
    at = open_page("sheet_sources", cast.hoa)
    at.segmented_control(key="sheet_sources:way").set_value("file").run()
    at.file_uploader[0].set_value(("mã tháng 9.xlsx", workbook(ODD, "Tháng 9"), "application/octet-stream")).run()
    button(at, "Đọc thử")
    next(one for one in at.segmented_control if one.label == "Bảng này chứa").set_value(SheetKind.VOUCHERS).run()
    assert "Chọn như vậy thì chưa đọc được gì" in words(at)
    assert next(one for one in at.button if one.label == "Lưu và dùng").disabled
    choose(at, "Hàng tiêu đề", 1)
    choose(at, "Mã", 0)
    choose(at, "Nội dung ưu đãi", 1)
    choose(at, "Kết thúc", 2)
    choose(at, "Cả bảng dùng cho", "Shop A")
    assert "2 hàng dùng được" in words(at)
    button(at, "Lưu và dùng")
    [kept] = sources(database)
    assert kept.place == Place(PlaceKind.UPLOAD, "mã tháng 9.xlsx")
    assert kept.name == "mã tháng 9"
    assert kept.mapping == {"code": "Nhập cái này", "title": "Giảm bao nhiêu", "end": 2, "note": "Ghi chú", "#shop": "Shop A"}
    assert "Tệp tải lên · mã tháng 9.xlsx" in words(at)
    button(at, "Trang và cột")
    assert "2 hàng dùng được" in words(at)
    assert next(one for one in at.selectbox if one.label == "Mã").value == 0


def test_a_file_that_is_no_sheet_is_refused(database: Database, cast: Cast, open_page: OpenPage) -> None:
    at = open_page("sheet_sources", cast.hoa)
    at.segmented_control(key="sheet_sources:way").set_value("file").run()
    at.file_uploader[0].set_value(("ảnh.xlsx", b"PK\x03\x04 not a workbook", "application/octet-stream")).run()
    button(at, "Đọc thử")
    assert "ảnh.xlsx" in words(at)
    assert sources(database) == []


@pytest.fixture
def connected(database: Database, google: SheetsServer) -> Source:
    """The vouchers of the local Google, read a minute ago."""
    place = parse_place(LINK)
    return add_and_read(database, get_settings(), SYSTEM, NewSource(SheetKind.VOUCHERS, place), now=utc_now() - MINUTE).source


def test_reading_now_and_the_circuit(database: Database, cast: Cast, connected: Source, google: SheetsServer, open_page: OpenPage) -> None:
    at = open_page("sheet_sources", cast.hoa)
    google.always = NOT_SHARED
    button(at, "Đọc lại ngay")
    button(at, "Đọc lại ngay")
    assert "Lần đọc cuối lỗi" in words(at)
    assert "2 lần đọc lỗi liên tiếp" in words(at)
    assert "thử lại lúc" in words(at)
    google.always = None
    google.spreadsheets[BOOK][1].rows.append(["TET99", "Shopee", "giảm 99K đơn từ 999K", 46290, 46300])
    button(at, "Đọc lại ngay")
    assert "thêm 1, bỏ 0, sửa 0" in words(at)
    assert sources(database)[0].version == 2


def test_pause_rename_remove_and_use_again(database: Database, cast: Cast, connected: Source, open_page: OpenPage) -> None:
    at = open_page("sheet_sources", cast.hoa)
    button(at, "Tạm dừng")
    assert not sources(database)[0].active
    button(at, "Dùng tiếp")
    assert sources(database)[0].active
    next(one for one in at.text_input if one.label == "Tên nguồn").set_value("Mã Shopee").run()
    button(at, "Đổi tên")
    assert sources(database)[0].name == "Mã Shopee"
    button(at, "Gỡ nguồn")
    assert sources(database)[0].removed
    button(at, "Dùng lại")
    assert (sources(database)[0].active, sources(database)[0].removed) == (True, False)


def test_a_copy_kept_aside_waits_for_the_owner(
    database: Database, cast: Cast, connected: Source, google: SheetsServer, open_page: OpenPage
) -> None:
    at = open_page("sheet_sources", cast.hoa)
    del google.spreadsheets[BOOK][1].rows[2:]
    button(at, "Đọc lại ngay")
    assert "Chờ bạn xác nhận" in words(at)
    assert "thêm 0, bỏ 2, sửa 0" in words(at)
    button(at, "Đúng ý rồi: dùng bản mới")
    assert (sources(database)[0].version, sources(database)[0].error) == (2, None)


def test_text_from_a_sheet_is_never_markup(database: Database, cast: Cast, google: SheetsServer, open_page: OpenPage) -> None:
    evil = ":red[đỏ] [bấm](https://evil.example)"
    google.spreadsheets[BOOK] = [FakeTab(evil, [["Mã", "Nội dung", "Kết thúc"], ["A", "giảm 30K", evil]])]
    at = open_page("sheet_sources", cast.hoa)
    look(at)
    unescaped = " ".join(re.sub(r"\\.", "", one.value) for one in (*at.markdown, *at.caption, *at.warning))
    assert not re.search(r":red\[|\]\(https://evil", unescaped)


def work(database: Database, agent: User) -> None:
    """A shift of the agent, handed in now."""
    now = utc_now()
    with database.write() as session:
        template = list_templates(session, agent)[0]
        shift = check_in(session, agent, CheckIn(template.id, now.date(), agent.id), now=now - timedelta(hours=1))
        submit_shift(session, agent, Submit(shift.id, shift.version, "", ()), now=now - 2 * MINUTE)


def test_an_agent_sees_what_changed_since_the_last_shift(database: Database, cast: Cast, connected: Source, open_page: OpenPage) -> None:
    now = utc_now()
    work(database, cast.lan)
    new = [*VOUCHERS, ["TET99", "Shopee", "giảm 99K đơn từ 999K", 46290, 46300, "", ""]]
    with database.write() as session:
        reading = Reading(connected.id, SheetCopy(cells(new, "Mã giảm giá"), 7), 5)
        store_reading(session, SYSTEM, reading, rows_before=4, now=now, every=MINUTE)
    at = open_page("vouchers", cast.lan)
    assert not at.exception
    titles = [one.label for one in at.expander]
    assert any(title.startswith("Từ ca trước của bạn") for title in titles)
    manager = open_page("vouchers", cast.minh)
    assert "Bảng tính đã đổi những gì" in [one.label for one in manager.expander]
    assert "thêm 1, bỏ 0, sửa 0" in words(manager)


def test_the_owner_switches_writing_on_and_tries_it(cast: Cast, database: Database, google: SheetsServer, open_page: OpenPage) -> None:
    new = NewSource(SheetKind.VOUCHERS, parse_place(LINK), name="Mã")
    source = add_and_read(database, get_settings(), SYSTEM, new, now=utc_now()).source
    at = open_page("sheet_sources", cast.hoa)
    assert "Ghi kết quả vào bảng tính này: đang tắt" in [expander.label for expander in at.expander]
    assert "Ghi ngay" not in [one.label for one in at.button]
    form = f"source:{source.id}:write-back:0"
    at.toggle(key=f"{form}:on").set_value(True).run()
    at.text_input(key=f"{form}:tab:day").set_value("Mã giảm giá").run()
    at.button(key=f"{form}:go").click().run()
    assert ["đang được đọc làm nguồn" in error.value for error in at.error] == [True]
    at.text_input(key=f"{form}:tab:day").set_value("Kết quả ngày").run()
    at.button(key=f"{form}:go").click().run()
    assert not at.exception
    assert "Ghi kết quả vào bảng tính này: đang bật" in [expander.label for expander in at.expander]
    google.may_write = False
    at.button(key=f"source:{source.id}:write-now").click().run()
    assert [toast.value for toast in at.toast] == ["Chưa ghi được; xem bên dưới."]
    said = at.warning[0].value.replace("\\", "").replace("\u2060", "")
    assert "doc-bang@ca-truc.iam.gserviceaccount.com chỉ có quyền xem bảng tính này." in said
    google.may_write = True
    at.button(key=f"source:{source.id}:write-now").click().run()
    assert [toast.value for toast in at.toast] == ["Đã ghi 0 dòng"]
    assert len(at.warning) == 0
    tab = google.spreadsheets[BOOK][2]
    assert (tab.title, tab.rows[0][:3]) == ("Kết quả ngày", ["Ngày", "Ca", "Nhân viên"])
    at.button(key=f"source:{source.id}:write-now").click().run()
    assert [toast.value for toast in at.toast] == ["Trang đã có đủ các dòng này"]


def test_a_marketplace_for_rows_that_name_none_is_chosen_and_kept(
    cast: Cast, database: Database, google: SheetsServer, open_page: OpenPage
) -> None:
    google.spreadsheets[BOOK][1].rows[1][1] = ""
    at = open_page("sheet_sources", cast.hoa)
    look(at)
    box = next(one for one in at.selectbox if one.label == "Dòng không ghi sàn thì thuộc")
    box.select("Tiki").run()
    button(at, "Lưu và dùng")
    with database.read() as session:
        [source] = all_sources(session, cast.hoa)
        assert source.mapping == {"#marketplace": "tiki"}
