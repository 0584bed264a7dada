"""Dates as people write them: day first, the nearest year, nonsense refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.clock import DEFAULT_ZONE
from core.catalog.cells import Cell
from core.catalog.dates import from_serial, to_serial
from core.catalog.periods import Written, nearest, read_period, read_stamp, resolve
from core.catalog.unsure import Unsure

TODAY = date(2026, 9, 4)


def local(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(DEFAULT_ZONE).strftime("%Y-%m-%d %H:%M:%S")


def start_of(cell: Cell) -> str | None:
    return local(resolve(Written(start=read_stamp(cell)), today=TODAY, zone=DEFAULT_ZONE)[0])


def end_of(cell: Cell) -> str | None:
    return local(resolve(Written(end=read_stamp(cell)), today=TODAY, zone=DEFAULT_ZONE)[1])


def span(cell: Cell, today: date = TODAY) -> tuple[str | None, str | None]:
    start, end = resolve(read_period(cell), today=today, zone=DEFAULT_ZONE)
    return local(start), local(end)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("15/6/2026", "2026-06-15 00:00:00"),
        ("05/09/2026", "2026-09-05 00:00:00"),
        ("31.07.2025", "2025-07-31 00:00:00"),
        ("31/07/25", "2025-07-31 00:00:00"),
        ("15-06-2026", "2026-06-15 00:00:00"),
        ("2026-09-04", "2026-09-04 00:00:00"),
        ("2026-09-04 14:59", "2026-09-04 14:59:00"),
        ("2026-09-04T14:59:00+09:00", "2026-09-04 12:59:00"),
        ("20260904", "2026-09-04 00:00:00"),
        ("28 Feb 2026 23:30", "2026-02-28 23:30:00"),
        ("Thứ 2, 15/6/2026", "2026-06-15 00:00:00"),
        ("15 tháng 6 năm 2026", "2026-06-15 00:00:00"),
        ("15/6", "2026-06-15 00:00:00"),
        ("6.6", "2026-06-06 00:00:00"),
        ("6.10", "2026-10-06 00:00:00"),
        ("15-6", "2026-06-15 00:00:00"),
        ("20h 15/6", "2026-06-15 20:00:00"),
        ("0h 9.9", "2026-09-09 00:00:00"),
        ("8h tối 9/9", "2026-09-09 20:00:00"),
        ("12H", "2026-09-04 12:00:00"),
        ("18H29s", "2026-09-04 18:00:29"),
        ("21H30", "2026-09-04 21:30:00"),
        ("29/2", "2028-02-29 00:00:00"),
        (46000, "2025-12-09 00:00:00"),
        (46000.5, "2025-12-09 12:00:00"),
        (0.5, "2026-09-04 12:00:00"),
        (6.6, "2026-06-06 00:00:00"),
        (12.12, "2026-12-12 00:00:00"),
        ("\u00a015/6/2026\u200b", "2026-06-15 00:00:00"),
        ("", None),
        (None, None),
        ("-", None),
    ],
)
def test_a_date_is_read(cell: Cell, expected: str | None) -> None:
    assert start_of(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("5/9", "2026-09-05 23:59:59"),
        ("24:00 5/9", "2026-09-05 23:59:59"),
        ("23:59 5/9", "2026-09-05 23:59:00"),
        ("0h 6/9", "2026-09-06 00:00:00"),
        (to_serial(date(2026, 9, 5)), "2026-09-05 23:59:59"),
        ("2026-09-05 00:00:00", "2026-09-05 23:59:59"),
        ("05/09/2026 00:00:00", "2026-09-05 23:59:59"),
        ("hết tháng 9", "2026-09-30 23:59:59"),
        ("HSD: 30/9", "2026-09-30 23:59:59"),
        ("đến 30/9/26", "2026-09-30 23:59:59"),
    ],
)
def test_an_end_without_a_time_is_the_end_of_that_day(cell: Cell, expected: str) -> None:
    assert end_of(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "31/2/2026", "32/1", "9/25/2026", "15/13/2026", "1/1/1990", "25h 1/9", "10h75", "hôm nay", "ngày mai", "cuối tháng", "tháng 9", "hết tháng 2", "hết tháng 13", "12h đêm",
        "9h30s", "45000", "04092026", "abc", "1/2/3/4", "1/9 2/9", 5, 6.1, 6.123, -3, 1e9, float("nan"), float("inf"), True,
    ],
)  # fmt: skip
def test_nonsense_and_what_could_mean_two_days_is_refused(cell: Cell) -> None:
    with pytest.raises(Unsure):
        read_stamp(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1/9 - 5/9", ("2026-09-01 00:00:00", "2026-09-05 23:59:59")),
        ("1-5/9", ("2026-09-01 00:00:00", "2026-09-05 23:59:59")),
        ("01/09/2026 – 05/09/2026", ("2026-09-01 00:00:00", "2026-09-05 23:59:59")),
        ("2026-09-01 - 2026-09-05", ("2026-09-01 00:00:00", "2026-09-05 23:59:59")),
        ("từ 1/9 đến hết 5/9", ("2026-09-01 00:00:00", "2026-09-05 23:59:59")),
        ("từ 1/9", ("2026-09-01 00:00:00", None)),
        ("đến 30/9", (None, "2026-09-30 23:59:59")),
        ("9.9", ("2026-09-09 00:00:00", "2026-09-09 23:59:59")),
        ("0h 9.9", ("2026-09-09 00:00:00", None)),
        ("12h-14h 9.9", ("2026-09-09 12:00:00", "2026-09-09 14:00:00")),
        ("9.9 12h-14h", ("2026-09-09 12:00:00", "2026-09-09 14:00:00")),
        ("20h - 22h ngày 15/6", ("2026-06-15 20:00:00", "2026-06-15 22:00:00")),
        ("từ 8h đến 22h", ("2026-09-04 08:00:00", "2026-09-04 22:00:00")),
        ("cả tháng 9", ("2026-09-01 00:00:00", "2026-09-30 23:59:59")),
        ("tháng 2/2028", ("2028-02-01 00:00:00", "2028-02-29 23:59:59")),
        ("hết tháng 9", (None, "2026-09-30 23:59:59")),
        ("28/12 - 03/01/2027", ("2026-12-28 00:00:00", "2027-01-03 23:59:59")),
    ],
)
def test_a_span_is_read(cell: Cell, expected: tuple[str | None, str | None]) -> None:
    assert span(cell) == expected


@pytest.mark.parametrize(
    "cell", ["1-5", "5/9/2026 - 1/9/2026", "5/9 - 1/9", "20h-2h 5/9", "12h,18h 9.9", "10/9/2026 đến", "1/9 - 5/9 - 7/9"]
)
def test_a_span_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(Unsure):
        span(cell)


def test_a_span_without_years_may_cross_new_year() -> None:
    assert span("28/12 - 3/1", date(2026, 12, 30)) == ("2026-12-28 00:00:00", "2027-01-03 23:59:59")
    assert span("28/12 - 3/1", date(2027, 1, 2)) == ("2026-12-28 00:00:00", "2027-01-03 23:59:59")


def test_the_nearest_year_is_taken() -> None:
    assert nearest(31, 12, date(2026, 1, 5)) == date(2025, 12, 31)
    assert nearest(5, 1, date(2026, 12, 28)) == date(2027, 1, 5)
    assert nearest(4, 9, TODAY) == TODAY


def test_serial_numbers_count_from_1899_12_30() -> None:
    assert to_serial(date(2020, 1, 1)) == 43831
    assert from_serial(43831.75) == datetime(2020, 1, 1, 18)  # noqa: DTZ001
    assert from_serial(to_serial(datetime(2026, 9, 4, 14, 59, 1))) == datetime(2026, 9, 4, 14, 59, 1)  # noqa: DTZ001


WAYS = [
    "{0.day}/{0.month}/{0.year}",
    "{0:%d/%m/%Y}",
    "{0:%d.%m.%Y}",
    "{0:%d-%m-%Y}",
    "{0:%Y-%m-%d}",
    "{0:%Y/%m/%d}",
    "{0:%Y%m%d}",
    "{0:%d %b %Y}",
]


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), way=st.sampled_from(WAYS))
def test_a_written_day_comes_back(day: date, way: str) -> None:
    assert resolve(Written(start=read_stamp(way.format(day))), today=TODAY, zone=DEFAULT_ZONE)[0] == datetime.combine(
        day, datetime.min.time(), DEFAULT_ZONE
    ).astimezone(UTC)
    assert resolve(Written(start=read_stamp(to_serial(day))), today=TODAY, zone=DEFAULT_ZONE)[0] is not None


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), today=st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_without_a_year_is_within_half_a_year(day: date, today: date) -> None:
    if (day.day, day.month) == (29, 2):
        return
    found = nearest(day.day, day.month, today)
    assert (found.day, found.month) == (day.day, day.month)
    assert abs(found - today) <= timedelta(days=183)


@given(st.text(max_size=30) | st.floats() | st.integers() | st.booleans() | st.none())
def test_no_cell_crashes_the_reader_of_dates(cell: Cell) -> None:
    for reader in (read_stamp, read_period):
        try:
            found = reader(cell)
            resolve(found if isinstance(found, Written) else Written(end=found), today=TODAY, zone=DEFAULT_ZONE)
        except Unsure:
            pass
