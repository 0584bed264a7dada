"""A month from draft to lock: who may do each step, what is kept, what a locked month refuses."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from core.base.audit import entries
from core.base.clock import at_local
from core.base.database import Database
from core.base.errors import InvalidInput, NotFound, Refused
from core.people.actions.users import NewUser, add_user, erase_user
from core.people.user import SYSTEM, Role, User
from core.score.actions.bonus import Approve, Compute, Lock, Review, approve_bonus, compute_bonus, lock_bonus, review_bonus
from core.score.actions.disputes import AddAdjustment, AnswerDispute, RaiseDispute, add_adjustment, answer_dispute, raise_dispute
from core.score.actions.policy import SetPolicy, SetWage, set_policy, set_wage
from core.score.bonus import LineKind
from core.score.bonus_period import BonusReport, DisputeStatus, PeriodStatus
from core.score.floor import Floor
from core.score.policy import DEFAULT_POLICY
from core.score.queries.bonus import bonus_inputs, bonus_periods, bonus_report, disputes, not_approved, own_statement, previews
from core.shifts.actions.hand_in import Return, return_shift
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus
from core.shifts.tables import ShiftRow
from tests.conftest import START, Cast
from tests.score.work import NOW, shift

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
FLOOR = Floor()
GATES = {"min_approved_shifts": 1, "max_unanswered_rate": 1, "no_overdue_complaints": True}
GOOD = Totals(chats=100, presale_chats=100, answered_30s=80, unanswered=0, first_response_avg_s=30, orders=35, paid_orders=30)


@pytest.fixture
def month(database: Database, cast: Cast) -> Iterator[Cast]:
    """Lan works a late shift on the 15th and past the month's end on the 30th, Đức a morning; one of Lan's is not approved."""
    with database.write() as session:
        set_policy(session, SYSTEM, SetPolicy({"gates": GATES}), now=START)
        set_wage(session, SYSTEM, SetWage("lan", 40_000, SEPTEMBER), now=START)
    shift(database, cast.lan, "late", {cast.shop_a: GOOD})
    shift(database, cast.lan, "late", {cast.shop_a: GOOD}, day=date(2026, 9, 30), hours=("18:00", "26:00"))
    shift(database, cast.lan, "late", {cast.shop_a: GOOD}, day=date(2026, 9, 20), status=ShiftStatus.SUBMITTED)
    shift(database, cast.stranger, "late", {cast.shop_a: GOOD}, day=date(2026, 9, 16))
    yield cast


def compute(database: Database, user: User = SYSTEM, *, now: datetime = NOW, month: date = SEPTEMBER) -> PeriodStatus:
    with database.write() as session:
        return compute_bonus(session, user, Compute(month, FLOOR), now=now)


def review(database: Database, user: User = SYSTEM, *, now: datetime = NOW) -> PeriodStatus:
    with database.write() as session:
        return review_bonus(session, user, Review(SEPTEMBER), now=now)


def approve(database: Database, user: User = SYSTEM, *, now: datetime = NOW) -> PeriodStatus:
    with database.write() as session:
        return approve_bonus(session, user, Approve(SEPTEMBER, FLOOR), now=now)


def lock(database: Database, user: User = SYSTEM) -> PeriodStatus:
    with database.write() as session:
        return lock_bonus(session, user, Lock(SEPTEMBER), now=NOW)


def report(database: Database, user: User = SYSTEM, *, compare: bool = False, month: date = SEPTEMBER) -> BonusReport:
    with database.read() as session:
        return bonus_report(session, user, month, now=NOW, floor=FLOOR, compare=compare)


def all_steps(database: Database) -> None:
    assert [step(database) for step in (compute, review, approve, lock)] == ["computed", "review", "approved", "locked"]


def lines(found: BonusReport, agent: str) -> dict[str, int]:
    return {str(line.kind): line.amount_vnd for row in found.rows if row.agent == agent for line in row.statement.lines}


def test_the_month_worked_out_by_hand(database: Database, month: Cast) -> None:
    found = report(database)
    assert (found.period.status, found.policy_version, len(found.input_hash)) == ("open", 1, 64)
    # Conversion, speed and first response are exactly at target; payment 60/70 of 0.85 = 1.008403…: 25+35+10+10.08403 of 80.
    lan = next(row.statement for row in found.rows if row.agent == "lan")
    assert lan.kpi_percent == pytest.approx(100 * (70 + 10 * (60 / 70) / 0.85) / 80, abs=1e-12)
    # Everybody alike: one band of two shares 500 + 300. Night: 2 h + 4 h at 40 000 × 0.3. The submitted shift counts nowhere.
    assert lines(found, "lan") == {"kpi_bonus": 2_000_000, "band_prize": 400_000, "evening_allowance": 100_000, "night_premium": 72_000}
    assert lines(found, "duc") == {"kpi_bonus": 2_000_000, "band_prize": 400_000, "evening_allowance": 50_000}
    assert found.total_vnd == 2_572_000 + 2_450_000
    assert report(database, month=OCTOBER).rows == ()


def test_what_still_waits_for_approval_is_told(database: Database, month: Cast) -> None:
    with database.read() as session:
        found = not_approved(session, month.minh, SEPTEMBER, now=NOW, floor=FLOOR)
        assert [(duty.agent_id, duty.business_date, duty.status) for duty in found] == [(month.lan.id, date(2026, 9, 20), "submitted")]
        with pytest.raises(Refused):
            not_approved(session, month.lan, SEPTEMBER, now=NOW, floor=FLOOR)


def test_two_at_once_compute_one_month(database: Database, month: Cast) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: compute(database), range(4))) == ["computed"] * 4
    with database.read() as session:
        assert [entry.action for entry in entries(session, subject="bonus:2026-09")] == ["bonus.compute"]


def test_computing_again_changes_nothing(database: Database, month: Cast) -> None:
    compute(database)
    before = report(database, compare=True)
    assert (before.period.status, before.reproduced, before.changed) == ("computed", True, False)
    assert compute(database, now=NOW + timedelta(days=1)) == "computed"
    assert report(database, compare=True) == before
    with database.read() as session:
        assert [entry.action for entry in entries(session, subject="bonus:2026-09")] == ["bonus.compute"]


def test_new_rows_make_a_reviewed_month_a_draft_again(database: Database, month: Cast) -> None:
    compute(database)
    review(database)
    assert compute(database) == "review"
    shift(database, month.stranger, "evening", {month.shop_a: GOOD}, day=date(2026, 9, 17))
    assert report(database, compare=True).changed is True
    assert compute(database) == "computed"
    assert lines(report(database), "duc")["evening_allowance"] == 100_000
    with pytest.raises(Refused, match="step by step"):
        approve(database)


def test_the_steps_come_in_order_and_twice_is_once(database: Database, month: Cast) -> None:
    for step in (review, approve, lock):
        with pytest.raises(Refused, match="not been computed"):
            step(database)
    compute(database)
    for step in (approve, lock):
        with pytest.raises(Refused, match="This month: Draft"):
            step(database)
    for step, status in ((review, "review"), (approve, "approved"), (lock, "locked")):
        assert (step(database), step(database)) == (status, status)
    with pytest.raises(Refused, match="is approved"):
        compute(database)
    with database.read() as session:
        trail = entries(session, subject="bonus:2026-09")
        assert [period.status for period in bonus_periods(session, month.lan)] == ["locked"]
    assert [(entry.action, entry.before["status"], entry.after["status"]) for entry in reversed(trail)] == [
        ("bonus.compute", "open", "computed"),
        ("bonus.review", "computed", "review"),
        ("bonus.approve", "review", "approved"),
        ("bonus.lock", "approved", "locked"),
    ]


def test_who_may_do_what(database: Database, month: Cast) -> None:
    with pytest.raises(Refused, match="role"):
        compute(database, month.lan)
    compute(database, month.minh)
    review(database, month.minh)
    for step in (approve, lock):
        for user in (month.lan, month.minh):
            with pytest.raises(Refused, match="role"):
                step(database, user)
    assert (approve(database, month.hoa), lock(database, month.hoa)) == ("approved", "locked")


def test_nobody_approves_their_own(database: Database, month: Cast) -> None:
    shift(database, month.hoa, "morning", {month.shop_a: GOOD}, day=date(2026, 9, 17))
    compute(database)
    review(database)
    with pytest.raises(Refused, match="own bonus"):
        approve(database, month.hoa)
    with database.write() as session:
        other = add_user(session, SYSTEM, NewUser("mai", "Mai", Role.OWNER, "đúng mật khẩu 1"), now=START)
    assert approve(database, other) == "approved"


def test_a_running_month_is_not_approved(database: Database, month: Cast) -> None:
    last_evening = at_local(date(2026, 9, 30), 23 * 60)
    compute(database, now=last_evening)
    review(database, now=last_evening)
    with pytest.raises(Refused, match="not over yet"):
        approve(database, now=last_evening)
    with pytest.raises(InvalidInput, match="has begun"):
        compute(database, now=last_evening, month=OCTOBER)


def test_a_manager_sees_no_wage_and_an_agent_only_their_own(database: Database, month: Cast) -> None:
    compute(database)
    found = report(database, month.minh)
    assert "night_premium" not in lines(found, "lan")
    assert [row.hidden for row in found.rows if row.agent == "lan"] == [(LineKind.NIGHT_PREMIUM,)]
    assert next(row.statement.total_vnd for row in found.rows if row.agent == "lan") == 2_500_000
    with database.read() as session:
        assert bonus_inputs(session, month.minh, SEPTEMBER, now=NOW, floor=FLOOR).wages == ()
        assert len(bonus_inputs(session, month.hoa, SEPTEMBER, now=NOW, floor=FLOOR).wages) == 1
        with pytest.raises(Refused):
            bonus_inputs(session, month.lan, SEPTEMBER, now=NOW, floor=FLOOR)
        assert own_statement(session, month.lan, SEPTEMBER, now=NOW, floor=FLOOR) is None
        assert bonus_periods(session, month.lan) == ()
    assert report(database, month.lan).rows == ()
    review(database)
    with database.read() as session:
        own = own_statement(session, month.lan, SEPTEMBER, now=NOW, floor=FLOOR)
        assert own_statement(session, month.minh, SEPTEMBER, now=NOW, floor=FLOOR) is None
    assert own is not None
    assert own.statement.total_vnd == 2_572_000
    assert [(row.agent, row.statement) for row in report(database, month.lan).rows] == [("lan", own.statement)]


def test_objections_hold_the_approval_until_answered(database: Database, month: Cast) -> None:
    compute(database)
    wanted = RaiseDispute(SEPTEMBER, LineKind.EVENING_ALLOWANCE, "Thiếu ca tối 20/9")

    def object_to(user: User, given: RaiseDispute = wanted, *, now: datetime = NOW) -> int:
        with database.write() as session:
            return raise_dispute(session, user, given, now=now).id

    with pytest.raises(Refused, match="under review"):
        object_to(month.lan)
    review(database)
    number = object_to(month.lan)
    with pytest.raises(Refused, match="waits for its answer"):
        object_to(month.lan)
    with pytest.raises(NotFound):
        object_to(month.minh)
    with pytest.raises(InvalidInput):
        object_to(month.stranger, replace(wanted, reason="  "))
    with pytest.raises(Refused, match="time for objections is over"):
        object_to(month.stranger, now=NOW + timedelta(days=3, seconds=1))
    with pytest.raises(Refused, match="1 objections wait"):
        approve(database)
    with database.read() as session:
        assert [found.reason for found in disputes(session, month.minh, SEPTEMBER)] == ["Thiếu ca tối 20/9"]
        assert disputes(session, month.stranger, SEPTEMBER) == ()
    night = object_to(month.lan, RaiseDispute(SEPTEMBER, LineKind.NIGHT_PREMIUM, "Sai giờ đêm"))
    for user, dispute in ((month.lan, number), (month.minh, night)):
        with pytest.raises(Refused, match="role"), database.write() as session:
            answer_dispute(session, user, AnswerDispute(dispute, True, "x"), now=NOW)
    with database.write() as session:
        found = answer_dispute(session, month.minh, AnswerDispute(number, False, "Ca 20/9 chưa được duyệt"), now=NOW)
        answer_dispute(session, month.hoa, AnswerDispute(night, True, "Đã sửa"), now=NOW)
    assert (found.status, found.answer) == (DisputeStatus.REJECTED, "Ca 20/9 chưa được duyệt")
    with pytest.raises(Refused, match="answer already"), database.write() as session:
        answer_dispute(session, month.minh, AnswerDispute(number, True, "x"), now=NOW)
    assert approve(database) == "approved"


def test_a_locked_month_refuses_actions_and_imports(database: Database, month: Cast) -> None:
    all_steps(database)
    with database.read() as session:
        number = session.exec(select(ShiftRow.id).where(ShiftRow.business_date == date(2026, 9, 15))).one()
    with pytest.raises(Refused, match="bonus of this month is locked"), database.write() as session:
        return_shift(session, month.minh, Return(number or 0, "Sửa số"), now=NOW)
    with pytest.raises(Refused, match="bonus of this month is locked"):
        shift(database, month.lan, "morning", {month.shop_a: GOOD})
    shift(database, month.lan, "morning", {month.shop_a: GOOD}, day=OCTOBER)
    shift(database, month.lan, "morning", {month.shop_a: GOOD}, day=date(2026, 8, 31))


CHANGES = (
    "UPDATE result SET orders = 36 WHERE shift_id IN (SELECT id FROM shift WHERE business_date = '2026-09-15')",
    "DELETE FROM result WHERE shift_id IN (SELECT id FROM shift WHERE business_date = '2026-09-15')",
    "UPDATE shift SET status = 'returned' WHERE business_date = '2026-09-20'",
    "UPDATE shift SET business_date = '2026-09-02' WHERE business_date = '2026-10-05'",
    "UPDATE shift SET business_date = '2026-10-06' WHERE business_date = '2026-09-15'",
    "UPDATE result SET shift_id = (SELECT id FROM shift WHERE business_date = '2026-10-05') WHERE shift_id = (SELECT id FROM shift WHERE business_date = '2026-09-15')",
    "DELETE FROM bonus_period",
    "UPDATE bonus_period SET status = 'computed'",
    "UPDATE bonus_snapshot SET totals = '{}'",
    "DELETE FROM bonus_snapshot",
)


def test_a_locked_month_refuses_raw_sql(database: Database, month: Cast) -> None:
    shift(database, month.lan, "late", {month.shop_b: GOOD}, day=date(2026, 10, 5))
    all_steps(database)
    before = report(database)
    for statement in CHANGES:
        with pytest.raises((Refused, DBAPIError), match=r"is locked|only grows"), database.write() as session:
            session.connection().execute(text(statement))
    with database.write() as session:
        session.connection().execute(
            text("UPDATE result SET orders = 34 WHERE shift_id IN (SELECT id FROM shift WHERE business_date = '2026-10-05')")
        )
    assert report(database) == before


def test_a_locked_month_gives_its_numbers_whatever_comes_after(database: Database, month: Cast) -> None:
    all_steps(database)
    before = report(database)
    with database.write() as session:
        set_policy(session, SYSTEM, SetPolicy({"base_bonus_vnd": 9_000_000}), now=NOW)
        set_wage(session, SYSTEM, SetWage("lan", 99_000, SEPTEMBER), now=NOW)
        erase_user(session, SYSTEM, "duc", now=NOW)
    after = report(database)
    assert after.reproduced
    assert (after.policy_version, after.input_hash, after.total_vnd) == (1, before.input_hash, before.total_vnd)
    assert {row.agent_id: row.statement for row in after.rows} == {row.agent_id: row.statement for row in before.rows}
    assert "erased" in {row.agent.split("-")[0] for row in after.rows}


def test_what_comes_late_is_paid_with_the_next_month(database: Database, month: Cast) -> None:
    wanted = AddAdjustment("lan", SEPTEMBER, OCTOBER, 50_000, "Ca tối 20/9 duyệt muộn")

    def add(user: User = month.hoa, given: AddAdjustment = wanted) -> int:
        with database.write() as session:
            return add_adjustment(session, user, given, now=NOW)

    with pytest.raises(Refused, match="from a locked month"):
        add()
    all_steps(database)
    add()
    october = report(database, month=OCTOBER)
    assert lines(october, "lan") == {"kpi_bonus": 0, "adjustment": 50_000}
    assert october.rows[0].statement.lines[-1].why.said("vi") == "Từ tháng 09/2026: Ca tối 20/9 duyệt muộn"
    for given in (replace(wanted, amount_vnd=-1), replace(wanted, month=SEPTEMBER), replace(wanted, reason="")):
        with pytest.raises(InvalidInput):
            add(given=given)
    with pytest.raises(Refused, match="role"):
        add(month.minh)
    with pytest.raises(Refused, match="own bonus"):
        add(given=replace(wanted, agent="hoa"))


def test_a_policy_is_tried_on_past_months(database: Database, month: Cast) -> None:
    compute(database)
    with database.read() as session:
        (found,) = previews(session, month.hoa, replace(DEFAULT_POLICY, base_bonus_vnd=0, gates=report(database).policy.gates),
                            [SEPTEMBER], now=NOW, floor=FLOOR)  # fmt: skip
        with pytest.raises(Refused):
            previews(session, month.minh, DEFAULT_POLICY, [SEPTEMBER], now=NOW, floor=FLOOR)
    assert found.now_vnd == {"Nguyễn Thị Lan": 2_572_000, "Phạm Văn Đức": 2_450_000}
    assert found.then_vnd == {"Nguyễn Thị Lan": 572_000, "Phạm Văn Đức": 450_000}
    assert found.difference_vnd == -4_000_000
