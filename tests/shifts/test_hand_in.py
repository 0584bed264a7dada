"""Handing in, sending back, approving: once, by the right person, with the right hours."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from core.base.database import Database
from core.base.errors import CaTrucError, Conflict, InvalidInput, NotFound, Refused
from core.people.user import User
from core.shifts.actions.hand_in import Return, Submit, approve_shift, return_shift, submit_shift
from core.shifts.actions.save import ShopTotals, undo_last_save
from core.shifts.result import Totals
from core.shifts.shift import Shift, ShiftStatus
from tests.conftest import Cast
from tests.shifts.floor import act, audited, begin, count, fresh, local, save

SOME = Totals(chats=60, orders=20)


def hand_in(database: Database, user: User, shift: Shift, at: str, note: str = "", shops: tuple[ShopTotals, ...] = ()) -> Shift:
    return act(database, submit_shift, user, Submit(shift.id, shift.version, note, shops), at=local(at))


def test_handing_in_checks_out(database: Database, cast: Cast) -> None:
    shift = save(database, cast.lan, begin(database, cast.lan), {cast.shop_a.id: SOME}, "23:50").shift
    done = hand_in(database, cast.lan, shift, "23:58", "  Khách hỏi nhiều  ")
    assert (done.status, done.check_out, done.submitted_at) == (ShiftStatus.SUBMITTED, local("23:58"), local("23:58"))
    assert (done.note, done.writable, done.version) == ("Khách hỏi nhiều", False, 3)
    assert audited(database, f"shift:{shift.id}")[-1] == ("shift.submit", cast.lan.id)


def test_a_check_out_after_midnight_is_right(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan, "2026-12-31 15:55", day=date(2026, 12, 31))
    done = hand_in(database, cast.lan, shift, "2027-01-01 00:12")
    assert (done.business_date, done.check_out) == (date(2026, 12, 31), local("2027-01-01 00:12"))


def test_a_forgotten_shift_handed_in_the_next_morning_ended_when_planned(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    shift = save(database, cast.lan, shift, {cast.shop_a.id: SOME}, "2026-10-01 08:00").shift
    done = hand_in(database, cast.lan, shift, "2026-10-01 08:05")
    assert (done.check_out, done.submitted_at) == (local("2026-10-01 00:00"), local("2026-10-01 08:05"))


def test_a_shift_logged_afterwards_keeps_its_planned_hours(database: Database, cast: Cast) -> None:
    done = hand_in(database, cast.lan, begin(database, cast.lan, "2026-10-01 01:00"), "2026-10-01 01:10")
    assert (done.check_in, done.check_out) == (local("16:00"), local("2026-10-01 00:00"))


def test_handing_in_twice_is_once(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    first = hand_in(database, cast.lan, shift, "23:58")
    assert hand_in(database, cast.lan, shift, "23:59") == first
    assert [action for action, _ in audited(database, f"shift:{shift.id}")] == ["shift.check_in", "shift.submit"]


def test_handing_in_at_the_same_moment_is_once(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda _: hand_in(database, cast.lan, shift, "23:58"), range(6)))
    assert {found.version for found in done} == {2}
    assert [action for action, _ in audited(database, f"shift:{shift.id}")] == ["shift.check_in", "shift.submit"]


def test_numbers_typed_but_not_saved_go_in_too(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    done = hand_in(database, cast.lan, shift, "23:58", shops=(ShopTotals(cast.shop_a.id, SOME, 0),))
    assert (done.status, done.result_of(cast.shop_a.id).totals) == (ShiftStatus.SUBMITTED, SOME)


def test_wrong_numbers_keep_the_shift_open(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    with pytest.raises(InvalidInput):
        hand_in(database, cast.lan, shift, "23:58", shops=(ShopTotals(cast.shop_a.id, Totals(orders=1, paid_orders=2), 0),))
    assert fresh(database, cast.lan, shift) == shift


def test_numbers_that_came_in_between_are_seen_first(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    save(database, cast.minh, shift, {cast.shop_a.id: SOME}, "23:00")
    with pytest.raises(Conflict):
        hand_in(database, cast.lan, shift, "23:58")
    assert fresh(database, cast.lan, shift).status is ShiftStatus.OPEN


def test_after_handing_in_nothing_can_be_written(database: Database, cast: Cast) -> None:
    shift = save(database, cast.lan, begin(database, cast.lan), {cast.shop_a.id: SOME}, "23:00").shift
    done = hand_in(database, cast.lan, shift, "23:58")
    for user in (cast.lan, cast.minh, cast.hoa):
        with pytest.raises(Refused, match="handed in"):
            save(database, user, done, {cast.shop_a.id: Totals(chats=99)}, "23:59")
        with pytest.raises(Refused, match="handed in"):
            act(database, undo_last_save, user, shift.id, done.version, at=local("23:59"))
    assert fresh(database, cast.lan, shift) == done


def test_a_manager_sends_it_back_with_a_reason_and_it_comes_again(database: Database, cast: Cast) -> None:
    shift = save(database, cast.lan, begin(database, cast.lan), {cast.shop_a.id: SOME}, "23:00").shift
    done = hand_in(database, cast.lan, shift, "23:58")
    back = act(database, return_shift, cast.minh, Return(shift.id, " Thiếu doanh thu "), at=local("2026-10-01 09:00"))
    assert (back.status, back.return_reason, back.check_out) == (ShiftStatus.RETURNED, "Thiếu doanh thu", local("23:58"))
    again = act(database, return_shift, cast.minh, Return(shift.id, "lần nữa"), at=local("2026-10-01 09:01"))
    assert again == back
    saved = save(database, cast.lan, back, {cast.shop_a.id: Totals(chats=60, orders=20, revenue_vnd=6_000_000)}, "2026-10-01 09:05").shift
    sent = hand_in(database, cast.lan, saved, "2026-10-01 09:06")
    assert (sent.status, sent.check_out, sent.submitted_at) == (ShiftStatus.SUBMITTED, done.check_out, local("2026-10-01 09:06"))
    assert [action for action, _ in audited(database, f"shift:{shift.id}")] == [
        "shift.check_in", "shift.save", "shift.submit", "shift.return", "shift.save", "shift.submit",
    ]  # fmt: skip


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_sending_back_needs_a_reason(database: Database, cast: Cast, reason: str) -> None:
    shift = hand_in(database, cast.lan, begin(database, cast.lan), "23:58")
    with pytest.raises(InvalidInput) as caught:
        act(database, return_shift, cast.minh, Return(shift.id, reason), at=local("23:59"))
    assert caught.value.field == "reason"


def test_nobody_decides_about_their_own_shift(database: Database, cast: Cast) -> None:
    shift = hand_in(database, cast.minh, begin(database, cast.minh), "23:58")
    with pytest.raises(Refused, match="own shift"):
        act(database, return_shift, cast.minh, Return(shift.id, "vì"), at=local("23:59"))
    with pytest.raises(Refused, match="own shift"):
        act(database, approve_shift, cast.minh, shift.id, shift.version, at=local("23:59"))
    assert act(database, approve_shift, cast.hoa, shift.id, shift.version, at=local("23:59")).status is ShiftStatus.APPROVED


def test_agents_decide_about_no_shift(database: Database, cast: Cast) -> None:
    shift = hand_in(database, cast.lan, begin(database, cast.lan), "23:58")
    for user in (cast.lan, cast.stranger):
        with pytest.raises(Refused):
            act(database, return_shift, user, Return(shift.id, "vì"), at=local("23:59"))
        with pytest.raises(Refused):
            act(database, approve_shift, user, shift.id, shift.version, at=local("23:59"))
    with pytest.raises(NotFound):
        hand_in(database, cast.stranger, shift, "23:59")


def test_approving(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    with pytest.raises(Refused, match="not been handed in"):
        act(database, approve_shift, cast.minh, shift.id, shift.version, at=local("23:59"))
    done = hand_in(database, cast.lan, shift, "23:58")
    with pytest.raises(Conflict):
        act(database, approve_shift, cast.minh, shift.id, shift.version, at=local("23:59"))
    approved = act(database, approve_shift, cast.minh, shift.id, done.version, at=local("23:59"))
    assert approved.status is ShiftStatus.APPROVED
    assert act(database, approve_shift, cast.minh, shift.id, done.version, at=local("23:59")) == approved
    back = act(database, return_shift, cast.minh, Return(shift.id, "Kiểm lại đơn"), at=local("23:59"))
    assert back.status is ShiftStatus.RETURNED


# --- at the same moment ---------------------------------------------------------------------------


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run acts at the same moment, each in its own thread; return what each said: the name of its error, or `done`."""
    gate = Barrier(len(acts))

    def run(one: Callable[[], object]) -> str:
        gate.wait()
        try:
            one()
        except CaTrucError as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_an_agent_hands_in_while_a_manager_saves(database: Database, cast: Cast) -> None:
    """Whoever is later is told: the agent to look again, or the manager that the shift is closed."""
    shift = begin(database, cast.lan)
    handed, saved = at_once(
        lambda: hand_in(database, cast.lan, shift, "23:58"),
        lambda: save(database, cast.minh, shift, {cast.shop_a.id: SOME}, "23:58"),
    )
    now = fresh(database, cast.lan, shift)
    assert (handed, saved) in {("done", "Refused"), ("Conflict", "done")}
    if handed == "done":
        assert (now.status, now.results) == (ShiftStatus.SUBMITTED, ())
    else:
        assert (now.status, now.result_of(cast.shop_a.id).totals) == (ShiftStatus.OPEN, SOME)


