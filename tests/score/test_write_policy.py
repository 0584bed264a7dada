"""The policy: what is read, what is refused and named, versions with dates, who may set it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.base.audit import entries
from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.base.words import explain
from core.people.user import User
from core.score.actions.policy import SetPolicy, SetWage, set_policy, set_wage
from core.score.bonus_period import PolicyVersion
from core.score.policy import DEFAULT_POLICY, KPI_METRICS, policy_document
from core.score.policy_reading import policy_from
from core.score.queries.policies import policy_at, policy_versions
from core.score.queries.wages import wages
from tests.conftest import Cast
from tests.score.work import NOW

JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)


def test_the_default_policy_as_json() -> None:
    assert policy_document(DEFAULT_POLICY) == {
        "metrics": {
            "conversion": {"weight": 35, "target": 0.35, "cap": 1.2, "min_n": 30},
            "answer_30s_rate": {"weight": 25, "target": 0.8, "cap": 1.2, "min_n": 30},
            "first_response_s": {"weight": 10, "target": 30, "cap": 1.2, "min_n": 30},
            "payment_rate": {"weight": 10, "target": 0.85, "cap": 1.2, "min_n": 30},
            "complaints_in_sla_rate": {"weight": 10, "target": 0.95, "cap": 1.2, "min_n": 5},
            "reviews_in_24h_rate": {"weight": 10, "target": 0.95, "cap": 1.2, "min_n": 5},
        },
        "tiers": [[0, 0], [70, 0.5], [85, 0.8], [100, 1], [110, 1.2]],
        "base_bonus_vnd": 2_000_000,
        "prize_metric": "conversion",
        "prizes_vnd": [500_000, 300_000, 200_000],
        "evening_allowance_vnd": 50_000,
        "night_premium_rate": 0.3,
        "gates": {"min_approved_shifts": 10, "max_unanswered_rate": 0.1, "no_overdue_complaints": True},
    }  # fmt: skip


def test_what_is_written_is_read_back() -> None:
    assert policy_from(policy_document(DEFAULT_POLICY)) == DEFAULT_POLICY
    assert policy_from({}) == DEFAULT_POLICY


def test_what_is_left_out_keeps_its_default() -> None:
    found = policy_from({"metrics": {"first_response_s": {"weight": 100}}, "gates": {"min_approved_shifts": 0}})
    (rule,) = found.metrics.values()
    assert (rule.weight, rule.target, rule.cap, rule.min_n) == (100, 30, Decimal("1.2"), 30)
    assert (found.gates.min_approved_shifts, found.gates.max_unanswered_rate) == (0, Decimal("0.1"))


def test_only_metrics_of_a_person_with_a_better_side_are_weighed() -> None:
    assert KPI_METRICS == (
        "answer_30s_rate", "unanswered_rate", "first_response_s", "conversion", "payment_rate", "orders",
        "complaints_in_sla_rate", "repeat_issue_rate", "reviews_in_24h_rate",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("document", "problems"),
    [
        ([], ["“policy” must be a table of names and values."]),
        ({"fine_vnd": 1}, ["“fine_vnd” is not part of the policy."]),
        ({"metrics": {}}, ["A policy weighs at least one metric."]),
        ({"metrics": {"conversion": {"weight": 60}, "payment_rate": {"weight": 39.5}}}, ["The weights add up to 99.5; they must add up to 100."]),
        ({"metrics": {"conversion": {"weight": 100, "target": 0}}}, ["“metrics.conversion.target” must be more than 0, at most 1."]),
        ({"metrics": {"conversion": {"weight": 100, "bonus": 1}}}, ["“metrics.conversion.bonus” is not part of the policy."]),
        ({"metrics": {"conversion": {"weight": -1}}}, ["“metrics.conversion.weight” must be a number from 0 to 100."]),
        ({"metrics": {"conversion": {"weight": float("nan")}}}, ["“metrics.conversion.weight” must be a number from 0 to 100."]),
        ({"tiers": [[70, 1], [80, 2]]}, ["The tiers must begin at 0 and rise from one to the next."]),
        ({"tiers": [[0, 0], [80, 1], [80, 2]]}, ["The tiers must begin at 0 and rise from one to the next."]),
        ({"tiers": [[0, 1], [80, 0.5]]}, ["A higher tier must not pay less than the one below it."]),
        ({"tiers": [[0, -1]]}, ["“tiers[1]” must be a number from 0 to 100."]),
        ({"tiers": [0, 1]}, ["Write the tiers as pairs: from which KPI percent on, which factor of the base bonus."]),
        ({"prize_metric": "payment_rate"}, ["The prize goes by a fair rate: one of answer_30s_rate, conversion."]),
        (
            {"base_bonus_vnd": -1, "prizes_vnd": [100, -5], "evening_allowance_vnd": 0.5, "night_premium_rate": "x"},
            [
                "“base_bonus_vnd” must be a whole number from 0 to 1000000000.",
                "“prizes_vnd[2]” must be a whole number from 0 to 1000000000.",
                "“evening_allowance_vnd” must be a whole number from 0 to 1000000000.",
                "“night_premium_rate” must be a number from 0 to 10.",
            ],
        ),
        ({"gates": {"no_overdue_complaints": 1}}, ["“gates.no_overdue_complaints” must be true or false."]),
    ],
)  # fmt: skip
def test_every_problem_is_named(document: Any, problems: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        policy_from(document)
    assert [explain(problem, "en") for problem in refused.value.problems] == problems


def test_a_metric_that_cannot_be_weighed_is_named() -> None:
    with pytest.raises(InvalidInput, match="cannot weigh “revenue”"):
        policy_from({"metrics": {"revenue": {"weight": 100}}})


def put(database: Database, user: User, document: Any, **more: Any) -> PolicyVersion:
    with database.write() as session:
        return set_policy(session, user, SetPolicy(document, **more), now=NOW)


def test_versions_hold_from_their_month_and_stay(database: Database, cast: Cast) -> None:
    def held(month: date) -> tuple[int, int]:
        with database.read() as session:
            found = policy_at(session, cast.lan, month)
        return found.version, found.policy.base_bonus_vnd

    assert held(JUNE) == (0, 2_000_000)
    put(database, cast.hoa, {"base_bonus_vnd": 3_000_000}, from_month=JULY)
    assert [held(month) for month in (JUNE, JULY, AUGUST)] == [(0, 2_000_000), (1, 3_000_000), (1, 3_000_000)]
    put(database, cast.hoa, {"base_bonus_vnd": 4_000_000}, from_month=AUGUST)
    assert [held(month) for month in (JUNE, JULY, AUGUST)] == [(0, 2_000_000), (1, 3_000_000), (2, 4_000_000)]
    put(database, cast.hoa, {"base_bonus_vnd": 5_000_000})
    assert [held(month) for month in (JUNE, AUGUST)] == [(3, 5_000_000), (3, 5_000_000)]
    with database.read() as session:
        assert [found.version for found in policy_versions(session, cast.hoa)] == [3, 2, 1, 0]
        newest = entries(session, subject="bonus_policy:3")[0]
    assert (newest.before["policy"]["base_bonus_vnd"], newest.after["policy"]["base_bonus_vnd"]) == (2_000_000, 5_000_000)


def test_only_the_owner_sets_policy_and_wages(database: Database, cast: Cast) -> None:
    for user in (cast.lan, cast.minh):
        with pytest.raises(Refused):
            put(database, user, {})
        with pytest.raises(Refused), database.write() as session:
            set_wage(session, user, SetWage("lan", 40_000, JUNE), now=NOW)
        with pytest.raises(Refused), database.read() as session:
            wages(session, user)
        with pytest.raises(Refused), database.read() as session:
            policy_versions(session, user)


def test_wages_are_for_the_owner_and_not_in_the_trail(database: Database, cast: Cast) -> None:
    for amount in (40_000, 45_000):
        with database.write() as session:
            set_wage(session, cast.hoa, SetWage("lan", amount, JUNE), now=NOW)
    with database.read() as session:
        assert [(wage.agent, wage.from_date, wage.hourly_vnd) for wage in wages(session, cast.hoa)] == [("lan", JUNE, 45_000)]
        trail = entries(session, subject=f"user:{cast.lan.id}")
    assert [(entry.action, entry.after) for entry in trail[:2]] == [("wage.set", {"from": "2026-06-01"})] * 2
    with pytest.raises(InvalidInput), database.write() as session:
        set_wage(session, cast.hoa, SetWage("lan", -1, JUNE), now=NOW)
