"""Exports that no spreadsheet mistakes for formulas."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from core.ui.export import as_csv, as_xlsx, safe_cell

FRAME = pd.DataFrame(
    {
        "Khách": ["=HYPERLINK(1)", "+84912345678", "@x", "Đặng Thị Ánh Tuyết"],
        "Chênh": [-1, 2, 3, 4],
        "Lúc": [datetime(2026, 11, 22, 17, 5, tzinfo=UTC)] * 4,
    }
)


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+84", "'+84"),
        ("-5 sao", "'-5 sao"),
        ("@a", "'@a"),
        ("\tx", "'\tx"),
        (-1, -1),
        (None, ""),
        ("an toàn", "an toàn"),
    ],
)
def test_a_cell_is_never_a_formula(cell: object, safe: object) -> None:
    assert safe_cell(cell) == safe


def test_csv_keeps_vietnamese_numbers_and_local_time() -> None:
    text = as_csv(FRAME).decode("utf-8-sig").split("\r\n")
    assert text[:3] == ["Khách,Chênh,Lúc", "'=HYPERLINK(1),-1,2026-11-23 00:05:00", "'+84912345678,2,2026-11-23 00:05:00"]


def test_xlsx_keeps_texts_as_texts() -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(FRAME, "Bảng: 1/2"))).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Khách", "Chênh", "Lúc"]
    assert [row[0] for row in rows[1:]] == ["=HYPERLINK(1)", "+84912345678", "@x", "Đặng Thị Ánh Tuyết"]
    assert [row[1] for row in rows[1:]] == [-1, 2, 3, 4]
    assert rows[1][2] == datetime(2026, 11, 23, 0, 5)  # noqa: DTZ001 - a workbook has no zone


def test_an_empty_table_exports_its_headings() -> None:
    assert as_csv(pd.DataFrame({"Ngày": pd.Series(dtype="object")})).decode("utf-8-sig") == "Ngày\r\n"
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(pd.DataFrame({"Ngày": [date(2026, 1, 2)]}), "x")))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert rows == [["Ngày"], ["2026-01-02"]]


def test_a_number_that_is_not_known_stays_blank() -> None:
    frame = pd.DataFrame({"Chi phí": pd.array([50_000, None], dtype="Int64"), "Tên": ["a", "b"]})
    assert as_csv(frame).decode("utf-8-sig").splitlines() == ["Chi phí,Tên", "50000,a", ",b"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(frame, "Việc")))
    assert book.get_sheet_by_index(0).to_python() == [["Chi phí", "Tên"], [50000.0, "a"], ["", "b"]]