def test_two_devices_hand_in_with_different_numbers(database: Database, cast: Cast) -> None:
    """One goes in whole; the other is told, shown what was handed in, and changes nothing."""
    shift = begin(database, cast.lan)
    typed = [(ShopTotals(cast.shop_a.id, Totals(chats=chats), 0),) for chats in (60, 61)]
    said = at_once(*(lambda shops=shops: hand_in(database, cast.lan, shift, "23:58", shops=shops) for shops in typed))
    assert sorted(said) == ["Conflict", "done"]
    done = fresh(database, cast.lan, shift)
    assert done.result_of(cast.shop_a.id).totals.chats in (60, 61)
    assert count(database, "result_save") == 1
    assert [action for action, _ in audited(database, f"shift:{shift.id}")] == ["shift.check_in", "shift.save", "shift.submit"]


def test_a_save_and_an_undo_of_one_version(database: Database, cast: Cast) -> None:
    shift = save(database, cast.lan, begin(database, cast.lan), {cast.shop_a.id: Totals(chats=10)}, "17:00").shift
    saved, undone = at_once(
        lambda: save(database, cast.lan, shift, {cast.shop_a.id: Totals(chats=20)}, "17:30"),
        lambda: act(database, undo_last_save, cast.minh, shift.id, shift.version, at=local("17:30")),
    )
    chats = fresh(database, cast.lan, shift).result_of(cast.shop_a.id).totals.chats
    assert (saved, undone, chats) in {("done", "Conflict", 20), ("Conflict", "done", None)}


