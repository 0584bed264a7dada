"""Plan a week: save, publish, publish again, copy the week before; two planners at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from core.base.clock import at_local
from core.base.database import Database
from core.base.errors import Conflict, InvalidInput, Refused
from core.people.user import SYSTEM
from core.shifts.actions.bulk import BulkShift, insert_history
from core.shifts.actions.roster import CopyWeek, copy_week, discard_changes
from core.shifts.actions.roster_rules import RosterRules, set_roster_rules
from core.shifts.actions.templates import RetireTemplate, retire_template
from core.shifts.labour_law import Rule
from core.shifts.queries.roster import changes_after_publishing, day_marks, published_weeks, punctuality_in_force, rostered
from core.shifts.queries.roster_law import law_book, limits_in_force
from core.shifts.roster import RosterWeek, differences
from core.shifts.shift import ShiftStatus
from tests.conftest import Cast
from tests.shifts.floor import act, ask, audited, count, local, template
from tests.shifts.roster_floor import PLANNED_AT, WEEK, cells, plan_week, publish, short, stored

SUNDAY = WEEK + timedelta(days=6)


def test_a_draft_is_seen_by_planners_only(database: Database, cast: Cast) -> None:
    week = plan_week(database, cast.minh, {(cast.lan, 0): "morning", (cast.lan, 1): "late"})
    assert (week.version, week.publication, week.pending) == (1, 0, 2)
    assert short(week.draft) == [(cast.lan.id, 0, "morning"), (cast.lan.id, 1, "late")]
    assert ask(database, rostered, cast.lan, WEEK, SUNDAY) == ()
    assert ask(database, rostered, cast.hoa, WEEK, SUNDAY) == ()
    assert ask(database, published_weeks, cast.lan, WEEK, SUNDAY) == ()
    assert audited(database, f"roster:{WEEK}") == [("roster.save", cast.minh.id)]


def test_saving_the_same_cells_again_changes_nothing(database: Database, cast: Cast) -> None:
    plan_week(database, cast.minh, {(cast.lan, 0): "morning"})
    again = plan_week(database, cast.minh, {(cast.lan, 0): "morning", (cast.stranger, 3): ""})
    assert again.version == 1
    assert len(audited(database, f"roster:{WEEK}")) == 1


def test_published_each_sees_their_own(database: Database, cast: Cast) -> None:
    found = publish(database, cast.minh, {(cast.lan, 0): "morning", (cast.stranger, 0): "late"})
    assert (found.changed, found.week.publication, found.week.pending, found.week.published_by) == (2, 1, 0, "Trần Quốc Minh")
    assert short(ask(database, rostered, cast.lan, WEEK, SUNDAY)) == [(cast.lan.id, 0, "morning")]
    assert short(ask(database, rostered, cast.stranger, WEEK, SUNDAY)) == [(cast.stranger.id, 0, "late")]
    assert len(ask(database, rostered, cast.hoa, WEEK, SUNDAY)) == 2
    assert ask(database, published_weeks, cast.lan, WEEK, SUNDAY) == (WEEK,)


def test_published_twice_is_published_once(database: Database, cast: Cast) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning"})
    again = publish(database, cast.minh)
    assert (again.changed, again.week.publication, again.week.version) == (0, 1, 1)
    assert audited(database, f"roster:{WEEK}") == [("roster.publish", cast.minh.id)]


def test_a_change_after_publishing_is_kept_and_shown_to_the_agent(database: Database, cast: Cast) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning", (cast.lan, 2): "late"})
    assert ask(database, changes_after_publishing, cast.lan, WEEK, SUNDAY) == ()
    second = publish(database, cast.hoa, {(cast.lan, 0): "late", (cast.stranger, 1): "morning"}, at="2026-10-01 10:00")
    assert (second.changed, second.week.publication) == (3, 2)
    own = ask(database, changes_after_publishing, cast.lan, WEEK, SUNDAY)
    assert sorted((one.publication, one.template.code, one.added, one.business_date) for one in own) == [
        (2, "late", True, WEEK),
        (2, "morning", False, WEEK),
    ]
    assert len(ask(database, changes_after_publishing, cast.minh, WEEK, SUNDAY)) == 3
    assert short(ask(database, rostered, cast.lan, WEEK, SUNDAY)) == [(cast.lan.id, 0, "late"), (cast.lan.id, 2, "late")]
    assert count(database, "roster_change") == 5


def test_the_history_of_publications_only_grows(database: Database, cast: Cast) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning"})
    for statement in ("DELETE FROM roster_change", "UPDATE roster_change SET added = NOT added"):
        with pytest.raises(DatabaseError, match="only grows"), database.write() as session:
            session.execute(text(statement))


def test_a_draft_over_a_published_week_is_not_seen_before_it_is_published(database: Database, cast: Cast) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning"})
    week = plan_week(database, cast.minh, {(cast.lan, 0): ""})
    assert (short(week.draft), week.pending) == ([], 1)
    assert short(ask(database, rostered, cast.lan, WEEK, SUNDAY)) == [(cast.lan.id, 0, "morning")]
    back = act(database, discard_changes, cast.minh, WEEK, week.version, at=local(PLANNED_AT))
    assert (short(back.draft), back.pending) == ([(cast.lan.id, 0, "morning")], 0)


def test_an_empty_week_cannot_be_published(database: Database, cast: Cast) -> None:
    with pytest.raises(Refused, match="Nothing is planned"):
        publish(database, cast.minh)
    assert count(database, "roster_week") == 0


def test_two_planners_at_once_the_second_is_shown_the_difference(database: Database, cast: Cast) -> None:
    seen = plan_week(database, cast.minh, {(cast.lan, 0): "morning", (cast.stranger, 0): "late"})
    plan_week(database, cast.hoa, {(cast.lan, 0): "evening", (cast.lan, 4): "late"}, version=seen.version)
    mine = {(cast.lan, 0): "late", (cast.stranger, 2): "morning"}
    with pytest.raises(Conflict) as caught:
        plan_week(database, cast.minh, mine, version=seen.version)
    current = caught.value.current
    assert isinstance(current, RosterWeek)
    assert current.changed_by == "Lê Thị Hoa"
    typed = {(cell.agent_id, cell.business_date): cell.templates for cell in cells(database, mine)}
    found = differences(seen.draft, current.draft, typed)
    morning, late, evening = (template(database, code).id for code in ("morning", "late", "evening"))
    assert [(one.agent_id, one.business_date, one.before, one.theirs, one.mine, one.collides) for one in found] == [
        (cast.lan.id, WEEK, (morning,), (evening,), (late,), True),
        (cast.lan.id, WEEK + timedelta(days=4), (), (late,), (), False),
    ]
    kept = plan_week(database, cast.minh, mine, version=current.version)
    assert short(kept.draft) == [
        (cast.lan.id, 0, "late"),
        (cast.stranger.id, 0, "late"),
        (cast.stranger.id, 2, "morning"),
        (cast.lan.id, 4, "late"),
    ]


def test_agents_plan_nothing(database: Database, cast: Cast) -> None:
    for try_it in (
        lambda: plan_week(database, cast.lan, {(cast.lan, 0): "morning"}, version=0),
        lambda: publish(database, cast.lan, {(cast.lan, 0): "morning"}, version=0),
        lambda: stored(database, cast.lan),
        lambda: act(database, copy_week, cast.lan, CopyWeek(WEEK, 0), at=local(PLANNED_AT)),
    ):
        with pytest.raises(Refused, match="Your role"):
            try_it()


def test_what_cannot_be_planned_is_named(database: Database, cast: Cast) -> None:
    with pytest.raises(InvalidInput) as caught:
        plan_week(database, cast.minh, {(cast.lan, 0): "morning+late", (cast.stranger, 8): "morning"})
    assert [problem.field for problem in caught.value.problems] == ["template", "business_date"]
    assert caught.value.problems[0].values["templates"] == "Ca chiều, Ca sáng"
    assert count(database, "roster_entry") == 0


def test_a_split_day_wants_a_reason_and_keeps_it(database: Database, cast: Cast) -> None:
    split = {(cast.lan, 0): "morning+evening"}
    with pytest.raises(InvalidInput) as caught:
        publish(database, cast.minh, split)
    assert (caught.value.problems[0].field, caught.value.problems[0].values) == ("reason", {"n": 1})
    assert ask(database, rostered, cast.lan, WEEK, SUNDAY) == ()
    found = publish(database, cast.minh, split, reason="  Sale 10.10, Lan đồng ý ")
    assert [(one.rule, one.minutes) for one in found.overridden] == [(Rule.DAY_HOURS, 780)]
    book = ask(database, law_book, cast.minh, WEEK, today=date(2026, 9, 28))
    assert [(one.reason, one.by, one.warning.day) for one in book.overrides] == [("Sale 10.10, Lan đồng ý", "Trần Quốc Minh", WEEK)]
    with database.read() as session:
        assert session.execute(text("SELECT reason FROM audit WHERE action = 'roster.publish'")).scalar_one() == "Sale 10.10, Lan đồng ý"


def test_a_reason_holds_for_what_it_was_given_for(database: Database, cast: Cast) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning+evening"}, reason="Lan đồng ý")
    assert publish(database, cast.minh, {(cast.lan, 3): "late"}).overridden == ()
    with pytest.raises(InvalidInput):
        publish(database, cast.minh, {(cast.lan, 4): "morning"})  # eight hours after Thursday's late shift
    assert [(one.rule, one.day) for one in publish(database, cast.minh, {(cast.lan, 4): "morning"}, reason="Thiếu người").overridden] == [
        (Rule.REST, WEEK + timedelta(days=4))
    ]


def test_the_week_before_counts_for_rest(database: Database, cast: Cast) -> None:
    publish(database, cast.minh, {(cast.lan, 6): "late"}, week=WEEK - timedelta(days=7))
    with pytest.raises(InvalidInput):
        publish(database, cast.minh, {(cast.lan, 0): "morning"})


def test_copy_last_week_into_the_free_cells(database: Database, cast: Cast) -> None:
    plan_week(database, cast.minh, {(cast.lan, 0): "morning", (cast.lan, 1): "late", (cast.stranger, 0): "late"})
    following = WEEK + timedelta(days=7)
    plan_week(database, cast.minh, {(cast.lan, 1): "evening"}, week=following)
    found = act(database, copy_week, cast.minh, CopyWeek(following, 1), at=local(PLANNED_AT))
    assert (found.copied, found.skipped, found.week.version) == (2, (), 2)
    assert short(found.week.draft, following) == [(cast.lan.id, 0, "morning"), (cast.stranger.id, 0, "late"), (cast.lan.id, 1, "evening")]
    again = act(database, copy_week, cast.minh, CopyWeek(following, 2), at=local(PLANNED_AT))
    assert (again.copied, again.week.version) == (0, 2)


def test_copy_over_a_template_retired_mid_week(database: Database, cast: Cast) -> None:
    plan_week(database, cast.minh, {(cast.lan, number): "late" for number in range(3)})
    following = WEEK + timedelta(days=7)
    retire = RetireTemplate(template(database, "late").id, following + timedelta(days=1))
    act(database, retire_template, cast.minh, retire, at=local(PLANNED_AT))
    found = act(database, copy_week, cast.minh, CopyWeek(following, 0), at=local(PLANNED_AT))
    assert found.copied == 1
    assert short(found.week.draft, following) == [(cast.lan.id, 0, "late")]
    assert short(found.skipped, following) == [(cast.lan.id, 1, "late"), (cast.lan.id, 2, "late")]


def test_a_template_retired_after_it_was_drafted_is_not_published(database: Database, cast: Cast) -> None:
    plan_week(database, cast.minh, {(cast.lan, 0): "late", (cast.lan, 2): "late"})
    act(database, retire_template, cast.minh, RetireTemplate(template(database, "late").id, WEEK + timedelta(days=2)), at=local(PLANNED_AT))
    with pytest.raises(InvalidInput) as caught:
        publish(database, cast.minh)
    assert [problem.values["date"] for problem in caught.value.problems] == ["07/10/2026"]
    assert publish(database, cast.minh, {(cast.lan, 2): ""}).changed == 1


def test_a_published_shift_of_a_retired_template_may_come_back(database: Database, cast: Cast) -> None:
    publish(database, cast.minh, {(cast.lan, 2): "late"})
    act(database, retire_template, cast.minh, RetireTemplate(template(database, "late").id, WEEK), at=local(PLANNED_AT))
    drafted = plan_week(database, cast.minh, {(cast.lan, 2): ""})
    back = act(database, discard_changes, cast.minh, WEEK, drafted.version, at=local(PLANNED_AT))
    assert (short(back.draft), back.pending) == ([(cast.lan.id, 2, "late")], 0)
    with pytest.raises(InvalidInput):
        plan_week(database, cast.minh, {(cast.lan, 3): "late"})


def test_copying_over_what_somebody_else_changed_is_told(database: Database, cast: Cast) -> None:
    plan_week(database, cast.minh, {(cast.lan, 0): "late"})
    with pytest.raises(Conflict):
        act(database, copy_week, cast.minh, CopyWeek(WEEK, 0), at=local(PLANNED_AT))


def test_holidays_and_campaign_days_are_marked(database: Database, cast: Cast) -> None:
    marks = ask(database, day_marks, cast.lan, date(2026, 10, 9), date(2026, 10, 11))
    assert [(one.day.day, one.campaign) for one in marks] == [(9, False), (10, True), (11, False)]
    tet = ask(database, day_marks, cast.lan, date(2027, 2, 6), date(2027, 2, 6))[0]
    assert tet.holiday is not None
    assert tet.holiday.name("vi") == "Tết Nguyên Đán"


def test_overtime_worked_earlier_in_the_year_counts(database: Database, cast: Cast) -> None:
    """Ten twelve-hour days in January to May each: 200 hours; half an hour more in October is over the year's cap."""
    long = "INSERT INTO shift_template (code, name, start_minute, end_minute, evening) VALUES ('long', 'Ca dài', 480, 1200, false)"
    half = "INSERT INTO shift_template (code, name, start_minute, end_minute, evening) VALUES ('half', 'Ca rưỡi', 480, 990, false)"
    with database.write() as session:
        session.execute(text(long))
        session.execute(text(half))
    days = [date(2026, month, 1) + timedelta(days=2 * number) for month in range(1, 6) for number in range(10)]
    number = template(database, "long").id
    worked = [BulkShift(cast.lan.id, number, day, ShiftStatus.APPROVED, at_local(day, 480), at_local(day, 1200)) for day in days]
    with database.write() as session:
        insert_history(session, SYSTEM, worked, now=local(PLANNED_AT))
    assert publish(database, cast.minh, {(cast.lan, 0): "morning"}).overridden == ()
    with pytest.raises(InvalidInput):
        publish(database, cast.minh, {(cast.lan, 2): "half"})
    found = publish(database, cast.minh, {(cast.lan, 2): "half"}, reason="Lan đồng ý").overridden
    assert [(one.rule, one.minutes, one.limit, one.day) for one in found] == [
        (Rule.YEAR_OVERTIME, 12_030, 12_000, WEEK + timedelta(days=2))
    ]


def test_the_owner_sets_the_overtime_and_when_somebody_is_late(database: Database, cast: Cast) -> None:
    rules = RosterRules(late_minutes=10, missing_minutes=30, overtime_month=60, overtime_year=300)
    with pytest.raises(Refused):
        act(database, set_roster_rules, cast.minh, rules, at=local(PLANNED_AT))
    act(database, set_roster_rules, cast.hoa, rules, at=local(PLANNED_AT))
    limits = ask(database, limits_in_force, cast.minh)
    assert (limits.overtime_month, limits.overtime_year, limits.rest, limits.most_day) == (3600, 18_000, 720, 720)
    rule = ask(database, punctuality_in_force, cast.lan)
    assert (rule.late_minutes, rule.missing_minutes) == (10, 30)
    act(database, set_roster_rules, cast.hoa, rules, at=local(PLANNED_AT))
    assert audited(database, "roster:rules") == [("roster.rules", cast.hoa.id)]
    with pytest.raises(InvalidInput) as caught:
        act(database, set_roster_rules, cast.hoa, RosterRules(20, 10, 61, 301), at=local(PLANNED_AT))
    assert [problem.field for problem in caught.value.problems] == ["minutes", "overtime"]
