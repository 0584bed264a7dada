"""Wishes and swaps: each step by the right person, each state told, labour law and the roster kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from core.base.database import Database
from core.base.errors import InvalidInput, NotFound, Refused
from core.people.user import User
from core.shifts.actions.roster_erasing import erase_person
from core.shifts.actions.swaps import AnswerSwap, AskSwap, answer_swap, ask_swap, decide_swap, withdraw_swap
from core.shifts.actions.wishes import AnswerWish, MakeWish, answer_wish, make_wish, withdraw_wish
from core.shifts.labour_law import Rule
from core.shifts.queries.roster import changes_after_publishing, rostered
from core.shifts.queries.roster_law import law_book
from core.shifts.queries.roster_requests import list_swaps, list_wishes, open_requests, swap_partners
from core.shifts.swaps import Swap, SwapStatus
from core.shifts.wishes import Wish, WishStatus
from tests.conftest import Cast
from tests.shifts.floor import act, ask, audited, local, template
from tests.shifts.roster_floor import WEEK, plan_week, publish, short, stored

NOW = "2026-09-29 10:00"
TODAY = date(2026, 9, 29)
SUNDAY = WEEK + timedelta(days=6)


def wish(database: Database, user: User, day: int, code: str = "", note: str = "") -> Wish:
    made = MakeWish(WEEK + timedelta(days=day), template(database, code).id if code else None, note)
    return act(database, make_wish, user, made, at=local(NOW))


def statuses(database: Database, user: User) -> list[tuple[int, str]]:
    return [((one.business_date - WEEK).days, str(one.status)) for one in ask(database, list_wishes, user, WEEK, SUNDAY)]


def test_publishing_grants_what_was_planned_and_declines_the_rest(database: Database, cast: Cast) -> None:
    wish(database, cast.lan, 0, note="Đám cưới em gái")
    wish(database, cast.lan, 1, "late")
    wish(database, cast.lan, 2)
    wish(database, cast.stranger, 0)
    assert statuses(database, cast.lan) == [(0, "open"), (1, "open"), (2, "open")]
    publish(database, cast.minh, {(cast.lan, 1): "late", (cast.lan, 2): "late", (cast.stranger, 0): "morning"})
    assert statuses(database, cast.lan) == [(0, "granted"), (1, "granted"), (2, "declined")]
    assert len(statuses(database, cast.minh)) == 4
    publish(database, cast.minh, {(cast.lan, 2): ""})
    assert statuses(database, cast.lan) == [(0, "granted"), (1, "granted"), (2, "granted")]


def test_an_agent_sees_only_their_own_wishes(database: Database, cast: Cast) -> None:
    wish(database, cast.lan, 0, note="riêng")
    assert ask(database, list_wishes, cast.stranger, WEEK, SUNDAY) == ()


def test_a_second_wish_for_a_date_replaces_the_first(database: Database, cast: Cast) -> None:
    first = wish(database, cast.lan, 0)
    second = wish(database, cast.lan, 0, "late", "đổi ý")
    assert (second.id, second.template and second.template.code, second.note) == (first.id, "late", "đổi ý")
    assert audited(database, f"wish:{first.id}") == [("wish.make", cast.lan.id)] * 2


def test_a_wish_is_withdrawn_by_its_maker_and_may_be_made_again(database: Database, cast: Cast) -> None:
    made = wish(database, cast.lan, 0)
    with pytest.raises(NotFound):
        act(database, withdraw_wish, cast.stranger, made.id, at=local(NOW))
    gone = act(database, withdraw_wish, cast.lan, made.id, at=local(NOW))
    assert gone.status is WishStatus.WITHDRAWN
    assert statuses(database, cast.lan) == []
    assert wish(database, cast.lan, 0).status is WishStatus.OPEN


def test_a_manager_answers_in_words(database: Database, cast: Cast) -> None:
    made = wish(database, cast.lan, 0)
    with pytest.raises(Refused):
        act(database, answer_wish, cast.stranger, AnswerWish(made.id, "không"), at=local(NOW))
    answered = act(database, answer_wish, cast.minh, AnswerWish(made.id, "Hôm đó sale 10.10"), at=local(NOW))
    assert (answered.status, answered.answer, answered.answered_by) == (WishStatus.DECLINED, "Hôm đó sale 10.10", "Trần Quốc Minh")


@pytest.mark.parametrize("day", [TODAY, TODAY + timedelta(days=61)])
def test_a_wish_is_for_tomorrow_to_sixty_days_ahead(database: Database, cast: Cast, day: date) -> None:
    with pytest.raises(InvalidInput, match="from tomorrow to 60 days"):
        act(database, make_wish, cast.lan, MakeWish(day), at=local(NOW))


def swap(database: Database, cast: Cast, day: int = 0, code: str = "morning", back: tuple[int, str] | None = None) -> Swap:
    """Lan asks Đức."""
    wanted = AskSwap(
        template(database, code).id, WEEK + timedelta(days=day), cast.stranger.id,
        template(database, back[1]).id if back else None, WEEK + timedelta(days=back[0]) if back else None, "Nhờ chị",
    )  # fmt: skip
    return act(database, ask_swap, cast.lan, wanted, at=local(NOW))


def agreed(database: Database, cast: Cast, made: Swap) -> Swap:
    return act(database, answer_swap, cast.stranger, AnswerSwap(made.id, True, "Được"), at=local(NOW))


def test_a_swap_goes_through_three_people(database: Database, cast: Cast) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning", (cast.stranger, 2): "late"})
    made = swap(database, cast, back=(2, "late"))
    assert (made.status, ask(database, open_requests, cast.stranger, TODAY), ask(database, open_requests, cast.minh, TODAY)) == (
        "asked",
        1,
        0,
    )
    with pytest.raises(Refused, match="answered already"):
        act(database, decide_swap, cast.minh, AnswerSwap(made.id, True), at=local(NOW))
    assert agreed(database, cast, made).status is SwapStatus.AGREED
    assert ask(database, open_requests, cast.minh, TODAY) == 1
    done = act(database, decide_swap, cast.minh, AnswerSwap(made.id, True), at=local(NOW))
    assert (done.status, done.closed_by) == (SwapStatus.ACCEPTED, "Trần Quốc Minh")
    assert short(ask(database, rostered, cast.minh, WEEK, SUNDAY)) == [(cast.stranger.id, 0, "morning"), (cast.lan.id, 2, "late")]
    assert short(stored(database, cast.minh).draft) == [(cast.stranger.id, 0, "morning"), (cast.lan.id, 2, "late")]
    assert [(one.publication, one.added) for one in ask(database, changes_after_publishing, cast.lan, WEEK, SUNDAY)] == [
        (2, False),
        (2, True),
    ]
    assert audited(database, f"swap:{made.id}") == [
        ("swap.ask", cast.lan.id), ("swap.agree", cast.stranger.id), ("swap.accept", cast.minh.id),
    ]  # fmt: skip


def test_a_swap_leaves_other_drafted_changes_unpublished(database: Database, cast: Cast) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning"})
    plan_week(database, cast.minh, {(cast.lan, 4): "late"})
    act(database, decide_swap, cast.minh, AnswerSwap(agreed(database, cast, swap(database, cast)).id, True), at=local(NOW))
    week = stored(database, cast.minh)
    assert (short(week.published), week.pending) == ([(cast.stranger.id, 0, "morning")], 1)


def test_only_the_colleague_asked_answers_and_only_once(database: Database, cast: Cast) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning"})
    made = swap(database, cast)
    with pytest.raises(NotFound):
        act(database, answer_swap, cast.lan, AnswerSwap(made.id, True), at=local(NOW))
    with pytest.raises(Refused, match="role"):
        act(database, decide_swap, cast.stranger, AnswerSwap(made.id, True), at=local(NOW))
    no = act(database, answer_swap, cast.stranger, AnswerSwap(made.id, False, "Bận rồi"), at=local(NOW))
    assert (no.status, no.answer) == (SwapStatus.REFUSED, "Bận rồi")
    with pytest.raises(Refused):
        agreed(database, cast, made)


def test_a_swap_is_withdrawn_or_declined(database: Database, cast: Cast) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning"})
    first = swap(database, cast)
    with pytest.raises(Refused, match="asked for this shift already"):
        swap(database, cast)
    assert act(database, withdraw_swap, cast.lan, first.id, at=local(NOW)).status is SwapStatus.WITHDRAWN
    second = agreed(database, cast, swap(database, cast))
    no = act(database, decide_swap, cast.minh, AnswerSwap(second.id, False, "Cần Lan hôm đó"), at=local(NOW))
    assert (no.status, no.answer) == (SwapStatus.DECLINED, "Cần Lan hôm đó")
    assert short(ask(database, rostered, cast.lan, WEEK, SUNDAY)) == [(cast.lan.id, 0, "morning")]


def test_a_swap_that_breaks_the_rest_wants_a_reason(database: Database, cast: Cast) -> None:
    previous = WEEK - timedelta(days=7)
    publish(database, cast.minh, {(cast.stranger, 6): "late"}, week=previous)
    publish(database, cast.minh, {(cast.lan, 0): "morning"})
    made = agreed(database, cast, swap(database, cast))
    with pytest.raises(InvalidInput, match="1 labour-law"):
        act(database, decide_swap, cast.minh, AnswerSwap(made.id, True), at=local(NOW))
    assert (
        act(database, decide_swap, cast.minh, AnswerSwap(made.id, True, reason="Đức đồng ý"), at=local(NOW)).status is SwapStatus.ACCEPTED
    )
    kept = ask(database, law_book, cast.minh, WEEK, today=TODAY).overrides
    assert [(one.warning.rule, one.warning.minutes, one.warning.agent_id, one.reason) for one in kept] == [
        (Rule.REST, 480, cast.stranger.id, "Đức đồng ý")
    ]


def test_nobody_works_two_shifts_at_once_by_a_swap(database: Database, cast: Cast) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning", (cast.stranger, 0): "late"})
    with pytest.raises(Refused, match="Phạm Văn Đức already works"):
        swap(database, cast)
    assert swap(database, cast, back=(0, "late")).status is SwapStatus.ASKED


def test_only_ones_own_published_shift_to_come_can_be_given(database: Database, cast: Cast) -> None:
    plan_week(database, cast.minh, {(cast.lan, 0): "morning"})
    with pytest.raises(Refused, match="not on your published roster"):
        swap(database, cast)
    publish(database, cast.minh)
    with pytest.raises(Refused, match="not on your colleague"):
        swap(database, cast, back=(3, "late"))
    wanted = AskSwap(template(database, "morning").id, WEEK, cast.stranger.id)
    with pytest.raises(Refused, match="has begun"):
        act(database, ask_swap, cast.lan, wanted, at=local(f"{WEEK} 08:00"))


def test_a_publication_that_takes_the_shift_voids_the_swap(database: Database, cast: Cast) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning", (cast.lan, 3): "late"})
    made, other = swap(database, cast), swap(database, cast, 3, "late")
    publish(database, cast.minh, {(cast.lan, 0): ""})
    found = {one.id: one.status for one in ask(database, list_swaps, cast.lan, TODAY)}
    assert found == {made.id: SwapStatus.VOID, other.id: SwapStatus.ASKED}


def test_colleagues_are_named_with_their_published_shifts_nearby(database: Database, cast: Cast) -> None:
    publish(database, cast.minh, {(cast.lan, 0): "morning", (cast.stranger, 2): "late"})
    plan_week(database, cast.minh, {(cast.stranger, 4): "late"})
    found = ask(database, swap_partners, cast.lan, WEEK, today=TODAY)
    assert [(one.agent, short(one.shifts)) for one in found] == [("Phạm Văn Đức", [(cast.stranger.id, 2, "late")])]
    publish(database, cast.minh, {(cast.minh, 5): "late"})
    assert ask(database, list_swaps, cast.minh, TODAY, mine=True) == ()


def test_a_leavers_words_go_and_the_roster_stays(database: Database, cast: Cast) -> None:
    made = wish(database, cast.lan, 2, note="Khám sức khoẻ")
    act(database, answer_wish, cast.minh, AnswerWish(made.id, "Được"), at=local(NOW))
    publish(database, cast.minh, {(cast.lan, 0): "morning"})
    swap(database, cast)
    with pytest.raises(Refused):
        act(database, erase_person, cast.minh, "lan", at=local(NOW))
    erased = act(database, erase_person, cast.hoa, "lan", at=local(NOW))
    assert (erased.name, erased.active) == (f"erased-{cast.lan.id}", False)
    assert [(one.note, one.answer) for one in ask(database, list_wishes, cast.minh, WEEK, SUNDAY)] == [("", "")]
    assert [(one.note, one.given.agent_id) for one in ask(database, list_swaps, cast.minh, TODAY)] == [("", cast.lan.id)]
    with database.read() as session:
        trail = " ".join(map(str, session.execute(text("SELECT before, after FROM audit"))))
    assert "Khám" not in trail
    assert "Nhờ chị" not in trail
