"""Coverage: gaps, overlaps, the last hour, midnight, forgotten check-outs, days still running."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.base.clock import at_local
from core.base.database import Database
from core.people.user import SYSTEM
from core.score.coverage import DayCoverage, coverage_of, merged
from core.score.floor import Floor
from core.score.queries.coverage import coverage
from core.shifts.shift import ShiftStatus
from tests.conftest import Cast
from tests.score.work import DAY, NOW, clock, shift


def read(database: Database, start: date = DAY, end: date = DAY, now: datetime = NOW, floor: Floor = Floor()) -> tuple[DayCoverage, ...]:  # noqa: B008
    with database.read() as session:
        return coverage(session, SYSTEM, start=start, end=end, now=now, floor=floor)


def test_two_shifts_with_a_break(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "morning")
    shift(database, cast.minh, "evening")
    assert read(database) == (DayCoverage(DAY, 840, 960, (("17:00", "19:00"),)),)


def test_overlap_counts_once_and_the_last_hour_counts(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "morning")
    shift(database, cast.minh, "late")
    (found,) = read(database)
    assert found == DayCoverage(DAY, 960, 960, ())
    assert found.is_full


def test_an_early_check_out_leaves_a_gap_up_to_midnight(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "morning", hours=("08:20", "17:00"))
    shift(database, cast.minh, "late", hours=("16:00", "23:15"))
    assert read(database)[0].gaps == (("08:00", "08:20"), ("23:15", "24:00"))
    assert read(database)[0].covered == 895


def test_seconds_cover_the_minutes_they_touch(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "late")
    with database.write() as session:
        from sqlalchemy import update

        from core.shifts.tables import ShiftRow

        session.execute(
            update(ShiftRow).values(check_in=clock("16:00") + timedelta(seconds=40), check_out=clock("20:00") + timedelta(seconds=5))
        )
    assert read(database)[0].covered == 241


def test_a_shift_past_midnight_belongs_to_both_service_days(database: Database, cast: Cast) -> None:
    around_the_clock = Floor(service_start=0, service_end=1440)
    shift(database, cast.lan, "evening", hours=("18:00", "26:00"))
    assert [found.covered for found in read(database, end=DAY + timedelta(days=1), floor=around_the_clock)] == [360, 120]
    assert [found.covered for found in read(database, end=DAY + timedelta(days=1))] == [360, 0]
    assert read(database, DAY + timedelta(days=1), DAY + timedelta(days=1), floor=around_the_clock)[0].gaps == (("02:00", "24:00"),)


def test_a_day_still_running_counts_to_now(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "morning", hours=("08:00", None), status=ShiftStatus.OPEN)
    assert read(database, now=clock("07:30")) == (DayCoverage(DAY, 0, 0, ()),)
    assert not read(database, now=clock("07:30"))[0].is_full
    assert read(database, now=clock("10:15")) == (DayCoverage(DAY, 135, 135, ()),)
    assert read(database, now=clock("18:00")) == (DayCoverage(DAY, 540, 600, (("17:00", "18:00"),)),)


def test_a_forgotten_check_out_covers_to_the_last_save(database: Database, cast: Cast) -> None:
    shift(database, cast.lan, "morning", hours=("08:00", None), status=ShiftStatus.OPEN, updated="17:40")
    assert read(database) == (DayCoverage(DAY, 580, 960, (("17:40", "24:00"),)),)


def test_days_to_come_are_not_listed(database: Database, cast: Cast) -> None:
    assert [found.day for found in read(database, end=DAY + timedelta(days=5), now=clock("12:00"))] == [DAY]
    assert read(database, DAY + timedelta(days=2), DAY + timedelta(days=5), now=clock("12:00")) == ()


def test_nobody_at_all(database: Database, cast: Cast) -> None:
    assert read(database) == (DayCoverage(DAY, 0, 960, (("08:00", "24:00"),)),)


def test_a_day_of_changing_clocks_has_the_minutes_it_has() -> None:
    import numpy as np

    zone = ZoneInfo("Europe/Berlin")
    floor = Floor(zone=zone, service_start=0, service_end=1440)
    day = date(2026, 3, 29)  # 23 hours long
    span = np.array([int(at_local(day, 0, zone).timestamp()) // 60]), np.array([int(at_local(day, 1440, zone).timestamp()) // 60])
    (found,) = coverage_of([day], *span, NOW, floor)
    assert found.is_full


def test_against_a_set_of_minutes() -> None:
    import numpy as np

    random = np.random.default_rng(3)
    floor = Floor()
    opens = int(floor.window(DAY)[0].timestamp()) // 60
    for _ in range(50):
        first = opens + random.integers(-300, 1200, 6)
        last = first + random.integers(0, 400, 6)
        (found,) = coverage_of([DAY], first, last, NOW, floor)
        minutes = {minute for a, b in zip(first.tolist(), last.tolist(), strict=True) for minute in range(a, b)}
        assert found.covered == len(minutes & set(range(opens, opens + 960)))
        starts, ends = merged(first, last)
        assert sum((ends - starts).tolist()) == len(minutes)
