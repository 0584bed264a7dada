"""Which business date and which template a moment belongs to; exact moments, Vietnam is UTC+7."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.shifts.shift import Shift, ShiftStatus, check_out_moment
from core.shifts.template import Template, business_date, fitting_now, is_on

MORNING = Template(1, "morning", "Ca sáng", 8 * 60, 17 * 60)
LATE = Template(2, "late", "Ca chiều", 16 * 60, 24 * 60, evening=True)
EVENING = Template(3, "evening", "Ca tối", 19 * 60, 24 * 60, evening=True)
NIGHT = Template(4, "night", "Ca đêm", 18 * 60, 26 * 60, evening=True)
PRESETS = (MORNING, LATE, EVENING)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("template", "moment", "day"),
    [
        (LATE, "2026-09-30 15:50", date(2026, 9, 30)),  # a little early, last day of a month
        (LATE, "2026-09-30 16:00", date(2026, 9, 30)),
        (LATE, "2026-09-30 23:59", date(2026, 9, 30)),
        (LATE, "2026-10-01 00:00", date(2026, 9, 30)),  # ends at 00:00 of the next month
        (LATE, "2026-10-01 00:20", date(2026, 9, 30)),
        (LATE, "2026-12-31 16:00", date(2026, 12, 31)),
        (LATE, "2027-01-01 00:05", date(2026, 12, 31)),  # and of the next year
        (LATE, "2026-10-01 09:59", date(2026, 9, 30)),
        (LATE, "2026-10-01 10:00", date(2026, 10, 1)),  # six hours before the start
        (NIGHT, "2026-09-30 17:45", date(2026, 9, 30)),
        (NIGHT, "2026-10-01 01:59", date(2026, 9, 30)),
        (NIGHT, "2026-10-01 02:30", date(2026, 9, 30)),
        (NIGHT, "2026-10-01 12:00", date(2026, 10, 1)),
        (MORNING, "2026-09-30 07:40", date(2026, 9, 30)),
        (MORNING, "2026-09-30 21:00", date(2026, 9, 30)),  # logged afterwards
        (MORNING, "2026-10-01 01:59", date(2026, 9, 30)),
        (MORNING, "2026-10-01 02:00", date(2026, 10, 1)),
        (LATE, "2024-02-29 16:00", date(2024, 2, 29)),
        (LATE, "2024-03-01 00:10", date(2024, 2, 29)),
    ],
)
def test_a_check_in_means_the_shift_that_started_last_or_starts_soon(template: Template, moment: str, day: date) -> None:
    assert business_date(template, local(moment)) == day


def test_the_hours_of_a_shift_may_pass_midnight() -> None:
    assert LATE.hours(date(2026, 12, 31)) == (local("2026-12-31 16:00"), local("2027-01-01 00:00"))
    assert NIGHT.hours(date(2026, 12, 31)) == (local("2026-12-31 18:00"), local("2027-01-01 02:00"))
    assert [template.span for template in (*PRESETS, NIGHT)] == ["08:00–17:00", "16:00–24:00", "19:00–24:00", "18:00–02:00"]


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2026-09-30 03:00", "morning"),  # the next to come
        ("2026-09-30 07:45", "morning"),
        ("2026-09-30 10:00", "morning"),
        ("2026-09-30 15:30", "late"),
        ("2026-09-30 16:30", "late"),  # in the overlap 16–17 one is handed over to
        ("2026-09-30 17:30", "late"),
        ("2026-09-30 18:30", "evening"),
        ("2026-09-30 19:10", "evening"),
        ("2026-09-30 23:50", "evening"),
        ("2026-10-01 00:30", "morning"),
    ],
)
def test_the_template_that_fits_now_is_suggested(moment: str, code: str) -> None:
    found = fitting_now(PRESETS, local(moment))
    assert found is not None
    assert found.code == code


def test_a_night_shift_is_suggested_after_midnight_too() -> None:
    assert fitting_now((MORNING, NIGHT), local("2026-10-01 01:00")) == NIGHT
    assert fitting_now((), local("2026-10-01 01:00")) is None


def test_a_retired_template_is_offered_no_more_from_its_date_on() -> None:
    retired = Template(5, "old", "Ca cũ", 16 * 60, 24 * 60, retired_from=date(2026, 10, 1))
    assert fitting_now((retired,), local("2026-09-30 23:00")) == retired
    assert fitting_now((retired,), local("2026-10-01 00:10")) == retired  # still yesterday's shift
    assert fitting_now((retired,), local("2026-10-01 15:00")) is None


def test_a_shift_is_on_from_two_hours_before_its_start() -> None:
    assert [is_on(LATE, local(f"2026-09-30 {clock}")) for clock in ("13:59", "14:00", "23:59")] == [False, True, True]
    assert not is_on(LATE, local("2026-10-01 00:00"))


@pytest.mark.parametrize(
    ("handed_in", "last_update", "check_out"),
    [
        ("2026-09-30 23:55", "2026-09-30 23:50", "2026-09-30 23:55"),
        ("2026-10-01 00:20", "2026-10-01 00:15", "2026-10-01 00:20"),  # after midnight is still this shift
        ("2026-10-01 03:59", None, "2026-10-01 03:59"),
        ("2026-10-01 04:00", None, "2026-10-01 00:00"),  # forgotten: the planned end
        ("2026-10-01 09:00", "2026-10-01 00:30", "2026-10-01 00:30"),  # forgotten, but worked on after the end
        ("2026-10-01 09:00", "2026-10-01 08:55", "2026-10-01 00:00"),  # the numbers were typed the next morning
    ],
)
def test_a_forgotten_check_out_earns_no_hours(handed_in: str, last_update: str | None, check_out: str) -> None:
    _, end = LATE.hours(date(2026, 9, 30))
    update = local(last_update) if last_update else None
    assert check_out_moment(local("2026-09-30 15:50"), end, update, local(handed_in)) == local(check_out)


def test_numbers_are_stale_after_ninety_minutes() -> None:
    start = local("2026-09-30 16:00")
    shift = Shift(1, 1, "Lan", LATE, date(2026, 9, 30), ShiftStatus.OPEN, start, None, 1)
    assert not shift.is_stale(start + timedelta(minutes=90))
    assert shift.is_stale(start + timedelta(minutes=91))
