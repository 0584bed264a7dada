"""Who should be on shift now, and is late or missing; how a check-in compares with the roster."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.base.appsettings import write_setting
from core.base.database import Database
from core.people.user import User
from core.shifts.queries.roster import expected_now, is_rostered
from core.shifts.roster import PUNCTUALITY, Arrival, Presence, arrival_of
from tests.conftest import Cast
from tests.shifts.floor import DAY, ask, begin, local, template
from tests.shifts.roster_floor import plan_week, publish

MONDAY = DAY - timedelta(days=DAY.weekday())
WEDNESDAY = 2
"""DAY, 30 September, in its week."""


def presences(database: Database, user: User, at: str) -> list[tuple[str, str, str, int]]:
    return [(one.agent, one.template.code, str(one.presence), one.minutes) for one in ask(database, expected_now, user, local(at))]


@pytest.fixture
def planned(database: Database, cast: Cast) -> None:
    """Lan in the afternoon, Đức in the morning."""
    publish(database, cast.minh, {(cast.lan, WEDNESDAY): "late", (cast.stranger, WEDNESDAY): "morning"}, week=MONDAY)


def test_late_from_five_minutes_missing_from_fifteen(database: Database, cast: Cast, planned: None) -> None:
    def of_lan(at: str) -> tuple[str, int] | None:
        return next(((presence, minutes) for name, _, presence, minutes in presences(database, cast.minh, at) if name == "lan"), None)

    assert of_lan("15:59") is None
    assert [of_lan(at) for at in ("16:00", "16:04")] == [("due", 0), ("due", 4)]
    assert [of_lan(at) for at in ("16:05", "16:14")] == [("late", 5), ("late", 14)]
    assert [of_lan(at) for at in ("16:15", "23:59")] == [("missing", 15), ("missing", 479)]
    assert of_lan("2026-10-01 00:00") is None


def test_who_came_is_here_and_who_came_late_is_told(database: Database, cast: Cast, planned: None) -> None:
    begin(database, cast.stranger, at="07:55", code="morning")
    begin(database, cast.lan, at="16:12")
    assert presences(database, cast.minh, "16:30") == [("duc", "morning", "here", 0), ("lan", "late", "came_late", 12)]
    assert presences(database, cast.minh, "16:10") == [("lan", "late", "late", 10), ("duc", "morning", "here", 0)]


def test_another_running_shift_counts_and_a_forgotten_one_does_not(database: Database, cast: Cast, planned: None) -> None:
    begin(database, cast.lan, at="2026-09-29 15:50", day=DAY - timedelta(days=1))  # never handed in
    assert presences(database, cast.lan, "16:20") == [("lan", "late", "missing", 20)]
    begin(database, cast.lan, at="16:20", code="evening")
    assert ("lan", "late", "came_late", 20) in presences(database, cast.minh, "16:40")


def test_an_agent_sees_only_themselves(database: Database, cast: Cast, planned: None) -> None:
    assert [one[0] for one in presences(database, cast.lan, "16:20")] == ["lan"]
    assert [one[0] for one in presences(database, cast.stranger, "16:20")] == ["duc"]
    assert [one[0] for one in presences(database, cast.hoa, "16:20")] == ["duc", "lan"]


def test_the_minutes_are_a_setting(database: Database, cast: Cast, planned: None) -> None:
    with database.write() as session:
        write_setting(session, PUNCTUALITY, {"late_minutes": 0, "missing_minutes": 30})
    assert presences(database, cast.minh, "16:01")[1][2] == "late"
    assert presences(database, cast.minh, "16:29")[1][2] == "late"
    assert presences(database, cast.minh, "16:30")[1][2] == "missing"


def test_a_draft_expects_nobody(database: Database, cast: Cast) -> None:
    plan_week(database, cast.minh, {(cast.lan, WEDNESDAY): "late"}, week=MONDAY)
    assert presences(database, cast.minh, "16:20") == []


def test_a_shift_past_midnight_is_expected_until_its_end(database: Database, cast: Cast, night: None) -> None:
    publish(database, cast.minh, {(cast.lan, WEDNESDAY): "night"}, week=MONDAY)
    assert presences(database, cast.minh, "2026-10-01 01:59") == [("lan", "night", "missing", 479)]
    assert presences(database, cast.minh, "2026-10-01 02:00") == []


def test_a_check_in_is_rostered_late_or_ad_hoc(database: Database, cast: Cast, planned: None) -> None:
    late, morning = template(database), template(database, "morning")
    with database.read() as session:
        assert is_rostered(session, cast.lan.id, late.id, DAY) is True
        assert is_rostered(session, cast.lan.id, morning.id, DAY) is False
        assert is_rostered(session, cast.lan.id, late.id, DAY + timedelta(days=14)) is None
    assert arrival_of(late, DAY, local("16:04"), rostered=True) is Arrival.ROSTERED
    assert arrival_of(late, DAY, local("16:05"), rostered=True) is Arrival.LATE
    assert arrival_of(late, DAY, local("15:50"), rostered=False) is Arrival.AD_HOC
    assert arrival_of(late, DAY, local("15:50"), rostered=None) is Arrival.UNPLANNED


def test_here_late_and_missing_are_told_apart(database: Database, cast: Cast, planned: None) -> None:
    absent = [one for one in ask(database, expected_now, cast.minh, local("16:06")) if one.absent]
    assert [(one.agent, one.presence) for one in absent] == [("duc", Presence.MISSING), ("lan", Presence.LATE)]
