"""Two versions of a sheet are compared row by row."""

from __future__ import annotations

from dataclasses import replace

from core.catalog.changes import Changes, what_changed
from core.catalog.parsed import Parsed
from core.catalog.script import Script
from core.catalog.voucher import ValueUnit, Voucher, VoucherKind

A = Voucher(codes=("A1",), kind=VoucherKind.DISCOUNT, value=10, unit=ValueUnit.PERCENT, cell="V!A2")
B = Voucher(codes=("B1", "B2"), kind=VoucherKind.CASHBACK, value=30_000, unit=ValueUnit.VND, cell="V!A3")
C = Voucher(codes=(), kind=VoucherKind.FREESHIP, title="Freeship Xtra", cell="V!A4")


def vouchers(*rows: Voucher) -> Parsed[Voucher]:
    return Parsed(good=rows, read=len(rows))


def scripts(*rows: Script) -> Parsed[Script]:
    return Parsed(good=rows, read=len(rows))


def test_a_row_that_moved_did_not_change() -> None:
    changes = what_changed(vouchers(A, B, C), vouchers(replace(C, cell="V!A9"), A, replace(B, cell="V!A12")))
    assert changes == Changes()
    assert not changes


def test_added_removed_and_changed() -> None:
    better, new = replace(A, value=15, note="tăng", cell="V!A5"), replace(A, codes=("N1",))
    changes = what_changed(vouchers(A, B, C), vouchers(new, C, better))
    assert (changes.added, changes.removed) == ((new,), (B,))
    assert [(one.before, one.after, one.fields) for one in changes.changed] == [(A, better, ("value", "note"))]


def test_codes_are_compared_without_case_and_order() -> None:
    changes = what_changed(vouchers(B), vouchers(replace(B, codes=("b2", "B1"))))
    assert [one.fields for one in changes.changed] == [("codes",)]


def test_the_same_row_twice_counts_twice() -> None:
    twin = replace(A, cell="V!A7")
    assert what_changed(vouchers(A), vouchers(A, twin)).added == (twin,)
    assert what_changed(vouchers(A, twin), vouchers(A)).removed == (twin,)


def test_a_script_without_a_code_is_paired_by_what_it_is_about_or_by_likeness() -> None:
    about = Script(text="Dạ bên em đổi trong 7 ngày ạ", stage="Đổi trả", situation="Hàng lỗi")
    alike = Script(text="Dạ em chào anh chị ạ, mình cần em tư vấn gì không ạ?")
    gone = Script(text="Chúc mừng sinh nhật!")
    about_now = replace(about, text="Mình gửi lại giúp em nhé")
    alike_now = replace(alike, text="Dạ em chào anh chị ạ, mình cần em tư vấn gì hôm nay ạ?")
    new = Script(text="Shop nghỉ Tết từ 28 đến mùng 5.")
    changes = what_changed(scripts(about, alike, gone), scripts(new, alike_now, about_now))
    assert [(one.before, one.after) for one in changes.changed] == [(alike, alike_now), (about, about_now)]
    assert (changes.added, changes.removed) == ((new,), (gone,))


def test_from_nothing_all_is_new() -> None:
    assert what_changed(vouchers(), vouchers(A, B)).added == (A, B)
    assert what_changed(vouchers(A, B), vouchers()).removed == (A, B)
