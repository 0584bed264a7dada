"""The header row is found, and columns by their names."""

from __future__ import annotations

import unicodedata

import pytest

from core.base.text import fold
from core.catalog import script_columns, voucher_columns
from core.catalog.cells import Cells, Merge, Row, column_letters, tidy
from core.catalog.header import Aliases, column_fields, find_header


def fields(*names: str) -> dict[str, int]:
    return column_fields(names, voucher_columns.ALIASES)


def test_as_written_comes_before_looser_readings() -> None:
    assert fields("mã", "Mã") == {"code": 1}
    assert fields("MÃ", "mã") == {}
    assert fields("Mã", "Mã") == {"code": 0}
    assert fields("ma voucher", "DON TOI THIEU") == {"code": 0, "min_spend": 1}
    assert fields("Mã giảm giá (copy)*", "Giảm (%)", "Min. spend:") == {"code": 0, "value": 1, "min_spend": 2}


def test_split_tone_marks_and_both_spellings_of_a_tone_are_one() -> None:
    assert fields(unicodedata.normalize("NFD", "Điều kiện"), "Ghi  chú") == {"conditions": 0, "note": 1}
    assert column_fields(("Hình ảnh minh hoạ",), script_columns.ALIASES) == {"links": 0}


def test_of_two_names_of_one_field_the_earlier_alias_wins() -> None:
    assert fields("Mô tả", "Nội dung") == {"title": 1}
    assert fields("Tên", "Nội dung") == {"title": 1, "name": 0}


def test_the_best_row_of_the_first_fifteen_is_the_header() -> None:
    rows: list[Row] = [("Mã giảm giá",)] + [("ghi chú",)] * 13 + [("Mã", "Nội dung", "Hạn")]
    found = find_header(Cells("T", tuple(rows)).filled(), voucher_columns.ALIASES, voucher_columns.KEYS)
    assert found is not None
    assert (found.row, found.columns) == (14, {"code": 0, "title": 1, "end": 2})
    late = find_header(Cells("T", (("x", "y"),) * 15 + (("Mã", "Nội dung"),)).filled(), voucher_columns.ALIASES, voucher_columns.KEYS)
    assert late is None


@pytest.mark.parametrize("aliases", [voucher_columns.ALIASES, script_columns.ALIASES], ids=["vouchers", "scripts"])
def test_a_name_means_one_field_unless_fields_share_it_on_purpose(aliases: Aliases) -> None:
    shared = {"kich ban", "noi dung"}
    owners: dict[str, set[str]] = {}
    for field, names in aliases.items():
        for name in names:
            owners.setdefault(fold(name), set()).add(field)
    assert {name: found for name, found in owners.items() if len(found) > 1 and name not in shared} == {}


def test_cells_have_names() -> None:
    assert [column_letters(column) for column in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert Cells("🌵 Mã", ()).name(16, 3) == "🌵 Mã!D17"


def test_merged_cells_hold_their_first_value_everywhere() -> None:
    filled = Cells(
        "T", (("a",), ("", "", "title"), ("", "", "2"), ("num", "val", "", "0")), (Merge(0, 2, 0, 2), Merge(1, 2, 2, 4), Merge(2, 4, 2, 3))
    )
    assert filled.filled().rows == (("a", "a", None, None), ("a", "a", "title", "title"), ("", "", "2", None), ("num", "val", "2", "0"))


def test_text_is_made_tidy_but_emoji_and_lines_stay() -> None:
    assert tidy("\ufeff a\u00a0\u200bb \r\n 👩\u200d💼 ") == "a b\n👩\u200d💼"
