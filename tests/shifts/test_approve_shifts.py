"""Approving: the queue, many at once, never one's own; a shift beside its past; every change told with old, new, who, when, why."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from core.base.database import Database
from core.base.errors import Conflict, NotFound, Refused
from core.people.user import User
from core.shifts.actions.drafts import KeepDraft, keep_draft
from core.shifts.actions.hand_in import Approved, Return, Seen, Submit, approve_shift, approve_shifts, return_shift, submit_shift
from core.shifts.actions.save import ShopTotals, undo_last_save
from core.shifts.comparison import Compared, Median
from core.shifts.draft import TypedShop
from core.shifts.queries.approvals import QueueFilter, approval_queue, shift_comparison, shift_timeline
from core.shifts.result import NOTHING, Totals
from core.shifts.shift import Shift, ShiftStatus
from core.shifts.timeline import Event, Step
from tests.conftest import Cast
from tests.shifts.floor import DAY, act, ask, audited, begin, count, fresh, local, save, template

LOCK_AUGUST = (
    "INSERT INTO bonus_snapshot (id, month, as_of, policy_version, policy, inputs, input_hash, totals) "
    "SELECT 1, '2026-08-01', created_at, 1, '', '', '', '' FROM user_account LIMIT 1",
    "INSERT INTO bonus_period (month, last_day, status, snapshot_id, computed_at) "
    "SELECT '2026-08-01', '2026-08-31', 'locked', 1, created_at FROM user_account LIMIT 1",
)
SEPTEMBER = QueueFilter(date(2026, 9, 1), date(2026, 9, 30))


def worked(database: Database, cast: Cast, user: User, day: date, totals: Totals, code: str = "late") -> Shift:
    """A whole shift of eight hours, handed in at its planned end."""
    end = "17:00" if code == "morning" else "23:59"
    shift = begin(database, user, f"{day} {'09:00' if code == 'morning' else '15:59'}", code, day)
    shift = save(database, user, shift, {cast.shop_a.id: totals}, f"{day} {end}").shift
    return act(database, submit_shift, user, Submit(shift.id, shift.version), at=local(f"{day} {end}"))


def seen(*shifts: Shift) -> tuple[Seen, ...]:
    return tuple(Seen(shift.id, shift.version) for shift in shifts)


def test_the_queue_is_the_oldest_first_and_can_be_narrowed(database: Database, cast: Cast) -> None:
    newer = worked(database, cast, cast.lan, date(2026, 9, 29), Totals(chats=10))
    older = worked(database, cast, cast.stranger, date(2026, 9, 28), Totals(chats=10), "morning")
    begin(database, cast.lan)  # still open
    found = ask(database, approval_queue, cast.minh, SEPTEMBER)
    assert (found.shifts, found.total) == ((older, newer), 2)

    def ids(**narrowed: object) -> list[int]:
        wanted = QueueFilter(**{"start": SEPTEMBER.start, "end": SEPTEMBER.end} | narrowed)  # type: ignore[arg-type]
        return [shift.id for shift in ask(database, approval_queue, cast.minh, wanted).shifts]

    assert ids(agents=(cast.lan.id,)) == [newer.id]
    assert ids(templates=(template(database, "morning").id,)) == [older.id]
    assert ids(start=date(2026, 9, 29)) == [newer.id]
    assert ids(statuses=(ShiftStatus.APPROVED,)) == []
    for user in (cast.lan, cast.stranger):
        with pytest.raises(Refused):
            ask(database, approval_queue, user, SEPTEMBER)


def test_many_are_approved_at_once_and_the_others_stay_with_the_reason(database: Database, cast: Cast) -> None:
    good = worked(database, cast, cast.lan, date(2026, 9, 28), Totals(chats=10))
    changed = worked(database, cast, cast.stranger, date(2026, 9, 28), Totals(chats=10))
    own = worked(database, cast, cast.minh, date(2026, 9, 28), Totals(chats=10))
    still = begin(database, cast.lan)
    stale = Seen(changed.id, changed.version - 1)
    done = act(database, approve_shifts, cast.minh, (*seen(good, own, still), stale), at=local("09:00"))
    assert isinstance(done, Approved)
    assert done.done == (good.id,)
    assert [(number, type(why).__name__) for number, why in done.refused] == [
        (changed.id, "Conflict"), (own.id, "Refused"), (still.id, "Refused"),
    ]  # fmt: skip
    assert [fresh(database, cast.minh, shift).status for shift in (good, changed, own, still)] == [
        ShiftStatus.APPROVED, ShiftStatus.SUBMITTED, ShiftStatus.SUBMITTED, ShiftStatus.OPEN,
    ]  # fmt: skip
    assert audited(database, f"shift:{good.id}")[-1] == ("shift.approve", cast.minh.id)
    again = act(database, approve_shifts, cast.minh, (*seen(good), *seen(good)), at=local("09:01"))
    assert again.done == (good.id,)  # twice is once
    assert [action for action, _ in audited(database, f"shift:{good.id}")].count("shift.approve") == 1


def test_agents_approve_nothing(database: Database, cast: Cast) -> None:
    shift = worked(database, cast, cast.lan, date(2026, 9, 28), Totals(chats=10))
    for user in (cast.lan, cast.stranger):
        with pytest.raises(Refused):
            act(database, approve_shifts, user, seen(shift), at=local("09:00"))
    assert fresh(database, cast.lan, shift).status is ShiftStatus.SUBMITTED


@pytest.mark.parametrize("who", ["minh", "hoa"])
def test_nobody_approves_or_returns_their_own(database: Database, cast: Cast, who: str) -> None:
    user: User = getattr(cast, who)
    shift = worked(database, cast, user, date(2026, 9, 28), Totals(chats=10))
    with pytest.raises(Refused, match="their own shift"):
        act(database, approve_shift, user, shift.id, shift.version, at=local("09:00"))
    with pytest.raises(Refused, match="their own shift"):
        act(database, return_shift, user, Return(shift.id, "vì"), at=local("09:00"))
    assert act(database, approve_shifts, user, seen(shift), at=local("09:00")).done == ()


def test_a_locked_month_stays_and_the_rest_goes_through(database: Database, cast: Cast) -> None:
    august = worked(database, cast, cast.lan, date(2026, 8, 31), Totals(chats=10))
    september = worked(database, cast, cast.lan, date(2026, 9, 1), Totals(chats=10))
    with database.write() as session:
        for statement in LOCK_AUGUST:
            session.execute(text(statement))
    done = act(database, approve_shifts, cast.minh, seen(august, september), at=local("09:00"))
    assert done.done == (september.id,)
    assert [(number, "locked" in str(why)) for number, why in done.refused] == [(august.id, True)]
    assert fresh(database, cast.minh, august).status is ShiftStatus.SUBMITTED


def test_approving_and_returning_at_the_same_moment(database: Database, cast: Cast) -> None:
    shift = worked(database, cast, cast.lan, date(2026, 9, 28), Totals(chats=10))

    def approve(_: int) -> str:
        try:
            return str(act(database, approve_shift, cast.minh, shift.id, shift.version, at=local("09:00")).status)
        except (Conflict, Refused) as error:
            return type(error).__name__

    with ThreadPoolExecutor(4) as pool:
        back = pool.submit(act, database, return_shift, cast.hoa, Return(shift.id, "Thiếu đơn"), at=local("09:00"))
        said = list(pool.map(approve, range(3)))
    assert back.result().status is ShiftStatus.RETURNED  # a return is heard before or after an approval
    assert fresh(database, cast.lan, shift).status is ShiftStatus.RETURNED
    trail = [action for action, _ in audited(database, f"shift:{shift.id}")][3:]
    assert trail in (["shift.return"], ["shift.approve", "shift.return"])
    assert ("approved" in said) == (trail[0] == "shift.approve")


def test_approving_lets_go_of_drafts(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan, f"{DAY} 15:59")
    typed = TypedShop(cast.shop_a.id, 0, NOTHING, (("chats", "9"),))
    act(database, keep_draft, cast.lan, KeepDraft(shift.id, "phone", (typed,)), at=local("18:00"))
    done = act(database, submit_shift, cast.lan, Submit(shift.id, shift.version), at=local("23:59"))
    act(database, approve_shift, cast.minh, shift.id, done.version, at=local("23:59"))
    assert count(database, "result_draft") == 0


def test_a_shift_beside_its_own_past_and_its_cells(database: Database, cast: Cast) -> None:
    day = date(2026, 9, 30)

    def past(user: User, back: int, chats: int, orders: int, code: str = "late") -> None:
        worked(database, cast, user, day - timedelta(days=back), Totals(chats=chats, orders=orders), code)

    for back, chats, orders in ((1, 40, 10), (2, 60, 30), (56, 80, 40), (57, 8, 8)):  # the last one is too long ago
        past(cast.lan, back, chats, orders)
    past(cast.stranger, 1, 100, 10)
    past(cast.lan, 3, 8, 8, "morning")  # another template
    shift = worked(database, cast, cast.lan, day, Totals(chats=48, presale_chats=40, answered_30s=36, orders=20, revenue_vnd=5_000_000))
    found = {line.key: line for line in ask(database, shift_comparison, cast.minh, shift.id)}
    assert list(found) == ["chats", "chats_per_hour", "answer_30s_rate", "conversion", "aov"]
    # Own: 40, 60, 80 chats; with Đức's 100 the middle of four is (60 + 80) / 2.
    assert found["chats"] == Compared(cast.shop_a.id, "chats", 48, Median(60, 3), Median(70, 4))
    assert found["chats_per_hour"] == Compared(cast.shop_a.id, "chats_per_hour", 6.0, Median(7.5, 3), Median(8.75, 4))  # eight hours each
    assert found["conversion"] == Compared(cast.shop_a.id, "conversion", 0.5, Median(0.5, 3), Median(0.375, 4))  # 0,1 0,25 0,5 0,5
    assert found["answer_30s_rate"] == Compared(cast.shop_a.id, "answer_30s_rate", 0.75, Median(None, 0), Median(None, 0))
    assert found["aov"].value == 250_000
    with pytest.raises(Refused):
        ask(database, shift_comparison, cast.lan, shift.id)


def test_shifts_still_open_and_empty_ones_are_no_past(database: Database, cast: Cast) -> None:
    begin(database, cast.lan, "2026-09-29 15:59", day=date(2026, 9, 29))
    shift = worked(database, cast, cast.lan, DAY, Totals(chats=48))
    [chats, _] = ask(database, shift_comparison, cast.minh, shift.id)
    assert (chats.own, chats.cell) == (Median(None, 0), Median(None, 0))
    empty = begin(database, cast.stranger)
    assert ask(database, shift_comparison, cast.minh, empty.id) == ()


def test_the_timeline_tells_old_new_who_when_and_why(database: Database, cast: Cast) -> None:
    a, b = cast.shop_a.id, cast.shop_b.id
    lan, minh = "Nguyễn Thị Lan", "Trần Quốc Minh"
    shift = begin(database, cast.lan)
    shift = save(database, cast.lan, shift, {a: Totals(chats=10, orders=1)}, "17:00").shift
    shift = save(database, cast.minh, shift, {a: Totals(chats=12, orders=1), b: Totals(chats=3)}, "18:00").shift
    shift = act(database, undo_last_save, cast.minh, shift.id, shift.version, at=local("18:01")).shift
    done = act(database, submit_shift, cast.lan, Submit(shift.id, shift.version, "Hết ca"), at=local("23:58"))
    act(database, return_shift, cast.minh, Return(shift.id, "Thiếu đơn"), at=local("2026-10-01 08:00"))
    back = fresh(database, cast.lan, done)
    again = save(database, cast.lan, back, {a: Totals(chats=10, orders=4)}, "2026-10-01 08:30").shift
    sent = act(database, submit_shift, cast.lan, Submit(again.id, again.version), at=local("2026-10-01 08:31"))
    act(database, approve_shift, cast.hoa, sent.id, sent.version, at=local("2026-10-01 09:00"))
    change, morning = Step.CHANGE, "2026-10-01 "
    assert ask(database, shift_timeline, cast.minh, shift.id) == (
        Event(local("15:50"), lan, Step.CHECK_IN),
        Event(local("17:00"), lan, change, a, "chats", None, 10),
        Event(local("17:00"), lan, change, a, "orders", None, 1),
        Event(local("18:00"), minh, change, a, "chats", 10, 12),
        Event(local("18:00"), minh, change, b, "chats", None, 3),
        Event(local("18:01"), minh, Step.UNDO, a, "chats", 12, 10),
        Event(local("18:01"), minh, Step.UNDO, b, "chats", 3, None),
        Event(local("23:58"), lan, Step.SUBMIT, why="Hết ca"),
        Event(local(morning + "08:00"), minh, Step.RETURN, why="Thiếu đơn"),
        Event(local(morning + "08:30"), lan, change, a, "orders", 1, 4, "Thiếu đơn", returned=True),
        Event(local(morning + "08:31"), lan, Step.SUBMIT),
        Event(local(morning + "09:00"), "Lê Thị Hoa", Step.APPROVE),
    )
    assert ask(database, shift_timeline, cast.lan, shift.id) == ask(database, shift_timeline, cast.hoa, shift.id)
    with pytest.raises(NotFound):
        ask(database, shift_timeline, cast.stranger, shift.id)


def test_numbers_handed_in_unsaved_come_before_the_handing_in(database: Database, cast: Cast) -> None:
    shift = begin(database, cast.lan)
    typed = (ShopTotals(cast.shop_a.id, Totals(chats=5), 0),)
    act(database, submit_shift, cast.lan, Submit(shift.id, shift.version, "", typed), at=local("23:58"))
    assert [event.step for event in ask(database, shift_timeline, cast.lan, shift.id)] == [Step.CHECK_IN, Step.CHANGE, Step.SUBMIT]
