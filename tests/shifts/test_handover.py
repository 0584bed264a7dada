"""Handing over: written in a shift, accepted by the next one, closed with a result; late when nobody takes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from core.base.changes import Topic, read_versions
from core.base.database import Database
from core.base.errors import Conflict, InvalidInput, NotFound, Refused
from core.people.user import User
from core.shifts.actions.hand_in import Submit, submit_shift
from core.shifts.actions.handover import (
    CloseHandover,
    NewHandover,
    accept_handovers,
    add_handover,
    close_handover,
    pass_on_handover,
)
from core.shifts.handover import HandoverItem, Priority
from core.shifts.queries.handover import handovers_in_hand, handovers_of_shift, handovers_waiting, unaccepted_handovers
from core.shifts.shift import Shift
from tests.conftest import Cast
from tests.shifts.floor import DAY, act, ask, audited, begin, local

NEXT = date(2026, 10, 1)


def write(database: Database, user: User, shift: Shift, what: str, at: str = "16:30", **fields: object) -> HandoverItem:
    return act(database, add_handover, user, NewHandover(shift.id, what, **fields), at=local(at))  # type: ignore[arg-type]


def accept(database: Database, user: User, *ids: int, at: str) -> tuple[HandoverItem, ...]:
    return act(database, accept_handovers, user, ids, at=local(at))


def waiting(database: Database, user: User, at: str) -> list[str]:
    return [item.what for item in ask(database, handovers_waiting, user, local(at))]


def late(database: Database, user: User, at: str) -> list[str]:
    return [item.what for item in ask(database, unaccepted_handovers, user, local(at))]


@pytest.fixture
def morning(database: Database, cast: Cast) -> Shift:
    """Lan's shift 08:00–17:00."""
    return begin(database, cast.lan, "07:58", "morning")


def test_an_item_says_everything_the_next_shift_needs(database: Database, cast: Cast, morning: Shift) -> None:
    item = write(
        database, cast.lan, morning, "  Gọi lại   đổi size ", shop_id=cast.shop_a.id, order_no=" 2411 ABC ", customer="banhmi.87",
        until="20:30", priority="high",
    )  # fmt: skip
    assert (item.shop, item.order_no, item.customer, item.what) == ("Shop A", "2411ABC", "banhmi.87", "Gọi lại đổi size")
    assert (item.until, item.priority) == (local("20:30"), Priority.HIGH)
    assert (item.template, item.hours, item.business_date, item.created_by) == ("Ca sáng", "08:00–17:00", DAY, "Nguyễn Thị Lan")
    assert (item.waiting, item.version) == (True, 1)
    assert ask(database, handovers_of_shift, cast.minh, morning.id) == (item,)
    assert audited(database, f"handover:{item.id}") == [("handover.add", cast.lan.id)]
    with database.read() as session:
        assert read_versions(session)[Topic.SHIFTS] == 2


def test_every_problem_is_named_at_once(database: Database, cast: Cast, morning: Shift) -> None:
    with pytest.raises(InvalidInput) as caught:
        write(database, cast.lan, morning, " ", until="lát nữa", customer="x" * 81, order_no="1" * 61, priority="huge")
    assert [problem.field for problem in caught.value.problems] == ["until", "what", "order_no", "customer", "priority"]
    with pytest.raises(NotFound):
        write(database, cast.lan, morning, "Đổi size", shop_id=999)


@pytest.mark.parametrize("fields", [{"what": "Gọi 0912 345 678 nhé"}, {"what": "Gọi lại", "customer": "0912345678"}])
def test_phone_numbers_are_noticed_and_not_kept(database: Database, cast: Cast, morning: Shift, fields: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="looks like a phone number"):
        act(database, add_handover, cast.lan, NewHandover(morning.id, **fields), at=local("16:00"))


def test_it_is_written_by_who_works_the_shift_while_it_is_open(database: Database, cast: Cast, morning: Shift) -> None:
    assert write(database, cast.minh, morning, "Của quản lý").created_by == "Trần Quốc Minh"
    with pytest.raises(NotFound):
        write(database, cast.stranger, morning, "Không được")
    act(database, submit_shift, cast.lan, Submit(morning.id, morning.version), at=local("17:00"))
    with pytest.raises(Refused, match="handed in"):
        write(database, cast.lan, morning, "Muộn rồi", at="17:05")


