"""The labour law on a roster: exact minutes at the edges of each rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.shifts.holidays import holidays_between, is_tet, marks_of
from core.shifts.labour_law import (
    Limits,
    Rule,
    Work,
    break_owed,
    hours_text,
    night_minutes,
    overtime_by_day,
    warnings_of,
    work_of,
)
from core.shifts.roster import Assignment
from core.shifts.roster_coverage import least_agents, planned_coverage
from core.shifts.template import Template

MON = date(2026, 11, 30)
MORNING = Template(1, "morning", "Ca sáng", 480, 1020, break_minutes=60)
LATE = Template(2, "late", "Ca chiều", 960, 1440, evening=True)
EVENING = Template(3, "evening", "Ca tối", 1140, 1440, evening=True)
NIGHT = Template(4, "night", "Ca đêm", 1080, 1560, evening=True)
LAN, DUC = 1, 2


def day(number: int) -> date:
    return MON + timedelta(days=number)


def warned(
    *plan: tuple[Template, int], agent: int = LAN, first: date = MON, last: date = MON + timedelta(days=6)
) -> list[tuple[Rule, int, int]]:
    """Return (rule, day of the week, minutes) of what one agent's plan breaks."""
    found = warnings_of([work_of(agent, template, day(number)) for template, number in plan], first, last)
    return [(one.rule, (one.day - MON).days, one.minutes) for one in found]


def test_a_split_day_of_one_person_is_thirteen_hours() -> None:
    assert warned((MORNING, 0), (EVENING, 0)) == [(Rule.DAY_HOURS, 0, 780)]
    found = warnings_of([work_of(LAN, MORNING, MON), work_of(LAN, EVENING, MON)], MON, MON)[0]
    assert (found.limit, found.article) == (720, "107.2b")
    assert found.said("vi") == "làm 13 h trong một ngày, quá 12 h"
    assert found.said("en") == "13 h of work in one day, more than 12 h"


def test_two_people_may_share_a_split_day() -> None:
    works = [work_of(LAN, MORNING, MON), work_of(DUC, EVENING, MON)]
    assert warnings_of(works, MON, MON) == ()


def test_twelve_hours_are_allowed_and_a_minute_more_is_not() -> None:
    assert warnings_of([Work(LAN, MON, 480, 1200, 720)], MON, MON) == ()
    assert [one.rule for one in warnings_of([Work(LAN, MON, 480, 1201, 721)], MON, MON)] == [Rule.DAY_HOURS]


def test_half_a_shorter_normal_day_is_the_most_overtime() -> None:
    six = Limits(normal_day=360)
    assert warnings_of([Work(LAN, MON, 480, 1020, 540)], MON, MON, six) == ()
    found = warnings_of([Work(LAN, MON, 480, 1021, 541)], MON, MON, six)
    assert [(one.rule, one.minutes, one.limit) for one in found] == [(Rule.DAY_OVERTIME, 181, 180)]


def test_a_morning_after_a_late_shift_leaves_eight_hours() -> None:
    assert warned((LATE, 0), (MORNING, 1)) == [(Rule.REST, 1, 480)]
    assert warned((MORNING, 0), (LATE, 1)) == []


def test_twelve_hours_of_rest_are_enough() -> None:
    noon = Template(9, "noon", "Ca trưa", 720, 1200)
    assert warned((LATE, 0), (noon, 1)) == []
    early = Template(9, "early", "Ca sớm", 719, 1200)
    assert warned((LATE, 0), (early, 1)) == [(Rule.REST, 1, 719)]


def test_a_night_shift_rests_from_its_real_end() -> None:
    assert warned((NIGHT, 0), (MORNING, 1)) == [(Rule.REST, 1, 360)]
    assert warned((NIGHT, 0), (NIGHT, 1)) == []


