"""Targets: who may set them, from when they hold, what is refused, what the audit trail keeps."""

from __future__ import annotations

from datetime import date

import pytest

from core.base.audit import entries
from core.base.changes import read_versions
from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.people.user import User
from core.score.actions import SetTarget, set_target
from core.score.queries.targets import target_book
from core.score.target import Target, TargetBook
from tests.conftest import Cast
from tests.score.work import NOW

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
