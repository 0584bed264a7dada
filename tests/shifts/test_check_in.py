"""Checking in: once, on the right date, for oneself or on behalf."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import text

from core.base.changes import Topic, read_versions
from core.base.database import Database
from core.base.errors import InvalidInput, NotFound, Refused
from core.people.actions.users import disable_user
from core.people.user import SYSTEM, User
from core.shifts.actions.check_in import CheckIn, check_in
from core.shifts.actions.hand_in import Submit, submit_shift
from core.shifts.actions.roster import PublishWeek, publish_week
from core.shifts.queries.shifts import list_shifts, open_shifts, shift_with_results
from core.shifts.queries.templates import list_templates
from core.shifts.result import Totals
from core.shifts.roster import CellPlan
from core.shifts.shift import ShiftStatus
from tests.conftest import Cast
from tests.shifts.floor import DAY, act, ask, audited, begin, count, fresh, local, save, template


def test_the_presets_are_there_in_the_order_of_the_day(database: Database, cast: Cast) -> None:
    found = ask(database, list_templates, cast.lan)
    assert [(t.code, t.span, t.evening) for t in found] == [
        ("morning", "08:00–17:00", False), ("late", "16:00–24:00", True), ("evening", "19:00–24:00", True),
    ]  # fmt: skip


def test_one_tap_opens_the_shift(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan, "15:50")
    assert (shift.agent_id, shift.agent, shift.template.code) == (cast.lan.id, "Nguyễn Thị Lan", "late")
    assert (shift.business_date, shift.status, shift.version) == (DAY, ShiftStatus.OPEN, 1)
    assert (shift.check_in, shift.check_out, shift.checked_in_by) == (local("15:50"), None, "")
    assert audited(database, f"shift:{shift.id}") == [("shift.check_in", cast.lan.id)]
    with database.read() as session:
        assert read_versions(session)[Topic.SHIFTS] == 1


def test_twice_is_once(database: Database, cast: Cast) -> None:
    first = begin(database, cast.lan, "15:50")
    again = begin(database, cast.lan, "15:51")
    assert again == first
    assert (count(database, "shift"), len(audited(database, f"shift:{first.id}"))) == (1, 1)


def test_two_check_ins_at_the_same_moment_are_one(database: Database, cast: Cast) -> None:
    wanted = CheckIn(template(database).id, DAY)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: act(database, check_in, cast.lan, wanted, at=local("15:50")).id, range(8)))
    assert len(set(found)) == 1
    assert count(database, "shift") == 1


def test_two_templates_at_the_same_moment_open_one_shift(database: Database, cast: Cast) -> None:
    def go(code: str) -> str:
        try:
            return act(database, check_in, cast.lan, CheckIn(template(database, code).id, DAY), at=local("18:50")).template.code
        except Refused:
            return "refused"

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(go, ("late", "evening")))
    assert found in (["evening", "refused"], ["late", "refused"])
    assert count(database, "shift") == 1


@pytest.mark.usefixtures("night")
def test_after_midnight_it_is_still_yesterdays_shift(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan, "2027-01-01 01:30", "night", date(2026, 12, 31))
    assert (shift.business_date, shift.check_in, shift.check_out) == (date(2026, 12, 31), local("2027-01-01 01:30"), None)


def test_a_shift_logged_after_its_end_has_its_planned_hours(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan, "2026-10-01 00:20")
    assert (shift.check_in, shift.check_out) == (local("16:00"), local("2026-10-01 00:00"))
    assert shift.status is ShiftStatus.OPEN


@pytest.mark.parametrize(
    ("at", "code", "day", "field"),
    [
        ("09:59", "late", DAY, "business_date"),  # more than six hours ahead
        ("2026-10-08 08:00", "late", DAY, "business_date"),  # more than seven days back
        ("15:50", "late", date(2026, 10, 1), "business_date"),
    ],
)
def test_a_date_that_cannot_be_is_refused(database: Database, cast: Cast, at: str, code: str, day: date, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        begin(database, cast.lan, at, code, day)
    assert caught.value.field == field
    assert count(database, "shift") == 0


def test_seven_days_back_can_still_be_logged(database: Database, cast: Cast) -> None:
    assert begin(database, cast.lan, "2026-10-07 23:00").business_date == DAY


def test_a_retired_template_ends_on_its_date(database: Database, cast: Cast) -> None:
    late = template(database)
    try:
        with database.write() as session:
            session.execute(text("UPDATE shift_template SET retired_from = '2026-10-01' WHERE code = 'late'"))
        assert begin(database, cast.lan, "2026-10-01 00:10").business_date == DAY
        with pytest.raises(InvalidInput) as caught:
            begin(database, cast.stranger, "2026-10-01 16:00", day=date(2026, 10, 1))
        assert caught.value.field == "template"
        assert late.code not in [found.code for found in ask(database, list_templates, cast.lan, on=date(2026, 10, 1))]
    finally:
        with database.write() as session:
            session.execute(text("UPDATE shift_template SET retired_from = NULL WHERE code = 'late'"))


def test_one_running_shift_at_a_time(database: Database, cast: Cast) -> None:
    begin(database, cast.lan, "08:00", "morning")
    with pytest.raises(Refused, match="still running"):
        begin(database, cast.lan, "16:30", "late")
    assert begin(database, cast.lan, "17:00", "late").template.code == "late"  # the morning is over, only forgotten


def test_a_forgotten_shift_stands_first_and_in_nobodys_way(database: Database, cast: Cast) -> None:
    forgotten = begin(database, cast.lan, "15:50")
    today = begin(database, cast.lan, "2026-10-01 07:55", "morning", date(2026, 10, 1))
    assert ask(database, open_shifts, cast.lan) == (forgotten, today)


def test_a_shift_handed_in_is_not_begun_again(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    act(database, submit_shift, cast.lan, Submit(shift.id, 1), at=local("23:59"))
    with pytest.raises(Refused, match="handed in already"):
        begin(database, cast.lan, "23:59")


def test_a_manager_checks_in_on_behalf_and_it_is_kept(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.minh, agent=cast.lan)
    assert (shift.agent_id, shift.checked_in_by) == (cast.lan.id, "Trần Quốc Minh")
    assert audited(database, f"shift:{shift.id}") == [("shift.check_in", cast.minh.id)]


def test_an_agent_never_checks_in_for_another(database: Database, cast: Cast) -> None:
    with pytest.raises(Refused):
        begin(database, cast.stranger, agent=cast.lan)
    assert count(database, "shift") == 0


def test_nobody_checks_in_for_a_closed_account(database: Database, cast: Cast) -> None:
    act(database, disable_user, SYSTEM, "lan", at=local("09:00"))
    with pytest.raises(NotFound):
        begin(database, cast.minh, agent=cast.lan)


def test_an_unknown_template_is_refused(database: Database, cast: Cast) -> None:
    with pytest.raises(NotFound):
        act(database, check_in, cast.lan, CheckIn(999, DAY), at=local("16:00"))


def test_an_agent_sees_only_their_own_shifts(database: Database, cast: Cast) -> None:
    mine, theirs = begin(database, cast.lan), begin(database, cast.stranger)

    def seen(user: User) -> set[int]:
        return {shift.id for shift in ask(database, list_shifts, user, DAY, DAY)}

    assert seen(cast.lan) == {mine.id}
    assert seen(cast.stranger) == {theirs.id}
    assert seen(cast.minh) == seen(cast.hoa) == {mine.id, theirs.id}
    assert {shift.id for shift in ask(database, list_shifts, cast.lan, DAY, DAY, agents=(cast.stranger.id,))} == {mine.id}
    assert ask(database, list_shifts, cast.minh, DAY, DAY, agents=(cast.stranger.id,)) == (fresh(database, cast.minh, theirs),)
    with pytest.raises(NotFound):
        ask(database, shift_with_results, cast.lan, theirs.id)
    with pytest.raises(NotFound):
        ask(database, open_shifts, cast.lan, cast.stranger.id)
    assert ask(database, open_shifts, cast.minh, cast.lan.id) == (mine,)


def publish(database: Database, cast: Cast, *planned: tuple[User, str]) -> None:
    """Publish the week of DAY with these people on these templates on DAY."""
    cells = tuple(CellPlan(user.id, DAY, (template(database, code).id,)) for user, code in planned)
    act(database, publish_week, cast.minh, PublishWeek(DAY, 0, cells), at=local("2026-09-27 10:00"))


@pytest.mark.parametrize(("at", "arrival"), [("14:30", "rostered"), ("16:04", "rostered"), ("16:05", "late"), ("23:30", "late")])
def test_a_check_in_says_rostered_or_late(database: Database, cast: Cast, at: str, arrival: str) -> None:
    publish(database, cast, (cast.lan, "late"))
    shift = begin(database, cast.lan, at)
    assert (shift.arrival, fresh(database, cast.lan, shift).arrival) == (arrival, arrival)


def test_a_check_in_off_the_roster_is_ad_hoc_and_kept_so(database: Database, cast: Cast) -> None:
    publish(database, cast, (cast.stranger, "late"), (cast.lan, "morning"))
    shift = begin(database, cast.minh, "16:20", agent=cast.lan)
    assert (shift.arrival, shift.checked_in_by) == ("ad_hoc", "Trần Quốc Minh")
    assert save(database, cast.lan, shift, {cast.shop_a.id: Totals(chats=1)}, "17:00").shift.arrival == "ad_hoc"


def test_without_a_published_week_there_is_nothing_to_compare_with(database: Database, cast: Cast) -> None:
    publish(database, cast, (cast.lan, "late"))
    assert begin(database, cast.lan, "2026-10-05 16:20", day=date(2026, 10, 5)).arrival == ""  # the week after


def test_a_rostered_shift_logged_afterwards_has_its_planned_hours(database: Database, cast: Cast) -> None:
    publish(database, cast, (cast.lan, "late"))
    assert begin(database, cast.lan, "2026-10-01 00:20").arrival == "rostered"


def test_two_templates_that_overlap_are_two_shifts_of_two_people(database: Database, cast: Cast) -> None:
    """From 16:00 to 17:00 both are there; each logs into their own shift, and nobody's numbers meet."""
    early, late = begin(database, cast.lan, "07:58", "morning"), begin(database, cast.stranger, "15:55")
    with ThreadPoolExecutor(2) as pool:
        saved = list(
            pool.map(
                lambda one: save(database, one[0], one[1], {cast.shop_a.id: Totals(chats=one[2])}, "16:30").shift,
                ((cast.lan, early, 50), (cast.stranger, late, 7)),
            )
        )
    assert [shift.result_of(cast.shop_a.id).totals.chats for shift in saved] == [50, 7]
    assert [shift.version for shift in saved] == [2, 2]


def test_an_agent_and_a_manager_check_in_at_the_same_moment(database: Database, cast: Cast) -> None:
    """One shift, said once in the trail; who was first is kept."""
    with ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(begin, database, cast.lan), pool.submit(begin, database, cast.minh, agent=cast.lan)]
        tries += [pool.submit(begin, database, cast.hoa, agent=cast.lan)]
        found = [one.result() for one in tries]
    assert len({shift.id for shift in found}) == 1
    assert len({shift.checked_in_by for shift in found}) == 1
    trail = audited(database, f"shift:{found[0].id}")
    assert [action for action, _ in trail] == ["shift.check_in"]
    first = {cast.lan.id: "", cast.minh.id: "Trần Quốc Minh", cast.hoa.id: "Lê Thị Hoa"}[trail[0][1] or 0]
    assert found[0].checked_in_by == first