def test_the_next_shift_sees_what_waits_urgent_first(database: Database, cast: Cast, morning: Shift) -> None:
    write(database, cast.lan, morning, "sau cùng")
    write(database, cast.lan, morning, "thứ ba", until="23:00")
    write(database, cast.lan, morning, "thứ hai", until="22:00")
    write(database, cast.lan, morning, "gấp", priority="high")
    assert waiting(database, cast.lan, "16:40") == []  # one's own shift's items wait for others
    assert waiting(database, cast.stranger, "16:40") == ["gấp", "thứ hai", "thứ ba", "sau cùng"]


def test_accepting_one_and_all(database: Database, cast: Cast, morning: Shift) -> None:
    one, two, three = (write(database, cast.lan, morning, what) for what in ("một", "hai", "ba"))
    evening = begin(database, cast.stranger, "15:55")
    [taken] = accept(database, cast.stranger, one.id, at="16:31")
    assert (taken.accepted_by, taken.accepted_at, taken.accepted_shift_id) == ("Phạm Văn Đức", local("16:31"), evening.id)
    assert waiting(database, cast.stranger, "16:32") == ["hai", "ba"]
    rest = accept(database, cast.stranger, one.id, two.id, three.id, at="16:33")
    assert [item.accepted_at for item in rest] == [local("16:31"), local("16:33"), local("16:33")]
    assert waiting(database, cast.stranger, "16:34") == []
    assert [item.what for item in ask(database, handovers_in_hand, cast.stranger)] == ["một", "hai", "ba"]
    assert audited(database, f"handover:{one.id}") == [("handover.add", cast.lan.id), ("handover.accept", cast.stranger.id)]


def test_accepting_needs_a_shift_and_not_the_one_that_wrote_it(database: Database, cast: Cast, morning: Shift) -> None:
    item = write(database, cast.lan, morning, "một")
    with pytest.raises(Refused, match="Check in first"):
        accept(database, cast.stranger, item.id, at="16:31")
    with pytest.raises(Refused, match="wait for the next shift"):
        accept(database, cast.lan, item.id, at="16:31")
    act(database, submit_shift, cast.lan, Submit(morning.id, morning.version), at=local("17:00"))
    begin(database, cast.lan, "18:50", "evening")  # a split day: the same person is the next shift
    assert accept(database, cast.lan, item.id, at="19:00")[0].accepted_by == "Nguyễn Thị Lan"


def test_a_manager_accepts_without_a_shift(database: Database, cast: Cast, morning: Shift) -> None:
    item = write(database, cast.lan, morning, "một")
    assert accept(database, cast.minh, item.id, at="17:01")[0].accepted_shift_id is None


def test_an_item_is_taken_once_and_the_second_is_told_by_whom(database: Database, cast: Cast, morning: Shift) -> None:
    item = write(database, cast.lan, morning, "một")
    begin(database, cast.stranger, "15:55")

    def go(user: User) -> str:
        try:
            return accept(database, user, item.id, at="16:31")[0].accepted_by
        except Conflict as error:
            return f"told: {error.values['name']}"

    with ThreadPoolExecutor(4) as pool:
        said = set(pool.map(go, (cast.stranger, cast.minh, cast.hoa)))
    winner = ask(database, handovers_of_shift, cast.minh, morning.id)[0].accepted_by
    assert said == {winner, f"told: {winner}"}
    assert [action for action, _ in audited(database, f"handover:{item.id}")] == ["handover.add", "handover.accept"]


def test_closing_says_how_it_ended(database: Database, cast: Cast, morning: Shift) -> None:
    item = write(database, cast.lan, morning, "một")
    begin(database, cast.stranger, "15:55")
    with pytest.raises(Refused, match="Accept it first"):
        act(database, close_handover, cast.stranger, CloseHandover(item.id, "Xong"), at=local("16:40"))
    accept(database, cast.stranger, item.id, at="16:31")
    for result in ("", "x" * 501, "Khách hẹn gọi 0987.654.321"):
        with pytest.raises(InvalidInput) as caught:
            act(database, close_handover, cast.stranger, CloseHandover(item.id, result), at=local("16:40"))
        assert caught.value.field == "result"
    done = act(database, close_handover, cast.stranger, CloseHandover(item.id, " Khách đã đổi "), at=local("16:45"))
    assert (done.result, done.closed_by, done.closed_at, done.is_open) == ("Khách đã đổi", "Phạm Văn Đức", local("16:45"), False)
    assert act(database, close_handover, cast.stranger, CloseHandover(item.id, "Khách đã đổi"), at=local("16:46")) == done
    with pytest.raises(Conflict, match="Phạm Văn Đức has closed this already"):
        act(database, close_handover, cast.minh, CloseHandover(item.id, "Khác"), at=local("16:47"))
    assert ask(database, handovers_in_hand, cast.stranger) == ()


