"""A sheet is looked at before it is kept: guessed, corrected, counted, saved; uploads checked before they are opened."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import xlsxwriter

from core.base.clock import DEFAULT_ZONE
from core.base.database import Database
from core.base.errors import InvalidInput, NotFound, Refused
from core.base.settings import Settings
from core.catalog import preview
from core.catalog.actions.connect import Connect, connect_source
from core.catalog.actions.copies import Reading, store_reading
from core.catalog.actions.sources import NewSource, SourceChange, add_source, change_source
from core.catalog.cells import Cells, Merge
from core.catalog.layout import Layout, read_layout
from core.catalog.preview import NO_HEADER, Choice, Look
from core.catalog.queries.history import changes_between, changes_since, sheet_versions
from core.catalog.queries.reports import sheet_reports
from core.catalog.queries.sources import all_sources, list_sources, shown_copy
from core.catalog.queries.vouchers import catalog_vouchers
from core.catalog.reading import Reader
from core.catalog.refresh import refresh_due, sync_sources
from core.catalog.remedy import ReadingFailed
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import Place, PlaceKind, SheetKind, parse_place
from core.catalog.workbook import MAX_UPLOAD, read_upload
from core.people.user import SYSTEM
from tests.catalog.conftest import BOOK, LINK, NOW, SCRIPTS, VOUCHERS
from tests.catalog.sheets_server import NOT_SHARED, FakeTab, SheetsServer
from tests.conftest import Cast

TODAY = date(2026, 9, 9)
ODD: list[list[Any]] = [
    ["Khuyến mãi tháng 9"],
    ["Nhập cái này", "Giảm bao nhiêu", "", "Ghi chú"],
    ["GIAM30", "giảm 30K đơn từ 300K", "15/09/2026", "nội bộ"],
    ["HOAN10", "hoàn 10% tối đa 50K đơn từ 0Đ", "20/09/2026", ""],
]
"""Headers nobody could guess, one column without any."""


def cells(rows: list[list[Any]], title: str = "Tab", merges: tuple[Merge, ...] = ()) -> Cells:
    return Cells(title, tuple(tuple(row) for row in rows), merges)


def look(*tabs: Cells, gid: int | None = None) -> Look:
    copies = tuple(SheetCopy(tab, gid=number) for number, tab in enumerate(tabs))
    return Look(Place(PlaceKind.GOOGLE, BOOK, gid), copies, NOW)


def guessed(tab: Cells, kind: SheetKind) -> Choice:
    row, columns = preview.chosen_layout(tab, kind, Layout())
    return Choice(kind, 0, row, preview.without_unnamed(columns))


def parsed(tab: Cells, choice: Choice) -> Any:
    return preview.parse_choice(tab, choice, today=TODAY, zone=DEFAULT_ZONE)


def test_tab_and_kind_are_guessed_by_the_columns() -> None:
    notes, scripts, vouchers = cells([["họp"], ["thứ hai"]]), cells(SCRIPTS), cells(VOUCHERS)
    assert preview.guess_tab(look(notes, scripts)) == (1, SheetKind.SCRIPTS)
    assert preview.guess_tab(look(notes, vouchers)) == (1, SheetKind.VOUCHERS)
    assert preview.guess_tab(look(scripts, vouchers, gid=0)) == (0, SheetKind.SCRIPTS)
    assert preview.guess_tab(look(scripts, vouchers), SheetKind.VOUCHERS) == (1, SheetKind.VOUCHERS)
    assert preview.guess_tab(look(notes)) == (0, SheetKind.SCRIPTS)


def test_the_guess_is_shown_column_by_column() -> None:
    choice = guessed(cells(VOUCHERS), SheetKind.VOUCHERS)
    assert choice.row == 0
    assert choice.columns == {"code": 0, "marketplace": 1, "title": 2, "start": 3, "end": 4, "quantity": 5, "used": 6}
    seen = preview.columns_seen(cells(VOUCHERS), SheetKind.VOUCHERS, 0)
    assert [(one.letters, one.header, one.sample) for one in seen[:4]] == [
        ("A", "Mã voucher", "GIAM30"),
        ("B", "Sàn", "Shopee"),
        ("C", "Nội dung", "giảm 30K đơn từ 300K"),
        ("D", "Bắt đầu", "03/09/2026"),
    ]
    assert preview.header_rows(cells(SCRIPTS)) == [
        (0, "KỊCH BẢN CSKH"),
        (2, "Mã · Giai đoạn · Tình huống · Sàn · Nội dung"),
        (3, "CH01 · Chào hỏi · Khách nhắn lần đầu · Dạ shop chào {ten_khach} ạ 🌿"),
        (4, "DT01 · Đổi trả · Đổi size · Shopee · Dạ shop hỗ trợ đổi size trong 15 ngày ạ."),
        (5, "Bảo hành · Chưa viết"),
    ]


def test_what_the_guess_finds_is_not_remembered() -> None:
    for rows, kind in ((VOUCHERS, SheetKind.VOUCHERS), (SCRIPTS, SheetKind.SCRIPTS)):
        assert preview.to_layout(cells(rows), guessed(cells(rows), kind)).as_stored() is None


def test_a_corrected_sheet_is_read_as_chosen() -> None:
    tab = cells(ODD)
    assert parsed(tab, guessed(tab, SheetKind.VOUCHERS)).unreadable is not None
    choice = Choice(SheetKind.VOUCHERS, 0, 1, {"code": 0, "title": 1, "end": 2})
    layout = preview.to_layout(tab, choice)
    assert layout.columns == {"code": "Nhập cái này", "title": "Giảm bao nhiêu", "end": 2}
    assert layout.row is None
    found = parsed(tab, choice)
    assert [(one.codes, one.value, one.extra) for one in found.good] == [
        (("GIAM30",), 30_000, (("Ghi chú", "nội bộ"),)),
        (("HOAN10",), 10, ()),
    ]
    assert (found.read, found.skipped, len(found.problems)) == (3, 1, 0)
    assert preview.chosen_layout(tab, SheetKind.VOUCHERS, read_layout(layout.as_stored())) == (1, choice.columns)


def test_names_survive_moved_columns_and_a_title_row_above() -> None:
    layout = preview.to_layout(cells(ODD), Choice(SheetKind.VOUCHERS, 0, 1, {"code": 0, "title": 1}))
    moved = cells([["Tin mới"], *([row[1], row[0], *row[2:]] if len(row) > 1 else row for row in ODD)])
    assert preview.chosen_layout(moved, SheetKind.VOUCHERS, layout) == (2, {"code": 1, "title": 0})


def test_a_sheet_without_header_is_read_by_places() -> None:
    tab = cells([["GIAM30", "giảm 30K đơn từ 300K"], ["GIAM50", "giảm 50K đơn từ 500K"]])
    choice = Choice(SheetKind.VOUCHERS, 0, NO_HEADER, {"code": 0, "title": 1})
    assert preview.to_layout(tab, choice).as_stored() == {"code": 0, "title": 1, "#row": -1}
    assert [one.codes for one in parsed(tab, choice).good] == [("GIAM30",), ("GIAM50",)]


def test_a_header_that_stands_twice_is_kept_by_its_place() -> None:
    tab = cells([["Mã", "Nội dung", "Nội dung"], ["A1", "cũ", "giảm 30K đơn từ 300K"]])
    layout = preview.to_layout(tab, Choice(SheetKind.VOUCHERS, 0, 0, {"code": 0, "title": 2}))
    assert layout.columns == {"code": "Mã", "title": 2}


def test_merged_titles_and_wide_rows_do_not_shift_the_guess() -> None:
    tab = cells([["MÃ GIẢM GIÁ"], *VOUCHERS, [None] * 30], merges=(Merge(0, 1, 0, 7),))
    choice = guessed(tab, SheetKind.VOUCHERS)
    assert choice.row == 1
    assert preview.to_layout(tab, choice).as_stored() is None
    assert (len(parsed(tab, choice).good), parsed(tab, choice).read) == (3, 5)


def test_one_shop_for_the_whole_sheet() -> None:
    choice = replace(guessed(cells(VOUCHERS), SheetKind.VOUCHERS), shop="Bếp Sỏi")
    assert preview.to_layout(cells(VOUCHERS), choice).as_stored() == {"#shop": "Bếp Sỏi"}
    assert {one.shop for one in parsed(cells(VOUCHERS), choice).good} == {"Bếp Sỏi"}


# --- uploads ----------------------------------------------------------------------------------


def workbook(rows: list[list[Any]], name: str = "Mã giảm giá") -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def failing(data: bytes, name: str = "tệp.xlsx") -> str:
    with pytest.raises(ReadingFailed) as caught:
        read_upload(data, name)
    return caught.value.failure.code


def repacked(data: bytes, change: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change.get(entry.filename, old.read(entry)))
    return file.getvalue()


def test_an_upload_is_what_its_content_says() -> None:
    [copy] = read_upload(workbook(VOUCHERS), "không phải csv.csv")
    assert (copy.cells.title, copy.cells.rows[1][0], copy.cells.rows[1][3]) == ("Mã giảm giá", "GIAM30", 46268)
    [copy] = read_upload("Mã,Nội dung\n00123,giảm 30K đơn từ 300K\n".encode(), "bảng.xlsx")
    assert (copy.cells.title, copy.cells.rows[1]) == ("bảng", ("00123", "giảm 30K đơn từ 300K"))


def test_uploads_that_are_no_sheet_are_refused() -> None:
    plain_zip = io.BytesIO()
    with zipfile.ZipFile(plain_zip, "w") as archive:
        archive.writestr("a.txt", "x")
    assert failing(plain_zip.getvalue()) == "file_unreadable"
    assert failing(b"\xd0\xcf\x11\xe0" + b"\0" * 600) == "file_unreadable"
    assert failing(workbook(VOUCHERS)[:900]) == "file_unreadable"
    assert failing(b"\x89PNG\r\n\x1a\n" + bytes(range(256))) in ("bad_encoding", "file_unreadable")
    assert failing(b"x" * (MAX_UPLOAD + 1)) == "too_large"


def test_a_bomb_is_refused_whatever_it_says_of_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.catalog.archive_guard.MAX_UNPACKED", 1_000_000)
    data = bytearray(repacked(workbook(VOUCHERS), {"xl/sharedStrings.xml": b" " * 5_000_000}))
    assert failing(bytes(data)) == "too_large"
    size = (5_000_000).to_bytes(4, "little")
    assert data.count(size) >= 1
    assert failing(bytes(data).replace(size, (9).to_bytes(4, "little"))) == "too_large"


def test_a_cell_at_the_end_of_the_world_is_refused() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Xa")
        sheet.write(0, 0, "Mã")
        sheet.write(1_048_575, 16_383, "lạc")
    assert failing(file.getvalue()) == "too_wide"


def test_colour_far_away_is_no_cell() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Màu")
        sheet.write_row(0, 0, VOUCHERS[0])
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bg_color": "red"}))
    [copy] = read_upload(file.getvalue(), "màu.xlsx")
    assert copy.cells.rows[0][0] == "Mã voucher"


# --- saving -----------------------------------------------------------------------------------


def wanted(rows: list[list[Any]] = VOUCHERS, place: Place | None = None, **more: Any) -> Connect:
    tab = cells(rows, "Mã giảm giá")
    choice = more.pop("choice", None) or guessed(tab, SheetKind.VOUCHERS)
    found = parsed(tab, choice)
    count = len(found.good) + len(found.problems)
    place = place or parse_place(LINK)
    return Connect(SheetKind.VOUCHERS, place, SheetCopy(tab, 7), preview.to_layout(tab, choice), count, NOW, **more)


def test_looking_stores_nothing_and_takes_two_requests(database: Database, settings: Settings, google: SheetsServer) -> None:
    google.spreadsheets[BOOK] = [FakeTab("Kịch bản", SCRIPTS), FakeTab("Trống", [[""]], gid=3), FakeTab("Mã", VOUCHERS, gid=7)]
    reader = Reader(settings, today=TODAY)
    copies = reader.read_tabs(parse_place(LINK))
    assert [copy.cells.title for copy in copies] == ["Kịch bản", "Mã"]
    assert len(google.asked) == 2
    google.fail(NOT_SHARED)
    with pytest.raises(ReadingFailed) as caught:
        reader.read_tabs(parse_place(LINK))
    assert caught.value.failure.code in ("not_shared", "not_public")
    with database.read() as session:
        assert all_sources(session, SYSTEM) == ()


def test_saving_keeps_source_and_copy_in_one_act(database: Database, cast: Cast) -> None:
    with database.write() as session:
        source = connect_source(session, cast.hoa, wanted(name="Voucher 9.9"), now=NOW)
    with database.read() as session:
        [kept] = list_sources(session, cast.minh)
        [report] = sheet_reports(session, cast.minh, SheetKind.VOUCHERS, at=NOW)
        found = catalog_vouchers(session, cast.lan, at=NOW)
    assert (kept.name, kept.tab, kept.mapping, kept.version, kept.read_at) == ("Voucher 9.9", "Mã giảm giá", None, 1, NOW)
    assert (source.id, report.read, report.good, len(report.problems), report.skipped) == (kept.id, 4, 3, 1, 0)
    assert found.total == 3


def test_only_the_owner_saves_and_only_what_can_be_read(database: Database, cast: Cast) -> None:
    for person in (cast.lan, cast.minh):
        with pytest.raises(Refused), database.write() as session:
            connect_source(session, person, wanted(), now=NOW)
    with pytest.raises(InvalidInput) as caught, database.write() as session:
        connect_source(session, cast.hoa, wanted(ODD), now=NOW)
    assert caught.value.field == "columns"
    with database.read() as session:
        assert all_sources(session, cast.hoa) == ()


def test_other_columns_for_a_source_are_used_at_once_though_rows_go(database: Database, cast: Cast) -> None:
    with database.write() as session:
        source = connect_source(session, cast.hoa, wanted(), now=NOW)
    choice = Choice(SheetKind.VOUCHERS, 0, 1, {"code": 0, "title": 1, "end": 2})
    later = replace(wanted(ODD, choice=choice), source_id=source.id, read_at=NOW + timedelta(minutes=2))
    with database.write() as session:
        connect_source(session, cast.hoa, later, now=NOW + timedelta(minutes=3))
    with database.read() as session:
        [kept] = list_sources(session, cast.hoa)
        found = catalog_vouchers(session, cast.lan, at=NOW)
    assert (kept.version, kept.error, kept.mapping) == (2, None, {"code": "Nhập cái này", "title": "Giảm bao nhiêu", "end": 2})
    assert {one.voucher.codes for one in found.found} == {("GIAM30",), ("HOAN10",)}


def test_names_are_one_each_and_removed_sources_come_back(database: Database, cast: Cast) -> None:
    with database.write() as session:
        first = connect_source(session, cast.hoa, wanted(), now=NOW)
        second = connect_source(session, cast.hoa, wanted(), now=NOW)
        assert (first.name, second.name) == ("Mã giảm giá", "Mã giảm giá 2")
    with pytest.raises(InvalidInput) as caught, database.write() as session:
        change_source(session, cast.hoa, SourceChange(second.id, name="mã GIẢM giá"), now=NOW)
    assert caught.value.field == "name"
    with database.write() as session:
        change_source(session, cast.hoa, SourceChange(second.id, name="Lazada"), now=NOW)
        change_source(session, cast.hoa, SourceChange(second.id, removed=True), now=NOW)
    with database.read() as session:
        assert [(one.name, one.active, one.removed) for one in all_sources(session, cast.hoa)] == [
            ("Mã giảm giá", True, False),
            ("Lazada", False, True),
        ]
        assert catalog_vouchers(session, cast.lan, at=NOW).total == 3
        assert [one.number for one in sheet_versions(session, cast.minh, second.id)] == [1]
    with database.write() as session:
        back = change_source(session, cast.hoa, SourceChange(second.id, active=True), now=NOW)
    assert (back.active, back.removed) == (True, False)


def test_an_uploaded_file_is_never_read_again(database: Database, cast: Cast, settings: Settings) -> None:
    upload = Place(PlaceKind.UPLOAD, "mã tháng 9.xlsx")
    assert Place.from_stored(upload.stored) == upload
    with database.write() as session:
        source = connect_source(session, cast.hoa, wanted(place=upload), now=NOW)
    later = NOW + timedelta(days=1)
    assert refresh_due(database, settings, now=later, holder="one") == []
    [synced] = sync_sources(database, settings, SYSTEM, now=later)
    assert (synced.version, synced.changed, synced.failure) == (1, False, None)
    with database.read() as session:
        found = catalog_vouchers(session, cast.lan, at=later)
        assert (found.fresh.resting, found.fresh.read_at, found.total) == (True, NOW, 3)
        assert shown_copy(session, cast.hoa, source.id).cells.rows[1][0] == "GIAM30"


# --- what changed -----------------------------------------------------------------------------


def store(database: Database, source_id: int, rows: list[list[Any]], minutes: int) -> None:
    copy = SheetCopy(cells(rows, "Mã giảm giá"), 7)
    at, every = NOW + timedelta(minutes=minutes), timedelta(minutes=1)
    with database.write() as session:
        store_reading(session, SYSTEM, Reading(source_id, copy, len(rows) - 1), rows_before=len(VOUCHERS) - 1, now=at, every=every)


def test_versions_and_what_each_changed(database: Database, cast: Cast) -> None:
    with database.write() as session:
        source = connect_source(session, cast.hoa, wanted(), now=NOW)
    better = [VOUCHERS[0], [*VOUCHERS[1][:2], "giảm 40K đơn từ 300K", *VOUCHERS[1][3:]], *VOUCHERS[2:4]]
    new = ["TET99", "Shopee", "giảm 99K đơn từ 999K", 46290, 46300, "", ""]
    store(database, source.id, [*better, new], 10)
    store(database, source.id, [*better[:2], [*better[1][:6], 11]], 20)
    with database.read() as session:
        versions = sheet_versions(session, cast.minh, source.id)
        told = changes_between(session, cast.minh, source.id, 1, 2, at=NOW)
        with pytest.raises(NotFound):
            changes_between(session, cast.minh, source.id, 1, 9, at=NOW)
        with pytest.raises(Refused):
            changes_between(session, cast.lan, source.id, 1, 2, at=NOW)
    assert [(one.number, one.held, one.shown) for one in versions] == [(3, False, True), (2, False, False), (1, False, False)]
    assert [one.codes for one in told.changes.added] == [("TET99",)]
    [changed] = told.changes.changed
    assert (changed.before.value, changed.after.value) == (30_000, 40_000)
    assert set(changed.fields) == {"value", "title"}


def test_what_changed_since_a_moment(database: Database, cast: Cast) -> None:
    with database.write() as session:
        source = connect_source(session, cast.hoa, wanted(), now=NOW)

    def since(minutes: int) -> list[tuple[int, int, int, int]]:
        with database.read() as session:
            told = changes_since(session, cast.lan, SheetKind.VOUCHERS, NOW + timedelta(minutes=minutes), at=NOW)
        return [(one.old, len(one.changes.added), len(one.changes.changed), one.rows) for one in told]

    assert since(-60) == [(0, 0, 0, 3)]
    assert since(0) == []
    counted = [VOUCHERS[0], [*VOUCHERS[1][:6], 25], *VOUCHERS[2:]]
    store(database, source.id, counted, 5)
    assert since(1) == []
    store(database, source.id, [*counted, ["TET99", "", "giảm 99K đơn từ 999K", 46290, 46300, "", ""]], 10)
    assert since(1) == [(1, 1, 0, 0)]
    assert since(7) == [(2, 1, 0, 0)]
    assert since(10) == []


def test_paused_sources_are_neither_read_nor_shown(database: Database, cast: Cast, settings: Settings) -> None:
    with database.write() as session:
        source = add_source(session, cast.hoa, NewSource(SheetKind.VOUCHERS, Place(PlaceKind.SAMPLE, "1"), name="Mẫu"), now=NOW)
        change_source(session, cast.hoa, SourceChange(source.id, active=False), now=NOW)
    assert refresh_due(database, settings, now=NOW, holder="one") == []
    with database.read() as session:
        assert catalog_vouchers(session, cast.lan, at=NOW).fresh.sources == 0
        with pytest.raises(Refused):
            all_sources(session, cast.minh)
