"""A complaint is raised with its reason; the severe ones that are late reach the managers; a paused clock says what is left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.cases.actions.complaints import answer_complaint, move_complaint
from core.cases.actions.escalate import higher_severities, raise_complaint
from core.cases.complaint import ComplaintState, Severity, WaitingFor
from core.cases.deadline import ServiceHours
from core.cases.event import Step
from core.cases.inputs import CaseNote, MoveComplaint, RaiseComplaint
from core.cases.queries.complaints import complaint_timeline, count_late, escalated_complaints, get_complaint, list_complaints
from core.cases.queries.reviews import list_reviews
from core.cases.queries.scope import CaseFilter
from tests.cases.acts import OPENED, act, ask, complain, review, trail
from tests.cases.moments import at
from tests.conftest import Cast

HOURS = ServiceHours()


def test_raised_with_its_reason_it_is_due_sooner(database: Database, cast: Cast) -> None:
    case = complain(database, cast, severity="low", answered=True)  # due on the 10th at 14:00
    given = RaiseComplaint(case.id, case.version, "high", "Khách dọa báo sàn")
    raised = act(database, raise_complaint, cast.lan, given, OPENED + timedelta(hours=1))
    assert (raised.severity, raised.resolve_due, raised.version) == (Severity.HIGH, at("2026-09-07 18:00"), 2)
    event = ask(database, complaint_timeline, cast.lan, case.id)[-1]
    assert (event.step, event.note, event.detail) == (Step.RAISED, "Khách dọa báo sàn", {"severity": "high"})
    entry = trail(database, f"complaint:{case.id}")[-1]
    assert (entry.action, entry.before, entry.after) == ("complaint.raised", {"severity": "low"}, {"severity": "high"})


def test_a_pause_counts_for_the_new_deadline_too(database: Database, cast: Cast) -> None:
    case = complain(database, cast)
    case = act(database, move_complaint, cast.lan, MoveComplaint(case.id, 1, ComplaintState.WAITING, WaitingFor.CUSTOMER), OPENED)
    go_on = MoveComplaint(case.id, 2, ComplaintState.IN_PROGRESS)
    case = act(database, move_complaint, cast.lan, go_on, OPENED + timedelta(hours=2))
    assert ask(database, complaint_timeline, cast.lan, case.id)[-1].detail == {"paused_s": 7200}
    case = act(database, raise_complaint, cast.lan, RaiseComplaint(case.id, 3, "high", "Gấp"), OPENED + timedelta(hours=2))
    assert case.resolve_due == at("2026-09-07 20:00")


@pytest.mark.parametrize(
    ("severity", "why", "fields"),
    [("high", " ", ["note"]), ("normal", "Gấp", ["severity"]), ("low", "Gấp", ["severity"]), ("mèo", "", ["severity", "note"])],
)
def test_what_raising_needs(database: Database, cast: Cast, severity: str, why: str, fields: list[str]) -> None:
    case = complain(database, cast)
    with pytest.raises(InvalidInput) as refused:
        act(database, raise_complaint, cast.lan, RaiseComplaint(case.id, 1, severity, why), OPENED)
    assert [problem.field for problem in refused.value.problems] == fields


def test_a_closed_one_and_anothers_are_not_raised(database: Database, cast: Cast) -> None:
    case = complain(database, cast)
    with pytest.raises(Refused):
        act(database, raise_complaint, cast.stranger, RaiseComplaint(case.id, 1, "high", "Gấp"), OPENED)
    act(database, move_complaint, cast.lan, MoveComplaint(case.id, 1, ComplaintState.REJECTED, note="Sai"), OPENED)
    with pytest.raises(InvalidInput, match="is closed"):
        act(database, raise_complaint, cast.lan, RaiseComplaint(case.id, 2, "high", "Gấp"), OPENED)
    assert [higher_severities(one) for one in Severity] == [(), (Severity.HIGH,), (Severity.HIGH, Severity.NORMAL)]


def test_managers_see_the_severe_ones_that_are_late(database: Database, cast: Cast) -> None:
    late = complain(database, cast, order_no="LATE1", severity="high", answered=True)  # due 18:00
    complain(database, cast, order_no="NORMAL1", now=at("2026-09-06 14:00"), answered=True)
    paused = complain(database, cast, order_no="WAIT1", severity="high")
    act(database, move_complaint, cast.lan, MoveComplaint(paused.id, 1, ComplaintState.WAITING, WaitingFor.MARKETPLACE), OPENED)
    silent = complain(database, cast, order_no="SILENT1", severity="high", now=at("2026-09-07 17:00"))  # first answer due 17:30
    evening = at("2026-09-07 18:01")
    found = ask(database, escalated_complaints, cast.minh, now=evening)
    assert ([case.id for case in found.lines], found.total) == ([late.id, silent.id], 2)
    assert [case.is_escalated(evening) for case in found.lines] == [True, True]
    assert not ask(database, get_complaint, cast.minh, paused.id).is_escalated(evening)
    assert ask(database, escalated_complaints, cast.minh, now=at("2026-09-07 17:30")).lines == ()
    with pytest.raises(Refused):
        ask(database, escalated_complaints, cast.lan, now=evening)
    act(database, answer_complaint, cast.lan, CaseNote(silent.id, 1), evening)
    assert ask(database, escalated_complaints, cast.minh, now=evening).total == 1


def test_the_list_of_the_late_is_what_is_counted_late(database: Database, cast: Cast) -> None:
    complain(database, cast, order_no="LATE1", severity="high", answered=True)
    complain(database, cast, order_no="SOON1", now=at("2026-09-07 17:45"))
    evening = at("2026-09-07 18:01")
    found = ask(database, list_complaints, cast.lan, CaseFilter(late_at=evening))
    assert [case.order_no for case in found.lines] == ["LATE1"]
    assert ask(database, count_late, cast.lan, now=evening) == 1
    day = timedelta(days=1)
    made = review(database, cast)
    review(database, cast, stars=3, product="drei")
    assert ask(database, list_reviews, cast.lan, CaseFilter(late_at=OPENED + day)).lines == ()
    late = ask(database, list_reviews, cast.lan, CaseFilter(late_at=OPENED + day + timedelta(seconds=1))).lines
    assert [one.id for one in late] == [made.id]


def test_a_stopped_clock_says_how_much_is_left(database: Database, cast: Cast) -> None:
    case = complain(database, cast, severity="high", now=at("2026-09-07 21:00"))  # due on the 8th at 09:00: 3 h today, 1 h tomorrow
    assert case.time_left(at("2026-09-07 23:00"), HOURS) == timedelta(hours=2)
    assert case.time_left(at("2026-09-08 03:00"), HOURS) == timedelta(hours=1)
    wait = MoveComplaint(case.id, 1, ComplaintState.WAITING, WaitingFor.CUSTOMER)
    case = act(database, move_complaint, cast.lan, wait, at("2026-09-07 23:30"))
    assert case.time_left(at("2026-09-20 12:00"), HOURS) == timedelta(hours=1, minutes=30)
    case = act(database, move_complaint, cast.lan, MoveComplaint(case.id, 2, ComplaintState.IN_PROGRESS), at("2026-09-08 10:00"))
    assert (case.resolve_due, case.time_left(at("2026-09-08 10:00"), HOURS)) == (at("2026-09-08 11:30"), timedelta(hours=1, minutes=30))
    assert case.time_left(at("2026-09-08 11:30"), HOURS) is None
