"""Several chosen cases at once: given, taken, shared among those on shift, stepped on; the refused ones named."""

from __future__ import annotations

from typing import Any

import pytest

from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.cases.actions.complaints import note_complaint
from core.cases.actions.reviews import close_review
from core.cases.actions.several import CaseRef, Chosen, SeveralDone, Stride, give_several, share_several, step_several
from core.cases.assign import take_turns
from core.cases.complaint import Complaint, ComplaintState, WaitingFor
from core.cases.event import CaseKind, Step
from core.cases.inputs import CaseNote, CloseReview
from core.cases.queries.complaints import complaint_timeline, get_complaint
from core.cases.queries.reviews import get_review
from core.cases.review import Outcome, ReviewState
from core.people.user import User
from tests.cases.acts import OPENED, act, ask, changes, complain, review, trail
from tests.conftest import Cast

COMPLAINT, REVIEW = CaseKind


def free(database: Database, cast: Cast, *order_nos: str) -> list[Complaint]:
    return [complain(database, cast, order_no=order_no, owner_id=None) for order_no in order_nos]


def chosen(cases: list[Any], kind: CaseKind = COMPLAINT) -> Chosen:
    return Chosen(kind, tuple(CaseRef(case.id, case.version, getattr(case, "order_no", "")) for case in cases))


def several(database: Database, action: Any, user: User, cases: Chosen, more: Any) -> SeveralDone:
    with database.write() as session:
        done: SeveralDone = action(session, user, cases, more, now=OPENED)
        return done


def owners(database: Database, cast: Cast, cases: list[Complaint]) -> list[int | None]:
    found = [ask(database, get_complaint, cast.minh, case.id) for case in cases]
    return [case.owner.id if case.owner else None for case in found]


def test_turns_go_to_whoever_has_fewest_then_round() -> None:
    assert take_turns([1, 2, 3, 4, 5], [10, 20, 30], {}) == {1: 10, 2: 20, 3: 30, 4: 10, 5: 20}
    assert take_turns([1, 2, 3, 4, 5], [10, 20, 30], {10: 3, 20: 1}) == {1: 30, 2: 20, 3: 30, 4: 20, 5: 30}
    assert take_turns([1, 2], [10, 10], {}) == {1: 10, 2: 10}
    assert take_turns([1], [], {}) == {}
    assert take_turns([], [10], {}) == {}


def test_a_manager_shares_out_nobodys_among_those_on_shift(database: Database, cast: Cast) -> None:
    complain(database, cast, order_no="HERS1")  # Lan has one open already
    cases = free(database, cast, "N1", "N2", "N3")
    before = changes(database)
    done = several(database, share_several, cast.minh, chosen(cases), (cast.lan.id, cast.stranger.id))
    assert (done.done, done.refused) == (3, ())
    assert owners(database, cast, cases) == [cast.stranger.id, cast.lan.id, cast.stranger.id]
    assert changes(database) == before + 1
    event = ask(database, complaint_timeline, cast.minh, cases[0].id)[-1]
    assert (event.step, event.to and event.to.id, event.actor and event.actor.id) == (Step.ASSIGNED, cast.stranger.id, cast.minh.id)
    assert trail(database, f"complaint:{cases[0].id}")[-1].after == {"owner_id": cast.stranger.id}
    with pytest.raises(InvalidInput, match="Nobody is on shift"):
        several(database, share_several, cast.minh, chosen(cases), ())


def test_what_somebody_changed_meanwhile_is_named_and_the_others_go_through(database: Database, cast: Cast) -> None:
    cases = free(database, cast, "N1", "N2")
    act(database, note_complaint, cast.hoa, CaseNote(cases[0].id, 1, "Xem rồi"), OPENED)
    done = several(database, give_several, cast.minh, chosen(cases), cast.lan.id)
    assert (done.done, [refusal.case.name for refusal in done.refused]) == (1, ["N1"])
    assert "in the meantime" in str(done.refused[0].why)
    assert owners(database, cast, cases) == [None, cast.lan.id]
    assert len(ask(database, complaint_timeline, cast.minh, cases[0].id)) == 2  # nothing of the refused step stayed


