"""Reading workbooks, CSV files and published links: text stays text, dates are serial numbers, failures are named."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from core.catalog import wire
from core.catalog.cells import Merge
from core.catalog.published_csv import read_published
from core.catalog.remedy import ReadingFailed
from core.catalog.wire import Patience
from core.catalog.workbook import read_csv_file, read_workbook
from tests.catalog.sheets_server import HTML, UNAVAILABLE, Fault, SheetsServer


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "Mã giảm giá.xlsx"
    made = xlsxwriter.Workbook(str(path))
    day = made.add_format({"num_format": "dd/mm/yyyy"})
    hour = made.add_format({"num_format": "hh:mm"})
    first = made.add_worksheet("Hướng dẫn")
    first.write_string(0, 0, "Chỉ sửa ở trang sau")
    sheet = made.add_worksheet("Mã tháng 9")
    sheet.merge_range(0, 0, 0, 3, "MÃ THÁNG 9")
    sheet.write_row(2, 0, ["Mã", "Giảm", "Bắt đầu", "Giờ"])
    sheet.write_string(3, 0, "00123")
    sheet.write_number(3, 1, 50000)
    sheet.write_datetime(3, 2, datetime(2026, 9, 9), day)  # noqa: DTZ001 - a cell has no zone
    sheet.write_datetime(3, 3, time(18, 0), hour)
    sheet.write_string(4, 0, "1E5")
    sheet.write_number(4, 1, 0.08)
    sheet.write_datetime(4, 2, datetime(2026, 9, 9, 12, 0), day)  # noqa: DTZ001
    sheet.write_boolean(4, 3, True)
    made.add_worksheet("Cũ").hide()
    made.close()
    return path


def failing(read: object) -> str:
    with pytest.raises(ReadingFailed) as caught:
        read()  # type: ignore[operator]
    return caught.value.failure.code


def test_a_workbook_reads_like_googles_answer(book: Path) -> None:
    [copy] = read_workbook(str(book), "mã THÁNG 9")
    assert copy.cells.title == "Mã tháng 9"
    assert copy.cells.merges == (Merge(0, 1, 0, 4),)
    assert copy.cells.rows[2:] == (("Mã", "Giảm", "Bắt đầu", "Giờ"), ("00123", 50000, 46274, 0.75), ("1E5", 0.08, 46274.5, True))


def test_without_a_name_every_tab_that_is_shown(book: Path) -> None:
    assert [copy.cells.title for copy in read_workbook(str(book))] == ["Hướng dẫn", "Mã tháng 9"]


def test_a_missing_tab_names_those_there_are(book: Path) -> None:
    with pytest.raises(ReadingFailed) as caught:
        read_workbook(str(book), "Mã tháng 8")
    assert caught.value.failure.values == {"tab": "Mã tháng 8", "tabs": "Hướng dẫn, Mã tháng 9"}


def test_files_that_are_no_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "hỏng.xlsx"
    broken.write_bytes(b"PK\x03\x04 not really")
    assert failing(lambda: read_workbook(str(broken))) == "file_unreadable"
    broken.write_bytes(b"hello")
    assert failing(lambda: read_workbook(str(broken))) == "file_unreadable"
    assert failing(lambda: read_workbook(str(tmp_path / "không có.xlsx"))) == "file_missing"
    assert failing(lambda: read_csv_file(str(tmp_path))) == "file_unreadable"
    monkeypatch.setattr("core.catalog.workbook.MAX_BYTES", 3)
    assert failing(lambda: read_workbook(str(broken))) == "too_large"


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.catalog.archive_guard.MAX_UNPACKED", 1_000_000)
    path = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    assert path.stat().st_size < 10_000
    assert failing(lambda: read_workbook(str(path))) == "too_large"


TABLE = 'Mã,Nội dung,Hạn\n00123,"giảm 8% tối đa 60K,\nđơn từ 400K",09/09/2026\n1E5,Ưu đãi cuối tuần,\n'
ROWS = (("Mã", "Nội dung", "Hạn"), ("00123", "giảm 8% tối đa 60K,\nđơn từ 400K", "09/09/2026"), ("1E5", "Ưu đãi cuối tuần", ""))


def cp1258(text: str) -> bytes:
    """The text as an old Windows program saves it: base letters composed, tone marks after them."""
    import unicodedata

    tones = "\u0300\u0301\u0303\u0309\u0323"
    made = ""
    for sign in unicodedata.normalize("NFC", text):
        try:
            sign.encode("cp1258")
            made += sign
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", sign)
            tone = "".join(mark for mark in parts if mark in tones)
            made += unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones)) + tone
    return made.encode("cp1258")


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        cp1258(TABLE),
        TABLE.replace("\n", "\r\n").encode(),
        'Mã;Nội dung;Hạn\n00123;"giảm 8% tối đa 60K,\nđơn từ 400K";09/09/2026\n1E5;Ưu đãi cuối tuần;\n'.encode(),
        'Mã\tNội dung\tHạn\n00123\t"giảm 8% tối đa 60K,\nđơn từ 400K"\t09/09/2026\n1E5\tƯu đãi cuối tuần\t\n'.encode(),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "windows-1258", "windows line ends", "semicolon", "tab"],
)
def test_a_csv_in_any_usual_spelling(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "Mã giảm giá.csv"
    path.write_bytes(data)
    cells = read_csv_file(str(path)).cells
    assert (cells.title, cells.rows) == ("Mã giảm giá", ROWS)


def test_excels_separator_note_keeps_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"sep=;\nA;B\n1,5;2\n")
    assert read_csv_file(str(path)).cells.rows == ((), ("A", "B"), ("1,5", "2"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 a workbook", "file_unreadable"),
        (b"A,B\n\x00\x01,2\n", "file_unreadable"),
        ("Mã,Tên\nS¶n phÈm,b¸n ch¹y\n".encode("latin-1"), "bad_encoding"),
        (b"\xd2\xd2\x81\x8d,x\n", "bad_encoding"),
        ("\n".join(f"M{number},S?n ph?m b?n ch?y nh?t" for number in range(9)).encode(), "bad_encoding"),
    ],
    ids=["workbook", "binary", "an old font's letters", "no encoding at all", "letters lost"],
)
def test_a_csv_that_cannot_be_read_for_sure(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert failing(lambda: read_csv_file(str(path))) == code


LINK = "https://docs.google.com/spreadsheets/d/e/2PACX-1vQxyz/pub?output=csv"


def test_a_published_link_is_read(google: SheetsServer, patience: Patience) -> None:
    google.published["/spreadsheets/d/e/2PACX-1vQxyz/pub"] = ("text/csv", TABLE.encode())
    google.fail(UNAVAILABLE)
    assert read_published(LINK, emulator_host=google.host, patience=patience).cells.rows == ROWS
    assert len(google.asked) == 2


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(404, HTML, {"Content-Type": "text/html"}), "not_found"),
        (Fault(403, HTML, {"Content-Type": "text/html"}), "not_csv"),
        (Fault(302, "", {"Location": "https://accounts.google.com/ServiceLogin"}), "not_csv"),
        (Fault(429, HTML), "quota"),
        (Fault(500, HTML), "google_down"),
        (Fault(200, hang=0.8), "timeout"),
    ],
)
def test_a_published_link_that_fails(google: SheetsServer, patience: Patience, fault: Fault, code: str) -> None:
    google.published["/spreadsheets/d/e/2PACX-1vQxyz/pub"] = ("text/csv", TABLE.encode())
    google.always = fault
    assert failing(lambda: read_published(LINK, emulator_host=google.host, patience=patience)) == code


def test_a_page_instead_of_a_table(google: SheetsServer, patience: Patience) -> None:
    google.published["/spreadsheets/d/e/2PACX-1vQxyz/pub"] = ("text/html; charset=utf-8", HTML.encode())
    assert failing(lambda: read_published(LINK, emulator_host=google.host, patience=patience)) == "not_csv"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "169.254.169.254", "10.0.0.8", "[::1]"])
def test_a_link_into_the_servers_own_network_is_not_followed(host: str, patience: Patience) -> None:
    assert failing(lambda: read_published(f"https://{host}/a.csv", patience=patience)) == "inner_address"


def test_a_redirect_into_the_servers_own_network_is_not_followed(google: SheetsServer, patience: Patience) -> None:
    google.fail(Fault(302, "", {"Location": "http://169.254.169.254/latest/meta-data"}))
    assert failing(lambda: read_published(LINK, emulator_host=google.host, patience=patience)) == "inner_address"


def test_an_endless_answer_is_cut_short(google: SheetsServer, patience: Patience, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_BYTES", 1_000)
    google.published["/spreadsheets/d/e/2PACX-1vQxyz/pub"] = ("text/csv", io.BytesIO(b"x," * 5_000).getvalue())
    assert failing(lambda: read_published(LINK, emulator_host=google.host, patience=patience)) == "too_large"


def test_serial_numbers_count_from_the_spreadsheets_day_zero() -> None:
    assert (date(2026, 9, 9) - date(1899, 12, 30)).days == 46274
