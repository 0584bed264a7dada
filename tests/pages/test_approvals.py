"""Approvals in the hands of a manager: what waits, flags, the past beside it, one or many approved, sent back with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from streamlit.testing.v1 import AppTest

from core.base.clock import DEFAULT_ZONE
from core.base.database import Database
from core.people.user import User
from core.score.actions.platform import save_platform_days
from core.score.reconcile import PlatformDay
from core.shifts.actions.hand_in import Return, Submit, return_shift, submit_shift
from core.shifts.actions.handover import NewHandover, add_handover
from core.shifts.result import Totals
from core.shifts.shift import Shift, ShiftStatus
from core.ui.words import plain
from tests.conftest import Cast
from tests.pages.conftest import OpenPage
from tests.pages.test_my_shift import labels, press, shown
from tests.shifts.floor import act, begin, fresh, local, save

NOW = datetime(2026, 9, 30, 9, 0, tzinfo=DEFAULT_ZONE).astimezone(UTC)
YESTERDAY = date(2026, 9, 29)


@pytest.fixture(autouse=True)
def at_nine_in_the_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def handed_in(database: Database, cast: Cast, user: User, totals: Totals, day: date = YESTERDAY, note: str = "") -> Shift:
    shift = begin(database, user, f"{day} 15:59", day=day)
    shift = save(database, user, shift, {cast.shop_a.id: totals}, f"{day} 23:50").shift
    return act(database, submit_shift, user, Submit(shift.id, shift.version, note), at=local(f"{day} 23:58"))


def status(database: Database, cast: Cast, shift: Shift) -> ShiftStatus:
    return fresh(database, cast.hoa, shift).status


def titles(at: AppTest) -> list[str]:
    return [box.label.replace("\\", "") for box in at.checkbox]


def open_one(open_page: OpenPage, user: User, shift: Shift) -> AppTest:
    at = open_page("approvals", user)
    at.query_params["id"] = str(shift.id)
    return at.run()


def test_nothing_waits(open_page: OpenPage, cast: Cast) -> None:
    at = open_page("approvals", cast.minh)
    assert "Không có ca nào." in shown(at)
    assert not [label for label in labels(at) if label.startswith("Duyệt")]


def test_the_queue_shows_numbers_and_flags_the_oldest_first(open_page: OpenPage, cast: Cast, database: Database) -> None:
    handed_in(database, cast, cast.lan, Totals(60, 50, orders=20, revenue_vnd=6_000_000))
    handed_in(database, cast, cast.stranger, Totals(chats=60, presale_chats=10, orders=20), date(2026, 9, 28))
    begin(database, cast.stranger, f"{YESTERDAY} 15:59", day=YESTERDAY)  # open: not here
    at = open_page("approvals", cast.minh)
    opened = titles(at)
    assert opened == ["**Phạm Văn Đức** · Ca chiều 16:00–24:00 · 28/09/2026", "**Nguyễn Thị Lan** · Ca chiều 16:00–24:00 · hôm qua"]
    assert "2 ca · 1 ca có cờ" in shown(at)
    assert "Lượt chat 60 · Đơn chốt 20 · Doanh thu 6.000.000 ₫ · nộp 29/09 23:58" in shown(at)
    at.toggle(key="approvals:flagged").set_value(True).run()
    assert titles(at) == opened[:1]


def test_all_without_flags_are_approved_in_two_taps(open_page: OpenPage, cast: Cast, database: Database) -> None:
    calm = [handed_in(database, cast, cast.lan, Totals(60, 50, orders=20), date(2026, 9, day)) for day in (27, 28, 29)]
    odd = handed_in(database, cast, cast.stranger, Totals(chats=60, presale_chats=10, orders=20))
    own = handed_in(database, cast, cast.minh, Totals(60, 50, orders=20))
    at = open_page("approvals", cast.minh)
    assert "Ca của bạn: người khác duyệt" in shown(at)
    assert len(at.checkbox) == 4  # none for one's own
    press(at, "Chọn 3 ca không có cờ")
    assert [box.value for box in at.checkbox] == [True, True, True, False]
    press(at, "Duyệt 3 ca")
    assert [toast.value for toast in at.toast] == ["Đã duyệt 3 ca"]
    assert {status(database, cast, shift) for shift in calm} == {ShiftStatus.APPROVED}
    assert {status(database, cast, shift) for shift in (odd, own)} == {ShiftStatus.SUBMITTED}
    at.checkbox[0].check().run()
    press(at, "Duyệt 1 ca")
    assert status(database, cast, odd) is ShiftStatus.APPROVED
    press(at, "Xem")  # one's own is left: it opens, too
    assert "Trần Quốc Minh · Ca chiều 16:00–24:00 · hôm qua" in shown(at)


def test_one_that_changed_meanwhile_stays_and_says_why(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = handed_in(database, cast, cast.lan, Totals(60, 50, orders=20))
    at = open_page("approvals", cast.minh)
    at.checkbox[0].check().run()
    act(database, return_shift, cast.hoa, Return(shift.id, "Thiếu đơn"), at=local("2026-09-30 08:59"))
    back = fresh(database, cast.lan, shift)
    act(database, submit_shift, cast.lan, Submit(shift.id, back.version), at=local("2026-09-30 08:59"))
    press(at, "Duyệt")  # the page redraws with the new version: nothing is chosen any more
    assert status(database, cast, shift) is ShiftStatus.SUBMITTED
    assert not at.checkbox[0].value


def test_a_shift_is_looked_at_whole_and_approved_then_comes_the_next(open_page: OpenPage, cast: Cast, database: Database) -> None:
    handed_in(database, cast, cast.lan, Totals(40, orders=10), date(2026, 9, 20))
    handed_in(database, cast, cast.stranger, Totals(100, orders=10), date(2026, 9, 21))
    shift = handed_in(database, cast, cast.lan, Totals(60, 50, 48, 2, 40, orders=20), note="Hết **ca**")
    at = open_one(open_page, cast.minh, shift)
    assert "Nguyễn Thị Lan · Ca chiều 16:00–24:00 · hôm qua" in shown(at)
    assert f"Ghi chú: {plain('Hết **ca**')}".replace("\\", "") in shown(at)
    assert "Không có cờ." in shown(at)
    compared = at.dataframe[1].value.set_index("metric")
    assert compared.loc["Lượt chat", ["value", "own", "cell"]].tolist() == ["60", "40 (1)", "70 (2)"]
    told = at.dataframe[2].value
    assert told["step"].tolist() == ["Đã nộp ca", *["Đổi số"] * 6, "Vào ca"]
    assert told.iloc[1][["shop", "field", "old", "new", "who"]].tolist() == ["Shop A", "Đơn chốt", "—", "20", "Nguyễn Thị Lan"]
    press(at, "Duyệt")
    assert status(database, cast, shift) is ShiftStatus.APPROVED
    assert "Nguyễn Thị Lan · Ca chiều 16:00–24:00 · 20/09/2026" in shown(at)  # the next that waits


def test_sending_back_needs_a_reason_which_the_agent_reads(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = handed_in(database, cast, cast.lan, Totals(60, 50, orders=20))
    at = open_one(open_page, cast.minh, shift)
    press(at, "Trả lại ca")
    assert [error.value for error in at.error] == ["Ghi lý do trả lại ca, tối đa 1000 ký tự."]
    at.text_area[0].input("Thiếu doanh thu").run()
    press(at, "Trả lại ca")
    assert status(database, cast, shift) is ShiftStatus.RETURNED
    assert "Không có ca nào." in shown(at)  # nothing else waits
    assert "Quản lý trả lại: Thiếu doanh thu" in shown(open_page("my_shift", cast.lan))
    again = open_one(open_page, cast.minh, shift)
    assert [info.value for info in again.info] == ["Nhân viên đang làm. Nộp xong ca sẽ hiện lại ở đây."]


def test_ones_own_shift_can_be_looked_at_and_not_decided(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = handed_in(database, cast, cast.minh, Totals(60, 50, orders=20))
    at = open_one(open_page, cast.minh, shift)
    assert not [label for label in labels(at) if label in ("Duyệt", "Trả lại ca")]
    assert len(at.info) == 1
    assert [label for label in labels(open_one(open_page, cast.hoa, shift)) if label == "Duyệt"] == ["Duyệt"]


def test_what_the_shift_left_is_shown_letter_for_letter(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = begin(database, cast.lan, f"{YESTERDAY} 15:59", day=YESTERDAY)
    act(database, add_handover, cast.lan, NewHandover(shift.id, "Gọi **lại** :red[x] $a$"), at=local(f"{YESTERDAY} 23:00"))
    act(database, submit_shift, cast.lan, Submit(shift.id, shift.version), at=local(f"{YESTERDAY} 23:58"))
    at = open_one(open_page, cast.minh, shift)
    assert [text.value for text in at.text] == ["Gọi **lại** :red[x] $a$"]
    assert "Chờ ca sau nhận" in shown(at)


def test_the_day_is_seen_beside_the_marketplaces_own_numbers(open_page: OpenPage, cast: Cast, database: Database) -> None:
    shift = handed_in(database, cast, cast.lan, Totals(60, 50, orders=20, revenue_vnd=6_000_000))
    handed_in(database, cast, cast.stranger, Totals(chats=30, orders=5, revenue_vnd=1_500_000))
    at = open_one(open_page, cast.minh, shift)
    assert "Ngày này chưa nhập file của sàn." in shown(at)
    day = PlatformDay(cast.shop_a.id, YESTERDAY, orders=23, revenue=7_500_000, source="Order.all.xlsx")
    act(database, save_platform_days, cast.minh, [day], at=local("2026-09-30 08:00"))
    told = open_one(open_page, cast.minh, shift).dataframe[2].value
    assert told[["metric", "declared", "platform", "gap"]].to_numpy().tolist() == [
        ["Đơn chốt", "25", "23", "+2 (+8,7 %)"],
        ["Doanh thu", "7.500.000\u00a0₫", "7.500.000\u00a0₫", "0\u00a0₫"],
    ]


@pytest.mark.parametrize("who", ["lan", "stranger"])
def test_agents_do_not_get_here(open_page: OpenPage, cast: Cast, who: str) -> None:
    with pytest.raises(ValueError, match="navigation page"):
        open_page("approvals", getattr(cast, who))
