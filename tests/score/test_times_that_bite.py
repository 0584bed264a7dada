"""Shifts at the hours that bite, lived through with the real acts: what is counted where, to the number."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import text

from core.base.database import Database
from core.people.user import SYSTEM, User
from core.score.actions import SetTarget, set_target
from core.score.queries.coverage import coverage
from core.score.queries.fields import Filter
from core.score.queries.metrics import By, metric_table
from core.score.queries.shift import shift_metrics
from core.score.totals import MetricTable, Value
from core.shifts.actions.hand_in import Submit, submit_shift
from core.shifts.result import Totals
from core.shifts.shift import Shift
from tests.conftest import Cast
from tests.score.work import shift as put
from tests.shifts.conftest import night  # noqa: F401 - a template of 18:00–02:00, taken away again
from tests.shifts.floor import act, ask, begin, local, save

LATER = local("2027-03-01 12:00")


def read(database: Database, start: date, end: date | None = None, by: By | None = None, now: datetime = LATER) -> MetricTable:
    return ask(database, metric_table, SYSTEM, Filter(start, end or start, now), by)


def covered(
    database: Database, start: date, end: date | None = None, now: datetime = LATER
) -> list[tuple[int, tuple[tuple[str, str], ...]]]:
    found = ask(database, coverage, SYSTEM, start=start, end=end or start, now=now)
    return [(day.covered, day.gaps) for day in found]


def worked(
    database: Database, cast: Cast, user: User, day: date, span: tuple[str, str], saves: dict[str, int], code: str = "late"
) -> Shift:
    """Live through a shift: check in, save running totals of chats at each moment, hand in. Moments are whole local times."""
    shift = begin(database, user, span[0], code, day)
    for at, chats in saves.items():
        shift = save(database, user, shift, {cast.shop_a.id: Totals(chats=chats)}, at).shift
    return act(database, submit_shift, user, Submit(shift.id, shift.version), at=local(span[1]))


@pytest.mark.parametrize(
    ("day", "next_day"),
    [(date(2026, 9, 30), date(2026, 10, 1)), (date(2026, 12, 31), date(2027, 1, 1)), (date(2028, 2, 29), date(2028, 3, 1))],
    ids=["month", "year", "leap day"],
)
def test_the_last_evening_belongs_to_its_own_day_to_the_last_minute(database: Database, cast: Cast, day: date, next_day: date) -> None:
    """16:00–24:00, saved at 23:00 (35 chats) and at 00:10 (40): all 40 are the last day's, five of them its 23rd hour's."""
    worked(database, cast, cast.lan, day, (f"{day} 16:00", f"{next_day} 00:12"), {f"{day} 23:00": 35, f"{next_day} 00:10": 40})
    now = local(f"{next_day} 12:00")
    assert read(database, day, now=now).total["chats"] == Value(40, 1)
    assert read(database, next_day, now=now).total["chats"] == Value(None, 0)
    by_day = read(database, day.replace(day=1), next_day, "day", now=now).rows
    assert [(row.group, row.values["chats"].value) for row in by_day if row.values["chats"].value is not None] == [(day.isoformat(), 40)]
    hours = {row.group: row.values["chats"].value for row in read(database, day, by="hour", now=now).rows}
    # 35 chats over the seven hours 16–23, then five over the 70 minutes 23:00–00:10.
    assert (hours["16"], hours["22"]) == (5.0, 5.0)
    assert (hours["23"], hours["00"]) == (pytest.approx(5 * 60 / 70), pytest.approx(5 * 10 / 70))
    assert covered(database, day, now=now) == [(480, (("08:00", "16:00"),))]
    assert covered(database, next_day, now=now) == [(0, (("08:00", "12:00"),))]


def test_the_hour_before_midnight_is_counted(database: Database, cast: Cast) -> None:
    day = date(2026, 9, 30)
    worked(database, cast, cast.lan, day, ("23:00", "2026-10-01 00:00"), {"23:59": 12})
    assert covered(database, day) == [(60, (("08:00", "23:00"),))]
    assert read(database, day).total["coverage"] == Value(60 / 960, 960)
    hours = {row.group: row.values["chats"].value for row in read(database, day, by="hour").rows}
    assert hours["23"] == 12.0


@pytest.mark.usefixtures("night")
def test_eighteen_to_two_is_one_shift_of_its_first_day(database: Database, cast: Cast) -> None:
    """On New Year's Eve: 40 chats by midnight, 48 by 02:00, eight hours: all of 2026."""
    day, after = date(2026, 12, 31), date(2027, 1, 1)
    span = ("2026-12-31 18:00", "2027-01-01 02:00")
    worked(database, cast, cast.lan, day, span, {"2027-01-01 00:00": 42, "2027-01-01 02:00": 48}, "night")
    total = read(database, day).total
    assert (total["chats"], total["chats_per_hour"]) == (Value(48, 1), Value(6.0, 8))
    assert read(database, after).total["chats"] == Value(None, 0)
    hours = {row.group: row.values["chats"].value for row in read(database, day, by="hour").rows}
    assert (hours["18"], hours["23"], hours["00"], hours["01"]) == (7.0, 7.0, 3.0, 3.0)
    assert covered(database, day, after) == [(360, (("08:00", "18:00"),)), (0, (("08:00", "24:00"),))]  # 00–02 is no service hour