def test_the_later_writer_is_shown_what_stands_now(database: Database, cast: Cast) -> None:
    """Two devices of one agent type over the same numbers: the second keeps its own and gets the first one's to compare."""
    shift = begin(database, cast.lan)
    phone = save(database, cast.lan, shift, {cast.shop_a.id: Totals(chats=20, orders=5)}, "17:00").shift
    with pytest.raises(Conflict) as caught:
        save(database, cast.lan, shift, {cast.shop_a.id: Totals(chats=22)}, "17:01")
    assert caught.value.current == phone
    assert caught.value.current.result_of(cast.shop_a.id).totals == Totals(chats=20, orders=5)
    again = save(database, cast.lan, caught.value.current, {cast.shop_a.id: Totals(chats=22, orders=5)}, "17:02").shift
    assert again.result_of(cast.shop_a.id).totals == Totals(chats=22, orders=5)


def test_many_managers_decide_about_one_shift(database: Database, cast: Cast) -> None:
    shift = hand_in(database, cast.lan, begin(database, cast.lan), "23:58")
    said = at_once(
        *(
            lambda who=who: act(database, approve_shift, who, shift.id, shift.version, at=local("23:59"))
            for who in (cast.minh, cast.hoa) * 2
        )
    )
    assert said == ["done"] * 4  # approved once; the others see it approved
    assert [action for action, _ in audited(database, f"shift:{shift.id}")] == ["shift.check_in", "shift.submit", "shift.approve"]
