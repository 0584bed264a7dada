"""An agent logs a complaint: cleaned, due, linked to a repeat, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.base.database import Database
from core.base.errors import AlreadyDone, InvalidInput, Refused
from core.cases.category import Category
from core.cases.complaint import ComplaintState, Person, Severity
from core.cases.deadline import Standing
from core.cases.event import Step
from core.cases.queries.complaints import complaint_timeline, complaints_of_order, get_complaint, last_complaint_entry
from core.people.actions.users import disable_user
from core.people.user import SYSTEM
from tests.cases.acts import OPENED, ORDER, ask, changes, complain, trail
from tests.cases.moments import at
from tests.conftest import Cast


def test_what_is_kept(database: Database, cast: Cast) -> None:
    before = changes(database)
    made = complain(
        database, cast, order_no=" #2409 07abcdef12", category="Hàng bể vỡ", severity="high", customer=" hoa.ng92 ",
        description="Ly  vỡ\r\n2 cái \x00\x07<b>**đậm**</b>",
    )  # fmt: skip
    assert made == ask(database, get_complaint, cast.lan, made.id)
    assert (made.order_no, made.category, made.severity, made.state) == (ORDER, Category.DAMAGED, Severity.HIGH, ComplaintState.NEW)
    assert (made.shop_code, made.customer, made.description) == ("A", "hoa.ng92", "Ly vỡ\n2 cái <b>**đậm**</b>")
    assert made.opened_by == made.owner == Person(cast.lan.id, "Nguyễn Thị Lan")
    assert (made.opened_at, made.first_answer_due, made.resolve_due) == (OPENED, at("2026-09-07 14:30"), at("2026-09-07 18:00"))
    assert (made.cost_vnd, made.resolution, made.repeat_of, made.reopened, made.version) == (None, None, None, 0, 1)
    assert changes(database) == before + 1


def test_its_clock_counts_to_the_first_answer_then_to_the_solution(database: Database, cast: Cast) -> None:
    made = complain(database, cast)
    assert made.next_due == at("2026-09-07 14:30")
    assert [made.standing(at(f"2026-09-07 {time}")) for time in ("14:00", "14:30", "14:31")] == [
        Standing.SOON, Standing.SOON, Standing.OVERDUE,
    ]  # fmt: skip
    answered = complain(database, cast, order_no="B1", answered=True)
    assert (answered.state, answered.first_answer_at, answered.next_due) == (ComplaintState.IN_PROGRESS, OPENED, at("2026-09-08 14:00"))
    assert answered.standing(at("2026-09-08 12:59")) is Standing.ON_TIME


def test_the_timeline_and_the_audit_trail_tell_it(database: Database, cast: Cast) -> None:
    made = complain(database, cast, description="Ly vỡ")
    events = ask(database, complaint_timeline, cast.lan, made.id)
    assert [(event.at, event.step, event.actor) for event in events] == [(OPENED, Step.OPENED, Person(cast.lan.id, "Nguyễn Thị Lan"))]
    (entry,) = trail(database, f"complaint:{made.id}")
    assert (entry.action, entry.actor_id, entry.before) == ("complaint.opened", cast.lan.id, None)
    assert entry.after == {"status": "new", "owner_id": cast.lan.id, "severity": "normal", "category": "damaged"}  # no words of customers


@pytest.mark.parametrize(
    ("later", "linked"),
    [
        (timedelta(seconds=1), True),
        (timedelta(days=6, hours=23), True),
        (timedelta(days=7), True),
        (timedelta(days=7, seconds=1), False),
        (timedelta(days=7, hours=1), False),
    ],
)
def test_a_repeat_within_seven_days_is_linked(database: Database, cast: Cast, later: timedelta, linked: bool) -> None:
    first = complain(database, cast)
    again = complain(database, cast, by=cast.stranger, now=OPENED + later)
    assert again.repeat_of == (first.id if linked else None)


def test_a_repeat_links_to_the_newest_before_it_of_the_same_shop_order_and_category(database: Database, cast: Cast) -> None:
    complain(database, cast)
    second = complain(database, cast, now=OPENED + timedelta(days=2))
    others = [{"shop_id": cast.shop_b.id}, {"order_no": "ANOTHER1"}, {"category": "faulty"}]
    assert [complain(database, cast, now=OPENED + timedelta(days=3), **other).repeat_of for other in others] == [None, None, None]
    assert complain(database, cast, now=OPENED + timedelta(days=3)).repeat_of == second.id


def test_one_logged_late_is_linked_to_from_the_one_after_it(database: Database, cast: Cast) -> None:
    later = complain(database, cast)
    earlier = complain(database, cast, now=OPENED + timedelta(hours=1), opened_at=OPENED - timedelta(days=1))
    assert ask(database, get_complaint, cast.lan, later.id).repeat_of == earlier.id
    assert earlier.repeat_of is None


def test_the_same_complaint_of_the_same_second_is_not_logged_twice(database: Database, cast: Cast) -> None:
    complain(database, cast)
    before = changes(database)
    with pytest.raises(AlreadyDone, match="logged a moment ago"):
        complain(database, cast, now=OPENED + timedelta(milliseconds=300))
    assert changes(database) == before


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"order_no": "0912345678"}, "order_no"),
        ({"order_no": "  "}, "order_no"),
        ({"shop_id": 999}, "shop"),
        ({"category": "mèo"}, "category"),
        ({"severity": "gấp"}, "severity"),
        ({"customer": "0912 345 678"}, "customer"),
        ({"customer": "x" * 121}, "customer"),
        ({"description": "x" * 20_001}, "description"),
        ({"opened_at": OPENED + timedelta(seconds=1)}, "opened_at"),
    ],
)
def test_what_is_refused_names_its_field_and_leaves_nothing(database: Database, cast: Cast, given: dict[str, Any], field: str) -> None:
    before = changes(database)
    with pytest.raises(InvalidInput) as refused:
        complain(database, cast, **given)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert changes(database) == before
    assert ask(database, complaints_of_order, cast.hoa, cast.shop_a.id, ORDER) == ()


def test_every_problem_is_named_at_once(database: Database, cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refused:
        complain(database, cast, order_no="", category="", customer="0912345678")
    assert [problem.field for problem in refused.value.problems] == ["order_no", "category", "customer"]


def test_who_may_give_a_new_complaint_to_whom(database: Database, cast: Cast) -> None:
    assert complain(database, cast, owner_id=None).owner is None
    assert complain(database, cast, order_no="B2", by=cast.minh, owner_id=cast.lan.id).owner == Person(cast.lan.id, "Nguyễn Thị Lan")
    with pytest.raises(Refused, match="Only a manager"):
        complain(database, cast, order_no="B3", owner_id=cast.stranger.id)
    with database.write() as session:
        disable_user(session, SYSTEM, "duc", now=OPENED)
    with pytest.raises(InvalidInput, match="still in the team"):
        complain(database, cast, order_no="B3", by=cast.minh, owner_id=cast.stranger.id)
    with pytest.raises(Refused, match="Your role"):
        complain(database, cast, order_no="B3", by=cast.lan.__class__(cast.lan.id, "lan", "Lan", cast.lan.role, active=False))


def test_the_order_shows_its_history_while_it_is_typed(database: Database, cast: Cast) -> None:
    first = complain(database, cast)
    second = complain(database, cast, by=cast.stranger, category="faulty", now=OPENED + timedelta(days=9))
    complain(database, cast, shop_id=cast.shop_b.id)

    def seen(person: Any, typed: str) -> list[tuple[int, Category, bool]]:
        found = ask(database, complaints_of_order, person, cast.shop_a.id, typed)
        return [(one.id, one.category, one.mine_to_open) for one in found]

    mine = [(second.id, Category.FAULTY, False), (first.id, Category.DAMAGED, True)]
    assert seen(cast.lan, "#2409 07abcdef12") == mine
    assert [open_ for *_, open_ in seen(cast.minh, ORDER)] == [True, True]
    assert seen(cast.lan, "2409") == seen(cast.lan, "") == seen(cast.lan, "0912345678") == []


def test_the_next_form_starts_from_the_last_entry(database: Database, cast: Cast) -> None:
    assert ask(database, last_complaint_entry, cast.lan) is None
    complain(database, cast)
    complain(database, cast, shop_id=cast.shop_b.id, category="faulty")
    complain(database, cast, by=cast.stranger, order_no="B9")
    last = ask(database, last_complaint_entry, cast.lan)
    assert last is not None
    assert (last.shop_id, last.category) == (cast.shop_b.id, Category.FAULTY)
