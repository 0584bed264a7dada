"""A complaint is answered, waits, is solved or rejected, comes back; whose it is decides who may."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from core.base.database import Database
from core.base.errors import Conflict, InvalidInput, NotFound, Refused
from core.cases.actions.complaints import answer_complaint, assign_complaint, edit_complaint, move_complaint, note_complaint
from core.cases.complaint import Complaint, ComplaintState, Person, Resolution, WaitingFor
from core.cases.deadline import Standing
from core.cases.event import Step
from core.cases.inputs import CaseNote, EditComplaint, GiveCase, MoveComplaint
from core.cases.queries.complaints import complaint_timeline, get_complaint, past_resolutions
from core.people.user import User
from tests.cases.acts import OPENED, act, ask, changes, complain, trail
from tests.cases.moments import at
from tests.conftest import Cast

HOUR = timedelta(hours=1)
NEW, BUSY, WAITING, RESOLVED, REJECTED = ComplaintState


def move(database: Database, user: User, case: Complaint, to: ComplaintState, now: Any = OPENED + HOUR, **given: Any) -> Complaint:
    return act(database, move_complaint, user, MoveComplaint(id=case.id, version=case.version, to=to, **given), now)


def solve(database: Database, user: User, case: Complaint, now: Any = OPENED + HOUR, **given: Any) -> Complaint:
    return move(database, user, case, RESOLVED, now, **({"resolution": "refund", "cost": "120k"} | given))


def test_the_first_answer_is_noted_once(database: Database, cast: Cast) -> None:
    case = complain(database, cast)
    answered = act(database, answer_complaint, cast.lan, CaseNote(case.id, case.version, "Em xin lỗi chị"), OPENED + timedelta(minutes=20))
    assert (answered.state, answered.first_answer_at, answered.version) == (BUSY, at("2026-09-07 14:20"), 2)
    with pytest.raises(InvalidInput, match="already noted"):
        act(database, answer_complaint, cast.lan, CaseNote(case.id, 2), OPENED + HOUR)


def test_solved_with_its_resolution_and_cost(database: Database, cast: Cast) -> None:
    case = solve(database, cast.lan, complain(database, cast), note="Hoàn qua ví", cause="Bọc mỏng", prevention="Thêm xốp")
    assert (case.state, case.resolution, case.cost_vnd, case.resolution_note) == (RESOLVED, Resolution.REFUND, 120_000, "Hoàn qua ví")
    assert (case.resolved_at, case.resolved_by) == (OPENED + HOUR, Person(cast.lan.id, "Nguyễn Thị Lan"))
    assert (case.cause, case.prevention, case.first_answer_at) == ("Bọc mỏng", "Thêm xốp", OPENED + HOUR)
    assert (case.next_due, case.standing(OPENED + HOUR)) == (None, Standing.MET)
    entry = trail(database, f"complaint:{case.id}")[-1]
    assert (entry.action, entry.before["status"], entry.after["status"], entry.after["cost_vnd"]) == (
        "complaint.resolved", "new", "resolved", 120_000,
    )  # fmt: skip


def test_a_cost_not_typed_is_not_recorded_rather_than_zero(database: Database, cast: Cast) -> None:
    assert solve(database, cast.lan, complain(database, cast), cost=" ").cost_vnd is None
    assert solve(database, cast.lan, complain(database, cast, order_no="B1"), cost="0").cost_vnd == 0


def test_what_a_closing_needs(database: Database, cast: Cast) -> None:
    case = complain(database, cast)
    for given, fields in (
        ({"to": RESOLVED}, ["resolution"]),
        ({"to": RESOLVED, "resolution": "mèo", "cost": "nhiều"}, ["cost_vnd", "resolution"]),
        ({"to": RESOLVED, "resolution": "refund", "cost": "-5"}, ["cost_vnd"]),
        ({"to": REJECTED}, ["note"]),
        ({"to": WAITING}, ["waiting_for"]),
        ({"to": RESOLVED, "resolution": "refund", "cause": "x" * 20_001}, ["cause"]),
    ):
        with pytest.raises(InvalidInput) as refused:
            move(database, cast.lan, case, **given)  # type: ignore[arg-type]
        assert [problem.field for problem in refused.value.problems] == fields
    assert ask(database, get_complaint, cast.lan, case.id) == case


def test_rejected_with_its_reason_and_no_deadline_any_more(database: Database, cast: Cast) -> None:
    case = move(database, cast.lan, complain(database, cast), REJECTED, note="Quá 15 ngày")
    assert (case.state, case.resolution_note, case.resolution, case.cost_vnd) == (REJECTED, "Quá 15 ngày", None, None)
    assert case.standing(OPENED + timedelta(days=9)) is Standing.NONE


def test_every_step_that_exists_and_none_other(database: Database, cast: Cast) -> None:
    allowed = {
        NEW: {BUSY, WAITING, RESOLVED, REJECTED}, BUSY: {WAITING, RESOLVED, REJECTED},
        WAITING: {BUSY, WAITING, RESOLVED, REJECTED}, RESOLVED: {BUSY}, REJECTED: {BUSY},
    }  # fmt: skip
    given: dict[ComplaintState, dict[str, Any]] = {
        WAITING: {"waiting_for": WaitingFor.MARKETPLACE}, RESOLVED: {"resolution": "refund"}, REJECTED: {"note": "Không đúng"},
    }  # fmt: skip
    found: dict[ComplaintState, set[ComplaintState]] = {state: set() for state in ComplaintState}
    for number, (state, to) in enumerate(product(ComplaintState, ComplaintState)):
        case = complain(database, cast, order_no=f"STEP{number}")
        if state is not NEW:
            case = move(database, cast.lan, case, state, **given.get(state, {}))
        wanted = given.get(to, {}) | ({"note": "Khách báo lại"} if state in (RESOLVED, REJECTED) else {})
        if state is to is WAITING:
            wanted = {"waiting_for": WaitingFor.CUSTOMER}  # from the marketplace to the customer
        try:
            assert move(database, cast.lan, case, to, **wanted).state is to
            found[state].add(to)
        except InvalidInput as error:
            assert "cannot become" in str(error)
    assert found == allowed


def test_the_clock_stands_while_waiting_for_the_customer(database: Database, cast: Cast) -> None:
    case = complain(database, cast, severity="high", now=at("2026-09-07 20:00"))  # due 24:00
    case = move(database, cast.lan, case, WAITING, at("2026-09-07 22:00"), waiting_for=WaitingFor.CUSTOMER)
    assert (case.waiting_since, case.first_answer_at) == (at("2026-09-07 22:00"), at("2026-09-07 22:00"))
    assert case.standing(at("2026-09-09 12:00")) is Standing.PAUSED
    case = move(database, cast.lan, case, BUSY, at("2026-09-08 10:00"))
    assert (case.resolve_due, case.waiting_since, case.waiting_for) == (at("2026-09-08 12:00"), None, None)
    # A second pause from 11:00 to 11:30 adds half an hour; solved straight out of the waiting, on the dot.
    case = move(database, cast.lan, case, WAITING, at("2026-09-08 11:00"), waiting_for=WaitingFor.MARKETPLACE)
    case = solve(database, cast.lan, case, at("2026-09-08 11:30"))
    assert (case.resolve_due, case.standing(at("2026-09-08 11:30"))) == (at("2026-09-08 12:30"), Standing.MET)


def test_waiting_for_the_marketplace_stops_the_first_answer_too(database: Database, cast: Cast) -> None:
    case = move(database, cast.lan, complain(database, cast), WAITING, at("2026-09-07 14:10"), waiting_for=WaitingFor.MARKETPLACE)
    assert (case.first_answer_at, case.next_due) == (None, case.resolve_due)
    case = move(database, cast.lan, case, BUSY, at("2026-09-07 15:10"))
    assert (case.first_answer_due, case.resolve_due) == (at("2026-09-07 15:30"), at("2026-09-08 15:00"))


def test_a_pause_does_not_save_what_was_late_before_it(database: Database, cast: Cast) -> None:
    case = complain(database, cast, severity="high", answered=True)  # due 18:00
    case = move(database, cast.lan, case, WAITING, at("2026-09-07 19:00"), waiting_for=WaitingFor.CUSTOMER)
    assert case.standing(at("2026-09-07 20:00")) is Standing.OVERDUE
    case = solve(database, cast.lan, case, at("2026-09-07 21:00"))
    assert (case.resolve_due, case.standing(at("2026-09-07 21:00"))) == (at("2026-09-07 20:00"), Standing.MISSED)


def test_opened_again_twice_each_time_with_its_own_clock(database: Database, cast: Cast) -> None:
    case = solve(database, cast.lan, complain(database, cast, severity="high"), at("2026-09-07 15:00"))
    with pytest.raises(InvalidInput, match="Say why it is opened again"):
        move(database, cast.lan, case, BUSY, at("2026-09-08 09:00"))
    case = move(database, cast.lan, case, BUSY, at("2026-09-08 09:00"), note="Hàng đổi cũng vỡ")
    assert (case.resolve_due, case.resolved_at, case.resolution, case.cost_vnd, case.reopened) == (
        at("2026-09-08 13:00"), None, None, None, 1,
    )  # fmt: skip
    case = solve(database, cast.minh, case, at("2026-09-08 14:00"), resolution="voucher", cost="50k")
    case = move(database, cast.lan, case, BUSY, at("2026-09-09 23:00"), note="Voucher không dùng được")
    assert (case.resolve_due, case.reopened) == (at("2026-09-10 11:00"), 2)
    past = ask(database, past_resolutions, cast.lan, case.id)
    assert [(one.resolved_at, one.resolve_due, one.resolution, one.cost_vnd, one.resolved_by and one.resolved_by.id) for one in past] == [
        (at("2026-09-07 15:00"), at("2026-09-07 18:00"), Resolution.REFUND, 120_000, cast.lan.id),
        (at("2026-09-08 14:00"), at("2026-09-08 13:00"), Resolution.VOUCHER, 50_000, cast.minh.id),
    ]


def test_the_timeline_holds_every_step_in_order(database: Database, cast: Cast) -> None:
    case = complain(database, cast, owner_id=None)
    case = act(database, assign_complaint, cast.minh, GiveCase(case.id, case.version, cast.lan.id), OPENED + HOUR)
    case = move(database, cast.lan, case, WAITING, OPENED + 2 * HOUR, waiting_for=WaitingFor.CUSTOMER, note="Chờ ảnh")
    case = act(database, note_complaint, cast.lan, CaseNote(case.id, case.version, "Gọi lại 18:00"), OPENED + 3 * HOUR)
    case = solve(database, cast.lan, case, OPENED + 4 * HOUR)
    events = ask(database, complaint_timeline, cast.lan, case.id)
    assert [(event.step, event.note, event.to and event.to.id) for event in events] == [
        (Step.OPENED, "", None), (Step.ASSIGNED, "", cast.lan.id), (Step.WAITED, "Chờ ảnh", None),
        (Step.NOTED, "Gọi lại 18:00", None), (Step.RESOLVED, "", None),
    ]  # fmt: skip
    assert events[2].detail == {"waiting_for": "customer"}
    assert events[4].detail == {"resolution": "refund", "cost_vnd": 120_000}
    with pytest.raises(Exception, match="only grows"), database.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE case_event SET action = 'noted'")


def test_corrections_move_deadline_search_and_repeats(database: Database, cast: Cast) -> None:
    first = complain(database, cast, now=OPENED - timedelta(days=2))
    case = complain(database, cast, category="faulty")
    edit = EditComplaint(case.id, case.version, category="damaged", severity="high", customer="hoa92", description="Vỡ cả hộp")
    case = act(database, edit_complaint, cast.lan, edit, OPENED + HOUR)
    assert (case.resolve_due, case.repeat_of, case.customer, case.version) == (at("2026-09-07 18:00"), first.id, "hoa92", 2)
    event = ask(database, complaint_timeline, cast.lan, case.id)[-1]
    assert (event.step, event.detail) == (Step.EDITED, {"category": "faulty", "severity": "normal"})
    twin = complain(database, cast, category="faulty")
    with pytest.raises(InvalidInput, match="logged a moment ago"):
        edit = EditComplaint(twin.id, twin.version, category="damaged", severity="low", customer="", description="")
        act(database, edit_complaint, cast.lan, edit, OPENED + HOUR)


def test_nobodys_complaint_belongs_to_whoever_works_on_it(database: Database, cast: Cast) -> None:
    case = complain(database, cast, by=cast.minh, owner_id=None)
    assert move(database, cast.stranger, case, BUSY).owner == Person(cast.stranger.id, "Phạm Văn Đức")


def test_an_agent_may_not_touch_anothers_case(database: Database, cast: Cast) -> None:
    case = complain(database, cast)
    before = changes(database)
    acts = (
        (move_complaint, MoveComplaint(case.id, case.version, BUSY)),
        (answer_complaint, CaseNote(case.id, case.version)),
        (note_complaint, CaseNote(case.id, case.version, "Xem hộ")),
        (assign_complaint, GiveCase(case.id, case.version, cast.stranger.id)),
        (edit_complaint, EditComplaint(case.id, case.version, "faulty", "low", "", "")),
    )
    for action, given in acts:
        with pytest.raises(Refused, match="belongs to somebody else"):
            act(database, action, cast.stranger, given, OPENED + HOUR)
    for query in (get_complaint, complaint_timeline, past_resolutions):
        with pytest.raises(NotFound):
            ask(database, query, cast.stranger, case.id)
    assert ask(database, get_complaint, cast.lan, case.id) == case
    assert changes(database) == before


@pytest.mark.parametrize("who", ["minh", "hoa"])
def test_managers_and_owners_work_on_anybodys(database: Database, cast: Cast, who: str) -> None:
    person: User = getattr(cast, who)
    case = complain(database, cast)
    case = act(database, answer_complaint, person, CaseNote(case.id, case.version), OPENED)
    case = act(database, assign_complaint, person, GiveCase(case.id, case.version, cast.stranger.id), OPENED)
    case = solve(database, person, case)
    assert (case.owner, case.resolved_by) == (Person(cast.stranger.id, "Phạm Văn Đức"), Person(person.id, person.display))


def test_taking_giving_back_and_giving(database: Database, cast: Cast) -> None:
    case = complain(database, cast, by=cast.minh, owner_id=None)
    case = act(database, assign_complaint, cast.lan, GiveCase(case.id, case.version, cast.lan.id), OPENED)
    assert case.owner == Person(cast.lan.id, "Nguyễn Thị Lan")
    with pytest.raises(Refused, match="Only a manager"):
        act(database, assign_complaint, cast.lan, GiveCase(case.id, case.version, cast.stranger.id), OPENED)
    case = act(database, assign_complaint, cast.lan, GiveCase(case.id, case.version, None), OPENED)
    assert case.owner is None
    with pytest.raises(InvalidInput, match="still in the team"):
        act(database, assign_complaint, cast.minh, GiveCase(case.id, case.version, 999), OPENED)


def test_there_is_no_such_case(database: Database, cast: Cast) -> None:
    with pytest.raises(NotFound):
        act(database, move_complaint, cast.hoa, MoveComplaint(404, 1, BUSY), OPENED)


def test_the_later_of_two_editors_is_told_and_gets_the_present_values(database: Database, cast: Cast) -> None:
    case = complain(database, cast)
    done = solve(database, cast.minh, case)
    with pytest.raises(Conflict, match="in the meantime") as told:
        move(database, cast.lan, case, WAITING, waiting_for=WaitingFor.CUSTOMER)
    assert told.value.current == done
    assert ask(database, get_complaint, cast.lan, case.id) == done


def test_of_two_at_the_very_same_moment_one_wins(database: Database, cast: Cast) -> None:
    case = complain(database, cast, owner_id=None)
    start, told, won = threading.Barrier(2), [], []

    def take(person: User) -> None:
        start.wait()
        try:
            won.append(act(database, assign_complaint, person, GiveCase(case.id, case.version, person.id), OPENED))
        except (Conflict, Refused) as error:
            told.append(error)

    threads = [threading.Thread(target=take, args=(person,)) for person in (cast.lan, cast.stranger)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(told)) == (1, 1)
    assert ask(database, get_complaint, cast.minh, case.id).owner == won[0].owner