def test_an_agent_takes_several_and_gives_none_away(database: Database, cast: Cast) -> None:
    cases = free(database, cast, "N1", "N2")
    done = several(database, give_several, cast.lan, chosen(cases), cast.lan.id)
    assert (done.done, owners(database, cast, cases)) == (2, [cast.lan.id, cast.lan.id])
    anothers = complain(database, cast, by=cast.stranger, order_no="HIS1")
    done = several(database, give_several, cast.lan, chosen([anothers]), cast.lan.id)
    assert (done.done, str(done.refused[0].why)) == (0, "This case belongs to somebody else. Ask a manager to give it to you.")
    mine = [ask(database, get_complaint, cast.lan, case.id) for case in cases]
    assert several(database, give_several, cast.lan, chosen(mine), cast.stranger.id).done == 0
    assert several(database, give_several, cast.lan, chosen(mine), None).done == 2
    with pytest.raises(Refused):
        several(database, share_several, cast.lan, chosen(mine), (cast.lan.id,))


def test_a_step_is_taken_where_it_is_allowed(database: Database, cast: Cast) -> None:
    cases = free(database, cast, "N1", "N2")
    done = several(database, step_several, cast.lan, chosen(cases), Stride.WAIT_MARKETPLACE)
    assert done.done == 2
    waiting = [ask(database, get_complaint, cast.lan, case.id) for case in cases]
    assert {(case.state, case.waiting_for) for case in waiting} == {(ComplaintState.WAITING, WaitingFor.MARKETPLACE)}
    done = several(database, step_several, cast.lan, chosen(waiting), Stride.WAIT_MARKETPLACE)
    assert (done.done, len(done.refused)) == (0, 2)
    assert several(database, step_several, cast.lan, chosen(waiting), Stride.GO_ON).done == 2
    with pytest.raises(InvalidInput, match="case by case"):
        several(database, step_several, cast.lan, chosen(waiting), Stride.CONTACTED)


def test_reviews_are_contacted_and_closed_together(database: Database, cast: Cast) -> None:
    one, two, gone = (review(database, cast, product=name) for name in ("Một", "Hai", "Ba"))
    gone = act(database, close_review, cast.lan, CloseReview(gone.id, 1, Outcome.UPDATED), OPENED)
    done = several(database, step_several, cast.lan, chosen([one, two, gone], REVIEW), Stride.CONTACTED)
    assert (done.done, [refusal.case.id for refusal in done.refused]) == (2, [gone.id])
    now = [ask(database, get_review, cast.lan, case.id) for case in (one, two)]
    assert several(database, step_several, cast.lan, chosen(now, REVIEW), Stride.CLOSE_UNCHANGED).done == 2
    found = [ask(database, get_review, cast.lan, case.id) for case in (one, two, gone)]
    assert [(case.state, case.outcome) for case in found] == [
        (ReviewState.CLOSED, Outcome.UNCHANGED), (ReviewState.CLOSED, Outcome.UNCHANGED), (ReviewState.CLOSED, Outcome.UPDATED),
    ]  # fmt: skip
    free_one = review(database, cast, by=cast.minh, product="Bốn", owner_id=None)
    assert several(database, share_several, cast.minh, chosen([free_one], REVIEW), (cast.lan.id,)).done == 1


def test_none_and_too_many_are_refused(database: Database, cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="at least one"):
        several(database, give_several, cast.minh, Chosen(COMPLAINT, ()), None)
    many = Chosen(COMPLAINT, tuple(CaseRef(number, 1) for number in range(201)))
    with pytest.raises(InvalidInput, match="At most 200"):
        several(database, give_several, cast.minh, many, None)
    done = several(database, give_several, cast.minh, Chosen(COMPLAINT, (CaseRef(404, 1, "?"),)), None)
    assert (done.done, len(done.refused)) == (0, 1)
