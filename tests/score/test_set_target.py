"""Targets: who may set them, from when they hold, what is refused, what the audit trail keeps."""

from __future__ import annotations

from datetime import date

import pytest

from core.base.audit import entries
from core.base.changes import read_versions
from core.base.database import Database
from core.base.errors import InvalidInput, NotFound, Refused
from core.people.user import User
from core.score.actions import DropTarget, SetTarget, drop_target, set_target
from core.score.queries.targets import last_days, target_book
from core.score.target import Standing, Target, TargetBook, Tried, tried
from core.score.target_input import read_target
from core.shifts.result import Totals
from tests.conftest import Cast
from tests.score.work import NOW, shift

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def put(database: Database, user: User, metric: str, value: float, start: date) -> Target:
    with database.write() as session:
        return set_target(session, user, SetTarget(metric, value, start), now=NOW)


def book(database: Database, user: User) -> TargetBook:
    with database.read() as session:
        return target_book(session, user)


def test_the_defaults_hold_while_nothing_is_stored(database: Database, cast: Cast) -> None:
    found = book(database, cast.lan)
    given = {target.metric: target.value for target in found.all()}
    assert given == {
        "answer_30s_rate": 0.80, "first_response_s": 30, "unanswered_rate": 0.02, "conversion": 0.35, "payment_rate": 0.85,
        "complaints_in_sla_rate": 0.95, "reviews_in_24h_rate": 0.95, "coverage": 1.0,
    }  # fmt: skip
    assert found.on("conversion", MAY) == 0.35
    assert found.on("chats", MAY) is None


def test_a_day_is_judged_by_the_target_of_that_day(database: Database, cast: Cast) -> None:
    put(database, cast.hoa, "conversion", 0.5, JUNE)
    put(database, cast.hoa, "conversion", 0.4, MAY)
    found = book(database, cast.lan)
    assert [found.on("conversion", day) for day in (date(2026, 4, 30), MAY, date(2026, 5, 31), JUNE, date(2030, 1, 1))] == [
        0.35, 0.4, 0.4, 0.5, 0.5,
    ]  # fmt: skip
    assert [(target.value, target.from_date) for target in found.all() if target.metric == "conversion"] == [
        (0.35, None),
        (0.4, MAY),
        (0.5, JUNE),
    ]


def test_the_same_date_is_replaced_and_kept_in_the_audit_trail(database: Database, cast: Cast) -> None:
    put(database, cast.hoa, "chats", 500, MAY)
    put(database, cast.hoa, "chats", 600, MAY)
    assert book(database, cast.lan).stored == (Target("chats", 600.0, MAY),)
    with database.read() as session:
        last, first = entries(session, subject="target:chats")
        assert read_versions(session)["score"] == 2
    assert (first.actor_id, first.action, first.before, first.after) == (
        cast.hoa.id,
        "target.set",
        None,
        {"value": 500, "from": "2026-05-01"},
    )
    assert (last.before, last.after) == ({"value": 500, "from": "2026-05-01"}, {"value": 600, "from": "2026-05-01"})


