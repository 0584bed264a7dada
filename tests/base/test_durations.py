"""Durations as agents type them."""

from __future__ import annotations

import pytest

from core.base.durations import format_seconds, parse_seconds
from core.base.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("45", 45),
        ("45s", 45),
        ("45 giây", 45),
        ("1:20", 80),
        ("1 phút 20", 80),
        ("1p20", 80),
        ("2 phút", 120),
        ("0:01:20", 80),
        ("", None),
        ("0", 0),
    ],
)
def test_a_duration_is_read(typed: str, seconds: int | None) -> None:
    assert parse_seconds(typed) == seconds


@pytest.mark.parametrize("typed", ["nhanh", "1:75", "-5", "1,5", "4h5x", "::"])
def test_nonsense_is_refused_naming_the_field(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_seconds(typed, field="first_response_avg_s")
    assert refused.value.problems[0].field == "first_response_avg_s"


@pytest.mark.parametrize(
    ("seconds", "vi", "en"),
    [
        (None, "—", "—"),
        (0, "0\u00a0giây", "0\u00a0s"),
        (34.4, "34\u00a0giây", "34\u00a0s"),
        (80, "1\u00a0phút\u00a020", "1\u00a0min\u00a020"),
        (7_500, "2\u00a0giờ\u00a05\u00a0phút", "2\u00a0h\u00a05\u00a0min"),
        (90_000, "1\u00a0ngày\u00a01\u00a0giờ", "1\u00a0d\u00a01\u00a0h"),
    ],
)
def test_a_duration_is_written(seconds: float | None, vi: str, en: str) -> None:
    assert (format_seconds(seconds), format_seconds(seconds, language="en")) == (vi, en)
