"""Until when, as people type it; phone numbers noticed; the message for the group, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.errors import InvalidInput
from core.shifts.handover import HandoverItem, Priority, for_shift, in_order, parse_until, phones_in
from core.shifts.handover_text import group_text
from tests.shifts.floor import DAY, local

NOW = local("16:30")  # Wednesday 30/09/2026
ITEM = HandoverItem(
    id=1, shift_id=7, template="Ca sáng", hours="08:00–17:00", business_date=DAY, shop_id=1, shop="Shop A", order_no="2411ABC",
    customer="banhmi.87", what="Gọi lại\nđổi size", until=local("20:30"), priority=Priority.NORMAL, created_by="Nguyễn Thị Lan",
    created_by_id=3, created_at=NOW, began=local("08:00"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("20:30", "2026-09-30 20:30"),
        ("20h30", "2026-09-30 20:30"),
        ("20h", "2026-09-30 20:00"),
        ("9:05", "2026-10-01 09:05"),  # over today, so tomorrow's
        ("24:00", "2026-10-01 00:00"),
        ("30/9", "2026-10-01 00:00"),  # the end of that day
        ("1/10", "2026-10-02 00:00"),
        ("01/10 08:00", "2026-10-01 08:00"),
        ("1-10 8h15p", "2026-10-01 08:15"),
        ("1/10/2026 24h", "2026-10-02 00:00"),
    ],
)
def test_a_time_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    assert parse_until(typed, NOW) == local(meant)


def test_a_day_over_means_next_years() -> None:
    assert parse_until("5/1 10:00", local("2026-12-31 23:30")) == local("2027-01-05 10:00")


@pytest.mark.parametrize("typed", ["", "  ", "-", "—"])
def test_blank_is_no_time(typed: str) -> None:
    assert parse_until(typed, NOW) is None


@pytest.mark.parametrize("typed", ["lát nữa", "25:00", "12:60", "31/2", "20", "30/9 08:00", "1/10/2025", "15/12", "20:30 tối"])
def test_nonsense_and_the_past_are_named(typed: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_until(typed, NOW)
    assert caught.value.field == "until"
    assert caught.value.values["value"] == typed


@given(st.text(max_size=60))
def test_any_text_is_a_time_to_come_or_a_problem(typed: str) -> None:
    try:
        found = parse_until(typed, NOW)
    except InvalidInput:
        return
    assert found is None or found > NOW


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gọi 0912345678 nhé", ("0912345678",)),
        ("+84 912 345 678 hoặc 0287.300.1234", ("+84 912 345 678", "0287.300.1234")),
        ("0987.654.321", ("0987.654.321",)),
        ("đơn 585012345678901234", ()),
        ("đơn 250930ABCD0912345678", ()),
        ("1.250.000 đ, size 38", ()),
        ("mã 09123456789", ()),  # a digit too many
    ],
)
def test_phone_numbers_are_found_and_order_numbers_are_not(text: str, found: tuple[str, ...]) -> None:
    assert phones_in(text) == found


def test_the_message_for_the_group() -> None:
    urgent = replace(ITEM, id=2, shop="", order_no="", customer="", what="Hỏi kho còn áo M", until=None, priority=Priority.HIGH)
    tomorrow = replace(ITEM, id=3, order_no="", until=local("2026-10-02 00:00"))
    done = replace(ITEM, id=4, closed_at=NOW)
    assert group_text([ITEM, done, tomorrow, urgent], NOW, "vi") == (
        "BÀN GIAO Ca sáng 08:00–17:00 · 30/09 · Nguyễn Thị Lan\n"
        "1. [GẤP] Hỏi kho còn áo M\n"
        "2. Shop A · đơn 2411ABC · khách banhmi.87: Gọi lại đổi size (trước 20:30)\n"
        "3. Shop A · khách banhmi.87: Gọi lại đổi size (trước 24:00 ngày 01/10)\n"
        "Nhận việc trên Ca Trực, trang Ca của tôi."
    )
    assert group_text([done], NOW, "vi") == ""
    assert (
        group_text([ITEM], NOW, "en").splitlines()[1] == "1. Shop A · order 2411ABC · customer banhmi.87: Gọi lại đổi size (before 20:30)"
    )


def test_urgent_first_then_by_time_then_by_age() -> None:
    items = [replace(ITEM, id=1, until=None), replace(ITEM, id=2), replace(ITEM, id=3, until=None, priority=Priority.HIGH)]
    assert [item.id for item in in_order(items)] == [3, 2, 1]


def test_a_shift_takes_what_shifts_before_it_left() -> None:
    night_before = replace(ITEM, id=2, began=local("2026-09-29 16:00"))
    assert for_shift([ITEM, night_before], local("08:00")) == (night_before,)  # a colleague of the same hours is not the next shift
    assert for_shift([ITEM, night_before], local("16:00")) == (ITEM, night_before)
