"""What the metrics are made of: whose, in which shop, on which day, worked out by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.base.database import Database
from core.cases.actions.bulk import bulk_complaints, bulk_reviews
from core.cases.actions.complaints import move_complaint
from core.cases.actions.reviews import close_review, reply_review
from core.cases.category import Category
from core.cases.complaint import ComplaintFacts, ComplaintState, Severity, WaitingFor
from core.cases.inputs import CaseNote, CloseReview, MoveComplaint
from core.cases.queries.counts import COMPLAINT_FIELDS, REVIEW_FIELDS, complaint_counts, review_counts
from core.cases.review import Outcome, ReviewFacts, ReviewState
from core.people.user import SYSTEM
from tests.cases.acts import OPENED, act, ask, complain, review
from tests.cases.moments import at
from tests.conftest import Cast

SEVENTH, EIGHTH, NINTH = (date(2026, 9, day) for day in (7, 8, 9))
HOUR = timedelta(hours=1)
LATER = at("2026-09-30 12:00")
Counts = dict[tuple[Any, ...], tuple[int, ...]]


def counted(database: Database, query: Any, fields: tuple[str, ...], *, now: datetime = LATER, **named: Any) -> Counts:
    """Return group → counts; nobody's agent is None."""
    named = {"start": date(2026, 9, 1), "end": date(2026, 9, 30)} | named
    frame = ask(database, query, SYSTEM, now=now, **named)
    keys = [name for name in frame.columns if name not in fields]
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {tuple(row[key] for key in keys): tuple(row[field] for field in fields) for row in rows}


def complaints(database: Database, **named: Any) -> Counts:
    """Counts in the order resolved, in time, due, opened, repeated."""
    return counted(database, complaint_counts, COMPLAINT_FIELDS, **named)


def reviews(database: Database, **named: Any) -> Counts:
    """Counts in the order handled, in time, due."""
    return counted(database, review_counts, REVIEW_FIELDS, **named)


def solve(database: Database, person: Any, case: Any, now: datetime) -> Any:
    return act(database, move_complaint, person, MoveComplaint(case.id, case.version, ComplaintState.RESOLVED, resolution="refund"), now)


def test_each_count_has_its_own_day_and_agent(database: Database, cast: Cast) -> None:
    lan, minh, shop = cast.lan.id, cast.minh.id, cast.shop_a.id
    case = complain(database, cast)  # opened by Lan on the 7th at 14:00, due on the 8th at 14:00
    solve(database, cast.minh, case, at("2026-09-09 00:00"))  # late, by Minh, on the 9th
    assert complaints(database) == {
        (minh, shop, SEVENTH): (0, 0, 0, 1, 0),
        (minh, shop, EIGHTH): (0, 0, 1, 0, 0),
        (minh, shop, NINTH): (1, 0, 0, 0, 0),
    }
    assert complaints(database, now=at("2026-09-08 14:00")) == {(minh, shop, SEVENTH): (0, 0, 0, 1, 0)}
    assert complaints(database, start=NINTH, end=NINTH, by=("shop_id",)) == {(shop,): (1, 0, 0, 0, 0)}
    assert complaints(database, by=()) == {(): (1, 0, 1, 1, 0)}
    assert complaints(database, agents=(lan,)) == {}
    assert complaints(database, shops=(cast.shop_b.id,)) == {}
    assert complaints(database, start=NINTH, end=EIGHTH) == {}


def test_in_time_at_the_very_deadline_and_late_a_second_after(database: Database, cast: Cast) -> None:
    for order_no, moment in (("ON1", "2026-09-08 14:00:00"), ("LATE1", "2026-09-08 14:00:01")):
        solve(database, cast.lan, complain(database, cast, order_no=order_no), at(moment))
    assert complaints(database, by=("day",), start=EIGHTH, end=EIGHTH) == {(EIGHTH,): (2, 1, 2, 0, 0)}


