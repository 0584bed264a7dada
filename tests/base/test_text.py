"""Vietnamese text compared, folded, cleaned."""

from __future__ import annotations

import unicodedata

import pytest

from core.base.text import clean, fold, nfc, same_tones


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Đổi trả", "doi tra"),
        ("ĐỔI  TRẢ", "doi tra"),
        (unicodedata.normalize("NFD", "Đổi trả"), "doi tra"),
        ("Huỷ", "huy"),
        ("\ufeffGiảm\u00a0giá\u200b ", "giam gia"),
        ("", ""),
    ],
)
def test_fold_forgets_marks_case_and_blanks(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_composed_and_decomposed_are_one() -> None:
    assert nfc(unicodedata.normalize("NFD", "Tổng số tiền")) == "Tổng số tiền"


def test_clean_keeps_lines_and_drops_invisible_marks() -> None:
    assert clean("  Xin\u00a0 chào \r\n\u200bchị  ") == "Xin chào\nchị"


@pytest.mark.parametrize(
    ("old", "new"), [("huỷ", "hủy"), ("Huỷ", "Hủy"), ("HUỶ", "HỦY"), ("hoà", "hòa"), ("khoẻ", "khỏe"), ("quý", "quý"), ("hoàn", "hoàn")]
)
def test_both_tone_spellings_are_one(old: str, new: str) -> None:
    assert same_tones(old) == new
