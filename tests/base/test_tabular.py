"""A CSV from anybody's spreadsheet is read as text, or refused with one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.base.errors import InvalidInput
from core.base.tabular import MAX_BYTES, WRONG_CELLS, read_csv, read_csv_rows
from core.base.words import explain


def refused(source: Path | bytes, name: str = "ca.csv") -> str:
    with pytest.raises(InvalidInput) as caught:
        read_csv(source, name=name)
    return explain(caught.value, "en")


@pytest.mark.parametrize(
    "data",
    [
        "tên,ghi chú\nLan,đủ ệ\n".encode(),
        "\ufefftên,ghi chú\r\nLan,đủ ệ\r\n".encode(),
        "tên;ghi chú\nLan;đủ ệ".encode(),
        "tên\tghi chú\nLan\tđủ ệ".encode(),
        "tên,ghi chú\n\n Lan , đủ ệ \n\n".encode(),
        "tên,ghi chú\nLan,đủ ệ".encode("utf-16"),
        "te\u0302n,ghi chu\u0301\nLan,đu\u0309 e\u0323\u0302".encode(),  # decomposed, as some systems write it
    ],
)
def test_usual_encodings_and_separators_give_the_same_row(data: bytes) -> None:
    assert [row for _, row in read_csv_rows(data)] == [{"tên": "Lan", "ghi chú": "đủ ệ"}]


def test_excels_note_of_the_separator_is_no_row() -> None:
    assert read_csv_rows(b"sep=;\na;b\n1,5;2") == [(3, {"a": "1,5", "b": "2"})]


def test_a_row_is_named_by_the_line_it_starts_on() -> None:
    rows = read_csv_rows(b'a,b\n"x\ny",2\n\n3,4\n')
    assert rows == [(2, {"a": "x\ny", "b": "2"}), (5, {"a": "3", "b": "4"})]


def test_a_row_with_other_cells_than_the_header_says_so() -> None:
    rows = dict(read_csv_rows(b"a,b\n1,2,3\n4\n5,6,,\n"))
    assert rows == {
        2: {"a": "1", "b": "2", WRONG_CELLS: "3"},
        3: {"a": "4", "b": "", WRONG_CELLS: "1"},
        4: {"a": "5", "b": "6", WRONG_CELLS: "4"},
    }


def test_a_header_alone_is_an_empty_table() -> None:
    table = read_csv(b"a,b\n")
    assert (table.header, table.rows) == (("a", "b"), [])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file ca.csv is empty. The first line must name the columns."),
        (b" \n\n", "The file ca.csv is empty. The first line must name the columns."),
        (b'a,b\n1,2\n"3,4\n5,6\n', "ca.csv: a quotation mark opened on line 3 is never closed. Close it, or remove it, and try again."),
        (b'a,b\n1,2\n"3"x,4\n', "ca.csv: line 3 has a quotation mark in the wrong place. Double it inside quoted text."),
        (b"a,a\n1,2\n", "ca.csv: the column “a” stands twice in the first line."),
        (b"PK\x03\x04rest", "ca.csv is an Excel workbook, not a CSV. Save it as “CSV UTF-8” and import that file."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "ca.csv is not a CSV text file."),
        (
            "a,b\n1,2\n3,Hà Nội".encode("cp1252", "replace"),
            "ca.csv is not in UTF-8 (first wrong character on line 3). Save it as “CSV UTF-8” and try again.",
        ),
    ],
)
def test_a_broken_file_is_refused_with_one_clear_line(data: bytes, said: str) -> None:
    assert refused(data) == said


def test_a_quote_never_closed_in_a_long_file_is_found_too() -> None:
    data = b'a,b\n"1,2\n' + b"3,4\n" * 60_000
    assert refused(data).startswith("ca.csv: a quotation mark opened on line 2 is never closed.")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "x.csv", "") == "The file x.csv cannot be read: No such file or directory."
    assert refused(tmp_path, "thư mục") == "The file thư mục cannot be read: Is a directory."


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert refused(path, "").startswith("The file big.csv is larger than 200 MB.")
