"""The leaderboard from stored shifts: cells, statuses, provisional, who sees whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from core.base.appsettings import write_setting
from core.base.clock import at_local
from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.people.actions.users import NewUser, add_user
from core.people.user import SYSTEM, Role, User
from core.score.leaderboard import Leaderboard, LeaderboardRow, Visibility
from core.score.queries.fields import Filter
from core.score.queries.leaderboard import leaderboard
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus
from tests.conftest import START, Cast
from tests.score.work import DAY, NOW, shift


def won(orders: int, chats: int) -> Totals:
    return Totals(chats=chats, presale_chats=chats, answered_30s=0, orders=orders)


@pytest.fixture
def example(database: Database, cast: Cast) -> Iterator[tuple[Cast, User]]:
    """The worked example: Lan in the morning, Minh in both, a third agent in the evening."""
    with database.write() as session:
        third = add_user(session, SYSTEM, NewUser("hoang", "Hoàng", Role.AGENT, "đúng mật khẩu 1"), now=START)
    shift(database, cast.lan, "morning", {cast.shop_a: won(30, 100)})
    shift(database, cast.stranger, "morning", {cast.shop_a: won(20, 100)})
    shift(database, cast.stranger, "evening", {cast.shop_a: won(45, 100)})
    shift(database, third, "evening", {cast.shop_a: won(55, 100)})
    yield cast, third


def read(database: Database, user: User = SYSTEM, *, start: date = DAY, end: date = DAY, **more: object) -> Leaderboard:
    with database.read() as session:
        return leaderboard(session, user, Filter(start, end, NOW), **more)  # type: ignore[arg-type]


def test_the_worked_example_from_stored_shifts(database: Database, example: tuple[Cast, User]) -> None:
    found = read(database)
    assert [(row.agent, row.successes, row.trials, row.expected) for row in found.rows] == [
        ("lan", 30, 100, 25.0),
        ("hoang", 55, 100, 50.0),
        ("duc", 65, 200, 75.0),
    ]
    assert [round(row.fair or 0, 6) for row in found.rows] == [0.395973, 0.392059, 0.350207]
    assert (found.team_rate, round(found.tau or 0, 6), found.one_band, found.provisional) == (0.375, 0.111744, True, False)


def test_another_day_another_shop_is_another_cell(database: Database, cast: Cast) -> None:
    campaign = date(2026, 9, 9)
    for agent, orders in ((cast.lan, 50), (cast.stranger, 70)):
        shift(database, agent, "morning", {cast.shop_a: won(orders, 100)}, day=campaign)
        shift(database, agent, "morning", {cast.shop_b: won(10, 100)}, day=DAY)
    shift(database, cast.lan, "morning", {cast.shop_b: won(30, 100)}, day=DAY + timedelta(days=1))
    rows = {row.agent: row for row in read(database, start=campaign, end=DAY + timedelta(days=1)).rows}
    # Shop A on 9.9: 0.6 each; shop B on plain days: 50 of 300.
    assert rows["lan"].expected == pytest.approx(60 + 200 * 50 / 300)
    assert rows["duc"].expected == pytest.approx(60 + 100 * 50 / 300)
    with database.write() as session:
        write_setting(session, "campaign_days", [DAY.isoformat()])
    rows = {row.agent: row for row in read(database, start=campaign, end=DAY + timedelta(days=1)).rows}
    assert rows["lan"].expected == pytest.approx(60 + 10 + 30)
    assert rows["duc"].expected == pytest.approx(60 + 10)


def test_running_shifts_count_only_when_asked_and_submitted_ones_are_provisional(database: Database, example: tuple[Cast, User]) -> None:
    cast, _ = example
    shift(database, cast.lan, "late", {cast.shop_a: won(9, 10)}, status=ShiftStatus.SUBMITTED)
    shift(database, cast.stranger, "late", {cast.shop_a: won(1, 10)}, status=ShiftStatus.OPEN)
    found = read(database)
    rows = {row.agent: row for row in found.rows}
    assert (rows["lan"].trials, rows["duc"].trials) == (110, 200)
    assert {name: row.provisional for name, row in rows.items()} == {"lan": True, "duc": False, "hoang": False}
    assert found.provisional
    rows = {row.agent: row for row in read(database, include_open=True).rows}
    assert rows["duc"].trials == 210
    assert rows["duc"].provisional


def test_young_days_are_provisional(database: Database, example: tuple[Cast, User]) -> None:
    with database.read() as session:
        day_after = at_local(DAY + timedelta(days=7), 600)
        assert all(row.provisional for row in leaderboard(session, SYSTEM, Filter(DAY, DAY, day_after)).rows)
        later = at_local(DAY + timedelta(days=8), 600)
        assert not any(row.provisional for row in leaderboard(session, SYSTEM, Filter(DAY, DAY, later)).rows)


def test_a_manager_sees_names_an_agent_only_their_own(database: Database, example: tuple[Cast, User]) -> None:
    cast, _ = example
    assert [row.display for row in read(database, cast.minh).rows] == ["Nguyễn Thị Lan", "Hoàng", "Phạm Văn Đức"]
    found = read(database, cast.stranger)
    assert found.visibility is Visibility.OWN
    assert [(row.agent_id, row.agent, row.display, row.is_me) for row in found.rows] == [
        (None, None, None, False),
        (None, None, None, False),
        (cast.stranger.id, "duc", "Phạm Văn Đức", True),
    ]
    assert [row.trials for row in found.rows] == [100, 100, 200]


def test_the_owner_may_open_it(database: Database, example: tuple[Cast, User]) -> None:
    cast, _ = example
    with database.write() as session:
        write_setting(session, "leaderboard_visibility", "bands")
    first, *_, own = read(database, cast.stranger).rows
    assert first == LeaderboardRow(
        agent_id=cast.lan.id, agent="lan", display="Nguyễn Thị Lan", is_me=False, successes=None, trials=None, raw=None, raw_low=None,
        raw_high=None, expected=None, band=1, rank_from=1, rank_to=3, enough_data=True,
    )  # fmt: skip
    assert own.trials == 200
    with database.write() as session:
        write_setting(session, "leaderboard_visibility", "all")
    assert [row.trials for row in read(database, cast.stranger).rows] == [100, 100, 200]


def test_the_other_metric_and_a_wrong_one(database: Database, example: tuple[Cast, User]) -> None:
    assert read(database, metric="answer_30s_rate").tau is None
    with pytest.raises(InvalidInput) as refused:
        read(database, metric="revenue")
    assert refused.value.field == "metric"


def test_nobody_worked(database: Database, cast: Cast) -> None:
    found = read(database)
    assert (found.rows, found.team_rate, found.tau, found.one_band) == ((), None, None, True)


def test_the_right_is_needed(database: Database, cast: Cast) -> None:
    with pytest.raises(Refused):
        read(database, User(9, "x", "X", Role.AGENT, active=False))
