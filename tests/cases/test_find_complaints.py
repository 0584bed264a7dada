"""The work list: whose, which states, a folded search, what is due first; within what a person may see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.base.database import Database
from core.cases.actions.complaints import move_complaint
from core.cases.complaint import ComplaintState, WaitingFor
from core.cases.inputs import MoveComplaint
from core.cases.queries.complaints import count_complaints, list_complaints, overdue_complaints, unanswered_complaints
from core.cases.queries.scope import CaseFilter, Whose
from core.people.user import User
from tests.cases.acts import OPENED, ORDER, act, ask, complain
from tests.cases.moments import at
from tests.conftest import Cast

HOUR = timedelta(hours=1)


def listed(database: Database, person: User, **wanted: Any) -> list[str]:
    return [line.order_no for line in ask(database, list_complaints, person, CaseFilter(**wanted)).lines]


def moved(database: Database, cast: Cast, order_no: str, to: ComplaintState, **given: Any) -> None:
    case = complain(database, cast, order_no=order_no)
    act(database, move_complaint, cast.lan, MoveComplaint(case.id, case.version, to, **given), OPENED + HOUR)


def test_an_agent_sees_own_and_nobodys_a_manager_everybodys(database: Database, cast: Cast) -> None:
    complain(database, cast, order_no="LAN1")
    complain(database, cast, order_no="DUC1", by=cast.stranger)
    complain(database, cast, order_no="FREE1", owner_id=None)
    assert {whose: sorted(listed(database, cast.lan, whose=whose)) for whose in Whose} == {
        Whose.MINE: ["LAN1"], Whose.UNASSIGNED: ["FREE1"], Whose.ALL: ["FREE1", "LAN1"],
    }  # fmt: skip
    assert sorted(listed(database, cast.stranger)) == ["DUC1", "FREE1"]
    for person in (cast.minh, cast.hoa):
        assert sorted(listed(database, person)) == ["DUC1", "FREE1", "LAN1"]
        assert listed(database, person, whose=Whose.MINE) == []
    assert ask(database, count_complaints, cast.lan, CaseFilter()) == 2
    # naming a colleague in the search finds nothing an agent may not see
    assert listed(database, cast.lan, search="duc") == []
    assert listed(database, cast.minh, search="pham van duc") == ["DUC1"]


def test_what_is_due_first_comes_first_then_waiting_then_closed(database: Database, cast: Cast) -> None:
    complain(database, cast, order_no="LOW1", severity="low", answered=True)  # 9 September 14:00
    complain(database, cast, order_no="HIGH1", severity="high", answered=True)  # 18:00
    complain(database, cast, order_no="NEW1")  # first answer 14:30
    moved(database, cast, "DONE1", ComplaintState.RESOLVED, resolution="refund")
    moved(database, cast, "WAIT1", ComplaintState.WAITING, waiting_for=WaitingFor.CUSTOMER)
    assert listed(database, cast.lan) == ["NEW1", "HIGH1", "LOW1", "WAIT1", "DONE1"]
    assert listed(database, cast.lan, states=("new", "in_progress")) == ["NEW1", "HIGH1", "LOW1"]
    assert listed(database, cast.lan, states=("resolved", "rejected")) == ["DONE1"]


def test_search_folds_and_finds_words_in_any_order(database: Database, cast: Cast) -> None:
    complain(database, cast, customer="hoa.ng92", description="Bình giữ nhiệt bị móp, khách muốn đổi")
    complain(database, cast, order_no="B2", category="late_delivery", shop_id=cast.shop_b.id)
    for said in (
        "binh giu nhiet",
        "ĐỔI khach",
        "HOA.NG92",
        "hang be vo",
        "shop a",
        "nguyen lan mop",
        ORDER[:8].lower(),
        f"#{ORDER[:6]} {ORDER[6:]}",
    ):
        assert listed(database, cast.lan, search=said) == [ORDER], said
    assert listed(database, cast.lan, search="giao cham") == ["B2"]
    assert listed(database, cast.lan, search="late") == ["B2"]
    assert listed(database, cast.lan, search="100%") == listed(database, cast.lan, search="_") == []


def test_a_long_list_is_cut_and_says_how_many_there_are(database: Database, cast: Cast) -> None:
    for number in range(4):
        complain(database, cast, order_no=f"N{number}")
    found = ask(database, list_complaints, cast.lan, CaseFilter(), limit=3)
    assert (len(found.lines), found.total) == (3, 4)


def test_what_is_overdue_and_since_when(database: Database, cast: Cast) -> None:
    complain(database, cast, order_no="HIGH1", severity="high", answered=True)  # due 18:00
    complain(database, cast, order_no="NORMAL1", now=at("2026-09-06 20:00"), answered=True)  # due 7 September 20:00
    complain(database, cast, order_no="NEW1", now=at("2026-09-07 20:15"), by=cast.stranger)
    case = complain(database, cast, order_no="WAIT1", severity="high")
    act(database, move_complaint, cast.lan, MoveComplaint(case.id, 1, ComplaintState.WAITING, WaitingFor.CUSTOMER), OPENED + HOUR)

    def overdue(person: User, moment: str) -> list[tuple[str, Any]]:
        found = ask(database, overdue_complaints, person, now=at(moment))
        assert found.total == len(found.lines)
        return [(line.order_no, line.resolve_due) for line in found.lines]

    assert overdue(cast.minh, "2026-09-07 18:00") == []
    assert overdue(cast.minh, "2026-09-07 18:01") == [("HIGH1", at("2026-09-07 18:00"))]
    assert overdue(cast.lan, "2026-09-07 21:00") == [("HIGH1", at("2026-09-07 18:00")), ("NORMAL1", at("2026-09-07 20:00"))]
    assert overdue(cast.stranger, "2026-09-07 21:00") == []
    unanswered = ask(database, unanswered_complaints, cast.minh, now=at("2026-09-07 21:00"))
    assert [(line.order_no, line.first_answer_due) for line in unanswered.lines] == [("NEW1", at("2026-09-07 20:45"))]
    assert ask(database, unanswered_complaints, cast.lan, now=at("2026-09-07 21:00")).lines == ()