def test_the_neighbours_of_the_week_count_for_rest() -> None:
    sunday = work_of(LAN, LATE, day(-1))
    assert [(one.rule, one.day) for one in warnings_of([sunday, work_of(LAN, MORNING, MON)], MON, day(6))] == [(Rule.REST, MON)]
    after = [work_of(LAN, LATE, day(6)), work_of(LAN, MORNING, day(7))]
    assert [(one.rule, one.day) for one in warnings_of(after, MON, day(6))] == [(Rule.REST, day(7))]
    assert warnings_of(after, day(8), day(9)) == ()


def test_six_days_of_eight_hours_are_no_overtime_and_seven_want_a_rest() -> None:
    six = [(MORNING, number) for number in range(6)]
    assert warned(*six) == []
    assert warned(*six, (MORNING, 6)) == [(Rule.WEEK_REST, 6, 900)]
    assert overtime_by_day({day(number): 480 for number in range(7)}) == {day(6): 480}


def test_the_rest_of_a_week_may_run_on_into_the_next() -> None:
    works = [work_of(LAN, MORNING, day(number)) for number in range(7)]
    monday_off = [*works, work_of(LAN, MORNING, day(8))]
    assert warnings_of(monday_off, MON, day(6)) == ()


def long_days(count: int, start: date, minutes: int = 720) -> list[Work]:
    """`count` days of twelve hours, every second day, so that rest is kept and only overtime grows: four hours each."""
    return [Work(LAN, start + timedelta(days=2 * number), 480, 480 + minutes, minutes) for number in range(count)]


def test_forty_hours_of_overtime_a_month_are_allowed_and_more_is_warned_once() -> None:
    ten = long_days(10, date(2026, 10, 1))  # 1…19 October: 10 × 4 h
    assert [one.rule for one in warnings_of(ten, date(2026, 10, 12), date(2026, 10, 19))] == []
    eleven = [*ten, Work(LAN, date(2026, 10, 21), 480, 961, 481)]
    found = warnings_of(eleven, date(2026, 10, 19), date(2026, 10, 25))
    assert [(one.rule, one.day, one.minutes, one.limit) for one in found] == [(Rule.MONTH_OVERTIME, date(2026, 10, 21), 2401, 2400)]


def test_a_month_over_its_cap_is_not_laid_on_a_week_without_overtime() -> None:
    works = [*long_days(11, date(2026, 10, 1)), Work(LAN, date(2026, 10, 27), 480, 960, 480)]
    assert warnings_of(works, date(2026, 10, 26), date(2026, 11, 1)) == ()


def test_a_new_month_begins_anew_within_a_week() -> None:
    works = [
        *long_days(10, date(2026, 10, 10)),
        Work(LAN, date(2026, 10, 30), 480, 1200, 720),
        Work(LAN, date(2026, 11, 1), 480, 1200, 720),
    ]
    found = warnings_of(works, date(2026, 10, 26), date(2026, 11, 1))
    assert [(one.rule, one.day, one.minutes) for one in found] == [(Rule.MONTH_OVERTIME, date(2026, 10, 30), 2640)]


def test_two_hundred_hours_of_overtime_a_year() -> None:
    works = [work for month in range(1, 6) for work in long_days(10, date(2026, month, 1))]  # 5 × 40 h = 200 h
    assert sum(overtime_by_day({work.day: work.work for work in works}).values()) == 12_000
    more = [*works, Work(LAN, date(2026, 11, 30), 480, 990, 510)]
    found = warnings_of(more, MON, day(6))
    assert [(one.rule, one.day, one.minutes, one.limit) for one in found] == [(Rule.YEAR_OVERTIME, MON, 12_030, 12_000)]
    assert found[0].article == "107.2c"
    assert warnings_of([*works, Work(LAN, date(2027, 1, 4), 480, 990, 510)], date(2027, 1, 4), date(2027, 1, 10)) == ()


@pytest.mark.parametrize(("template", "minutes"), [(MORNING, 0), (LATE, 120), (EVENING, 120), (NIGHT, 240)])
def test_night_is_from_ten_to_six(template: Template, minutes: int) -> None:
    assert night_minutes(template) == minutes


