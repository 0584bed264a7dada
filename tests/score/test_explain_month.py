"""A month explained to its person: cells, shifts, cases, steps; others as far as the owner allows; nobody else's money."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.base.clock import at_local
from core.base.database import Database
from core.base.errors import Refused
from core.cases.queries.behind import complaints_behind, reviews_behind
from core.cases.queries.counts import complaint_counts, review_counts
from core.demo.fill import fill_demo
from core.people.actions.users import NewUser, add_user
from core.people.queries.users import list_users
from core.people.user import SYSTEM, Role, User
from core.score.actions.board_settings import SetVisibility, set_visibility
from core.score.actions.bonus import Compute, Review, compute_bonus, review_bonus
from core.score.actions.policy import SetPolicy, SetWage, set_policy, set_wage
from core.score.bonus import LineKind
from core.score.floor import Floor
from core.score.leaderboard import Visibility
from core.score.my_score import MyScore
from core.score.queries.my_score import my_score
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus
from tests.conftest import START, Cast
from tests.score.work import NOW, shift

SEPTEMBER = date(2026, 9, 1)
FLOOR = Floor()
GATES = {"min_approved_shifts": 1, "max_unanswered_rate": 1, "no_overdue_complaints": True}


def sold(orders: int) -> Totals:
    return Totals(chats=100, presale_chats=100, answered_30s=80, unanswered=0, first_response_avg_s=30, orders=orders, paid_orders=orders)


@pytest.fixture
def month(database: Database, cast: Cast) -> Cast:
    """Lan's late shift on the 15th and one not approved; four others with a shift each."""
    with database.write() as session:
        set_policy(session, SYSTEM, SetPolicy({"gates": GATES}), now=START)
        set_wage(session, SYSTEM, SetWage("lan", 40_000, SEPTEMBER), now=START)
        others = [add_user(session, SYSTEM, NewUser(name, name.title(), Role.AGENT), now=START) for name in ("an", "binh", "chi")]
    shift(database, cast.lan, "late", {cast.shop_a: sold(35)})
    shift(database, cast.lan, "morning", {cast.shop_a: sold(99)}, day=date(2026, 9, 20), status=ShiftStatus.SUBMITTED)
    for place, person in enumerate([cast.stranger, *others]):
        shift(database, person, "late", {cast.shop_a: sold(30 + place)}, day=date(2026, 9, 16))
    return cast


def score(database: Database, user: User, agent_id: int = 0, *, now: datetime = NOW) -> MyScore:
    with database.read() as session:
        return my_score(session, user, SEPTEMBER, agent_id, now=now, floor=FLOOR)


def test_a_running_month_is_previewed(database: Database, month: Cast) -> None:
    found = score(database, month.lan)
    assert (found.preview, found.period.status, found.policy_version) == (True, "open", 1)
    assert found.person is not None
    assert {line.kind: line.amount_vnd for line in found.person.statement.lines}[LineKind.NIGHT_PREMIUM] == 24_000  # 2 h × 40 000 × 0.3
    (cell,) = found.cells["conversion"]
    assert (cell.successes, cell.trials, cell.team_rate) == (35, 100, (35 + 30 + 31 + 32 + 33) / 500)
    (part,) = found.parts["payment_rate"]
    assert (part.day, part.top, part.bottom) == ("2026-09-15", 35, 35)
    assert [(one.shift_id, one.evening, one.night_seconds) for one in found.worked] == [(part.shift_id, True, 7200)]
    assert {step.metric for step in found.steps} >= {"conversion", "answer_30s_rate", "first_response_s"}


def test_a_month_under_review_comes_from_its_snapshot(database: Database, month: Cast) -> None:
    with database.write() as session:
        compute_bonus(session, SYSTEM, Compute(SEPTEMBER, FLOOR), now=NOW)
    assert score(database, month.lan).preview  # a draft is nobody's statement yet
    with database.write() as session:
        review_bonus(session, SYSTEM, Review(SEPTEMBER), now=NOW)
        set_policy(session, SYSTEM, SetPolicy({"gates": GATES, "base_bonus_vnd": 9_000_000}), now=NOW)
    found = score(database, month.lan, now=NOW + timedelta(days=2))
    assert (found.preview, found.policy.base_bonus_vnd, found.steps) == (False, 2_000_000, ())


@pytest.mark.parametrize(
    ("visibility", "named", "percents", "tiers"),
    [(Visibility.OWN, 1, 5, 1), (Visibility.BANDS, 5, 1, 5), (Visibility.ALL, 5, 5, 5)],
)  # fmt: skip
def test_the_others_as_far_as_the_owner_allows(
    database: Database, month: Cast, visibility: Visibility, named: int, percents: int, tiers: int
) -> None:
    with database.write() as session:
        set_visibility(session, month.hoa, SetVisibility(visibility), now=NOW)
    team = score(database, month.lan).team
    assert sum(mate.display is not None for mate in team) == named
    assert sum(mate.kpi_percent is not None for mate in team) == percents
    assert sum(mate.tier_from is not None for mate in team) == tiers
    assert [mate.display for mate in team if mate.is_me] == ["Nguyễn Thị Lan"]


def test_among_few_a_row_without_a_name_is_no_secret(database: Database, cast: Cast) -> None:
    for person in (cast.lan, cast.stranger, cast.minh):
        shift(database, person, "late", {cast.shop_a: sold(35)})
    assert [mate.is_me for mate in score(database, cast.lan).team] == [True]
    assert len(score(database, cast.minh).team) == 3  # a manager sees the team anyway


def test_nobody_reads_another_persons_month(database: Database, month: Cast) -> None:
    with pytest.raises(Refused):
        score(database, month.stranger, month.lan.id)
    seen = score(database, month.minh, month.lan.id).person
    assert seen is not None
    assert (seen.hidden, [line.kind for line in seen.statement.lines if line.kind is LineKind.NIGHT_PREMIUM]) == (
        (LineKind.NIGHT_PREMIUM,),
        [],
    )
    whole = score(database, month.hoa, month.lan.id).person
    assert whole is not None
    assert whole.hidden == ()
    assert str(month.lan.id) not in {str(mate.display) for mate in score(database, month.stranger).team}
    assert score(database, month.hoa).person is None


def test_the_cases_behind_are_the_cases_counted(database: Database) -> None:
    now = at_local(date(2026, 9, 28), 15 * 60)
    fill_demo(database, agents=4, shops=2, days=20, seed=5, now=now)
    window: dict[str, Any] = {"start": SEPTEMBER, "end": date(2026, 9, 30), "now": now, "zone": FLOOR.zone}
    with database.read() as session:
        agents = [user for user in list_users(session, SYSTEM) if user.role is Role.AGENT]
        complaints = complaint_counts(session, SYSTEM, by=("agent_id",), **window).set_index("agent_id")
        reviews = review_counts(session, SYSTEM, by=("agent_id",), **window).set_index("agent_id")
        for agent in agents:
            found = complaints_behind(session, agent, agent.id, **window)
            counted = complaints.loc[agent.id]
            assert (sum(case.in_time for case in found), len(found)) == (counted.complaints_in_time, counted.complaints_due)
            low = reviews_behind(session, agent, agent.id, **window)
            assert (sum(case.in_time for case in low), len(low)) == (
                reviews.loc[agent.id].reviews_in_time,
                reviews.loc[agent.id].reviews_due,
            )
        assert complaints.complaints_due.sum() > 20
        with pytest.raises(Refused):
            complaints_behind(session, agents[0], agents[1].id, **window)
        with pytest.raises(Refused):
            reviews_behind(session, agents[0], agents[1].id, **window)