def test_open_past_the_deadline_counts_against_its_owner_and_a_paused_clock_does_not(database: Database, cast: Cast) -> None:
    complain(database, cast, order_no="OPEN1")
    complain(database, cast, order_no="FREE1", owner_id=None)
    case = complain(database, cast, order_no="WAIT1")
    act(database, move_complaint, cast.lan, MoveComplaint(case.id, 1, ComplaintState.WAITING, WaitingFor.CUSTOMER), OPENED + HOUR)
    case = complain(database, cast, order_no="NO1")
    act(database, move_complaint, cast.lan, MoveComplaint(case.id, 1, ComplaintState.REJECTED, note="Không đúng"), OPENED + HOUR)
    by = ("agent_id",)
    assert complaints(database, by=by, start=EIGHTH, end=EIGHTH) == {(cast.lan.id,): (0, 0, 1, 0, 0), (None,): (0, 0, 1, 0, 0)}
    assert complaints(database, by=by, start=EIGHTH, end=EIGHTH, now=at("2026-09-08 14:00")) == {}
    assert complaints(database, by=by, start=SEVENTH, end=SEVENTH) == {(cast.lan.id,): (0, 0, 0, 3, 0), (None,): (0, 0, 0, 1, 0)}


def test_opened_again_twice_counts_each_solution_apart(database: Database, cast: Cast) -> None:
    case = complain(database, cast, severity="high")
    case = solve(database, cast.lan, case, at("2026-09-07 15:00"))  # in time
    for moment, done, who in (("2026-09-08 09:00", "2026-09-08 14:00", cast.minh), ("2026-09-09 09:00", "2026-09-09 10:00", cast.lan)):
        move = MoveComplaint(case.id, case.version, ComplaintState.IN_PROGRESS, note="Lại vỡ")
        case = act(database, move_complaint, cast.hoa, move, at(moment))
        case = solve(database, who, case, at(done))
    # due 18:00 (met), 13:00 on the 8th (late, Minh), 13:00 on the 9th (met)
    lan, minh = cast.lan.id, cast.minh.id
    assert complaints(database, by=("agent_id", "day")) == {
        (lan, SEVENTH): (1, 1, 1, 1, 0), (minh, EIGHTH): (1, 0, 1, 0, 0), (lan, NINTH): (1, 1, 1, 0, 0),
    }  # fmt: skip


def test_repeats_at_the_edge_of_seven_days(database: Database, cast: Cast) -> None:
    week = timedelta(days=7)
    for order_no, apart in (("NEAR1", week - HOUR), ("EXACT1", week), ("FAR1", week + HOUR)):
        complain(database, cast, order_no=order_no, now=OPENED)
        complain(database, cast, order_no=order_no, now=OPENED + apart)
    assert complaints(database, by=(), end=SEVENTH) == {(): (0, 0, 0, 3, 0)}
    assert complaints(database, by=(), start=date(2026, 9, 14), now=OPENED + week + 2 * HOUR) == {(): (0, 0, 0, 3, 2)}


@pytest.mark.parametrize(("opened", "due_day"), [("2026-02-16 22:00", date(2026, 2, 17)), ("2026-02-16 03:00", date(2026, 2, 16))])
def test_a_deadline_across_the_night_of_tet(database: Database, cast: Cast, opened: str, due_day: date) -> None:
    complain(database, cast, now=at(opened), severity="high")
    found = complaints(database, by=("day",), start=date(2026, 2, 1), end=date(2026, 2, 28), now=at("2026-03-01 12:00"))
    assert {day: row[2] for (day,), row in found.items() if row[2]} == {due_day: 1}


def test_days_are_local_days(database: Database, cast: Cast) -> None:
    facts = [
        ComplaintFacts(cast.shop_a.id, f"D{n}", Category.OTHER, Severity.LOW, ComplaintState.NEW, at(opened), owner_id=cast.lan.id)
        for n, opened in enumerate(("2026-09-07 23:59:59", "2026-09-08 00:00:00", "2026-09-08 06:59:59"))
    ]
    with database.write() as session:
        assert bulk_complaints(session, SYSTEM, facts, now=LATER) == 3
    found = complaints(database, by=("day",), now=at("2026-09-08 08:00"))
    assert found == {(SEVENTH,): (0, 0, 0, 1, 0), (EIGHTH,): (0, 0, 0, 2, 0)}