@pytest.mark.parametrize("who", ["lan", "minh"])
def test_only_the_owner_sets_targets(database: Database, cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        put(database, getattr(cast, who), "conversion", 0.4, MAY)
    assert book(database, cast.hoa).stored == ()


@pytest.mark.parametrize(
    ("metric", "value", "field"),
    [("happiness", 1, "metric"), ("conversion", 35, "value"), ("conversion", -0.1, "value"), ("first_response_s", float("nan"), "value")],
)
def test_nonsense_names_its_field(database: Database, cast: Cast, metric: str, value: float, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(database, cast.hoa, metric, value, MAY)
    assert refused.value.field == field


def test_a_revenue_target_is_not_for_agents(database: Database, cast: Cast) -> None:
    put(database, cast.hoa, "revenue", 5_000_000, MAY)
    assert book(database, cast.lan).stored == ()
    assert book(database, cast.minh).on("revenue", MAY) == 5_000_000


def test_how_a_target_stands(database: Database, cast: Cast) -> None:
    put(database, cast.hoa, "conversion", 0.4, MAY)
    put(database, cast.hoa, "conversion", 0.5, JUNE)
    found = book(database, cast.hoa)
    assert found.standing("conversion", date(2026, 4, 30)) == Standing("conversion", 0.35, None, Target("conversion", 0.4, MAY))
    assert found.standing("conversion", date(2026, 5, 31)) == Standing("conversion", 0.4, MAY, Target("conversion", 0.5, JUNE))
    assert found.standing("conversion", JUNE) == Standing("conversion", 0.5, JUNE, None)
    assert found.standing("chats", JUNE) == Standing("chats", None)


def test_a_target_tried_on_days_without_data_left_out() -> None:
    assert tried("answer_30s_rate", [0.8, None, 0.79, 0.9], 0.8) == Tried(0.8, 2, 3)
    assert tried("first_response_s", [30, 31, 29.9, None], 30) == Tried(30, 2, 3)


@pytest.mark.parametrize(
    ("metric", "typed", "value"),
    [
        ("conversion", "35 %", 0.35), ("conversion", "35", 0.35), ("conversion", "0,35", 0.35), ("conversion", "0.35%", 0.0035),
        ("conversion", "1", 1.0), ("conversion", "100\u00a0%", 1.0), ("conversion", "33,3", 0.333),
        ("first_response_s", "30", 30.0), ("first_response_s", "1:20", 80.0), ("first_response_s", "1 phút 20", 80.0),
        ("revenue", "1,25tr", 1_250_000.0), ("revenue", "1.250.000", 1_250_000.0), ("orders", "250", 250.0),
    ],
)  # fmt: skip
def test_a_target_is_read_in_the_unit_of_its_metric(metric: str, typed: str, value: float) -> None:
    assert read_target(metric, typed) == value


@pytest.mark.parametrize(("metric", "typed"), [("conversion", "nhiều"), ("conversion", ""), ("orders", "12 %"), ("first_response_s", "x")])
def test_what_is_no_target_is_refused_by_its_field(metric: str, typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_target(metric, typed)
    assert refused.value.problems[0].field == "value"


def test_a_planned_change_is_taken_back_a_begun_one_stays(database: Database, cast: Cast) -> None:
    put(database, cast.hoa, "conversion", 0.5, date(2026, 11, 2))  # NOW is 1 November
    put(database, cast.hoa, "conversion", 0.4, date(2026, 11, 1))
    with database.write() as session, pytest.raises(Refused):
        drop_target(session, cast.minh, DropTarget("conversion", date(2026, 11, 2)), now=NOW)
    with database.write() as session, pytest.raises(InvalidInput):
        drop_target(session, cast.hoa, DropTarget("conversion", date(2026, 11, 1)), now=NOW)
    with database.write() as session:
        drop_target(session, cast.hoa, DropTarget("conversion", date(2026, 11, 2)), now=NOW)
    assert [target.from_date for target in book(database, cast.hoa).stored] == [date(2026, 11, 1)]
    with database.write() as session, pytest.raises(NotFound):
        drop_target(session, cast.hoa, DropTarget("conversion", date(2026, 11, 2)), now=NOW)
    with database.read() as session:
        last = entries(session)[0]
    assert (last.action, last.before, last.after) == ("target.drop", {"value": 0.5, "from": "2026-11-02"}, None)


def test_the_last_four_weeks_of_a_metric(database: Database, cast: Cast) -> None:
    today = date(2026, 9, 16)
    shift(database, cast.lan, "morning", {cast.shop_a: Totals(chats=40, answered_30s=30)})  # 15 September
    shift(database, cast.lan, "morning", {cast.shop_a: Totals(chats=20, answered_30s=20)}, day=date(2026, 8, 19))
    shift(database, cast.lan, "morning", {cast.shop_a: Totals(chats=20, answered_30s=1)}, day=date(2026, 8, 18))
    with database.read() as session:
        days = last_days(session, cast.hoa, "answer_30s_rate", today, NOW)
        with pytest.raises(Refused):
            last_days(session, cast.minh, "answer_30s_rate", today, NOW)
    assert (len(days), days[0], days[-1]) == (28, (date(2026, 8, 19), 1.0, 20), (date(2026, 9, 15), 0.75, 40))
    assert {value for _, value, _ in days[1:-1]} == {None}
