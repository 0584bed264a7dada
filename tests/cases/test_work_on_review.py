"""A review is logged, its customer contacted, replied to in public, closed with the outcome."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.base.database import Database
from core.base.errors import AlreadyDone, Conflict, InvalidInput, NotFound, Refused
from core.cases.actions.reviews import assign_review, close_review, contact_review, note_review, reply_review
from core.cases.complaint import Person
from core.cases.deadline import Standing
from core.cases.event import Step
from core.cases.inputs import CaseNote, CloseReview, GiveCase
from core.cases.queries.reviews import get_review, last_review_entry, list_reviews, low_reviews_waiting, review_timeline
from core.cases.queries.scope import CaseFilter
from core.cases.review import Outcome, ReviewState
from core.people.user import User
from tests.cases.acts import OPENED, ORDER, act, ask, changes, review, trail
from tests.cases.moments import at
from tests.conftest import Cast

HOUR = timedelta(hours=1)
NEW, CONTACTED, REPLIED, CLOSED = ReviewState


def test_what_is_kept_of_a_review(database: Database, cast: Cast) -> None:
    made = review(
        database, cast, stars=2, order_no=f"#{ORDER.lower()}", product="  Son  lì 01 ", text="Màu khác\n[bấm](http://x) =1+1",
        posted_at=at("2026-09-06 20:15"),
    )  # fmt: skip
    assert made == ask(database, get_review, cast.lan, made.id)
    assert (made.order_no, made.product, made.stars, made.state) == (ORDER, "Son lì 01", 2, NEW)
    assert made.text == "Màu khác\n[bấm](http://x) =1+1"
    assert made.reply_due == at("2026-09-07 20:15")  # 24 h by the calendar, through the night
    assert made.edit_until == at("2026-10-06 20:15")  # Shop A is on Shopee
    assert [made.standing(at(moment)) for moment in ("2026-09-07 19:14", "2026-09-07 19:15", "2026-09-07 20:15", "2026-09-07 20:16")] == [
        Standing.ON_TIME, Standing.SOON, Standing.SOON, Standing.OVERDUE,
    ]  # fmt: skip
    assert trail(database, f"review:{made.id}")[0].after == {"status": "new", "owner_id": cast.lan.id, "stars": 2}


def test_three_stars_and_more_have_no_deadline_and_lazada_no_known_window(database: Database, cast: Cast) -> None:
    made = review(database, cast, stars=3, shop_id=cast.shop_b.id)
    assert (made.reply_due, made.standing(OPENED + 99 * HOUR), made.edit_until) == (None, Standing.NONE, None)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"stars": 0}, ["stars"]),
        ({"stars": 6}, ["stars"]),
        ({"shop_id": 99}, ["shop"]),
        ({"order_no": "0912345678"}, ["order_no"]),
        ({"posted_at": OPENED + HOUR}, ["posted_at"]),
        ({"product": "x" * 301, "text": "x" * 20_001}, ["product", "text"]),
    ],
)
def test_what_a_review_may_not_be(database: Database, cast: Cast, given: dict[str, Any], fields: list[str]) -> None:
    before = changes(database)
    with pytest.raises(InvalidInput) as refused:
        review(database, cast, **given)
    assert [problem.field for problem in refused.value.problems] == fields
    assert changes(database) == before


def test_the_same_review_is_not_logged_twice(database: Database, cast: Cast) -> None:
    review(database, cast)
    with pytest.raises(AlreadyDone, match="already in the list"):
        review(database, cast)


def test_contact_reply_and_outcome(database: Database, cast: Cast) -> None:
    made = review(database, cast)
    made = act(database, contact_review, cast.lan, CaseNote(made.id, made.version, "Đã nhắn Shopee Chat"), OPENED + HOUR)
    assert (made.state, made.first_reply_at) == (CONTACTED, None)
    made = act(database, reply_review, cast.lan, CaseNote(made.id, made.version, "Shop xin lỗi chị"), OPENED + 2 * HOUR)
    assert (made.state, made.first_reply_at, made.reply, made.replied_by) == (
        REPLIED, OPENED + 2 * HOUR, "Shop xin lỗi chị", Person(cast.lan.id, "Nguyễn Thị Lan"),
    )  # fmt: skip
    assert made.standing(OPENED + 99 * HOUR) is Standing.MET
    made = act(database, close_review, cast.lan, CloseReview(made.id, made.version, Outcome.UPDATED), OPENED + 30 * HOUR)
    assert (made.state, made.outcome, made.closed_at, made.is_open) == (CLOSED, Outcome.UPDATED, OPENED + 30 * HOUR, False)
    events = ask(database, review_timeline, cast.lan, made.id)
    assert [(event.step, event.note) for event in events] == [
        (Step.OPENED, ""), (Step.CONTACTED, "Đã nhắn Shopee Chat"), (Step.REPLIED, "Shop xin lỗi chị"), (Step.CLOSED, ""),
    ]  # fmt: skip
    assert events[3].detail == {"outcome": "updated"}


def test_the_first_reply_counts_and_a_later_one_corrects_its_text(database: Database, cast: Cast) -> None:
    made = review(database, cast)
    made = act(database, reply_review, cast.lan, CaseNote(made.id, made.version), OPENED + HOUR)
    made = act(database, reply_review, cast.minh, CaseNote(made.id, made.version, "Lời mới"), OPENED + 40 * HOUR)
    assert (made.first_reply_at, made.replied_by, made.reply) == (OPENED + HOUR, Person(cast.lan.id, "Nguyễn Thị Lan"), "Lời mới")
    with pytest.raises(InvalidInput, match="Type the note first"):
        act(database, reply_review, cast.lan, CaseNote(made.id, made.version), OPENED + 41 * HOUR)


def test_a_closed_review_can_be_opened_again(database: Database, cast: Cast) -> None:
    made = review(database, cast)
    with pytest.raises(InvalidInput, match="Choose how it ended"):
        act(database, close_review, cast.lan, CloseReview(made.id, made.version, None), OPENED)
    made = act(database, close_review, cast.lan, CloseReview(made.id, made.version, Outcome.UNCHANGED), OPENED)
    assert made.standing(OPENED + 99 * HOUR) is Standing.NONE  # closed without a reply: nothing is due
    with pytest.raises(InvalidInput, match="cannot become"):
        act(database, reply_review, cast.lan, CaseNote(made.id, made.version), OPENED)
    made = act(database, contact_review, cast.lan, CaseNote(made.id, made.version), OPENED)
    assert (made.state, made.outcome, made.closed_at) == (CONTACTED, None, None)
    assert ask(database, review_timeline, cast.lan, made.id)[-1].step is Step.REOPENED


def test_an_agent_may_not_touch_anothers_review(database: Database, cast: Cast) -> None:
    made = review(database, cast)
    before = changes(database)
    acts = (
        (contact_review, CaseNote(made.id, 1)), (reply_review, CaseNote(made.id, 1, "x")), (note_review, CaseNote(made.id, 1, "x")),
        (close_review, CloseReview(made.id, 1, Outcome.UPDATED)), (assign_review, GiveCase(made.id, 1, None)),
    )  # fmt: skip
    for action, given in acts:
        with pytest.raises(Refused, match="belongs to somebody else"):
            act(database, action, cast.stranger, given, OPENED)
    for query in (get_review, review_timeline):
        with pytest.raises(NotFound):
            ask(database, query, cast.stranger, made.id)
    assert changes(database) == before
    given = act(database, assign_review, cast.minh, GiveCase(made.id, 1, cast.stranger.id), OPENED)
    assert act(database, reply_review, cast.stranger, CaseNote(made.id, given.version, "x"), OPENED).state is REPLIED


def test_the_later_of_two_editors_of_a_review_is_told(database: Database, cast: Cast) -> None:
    made = review(database, cast)
    done = act(database, reply_review, cast.minh, CaseNote(made.id, 1, "Xin lỗi"), OPENED)
    with pytest.raises(Conflict) as told:
        act(database, note_review, cast.lan, CaseNote(made.id, 1, "Gọi lại"), OPENED)
    assert told.value.current == done


def test_the_work_list_starts_with_low_stars_by_deadline(database: Database, cast: Cast) -> None:
    five = review(database, cast, stars=5, posted_at=OPENED - 5 * HOUR)
    young = review(database, cast, stars=1, posted_at=OPENED - 2 * HOUR)
    old = review(database, cast, stars=2, posted_at=OPENED - 30 * HOUR)
    done = act(database, reply_review, cast.lan, CaseNote(review(database, cast, posted_at=OPENED - 40 * HOUR).id, 1), OPENED)

    def listed(person: User, **wanted: Any) -> list[int]:
        return [line.id for line in ask(database, list_reviews, person, CaseFilter(**wanted)).lines]

    assert listed(cast.lan) == [old.id, young.id, five.id, done.id]
    assert listed(cast.lan, states=("new", "contacted")) == [old.id, young.id, five.id]
    assert listed(cast.lan, search="giao SAI mau") == [old.id, young.id, five.id, done.id]
    assert listed(cast.stranger) == []
    waiting = ask(database, low_reviews_waiting, cast.minh, now=OPENED)
    assert [(line.id, line.posted_at) for line in waiting.lines] == [(old.id, OPENED - 30 * HOUR), (young.id, OPENED - 2 * HOUR)]
    assert waiting.total == 2
    assert ask(database, low_reviews_waiting, cast.stranger, now=OPENED).lines == ()
    assert ask(database, last_review_entry, cast.lan) == cast.shop_a.id
