"""Saving running totals: all or nothing, once, never over somebody else's numbers unseen; taking a save back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text

from core.base.changes import Topic, read_versions
from core.base.database import Database
from core.base.errors import Conflict, InvalidInput, NotFound, Refused
from core.base.words import explain
from core.shifts.actions.bulk import BulkResult, BulkShift, insert_history
from core.shifts.actions.save import undo_last_save
from core.shifts.queries.saves import save_history, shift_oddities
from core.shifts.queries.shifts import list_shifts, usual_shops
from core.shifts.result import NOTHING, Totals
from core.shifts.shift import ShiftStatus
from tests.conftest import Cast
from tests.shifts.floor import DAY, act, ask, audited, begin, count, fresh, local, save, template

FIRST = Totals(20, 18, 16, 1, 45, 7, 5, 2_100_000)
LATER = Totals(60, 50, 48, 2, 40, 20, 15, 6_000_000)


def test_all_shops_go_in_with_one_click(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    saved = save(database, cast.lan, shift, {cast.shop_a.id: LATER, cast.shop_b.id: Totals(chats=3)}, "18:00")
    assert saved.changed == (cast.shop_a.id, cast.shop_b.id)
    assert saved.shift == fresh(database, cast.lan, shift)
    assert [(r.shop_id, r.totals, r.version, r.updated_at) for r in saved.shift.results] == [
        (cast.shop_a.id, LATER, 1, local("18:00")),
        (cast.shop_b.id, Totals(chats=3), 1, local("18:00")),
    ]
    assert (saved.shift.version, saved.shift.last_update) == (2, local("18:00"))
    assert audited(database, f"shift:{shift.id}")[-1] == ("shift.save", cast.lan.id)
    with database.read() as session:
        assert read_versions(session)[Topic.SHIFTS] == 2


def test_each_save_replaces_the_totals_and_is_kept(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    one = save(database, cast.lan, shift, {cast.shop_a.id: FIRST}, "17:00").shift
    two = save(database, cast.minh, one, {cast.shop_a.id: LATER, cast.shop_b.id: NOTHING}, "18:00")
    assert two.changed == (cast.shop_a.id,)
    assert [(s.shop_id, s.at, s.by, s.totals) for s in ask(database, save_history, cast.lan, shift.id)] == [
        (cast.shop_a.id, local("18:00"), "Trần Quốc Minh", LATER),
        (cast.shop_a.id, local("17:00"), "Nguyễn Thị Lan", FIRST),
    ]


def test_the_same_numbers_again_change_nothing(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    first = save(database, cast.lan, shift, {cast.shop_a.id: LATER}, "18:00")
    again = save(database, cast.lan, shift, {cast.shop_a.id: LATER}, "18:01")  # the old version, sent twice
    assert (again.changed, again.shift) == ((), first.shift)
    assert count(database, "result_save") == 1


def test_a_later_editor_is_told_and_nothing_is_half_written(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    mine = save(database, cast.lan, shift, {cast.shop_a.id: FIRST}, "17:00").shift
    with pytest.raises(Conflict) as caught:
        save(database, cast.minh, shift, {cast.shop_b.id: Totals(chats=1), cast.shop_a.id: LATER}, "17:01")
    assert caught.value.current == mine
    assert explain(caught.value, "vi") == ("Vừa có người lưu số khác cho Shop A. Số bạn nhập vẫn còn đây: so sánh rồi lưu lại.")
    assert fresh(database, cast.lan, shift) == mine
    save(database, cast.minh, mine, {cast.shop_a.id: LATER}, "17:02")  # having seen it, they may
    assert fresh(database, cast.lan, shift).result_of(cast.shop_a.id).totals == LATER


def test_two_people_in_two_shops_do_not_disturb_each_other(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    save(database, cast.lan, shift, {cast.shop_a.id: FIRST}, "17:00")
    save(database, cast.minh, shift, {cast.shop_b.id: Totals(chats=9)}, "17:01")
    found = fresh(database, cast.lan, shift)
    assert (found.result_of(cast.shop_a.id).totals, found.result_of(cast.shop_b.id).totals) == (FIRST, Totals(chats=9))


def test_of_many_saves_at_the_same_moment_one_wins_and_the_others_are_told(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)

    def go(chats: int) -> str:
        try:
            save(database, cast.lan, shift, {cast.shop_a.id: Totals(chats=chats)}, "18:00", version=0)
        except Conflict:
            return "told"
        return f"saved {chats}"

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(go, range(1, 9)))
    winner = fresh(database, cast.lan, shift).result_of(cast.shop_a.id).totals.chats
    assert found == [f"saved {winner}", *["told"] * 7]
    assert (count(database, "result"), count(database, "result_save")) == (1, 1)


def test_a_double_click_at_the_same_moment_is_one_save(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: save(database, cast.lan, shift, {cast.shop_a.id: LATER}, "18:00").changed, range(4)))
    assert sorted(done) == [(), (), (), (cast.shop_a.id,)]
    assert (count(database, "result_save"), fresh(database, cast.lan, shift).version) == (1, 2)


def test_every_problem_is_named_and_nothing_is_saved(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    wrong = {cast.shop_a.id: replace(LATER, paid_orders=21), cast.shop_b.id: Totals(chats=10, presale_chats=11), 0: NOTHING}
    with pytest.raises(NotFound):
        save(database, cast.lan, shift, wrong, "18:00")
    del wrong[0]
    with pytest.raises(InvalidInput) as caught:
        save(database, cast.lan, shift, wrong, "18:00")
    assert [explain(problem, "vi") for problem in caught.value.problems] == [
        "Shop A · Đơn đã thanh toán: 21 nhiều hơn 20 đơn chốt. Sửa một trong hai số.",
        "Shop B · Chat trước mua: 11 nhiều hơn 10 lượt chat. Sửa một trong hai số.",
    ]
    assert (count(database, "result"), fresh(database, cast.lan, shift)) == (0, shift)


def test_orders_over_presale_are_saved_and_flagged(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    saved = save(database, cast.lan, shift, {cast.shop_a.id: Totals(60, 50, orders=51)}, "18:00")
    assert [oddity.kind for oddity in saved.oddities] == ["orders_over_presale"]
    assert [oddity.kind for oddity in ask(database, shift_oddities, cast.minh, shift.id)] == ["orders_over_presale"]


def test_totals_that_ever_went_down_stay_flagged(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    for at, chats in (("17:00", 60), ("18:00", 50), ("19:00", 70)):
        shift = save(database, cast.lan, shift, {cast.shop_a.id: Totals(chats=chats)}, at).shift
    assert [oddity.kind for oddity in ask(database, shift_oddities, cast.minh, shift.id)] == ["went_down"]


def test_an_agent_saves_only_their_own_shift(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    with pytest.raises(NotFound):
        save(database, cast.stranger, shift, {cast.shop_a.id: FIRST}, "18:00")
    with pytest.raises(NotFound):
        act(database, undo_last_save, cast.stranger, shift.id, 1, at=local("18:00"))
    with pytest.raises(NotFound):
        ask(database, save_history, cast.stranger, shift.id)
    save(database, cast.minh, shift, {cast.shop_a.id: FIRST}, "18:00")


def test_taking_the_last_save_back_restores_what_stood_before(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    shift = save(database, cast.lan, shift, {cast.shop_a.id: FIRST, cast.shop_b.id: Totals(chats=3)}, "17:00").shift
    shift = save(database, cast.lan, shift, {cast.shop_a.id: LATER}, "18:00").shift
    undone = act(database, undo_last_save, cast.lan, shift.id, shift.version, at=local("18:05"))
    assert undone.changed == (cast.shop_a.id,)
    found = fresh(database, cast.lan, shift)
    assert (found.result_of(cast.shop_a.id).totals, found.result_of(cast.shop_b.id).totals) == (FIRST, Totals(chats=3))
    assert [(s.totals, s.reason) for s in ask(database, save_history, cast.lan, shift.id)][:2] == [(FIRST, "undo"), (LATER, "")]


def test_the_first_save_of_several_shops_goes_back_together(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    shift = save(database, cast.lan, shift, {cast.shop_a.id: FIRST, cast.shop_b.id: Totals(chats=3)}, "17:00").shift
    shift = act(database, undo_last_save, cast.lan, shift.id, shift.version, at=local("17:01")).shift
    assert [result.totals for result in shift.results] == [NOTHING, NOTHING]
    again = act(database, undo_last_save, cast.lan, shift.id, shift.version, at=local("17:02")).shift
    assert [result.totals for result in again.results] == [FIRST, Totals(chats=3)]


def test_a_save_seen_too_late_cannot_be_taken_back(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    seen = save(database, cast.lan, shift, {cast.shop_a.id: FIRST}, "17:00").shift
    save(database, cast.minh, seen, {cast.shop_a.id: LATER}, "17:01")
    with pytest.raises(Conflict):
        act(database, undo_last_save, cast.lan, shift.id, seen.version, at=local("17:02"))
    assert fresh(database, cast.lan, shift).result_of(cast.shop_a.id).totals == LATER


def test_nothing_saved_nothing_to_take_back(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    with pytest.raises(Refused):
        act(database, undo_last_save, cast.lan, shift.id, 1, at=local("17:02"))


def test_totals_that_came_without_a_history_are_kept_before_the_first_change(database: Database, cast: Cast) -> None:
    brought = BulkShift(
        cast.lan.id, template(database).id, DAY, ShiftStatus.OPEN, local("16:00"), None, (BulkResult(cast.shop_a.id, FIRST),)
    )
    with database.write() as session:
        insert_history(session, cast.minh, [brought], now=local("16:30"))
    shift = ask(database, list_shifts, cast.lan, DAY, DAY)[0]
    shift = save(database, cast.lan, shift, {cast.shop_a.id: LATER}, "18:00").shift
    assert [(s.at, s.totals, s.reason) for s in ask(database, save_history, cast.lan, shift.id)] == [
        (local("18:00"), LATER, ""),
        (local("16:30"), FIRST, "earlier"),
    ]
    assert act(database, undo_last_save, cast.lan, shift.id, shift.version, at=local("18:01")).shift.results[0].totals == FIRST


def test_the_shops_one_usually_answers_for(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    save(database, cast.lan, shift, {cast.shop_b.id: FIRST}, "18:00")
    assert ask(database, usual_shops, cast.lan) == (cast.shop_b.id,)
    assert ask(database, usual_shops, cast.stranger, cast.lan.id) == ()


def test_the_database_itself_refuses_what_cannot_be(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    save(database, cast.lan, shift, {cast.shop_a.id: LATER}, "18:00")
    for wrong in ("paid_orders = 21", "presale_chats = 61", "chats = -1", "answered_30s = 59"):
        with pytest.raises(Exception, match=r"(?i)check constraint"), database.write() as session:
            session.execute(text(f"UPDATE result SET {wrong}"))
    with pytest.raises(Exception, match="only grows"), database.write() as session:
        session.execute(text("DELETE FROM result_save"))
