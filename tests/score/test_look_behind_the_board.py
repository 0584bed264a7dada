"""Behind the leaderboard: cells and shifts of one person, the last periods, the funnel, what may still change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from core.base.appsettings import write_setting
from core.base.clock import at_local
from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.people.actions.users import disable_user
from core.people.user import SYSTEM, User
from core.score.board_trend import windows
from core.score.board_why import Why, trials_to_tell
from core.score.explained import Cell
from core.score.funnel import beyond, funnel, limits
from core.score.leaderboard import LeaderboardRow
from core.score.queries.board_trend import board_trends
from core.score.queries.board_why import board_why
from core.score.queries.fields import Filter
from core.score.queries.leaderboard import leaderboard
from core.score.queries.metrics import metric_table
from core.score.wilson import wilson
from core.shifts.queries.templates import find_template
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus
from tests.conftest import Cast
from tests.score.work import DAY, NOW, shift

HERE = Filter(DAY, DAY, NOW)


def won(orders: int, chats: int) -> Totals:
    return Totals(chats=chats, presale_chats=chats, answered_30s=0, orders=orders)


@pytest.fixture
def example(database: Database, cast: Cast) -> Cast:
    """The worked example: Lan in the morning, Đức in both, Hoa in the evening."""
    shift(database, cast.lan, "morning", {cast.shop_a: won(30, 100)})
    shift(database, cast.stranger, "morning", {cast.shop_a: won(20, 100)})
    shift(database, cast.stranger, "evening", {cast.shop_a: won(45, 100)}, status=ShiftStatus.SUBMITTED)
    shift(database, cast.hoa, "evening", {cast.shop_a: won(55, 100)})
    return cast


def template(database: Database, code: str) -> int:
    with database.read() as session:
        return find_template(session, SYSTEM, code).id


def why(database: Database, asker: User, agent: User, wanted: Filter = HERE) -> Why:
    with database.read() as session:
        return board_why(session, asker, wanted, "conversion", agent.id)


def test_cells_and_shifts_of_one_person(database: Database, example: Cast) -> None:
    found = why(database, example.minh, example.stranger)
    a, morning, evening = example.shop_a.id, template(database, "morning"), template(database, "evening")
    assert found.cells == (Cell(a, morning, False, 20, 100, 0.25), Cell(a, evening, False, 45, 100, 0.5))
    assert (found.successes, found.trials, found.expected) == (65, 200, 75.0)
    assert [(one.template_id, one.status, one.successes, one.trials) for one in found.shifts] == [
        (evening, "submitted", 45, 100),
        (morning, "approved", 20, 100),
    ]


def test_the_cells_add_up_to_the_row_of_the_board(database: Database, example: Cast) -> None:
    shift(database, example.lan, "late", {example.shop_b: won(3, 9)}, day=date(2026, 9, 9))
    wanted = replace(HERE, start=date(2026, 9, 1))
    with database.read() as session:
        rows = leaderboard(session, example.hoa, wanted).rows
    for row in rows:
        with database.read() as session:
            found = board_why(session, example.hoa, wanted, "conversion", row.agent_id or 0)
        assert (found.successes, found.trials) == (row.successes, row.trials)
        assert found.expected == pytest.approx(row.expected, abs=1e-12)
        assert sum(one.successes for one in found.shifts) == row.successes
        assert [one.campaign for one in found.shifts if one.day == date(2026, 9, 9)] == [True] * (row.agent == "lan")


def test_running_shifts_and_blank_numbers_stay_out(database: Database, example: Cast) -> None:
    shift(database, example.lan, "late", {example.shop_a: won(9, 10)}, status=ShiftStatus.OPEN)
    shift(database, example.lan, "evening", {example.shop_a: Totals(chats=5)})
    assert [one.trials for one in why(database, example.lan, example.lan).shifts] == [100]


def test_nobody_looks_behind_a_colleague(database: Database, example: Cast) -> None:
    assert why(database, example.lan, example.lan).trials == 100
    with pytest.raises(Refused):
        why(database, example.lan, example.stranger)
    with database.write() as session:
        write_setting(session, "leaderboard_visibility", "all")
    with pytest.raises(Refused):
        why(database, example.lan, example.stranger)


def test_one_kind_of_shift(database: Database, example: Cast) -> None:
    wanted = replace(HERE, templates=(template(database, "morning"),))
    with database.read() as session:
        rows = leaderboard(session, example.hoa, wanted).rows
        assert {row.agent: (row.successes, row.trials, row.expected) for row in rows} == {"lan": (30, 100, 25.0), "duc": (20, 100, 25.0)}
        table = metric_table(session, example.hoa, wanted, "agent")
        assert [(row.group, row.values["orders"].value) for row in table.rows] == [("duc", 20.0), ("lan", 30.0)]
        assert (table.total["conversion"].value, table.total["coverage"].value) == (0.25, None)
        with pytest.raises(InvalidInput):
            metric_table(session, example.hoa, wanted, "hour")
    assert [one.trials for one in why(database, example.hoa, example.stranger, wanted).shifts] == [100]


def test_waiting_shifts_young_days_and_leavers(database: Database, example: Cast) -> None:
    with database.write() as session:
        disable_user(session, SYSTEM, "lan", now=NOW)
    with database.read() as session:
        rows = {row.agent: row for row in leaderboard(session, example.hoa, HERE).rows}
        young = leaderboard(session, example.hoa, replace(HERE, now=at_local(DAY + timedelta(days=2), 600)))
        running = leaderboard(session, example.hoa, replace(HERE, now=at_local(DAY, 1439)))
    assert {name: (row.waiting, row.provisional, row.left) for name, row in rows.items()} == {
        "lan": (False, False, True),
        "duc": (True, True, False),
        "hoa": (False, False, False),
    }
    assert {row.agent: (row.waiting, row.provisional) for row in young.rows}["hoa"] == (False, True)
    assert (young.running, running.running) == (False, True)


def test_nothing_about_a_nameless_row_says_who_it_is(database: Database, example: Cast) -> None:
    with database.write() as session:
        disable_user(session, SYSTEM, "hoa", now=NOW)
    with database.read() as session:
        board = leaderboard(session, example.lan, HERE)
    assert [(row.agent, row.left, row.waiting) for row in board.rows] == [("lan", False, False), (None, False, False), (None, False, False)]
    assert board.waiting == 1


@pytest.mark.parametrize(("setting", "groups"), [("own", ["lan", None, None]), ("bands", ["lan"]), ("all", ["duc", "hoa", "lan"])])
def test_the_table_of_all_metrics_keeps_the_setting(database: Database, example: Cast, setting: str, groups: list[str | None]) -> None:
    with database.write() as session:
        write_setting(session, "leaderboard_visibility", setting)
    with database.read() as session:
        rows = metric_table(session, example.lan, HERE, "agent").rows
        everybody = metric_table(session, example.minh, HERE, "agent").rows
    assert [row.group for row in rows] == groups
    if setting == "own":
        assert [row.values["chats"].value for row in rows] == [100, 200, 100]
    assert [row.group for row in everybody] == ["duc", "hoa", "lan"]
    assert "revenue" not in rows[0].values


def test_the_last_periods_of_each(database: Database, example: Cast) -> None:
    earlier = DAY - timedelta(days=1)
    for agent, orders in ((example.lan, 30), (example.stranger, 30)):
        shift(database, agent, "morning", {example.shop_a: won(orders, 100)}, day=earlier)
    with database.read() as session:
        everybody = board_trends(session, example.minh, HERE, "conversion", 3)
        own = board_trends(session, example.lan, HERE, "conversion", 3)
        now = {row.agent_id: row.index for row in leaderboard(session, example.hoa, HERE).rows}
    assert set(everybody) == {example.lan.id, example.stranger.id, example.hoa.id}
    assert everybody[example.lan.id] == (None, pytest.approx(1.0, abs=1e-12), now[example.lan.id])
    assert everybody[example.hoa.id] == (None, None, now[example.hoa.id])
    assert own == {example.lan.id: everybody[example.lan.id]}


@pytest.mark.parametrize("setting", ["bands", "all"])
def test_trends_of_others_only_where_everything_is_shown(database: Database, example: Cast, setting: str) -> None:
    with database.write() as session:
        write_setting(session, "leaderboard_visibility", setting)
    with database.read() as session:
        assert len(board_trends(session, example.lan, HERE, "conversion", 2)) == (3 if setting == "all" else 1)


def test_periods_go_back_by_months_or_by_their_length() -> None:
    assert windows(date(2026, 3, 1), date(2026, 3, 20), 3) == (
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 20)),
    )
    assert windows(date(2026, 3, 5), date(2026, 3, 11), 2) == ((date(2026, 2, 26), date(2026, 3, 4)), (date(2026, 3, 5), date(2026, 3, 11)))
    assert windows(date(2026, 2, 1), date(2026, 3, 1), 2)[0] == (date(2026, 1, 3), date(2026, 1, 31))
    assert windows(DAY, DAY, 1) == ((DAY, DAY),)


def test_the_funnel_is_where_wilson_just_holds_the_team() -> None:
    at = limits(0.35, 200)
    assert [round(value, 6) for value in (at.low_99, at.low_90, at.high_90, at.high_99)] == [0.263125, 0.294524, 0.405476, 0.436875]
    for rate, z in ((at.high_90, 1.6448536269514722), (at.high_99, 2.5758293035489004)):
        low, _ = wilson(rate * 200, 200, z) or (0, 0)
        assert low == pytest.approx(0.35, abs=1e-12)
    assert beyond(0.405, 200, 0.35) == 0
    assert beyond(0.406, 200, 0.35) == 90
    assert beyond(0.436, 200, 0.35) == 90
    assert beyond(0.437, 200, 0.35) == 99
    assert beyond(0.294, 200, 0.35) == 90
    assert beyond(0.9, 0, 0.35) == 0
    assert (limits(0.35, 1).low_99, limits(0.35, 1).high_99) == (0.0, 1.0)
    curve = funnel(0.35, 1000)
    assert curve[-1].trials == 1000
    assert all(before.trials < after.trials for before, after in pairwise(curve))


def test_how_much_more_would_tell_two_apart() -> None:
    def row(index: float | None) -> LeaderboardRow:
        return LeaderboardRow(1, "a", "A", False, 1, 1, 1.0, 0.0, 1.0, 1.0, index=index)

    # 2 · 1,6449² · 0,65 / (0,35 · 0,1²) = 1004,95, rounded up to two digits.
    assert trials_to_tell(row(1.1), row(1.0), 0.35) == 1100
    assert trials_to_tell(row(1.0), row(1.1), 0.35) == 1100
    assert trials_to_tell(row(1.029), row(1.0), 0.35) is None, "as good as equal"
    assert trials_to_tell(row(None), row(1.0), 0.35) is None
    assert trials_to_tell(row(1.5), row(1.0), 0.99) == 1
    assert trials_to_tell(row(1.5), row(1.0), 1.0) is None
