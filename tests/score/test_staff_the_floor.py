"""The live board against the roster: who is missing or late, how the peak is staffed, handovers nobody took."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.base.clock import at_local
from core.base.database import Database
from core.people.user import User
from core.score.attention import Kind, Severity
from core.score.live import LiveBoard, without_revenue
from core.score.peak import PeakStaffing, Staffing, staffing
from core.score.queries.live import live_board
from core.shifts.actions.handover import NewHandover, add_handover
from core.shifts.result import Totals
from core.shifts.roster import Presence
from core.shifts.shift import ShiftStatus
from tests.conftest import Cast
from tests.score.work import clock, shift
from tests.shifts.floor import DAY, act, begin, local
from tests.shifts.roster_floor import publish

MONDAY = DAY - timedelta(days=DAY.weekday())
WEDNESDAY = 2


def watch(database: Database, user: User, at: str) -> LiveBoard:
    with database.read() as session:
        found = live_board(session, user, local(at))
    assert found.failed == ()
    return found


@pytest.fixture
def planned(database: Database, cast: Cast) -> None:
    """Lan 16–24, Đức 19–24, Minh 08–17."""
    plan = {(cast.lan, WEDNESDAY): "late", (cast.stranger, WEDNESDAY): "evening", (cast.minh, WEDNESDAY): "morning"}
    publish(database, cast.hoa, plan, week=MONDAY)


def test_late_from_five_minutes_in_the_list_from_fifteen(database: Database, cast: Cast, planned: None) -> None:
    begin(database, cast.minh, "08:00", "morning")
    assert watch(database, cast.hoa, "16:04").absent == ()
    late = watch(database, cast.minh, "16:14")
    assert [(one.agent, one.presence, one.minutes) for one in late.absent] == [("lan", Presence.LATE, 14)]
    assert late.missing == ("lan",)
    assert Kind.AGENT_MISSING not in [item.kind for item in late.attention]
    (item,) = [item for item in watch(database, cast.minh, "16:15").attention if item.kind is Kind.AGENT_MISSING]
    assert (item.severity, item.since, item.page) == (Severity.HIGH, local("16:00"), "roster")
    assert item.values == {"agent": "Nguyễn Thị Lan", "template": "Ca chiều", "time": local("16:00")}
    # Each agent is told of themselves, nobody of a colleague.
    assert watch(database, cast.lan, "16:20").missing == ("lan",)
    assert watch(database, cast.stranger, "16:20").missing == ()
    begin(database, cast.lan, "16:20", "late")
    assert watch(database, cast.minh, "16:21").absent == ()


def test_the_peak_as_planned_and_as_they_came(database: Database, cast: Cast, planned: None) -> None:
    assert watch(database, cast.minh, "12:00").gauges.peak == PeakStaffing(Staffing(2, 2), None)
    begin(database, cast.lan, "16:00", "late")
    # Half of the first hour alone: one at least, two in all.
    begin(database, cast.stranger, "21:00", "evening")
    assert watch(database, cast.minh, "20:45").gauges.peak == PeakStaffing(Staffing(2, 2), Staffing(1, 1))
    assert watch(database, cast.minh, "21:30").gauges.peak == PeakStaffing(Staffing(2, 2), Staffing(2, 1))
    assert watch(database, cast.lan, "21:30").gauges.peak is None  # the roster of others is not an agent's


def test_a_week_not_published_says_so(database: Database, cast: Cast) -> None:
    assert watch(database, cast.minh, "12:00").gauges.peak == PeakStaffing(None, None)


def test_staffing_counts_people_not_shifts() -> None:
    def at(text: str) -> datetime:
        return clock(text)

    turns = [(1, at("16:00"), at("21:00")), (1, at("20:45"), at("24:00")), (2, at("21:30"), at("22:00")), (3, at("22:30"), at("24:00"))]
    assert staffing(turns, at("20:30"), at("22:30")) == Staffing(2, 1)
    assert staffing([(1, at("21:00"), at("24:00"))], at("20:30"), at("22:30")) == Staffing(1, 0)
    assert staffing([(1, at("20:30"), at("21:30")), (2, at("21:30"), at("22:30"))], at("20:30"), at("22:30")) == Staffing(2, 1)
    assert staffing([], at("20:30"), at("22:30")) == Staffing(0, 0)


def test_a_handover_nobody_took(database: Database, cast: Cast) -> None:
    morning = begin(database, cast.minh, "08:00", "morning")
    act(database, add_handover, cast.minh, NewHandover(morning.id, "Gọi lại [khách](x)", priority="high"), at=local("15:00"))
    begin(database, cast.lan, "16:00", "late")
    assert Kind.HANDOVER_WAITING not in [item.kind for item in watch(database, cast.hoa, "16:14").attention]
    (item,) = [item for item in watch(database, cast.hoa, "16:15").attention if item.kind is Kind.HANDOVER_WAITING]
    assert (item.severity, item.since, item.page) == (Severity.HIGH, local("16:15"), "my_shift")
    assert item.values == {"agent": "Trần Quốc Minh", "what": "Gọi lại [khách](x)"}
    assert [item.kind for item in watch(database, cast.lan, "16:15").attention] == [Kind.HANDOVER_WAITING]


def test_a_board_for_the_wall_holds_no_money(database: Database, cast: Cast) -> None:
    numbers = Totals(chats=10, orders=4, revenue_vnd=987_654)
    shift(database, cast.lan, "late", {cast.shop_a: numbers}, hours=("16:00", None), status=ShiftStatus.OPEN)
    with database.read() as session:
        found = live_board(session, cast.minh, clock("21:00"))
    assert "987654" in repr(found)
    assert at_local(found.business_date, 0) < found.at
    bare = without_revenue(found)
    assert "987654" not in repr(bare)
    assert "revenue" not in bare.metrics and "aov" not in bare.metrics
    assert bare.metrics["chats"].value == 10
