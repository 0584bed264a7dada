"""Look a customer up by handle; write a note for the next agent."""

from __future__ import annotations

import pytest

from core.base.database import Database
from core.base.errors import Conflict, InvalidInput
from core.cases.actions.complaints import move_complaint
from core.cases.actions.loyal import write_note
from core.cases.complaint import ComplaintState
from core.cases.inputs import MoveComplaint
from core.cases.loyal import CustomerCard, NewCustomerNote, is_masked
from core.cases.queries.loyal import customer_card, customer_notes, repeat_customers
from core.people.user import User
from tests.cases.acts import OPENED, act, ask, complain, review
from tests.cases.moments import at
from tests.conftest import Cast


def card_of(database: Database, user: User, handle: str) -> CustomerCard | None:
    return ask(database, customer_card, user, handle)


def test_orders_complaints_reviews_and_vouchers_of_a_handle(database: Database, cast: Cast) -> None:
    first = complain(database, cast, order_no="240801AAAAAA01", customer="Thảo.Vy88", now=at("2026-09-02 09:00"))
    solved = MoveComplaint(first.id, first.version, ComplaintState.RESOLVED, resolution="voucher", cost="30k")
    act(database, move_complaint, cast.lan, solved, at("2026-09-02 11:00"))
    complain(database, cast, by=cast.stranger, order_no="240907BBBBBB02", customer="@thảo.vy88", category="faulty")
    complain(database, cast, order_no="240907CCCCCC03", customer="thao.vy88")  # another name: accents tell names apart
    review(database, cast, by=cast.stranger, order_no="240801AAAAAA01", product="Son lì", stars=4, now=at("2026-09-10 20:00"))
    review(database, cast, order_no="240999ZZZZZZ99", product="Của người khác")
    card = card_of(database, cast.lan, " THẢO.vy88 ")
    assert card is not None
    assert [(order.order_no, order.sources) for order in card.orders] == [
        ("240801AAAAAA01", ("complaint", "review")),
        ("240907BBBBBB02", ("complaint",)),
    ]
    assert (card.order_count, card.is_repeat, card.open_complaints, card.returns) == (2, True, 1, 0)
    assert (card.first_seen, card.last_seen) == (at("2026-09-02 09:00"), at("2026-09-10 20:00"))
    assert [(case.order_no, case.mine_to_open) for case in card.complaints] == [("240907BBBBBB02", False), ("240801AAAAAA01", True)]
    assert [(one.product, one.stars, one.mine_to_open) for one in card.reviews] == [("Son lì", 4, False)]
    assert card.vouchers_given == (at("2026-09-02 11:00"),)
    assert card.complaints[1].cost_vnd == 30_000


def test_a_voucher_given_before_the_case_was_opened_again_still_counts(database: Database, cast: Cast) -> None:
    case = complain(database, cast, customer="lan.anh")
    done = MoveComplaint(case.id, case.version, ComplaintState.RESOLVED, resolution="voucher")
    case = act(database, move_complaint, cast.lan, done, at("2026-09-07 15:00"))
    again = MoveComplaint(case.id, case.version, ComplaintState.IN_PROGRESS, note="Mã không dùng được")
    act(database, move_complaint, cast.lan, again, at("2026-09-08 10:00"))
    card = card_of(database, cast.minh, "lan.anh")
    assert card is not None
    assert card.vouchers_given == (at("2026-09-07 15:00"),)
    assert card.open_complaints == 1


@pytest.mark.parametrize("handle", ["", "  ", "@", "n*****a", "•••123", "khong.ai.ca"])
def test_nobody_is_made_of_a_masked_or_unknown_handle(handle: str, database: Database, cast: Cast) -> None:
    complain(database, cast, customer="n*****a")
    assert card_of(database, cast.lan, handle) is None


def test_a_mask_is_told_from_a_name() -> None:
    assert [is_masked(handle) for handle in ("n*****a", "●●●12", "xxxx", "xX", "alex_88", "max.x", "ngu…")] == [
        True, True, True, False, False, False, True,
    ]  # fmt: skip


def test_a_note_for_the_next_agent_keeps_its_history(database: Database, cast: Cast) -> None:
    first = act(database, write_note, cast.lan, NewCustomerNote("Minh.Anh", "Khách quý, gọi chị"), OPENED)
    same = act(database, write_note, cast.minh, NewCustomerNote("minh.anh", " Khách quý,  gọi chị ", seen=first.id), OPENED)
    assert same.id == first.id
    second = act(database, write_note, cast.stranger, NewCustomerNote("@MINH.ANH", "Thích màu be", seen=first.id), at("2026-09-09 10:00"))
    notes = ask(database, customer_notes, cast.lan, "minh.anh")
    assert [(note.text, note.by and note.by.display) for note in notes] == [
        ("Thích màu be", "Phạm Văn Đức"),
        ("Khách quý, gọi chị", "Nguyễn Thị Lan"),
    ]
    with pytest.raises(Conflict) as caught:
        act(database, write_note, cast.lan, NewCustomerNote("minh.anh", "Tôi chưa đọc", seen=first.id), OPENED)
    assert caught.value.current.text == "Thích màu be"
    card = card_of(database, cast.lan, "minh.anh")
    assert card is not None
    assert card.note is not None
    assert (card.note.text, card.order_count, card.first_seen) == ("Thích màu be", 0, None)
    act(database, write_note, cast.lan, NewCustomerNote("minh.anh", "", seen=second.id), at("2026-09-09 11:00"))
    emptied = card_of(database, cast.lan, "minh.anh")
    assert emptied is not None
    assert emptied.note is None


@pytest.mark.parametrize(("handle", "text"), [("", "x"), ("n***a", "x"), ("0912345678", "x"), ("lan.anh", "x" * 1001)])
def test_a_note_needs_a_real_handle_and_stays_short(handle: str, text: str, database: Database, cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        act(database, write_note, cast.lan, NewCustomerNote(handle, text), OPENED)


def test_those_who_came_back_are_listed_by_their_orders(database: Database, cast: Cast) -> None:
    for number, handle in enumerate(["ha.my", "Ha.My", "ha.my", "đức.anh", "đức.anh", "mot.lan", "b**a", "b**a"]):
        complain(database, cast, order_no=f"24090{number}XYZ", customer=handle, now=at(f"2026-09-0{number + 1} 10:00"))
    act(database, write_note, cast.lan, NewCustomerNote("ha.my", "cũ"), OPENED)
    known = ask(database, repeat_customers, cast.lan)
    assert [(one.handle, one.orders, one.complaints, one.note) for one in known] == [("ha.my", 3, 3, "cũ"), ("đức.anh", 2, 2, "")]
    assert [one.handle for one in ask(database, repeat_customers, cast.lan, search="DUC")] == ["đức.anh"]
    assert [one.handle for one in ask(database, repeat_customers, cast.lan, least_orders=3)] == ["ha.my"]