def test_the_writer_takes_back_a_slip(database: Database, cast: Cast, morning: Shift) -> None:
    item = write(database, cast.lan, morning, "nhầm")
    act(database, close_handover, cast.lan, CloseHandover(item.id, "Ghi nhầm"), at=local("16:32"))
    assert waiting(database, cast.stranger, "16:40") == []


def test_what_cannot_be_finished_is_passed_on(database: Database, cast: Cast, morning: Shift) -> None:
    item = write(database, cast.lan, morning, "một", shop_id=cast.shop_b.id, until="1/10 12:00", priority="high")
    evening = begin(database, cast.stranger, "15:55")
    accept(database, cast.stranger, item.id, at="16:31")
    again = act(database, pass_on_handover, cast.stranger, item.id, evening.id, at=local("23:50"))
    assert (again.shift_id, again.what, again.shop, again.until) == (evening.id, "một", "Shop B", local("2026-10-01 12:00"))
    assert (again.priority, again.passed_from, again.created_by) == (Priority.HIGH, item.id, "Phạm Văn Đức")
    [old] = ask(database, handovers_of_shift, cast.lan, morning.id)
    assert (old.is_open, old.passed_on, old.closed_at) == (False, True, local("23:50"))
    assert waiting(database, cast.lan, "23:55") == ["một"]
    with pytest.raises(Conflict):
        act(database, pass_on_handover, cast.stranger, item.id, evening.id, at=local("23:51"))
    with pytest.raises(Refused, match="very shift"):
        act(database, pass_on_handover, cast.stranger, again.id, evening.id, at=local("23:52"))


def test_late_is_a_quarter_of_an_hour_into_the_next_shift(database: Database, cast: Cast, morning: Shift) -> None:
    write(database, cast.lan, morning, "sớm", at="12:00")
    assert late(database, cast.minh, "16:30") == []  # nobody has begun the next shift
    begin(database, cast.stranger, "15:50")  # ten minutes early: the shift begins at 16:00
    assert late(database, cast.minh, "16:14") == []
    assert late(database, cast.minh, "16:15") == late(database, cast.lan, "16:15") == ["sớm"]
    write(database, cast.lan, morning, "muộn", at="16:50")  # in the overlap: its own quarter of an hour
    assert late(database, cast.minh, "17:04") == ["sớm"]
    assert late(database, cast.minh, "17:05") == ["sớm", "muộn"]
    [first, *_] = ask(database, unaccepted_handovers, cast.minh, local("17:05"))
    accept(database, cast.stranger, first.id, at="17:06")
    assert late(database, cast.minh, "17:07") == ["muộn"]


def test_a_colleague_of_the_same_hours_is_not_the_next_shift(database: Database, cast: Cast, morning: Shift) -> None:
    begin(database, cast.stranger, "08:05", "morning")
    write(database, cast.lan, morning, "một", at="12:00")
    assert late(database, cast.minh, "15:59") == []


def test_an_item_past_its_own_time_is_late_before_anybody_came(database: Database, cast: Cast, morning: Shift) -> None:
    write(database, cast.lan, morning, "một", at="12:00", until="14:00")
    assert (late(database, cast.minh, "13:59"), late(database, cast.minh, "14:00")) == ([], ["một"])


def test_the_next_shift_of_the_last_evening_of_a_year_is_the_next_morning(database: Database, cast: Cast) -> None:
    last, first = date(2026, 12, 31), date(2027, 1, 1)
    evening = begin(database, cast.lan, "2026-12-31 15:55", day=last)
    item = write(database, cast.lan, evening, "một", at="2027-01-01 00:10", until="09:00")
    assert item.until == local("2027-01-01 09:00")
    assert late(database, cast.minh, "2027-01-01 08:20") == []
    begin(database, cast.stranger, "2027-01-01 08:10", "morning", first)  # ten minutes late
    assert late(database, cast.minh, "2027-01-01 08:24") == []
    assert late(database, cast.minh, "2027-01-01 08:25") == ["một"]


def test_what_others_have_in_hand_is_a_managers_to_see(database: Database, cast: Cast, morning: Shift) -> None:
    item = write(database, cast.lan, morning, "một")
    begin(database, cast.stranger, "15:55")
    accept(database, cast.stranger, item.id, at="16:31")
    assert [found.id for found in ask(database, handovers_in_hand, cast.minh, cast.stranger.id)] == [item.id]
    with pytest.raises(NotFound):
        ask(database, handovers_in_hand, cast.lan, cast.stranger.id)
    with pytest.raises(NotFound):
        ask(database, handovers_of_shift, cast.stranger, morning.id)
    with pytest.raises(NotFound):
        accept(database, cast.stranger, 999, at="16:40")
