"""The state of a voucher at a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.catalog.voucher import Voucher, VoucherKind
from core.catalog.voucher_state import voucher_state

START = datetime(2026, 9, 1, 0, 0, tzinfo=UTC)
END = datetime(2026, 9, 5, 16, 59, 59, tzinfo=UTC)


def voucher(start: datetime | None = START, end: datetime | None = END, remaining: int | None = None) -> Voucher:
    return Voucher(codes=("A1",), kind=VoucherKind.DISCOUNT, start=start, end=end, remaining=remaining)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (START - timedelta(seconds=1), "upcoming"),
        (START, "running"),
        (END - timedelta(hours=24), "running"),
        (END - timedelta(hours=24) + timedelta(seconds=1), "ending_soon"),
        (END, "ending_soon"),
        (END + timedelta(seconds=1), "expired"),
    ],
)
def test_by_its_dates(at: datetime, expected: str) -> None:
    assert voucher_state(voucher(), at) == expected


def test_an_end_within_the_shift_is_soon_too() -> None:
    at = END - timedelta(hours=30)
    assert voucher_state(voucher(), at, shift_end=END - timedelta(seconds=1)) == "running"
    assert voucher_state(voucher(), at, shift_end=END) == "ending_soon"


def test_none_left_is_sold_out_until_it_expires() -> None:
    assert voucher_state(voucher(remaining=0), START - timedelta(days=1)) == "sold_out"
    assert voucher_state(voucher(remaining=0), START) == "sold_out"
    assert voucher_state(voucher(remaining=0), END + timedelta(days=1)) == "expired"
    assert voucher_state(voucher(remaining=1), START) == "running"


def test_without_dates_it_runs() -> None:
    assert voucher_state(voucher(None, None), START) == "running"
    assert voucher_state(voucher(START, None), START - timedelta(days=1)) == "upcoming"


def test_an_end_before_the_start_is_broken() -> None:
    assert voucher_state(voucher(END, START), START) == "broken"
