"""Deadlines in service hours: 08:00–24:00 of every day, Tết included."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from core.base.settings import load_settings
from core.cases.complaint import Severity, first_answer_due, is_repeat, resolve_due
from core.cases.deadline import ServiceHours, Standing, standing
from tests.cases.moments import at

HOURS = ServiceHours()
NOTHING = timedelta(0)


@pytest.mark.parametrize(
    ("opened", "severity", "due"),
    [
        ("2026-09-07 23:30", Severity.NORMAL, "2026-09-08 23:30"),  # the worked example
        ("2026-09-07 03:00", Severity.NORMAL, "2026-09-08 00:00"),  # counts from 08:00, 16 h fill the day
        ("2026-09-07 03:00", Severity.HIGH, "2026-09-07 12:00"),
        ("2026-09-07 03:00", Severity.LOW, "2026-09-10 00:00"),
        ("2026-09-07 08:00", Severity.NORMAL, "2026-09-08 00:00"),
        ("2026-09-07 08:00:01", Severity.NORMAL, "2026-09-08 08:00:01"),
        ("2026-09-07 22:00", Severity.HIGH, "2026-09-08 10:00"),
        ("2026-09-07 20:00", Severity.HIGH, "2026-09-08 00:00"),
        ("2026-09-08 00:00", Severity.HIGH, "2026-09-08 12:00"),
        ("2026-09-07 14:00", Severity.LOW, "2026-09-10 14:00"),
        ("2026-09-07 23:59:59", Severity.HIGH, "2026-09-08 11:59:59"),
        # Tết Bính Ngọ: 16 (New Year's Eve) and 17 February 2026 are served like any day
        ("2026-02-16 22:00", Severity.HIGH, "2026-02-17 10:00"),
        ("2026-02-16 23:30", Severity.NORMAL, "2026-02-17 23:30"),
        ("2026-02-17 03:00", Severity.LOW, "2026-02-20 00:00"),
        ("2026-12-31 23:00", Severity.NORMAL, "2027-01-01 23:00"),
    ],
)
def test_a_complaint_is_due_after_its_hours_of_service(opened: str, severity: Severity, due: str) -> None:
    assert resolve_due(at(opened), severity, NOTHING, HOURS) == at(due)


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-09-07 14:00", "2026-09-07 14:30"),
        ("2026-09-07 23:30", "2026-09-08 00:00"),
        ("2026-09-07 23:45", "2026-09-08 08:15"),
        ("2026-09-07 03:00", "2026-09-07 08:30"),
        ("2026-02-17 00:05", "2026-02-17 08:30"),
    ],
)
def test_the_first_answer_is_due_after_half_an_hour_of_service(opened: str, due: str) -> None:
    assert first_answer_due(at(opened), HOURS) == at(due)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-09-07 22:00", "2026-09-08 10:00", 240),
        ("2026-09-07 00:00", "2026-09-07 08:00", 0),
        ("2026-09-07 03:00", "2026-09-07 09:00", 60),
        ("2026-09-07 10:00", "2026-09-07 10:00", 0),
        ("2026-09-08 10:00", "2026-09-07 10:00", 0),
        ("2026-02-15 12:00", "2026-02-18 12:00", 3 * 960),
    ],
)
def test_service_time_between_two_moments(start: str, end: str, minutes: int) -> None:
    assert HOURS.between(at(start), at(end)) == timedelta(minutes=minutes)


def test_a_pause_moves_the_deadline_by_its_service_time() -> None:
    # Opened at 20:00 (4 h, due 24:00), waits 22:00 → 10:00 next day: 2 h + 2 h of service paused.
    paused = HOURS.between(at("2026-09-07 22:00"), at("2026-09-08 10:00"))
    assert resolve_due(at("2026-09-07 20:00"), Severity.HIGH, paused, HOURS) == at("2026-09-08 12:00")


def test_other_service_hours_and_zones_are_counted_by_their_own_clock() -> None:
    hours = ServiceHours.of(load_settings(service_start_hour=9, service_end_hour=21, timezone="Asia/Tokyo"))
    tokyo = ZoneInfo("Asia/Tokyo")
    opened = at("2026-09-07 18:00").astimezone(tokyo)  # 20:00 in Tokyo: one hour is left of the day
    assert hours.after(opened, timedelta(hours=4)).astimezone(tokyo).strftime("%d %H:%M") == "08 12:00"


def test_summer_time_does_not_move_the_opening() -> None:
    berlin = ServiceHours(8 * 60, 24 * 60, ZoneInfo("Europe/Berlin"))
    opened = at("2026-03-29 04:00").astimezone(ZoneInfo("Europe/Berlin"))  # 28 March, 22:00; clocks go forward at 02:00
    assert berlin.after(opened, timedelta(hours=4)).astimezone(ZoneInfo("Europe/Berlin")).strftime("%d %H:%M") == "29 10:00"


def test_a_repeat_is_at_most_seven_days_later() -> None:
    first = at("2026-09-01 10:00:00")
    week = timedelta(days=7)
    assert is_repeat(first, first + timedelta(days=6, hours=23))
    assert is_repeat(first, first + week)
    assert not is_repeat(first, first + week + timedelta(seconds=1))
    assert not is_repeat(first, first + timedelta(days=7, hours=1))
    assert not is_repeat(first, first)


def test_how_a_case_stands() -> None:
    due = at("2026-09-07 14:00")
    before, after = at("2026-09-07 12:59:59"), at("2026-09-07 14:00:01")
    assert standing(due, done_at=None, now=before) is Standing.ON_TIME
    assert standing(due, done_at=None, now=at("2026-09-07 13:00")) is Standing.SOON
    assert standing(due, done_at=None, now=due) is Standing.SOON
    assert standing(due, done_at=None, now=after) is Standing.OVERDUE
    assert standing(due, done_at=due, now=after) is Standing.MET
    assert standing(due, done_at=after, now=after) is Standing.MISSED
    assert standing(due, done_at=None, paused_since=due, now=at("2026-09-09 14:00")) is Standing.PAUSED
    assert standing(due, done_at=None, paused_since=after, now=at("2026-09-09 14:00")) is Standing.OVERDUE
    assert standing(None, done_at=None, now=before) is Standing.NONE