def test_an_early_shift_has_its_night_before_six() -> None:
    assert night_minutes(Template(9, "e", "E", 300, 780)) == 60
    assert night_minutes(Template(9, "n", "N", 1320, 1320 + 480)) == 480


def test_breaks_owed() -> None:
    assert (break_owed(MORNING), break_owed(LATE), break_owed(EVENING)) == (30, 45, 0)


def test_hours_as_people_say_them() -> None:
    assert (hours_text(780), hours_text(510), hours_text(5)) == ("13 h", "8 h 30", "0 h 05")


def test_tet_goes_by_the_moon() -> None:
    tet = [holiday.day for holiday in holidays_between(date(2027, 1, 1), date(2027, 12, 31)) if is_tet(holiday)]
    assert tet == [date(2027, 2, number) for number in range(4, 11)]
    new_year = {mark.day: mark for mark in marks_of(date(2027, 2, 5), date(2027, 2, 7))}[date(2027, 2, 6)]
    assert new_year.holiday is not None
    assert (new_year.holiday.name("vi"), new_year.holiday.name("en")) == ("Tết Nguyên Đán", "Lunar New Year")
    assert date(2026, 2, 17) in {holiday.day for holiday in holidays_between(date(2026, 2, 1), date(2026, 2, 28)) if is_tet(holiday)}
    assert date(2026, 4, 26) in {holiday.day for holiday in holidays_between(date(2026, 4, 1), date(2026, 4, 30))}


def test_a_week_across_new_year_has_its_holiday() -> None:
    assert [holiday.day for holiday in holidays_between(date(2026, 12, 28), date(2027, 1, 3))] == [date(2027, 1, 1)]


def planned(*templates: Template, on: date = MON) -> list[Assignment]:
    return [Assignment(number, template, on) for number, template in enumerate(templates)]


def test_two_shifts_cover_the_whole_day() -> None:
    found = planned_coverage(planned(MORNING, LATE), MON, MON)[0]
    assert (found.covered, found.gaps, found.is_full, dict(found.agents)) == (960, (), True, {1: 1, 2: 1})


def test_a_split_day_leaves_five_to_seven_open() -> None:
    found = planned_coverage(planned(MORNING, EVENING), MON, MON)[0]
    assert (found.covered, found.service, found.gaps) == (840, 960, (("17:00", "19:00"),))


def test_an_empty_day_is_one_gap() -> None:
    assert [(one.covered, one.gaps) for one in planned_coverage([], MON, day(1))] == [(0, (("08:00", "24:00"),))] * 2


def test_a_shift_past_midnight_covers_its_own_evening_and_the_next_early_hours() -> None:
    found = planned_coverage(planned(NIGHT), MON, day(1), opens=0)
    assert [(one.covered, one.gaps) for one in found] == [(360, (("00:00", "18:00"),)), (120, (("02:00", "24:00"),))]
    assert planned_coverage(planned(NIGHT), MON, MON)[0].gaps == (("08:00", "18:00"),)


def test_gaps_at_both_ends_and_shifts_within_shifts() -> None:
    short = Template(9, "s", "S", 600, 660)
    found = planned_coverage(planned(Template(8, "m", "M", 540, 1200), short), MON, MON)[0]
    assert (found.covered, found.gaps) == (660, (("08:00", "09:00"), ("20:00", "24:00")))


def test_how_few_are_there_at_the_peak() -> None:
    plan = planned(LATE, EVENING, Template(8, "m", "M", 600, 1290))
    assert least_agents(plan, MON, 1230, 1350) == 2
    assert least_agents(plan, MON, 1230, 1290) == 3
    assert least_agents(planned(NIGHT), day(1), 0, 60) == 1
    assert least_agents(planned(NIGHT), day(1), 0, 121) == 0
    assert least_agents([], MON, 1230, 1350) == 0