def test_the_24_hour_rule_at_its_edge(database: Database, cast: Cast) -> None:
    lan, day = cast.lan.id, timedelta(hours=24)
    for product, after in (("on", day), ("late", day + timedelta(seconds=1)), ("quick", HOUR), ("five", HOUR)):
        made = review(database, cast, product=product, stars=5 if product == "five" else 2)
        act(database, reply_review, cast.lan, CaseNote(made.id, 1), OPENED + after)
    review(database, cast, product="never")
    review(database, cast, product="young", posted_at=OPENED + 12 * HOUR, now=OPENED + 13 * HOUR)
    # Posted on the 7th: on, quick in time; late and never not; the young one (8th, 02:00) is not judged for 24 h.
    by = ("agent_id", "day")
    assert reviews(database, by=by, now=OPENED + 30 * HOUR) == {(lan, SEVENTH): (2, 2, 4), (lan, EIGHTH): (2, 0, 0)}
    assert reviews(database, by=by, now=OPENED + 36 * HOUR) == {(lan, SEVENTH): (2, 2, 4), (lan, EIGHTH): (2, 0, 1)}
    # A day after posting, "never" is judged from the very second on; "late" has not been replied to yet.
    assert reviews(database, by=by, now=OPENED + day - timedelta(seconds=1)) == {(lan, SEVENTH): (2, 1, 1)}
    assert reviews(database, by=by, now=OPENED + day) == {(lan, SEVENTH): (2, 2, 4), (lan, EIGHTH): (1, 0, 0)}


def test_reviews_are_handled_once_by_the_reply_or_the_closing(database: Database, cast: Cast) -> None:
    lan, minh = cast.lan.id, cast.minh.id
    made = review(database, cast, product="both", stars=4)
    made = act(database, reply_review, cast.lan, CaseNote(made.id, 1), OPENED)
    act(database, close_review, cast.minh, CloseReview(made.id, made.version, Outcome.UNCHANGED), OPENED + 24 * HOUR)
    made = review(database, cast, product="closed", stars=4)
    act(database, close_review, cast.minh, CloseReview(made.id, 1, Outcome.UNCHANGED), OPENED + 48 * HOUR)
    imported = ReviewFacts(cast.shop_b.id, 4, ReviewState.CLOSED, OPENED + 24 * HOUR, owner_id=lan, closed_by=lan)
    with database.write() as session:
        assert bulk_reviews(session, SYSTEM, [imported], now=LATER) == 1
    assert reviews(database) == {
        (lan, cast.shop_a.id, SEVENTH): (1, 0, 0),
        (lan, cast.shop_b.id, EIGHTH): (1, 0, 0),  # nobody knows when it was closed: the day it was posted
        (minh, cast.shop_a.id, NINTH): (1, 0, 0),
    }


def test_a_day_of_25_hours_is_one_day(database: Database, cast: Cast) -> None:
    berlin = ZoneInfo("Europe/Berlin")  # the clocks go back on 25 October 2026
    moments = [datetime(2026, 10, day, hour, 30, tzinfo=berlin) for day, hour in ((24, 23), (25, 0), (25, 23), (26, 0), (26, 23), (27, 0))]
    facts = [
        ComplaintFacts(cast.shop_a.id, f"Z{n}", Category.OTHER, Severity.LOW, ComplaintState.NEW, moment, owner_id=cast.lan.id)
        for n, moment in enumerate(moments)
    ]
    later = datetime(2026, 10, 28, tzinfo=berlin)
    with database.write() as session:
        bulk_complaints(session, SYSTEM, facts, now=later)
    days = {"start": date(2026, 10, 20), "end": date(2026, 10, 26), "zone": berlin}
    found = complaints(database, by=("day",), now=later, **days)
    assert {day.day: row[3] for (day,), row in found.items() if row[3]} == {24: 1, 25: 2, 26: 2}