def test_a_check_out_after_midnight_is_worked_time_of_the_day_before(database: Database, cast: Cast) -> None:
    """16:00 to 00:15 are 8.25 hours."""
    day = date(2026, 9, 30)
    worked(database, cast, cast.lan, day, ("16:00", "2026-10-01 00:15"), {"2026-10-01 00:14": 33})
    assert read(database, day).total["chats_per_hour"] == Value(4.0, 8)  # 33 chats in 8.25 hours; shown as eight
    assert covered(database, day) == [(480, (("08:00", "16:00"),))]


def test_a_forgotten_check_out_earns_the_planned_hours(database: Database, cast: Cast) -> None:
    """Checked in at 16:00, numbers typed and handed in at 08:00 the next morning: eight hours, not sixteen."""
    day = date(2026, 9, 30)
    shift = begin(database, cast.lan, "16:00", day=day)
    running = read(database, day, now=local("2026-10-01 07:00"))  # still not checked out: believed to its planned end
    assert running.total["chats_per_hour"] == Value(None, 0)
    assert covered(database, day, now=local("2026-10-01 07:00")) == [(480, (("08:00", "16:00"),))]
    shift = save(database, cast.lan, shift, {cast.shop_a.id: Totals(chats=40)}, "2026-10-01 08:00").shift
    act(database, submit_shift, cast.lan, Submit(shift.id, shift.version), at=local("2026-10-01 08:01"))
    assert read(database, day).total["chats_per_hour"] == Value(5.0, 8)
    assert covered(database, day, date(2026, 10, 1)) == [(480, (("08:00", "16:00"),)), (0, (("08:00", "24:00"),))]


def test_the_overlap_is_covered_once_and_each_counts_their_own(database: Database, cast: Cast) -> None:
    """08–17 and 16–24: 960 minutes covered, 17 hours worked; from 16 to 17 both take chats."""
    day = date(2026, 9, 30)
    worked(database, cast, cast.lan, day, ("08:00", "17:00"), {"16:00": 80, "17:00": 84}, "morning")
    worked(database, cast, cast.stranger, day, ("16:00", "2026-10-01 00:00"), {"17:00": 6, "23:59": 41})
    total = read(database, day).total
    assert (total["chats"], total["coverage"], total["chats_per_hour"]) == (Value(125, 2), Value(1.0, 960), Value(125 / 17, 17))
    assert covered(database, day) == [(960, ())]
    hours = {row.group: row.values["chats"].value for row in read(database, day, by="hour").rows}
    assert (hours["15"], hours["16"], hours["17"]) == (10.0, 10.0, pytest.approx(35 / (419 / 60)))  # 4 + 6 in the overlap
    assert [(row.group, row.values["chats"].value) for row in read(database, day, by="template").rows] == [("morning", 84), ("late", 41)]


def test_tet_counts_like_any_other_day(database: Database, cast: Cast) -> None:
    """365 days a year: the first day of the year of the goat, 6 February 2027, half staffed, is not fully covered."""
    eve, tet = date(2027, 2, 5), date(2027, 2, 6)
    for day, codes in ((eve, ("morning", "late")), (tet, ("morning",))):
        for code in codes:
            put(database, cast.lan if code == "morning" else cast.stranger, code, {cast.shop_a: Totals(chats=9)}, day=day)
    assert covered(database, eve, tet) == [(960, ()), (540, (("17:00", "24:00"),))]
    assert read(database, tet).total["coverage"] == Value(540 / 960, 960)
    assert read(database, tet).total["chats"] == Value(9, 1)


def test_a_template_retired_mid_month_keeps_what_was_worked_in_it(database: Database, cast: Cast) -> None:
    try:
        for day in (date(2026, 9, 14), date(2026, 9, 15)):
            put(database, cast.lan, "late", {cast.shop_a: Totals(chats=16)}, day=day)
        with database.write() as session:
            session.execute(text("UPDATE shift_template SET retired_from = '2026-09-16' WHERE code = 'late'"))
        for day in (date(2026, 9, 16), date(2026, 9, 17)):
            put(database, cast.lan, "evening", {cast.shop_a: Totals(chats=10)}, day=day)
        by_template = read(database, date(2026, 9, 1), date(2026, 9, 30), "template")
        assert [(row.group, row.values["chats"].value, row.values["chats_per_hour"].value) for row in by_template.rows] == [
            ("late", 32, 2.0), ("evening", 20, 2.0),
        ]  # fmt: skip
        assert by_template.total["chats"] == Value(52, 4)
    finally:
        with database.write() as session:
            session.execute(text("UPDATE shift_template SET retired_from = NULL WHERE code = 'late'"))


def test_a_target_changed_mid_month_judges_each_day_by_its_own(database: Database, cast: Cast) -> None:
    """Conversion 38 %: met under 0.35 until the 15th, missed under 0.40 from the 16th."""
    shifts = [begin(database, cast.lan, f"{day} 16:00", day=day) for day in (date(2026, 9, 15), date(2026, 9, 16))]
    for shift in shifts:
        save(database, cast.lan, shift, {cast.shop_a.id: Totals(chats=50, orders=19)}, f"{shift.business_date} 20:00")
    act(database, set_target, cast.hoa, SetTarget("conversion", 0.4, date(2026, 9, 16)), at=local("2026-09-10 09:00"))
    judged = []
    for shift in shifts:
        [found] = [metric for metric in ask(database, shift_metrics, cast.lan, shift.id) if metric.key == "conversion"]
        judged.append((found.value.value, found.target, found.meets_target))
    assert judged == [(0.38, 0.35, True), (0.38, 0.4, False)]
