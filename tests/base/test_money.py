"""Amounts in đồng: read what people type, refuse what could mean two things."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.errors import InvalidInput
from core.base.money import format_vnd, format_vnd_short, parse_vnd, round_half_up


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.250.000", 1_250_000),
        ("1,250,000", 1_250_000),
        ("1 250 000", 1_250_000),
        ("1250000", 1_250_000),
        ("1250k", 1_250_000),
        ("1,25tr", 1_250_000),
        ("1,5tr", 1_500_000),
        ("1,5m", 1_500_000),
        ("1.7 triệu", 1_700_000),
        ("1tr5", 1_500_000),
        ("1tr250", 1_250_000),
        ("2k5", 2_500),
        ("5tr", 5_000_000),
        ("20.000đ", 20_000),
        ("82.912₫", 82_912),
        ("183,13K", 183_130),
        ("500.000 đồng", 500_000),
        ("1.7 triệu đồng", 1_700_000),
        ("0Đ", 0),
        ("0", 0),
        ("30K", 30_000),
        ("0,5k", 500),
        ("2 tỷ", 2_000_000_000),
        ("\u00a01.250.000\u202f₫", 1_250_000),
        ("", None),
        ("  ", None),
    ],
)
def test_an_amount_is_read(text: str, expected: int | None) -> None:
    assert parse_vnd(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "-5",
        "1.5",
        "12.34.567",
        "1,2345k",
        "1.250,00",
        "1E5",
        "0912345678",
        "00123",
        "0.500.000",
        "1tr5k",
        "1-2k",
        "10%",
        "5 cái",
    ],
)
def test_what_is_no_amount_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_vnd(text, field="revenue")
    assert refused.value.problems[0].field == "revenue"
    assert refused.value.problems[0].values == {"value": text}


@given(st.integers(0, 10**13))
def test_a_written_amount_comes_back(amount: int) -> None:
    assert parse_vnd(format_vnd(amount)) == amount
    assert parse_vnd(format_vnd(amount, language="en")) == amount
    assert parse_vnd(format_vnd(amount, unit=False)) == amount
    assert parse_vnd(f"{amount}") == amount


@given(st.text(max_size=20))
def test_no_text_crashes_the_reader(text: str) -> None:
    try:
        amount = parse_vnd(text)
    except InvalidInput:
        return
    assert amount is None or amount >= 0


def test_amounts_are_shown_with_the_languages_grouping() -> None:
    assert format_vnd(1_250_000) == "1.250.000\u00a0₫"
    assert format_vnd(1_250_000, language="en") == "1,250,000\u00a0₫"
    assert format_vnd(None) == "—"
    assert format_vnd_short(38_700_000) == "38,7\u00a0tr\u00a0₫"
    assert format_vnd_short(950_000) == "950\u00a0k\u00a0₫"
    assert format_vnd_short(900) == "900\u00a0₫"
    assert format_vnd_short(None) == "—"


def test_halves_are_rounded_up() -> None:
    assert round_half_up(Decimal("2.5")) == 3
    assert round_half_up(Decimal("1499"), 1000) == 1000
    assert round_half_up(Decimal("1500"), 1000) == 2000
