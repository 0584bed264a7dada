"""Phone numbers and addresses in a free text are noticed, and hidden on request; ordinary words are left alone."""

from __future__ import annotations

import pytest

from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.cases.actions.hiding import hide_in_complaint, hide_in_review
from core.cases.event import Step
from core.cases.inputs import HidePersonal
from core.cases.privacy import PersonalKind, find_personal, mask_personal, short_phone
from core.cases.queries.complaints import complaint_timeline, list_complaints
from core.cases.queries.scope import CaseFilter
from tests.cases.acts import OPENED, act, ask, complain, review, trail
from tests.conftest import Cast

PHONE, ADDRESS = PersonalKind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gọi 0912345612 nhé", [(PHONE, "0912345612")]),
        ("sđt:0912.345.612.", [(PHONE, "0912.345.612")]),
        ("091 234 56 12 hoặc (+84) 987-654-321", [(PHONE, "091 234 56 12"), (PHONE, "(+84) 987-654-321")]),
        ("84912345612/024 3826 1234", [(PHONE, "84912345612"), (PHONE, "024 3826 1234")]),
        ("０９１２３４５６１２", [(PHONE, "０９１２３４５６１２")]),
        ("đơn 240907ABCDEF12, giá 1.250.000, lúc 07/09/2026 14:05", []),
        ("đơn 584213377182736455 và SPXVN0123456789, tổng đài 1900 1234", []),
        ("Giao số nhà 12 đường Lê Lợi, phường 5, quận 10, TP HCM nhé", [(ADDRESS, "số nhà 12 đường Lê Lợi, phường 5, quận 10, TP HCM")]),
        ("so nha 12 duong le loi phuong 5 quan 10", [(ADDRESS, "so nha 12 duong le loi phuong 5 quan 10")]),
        ("về 12/3 Nguyễn Trãi, P.5, Q.10", [(ADDRESS, "12/3 Nguyễn Trãi, P.5, Q.10")]),
        ("ấp 3 xã Tân Phú huyện Củ Chi", [(ADDRESS, "ấp 3 xã Tân Phú huyện Củ Chi")]),
        ("ngõ 34 Xuân Thủy, gọi 0912345612", [(ADDRESS, "ngõ 34 Xuân Thủy"), (PHONE, "0912345612")]),
        ("hàng đang trên đường giao sang quận 7", []),
        ("áo quần 2 cái, đường 2 kg, size p sang q", []),
        ("2 đường may bị lỗi, giao chậm 3 ngày đường xa, tổ 3", []),
        ("Quận 7, TP HCM giao lâu", []),
        ("", []),
    ],
)
def test_what_is_noticed(text: str, found: list[tuple[PersonalKind, str]]) -> None:
    assert [(one.kind, one.text) for one in find_personal(text)] == found


def test_what_is_left_when_it_is_hidden() -> None:
    text = "Gọi 0912345612 hoặc +84987654321, giao số nhà 12 đường Lê Lợi, phường 5.\nLy vỡ"
    masked = mask_personal(text, address="[đã ẩn]")
    assert masked == "Gọi 09x xxx x12 hoặc 09x xxx x21, giao [đã ẩn].\nLy vỡ"
    assert find_personal(masked) == ()
    assert mask_personal(masked, address="[đã ẩn]") == masked
    assert short_phone("０２４ 3826 1234") == "02x xxx x34"


def test_a_decomposed_text_is_read_and_a_long_one_quickly_enough() -> None:
    decomposed = "so\u0302\u0301 nha\u0300 12"  # "số nhà 12", tone marks apart
    assert [one.text for one in find_personal(decomposed)] == ["số nhà 12"]
    assert len(find_personal("phường 5, quận 10. 0912345612 \n" * 300)) == 600


@pytest.mark.parametrize("handle", ["0912 345 612", "Hoa 0912345612", "hoa, số nhà 12 đường Lê Lợi"])
def test_a_handle_is_no_place_for_them(database: Database, cast: Cast, handle: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        complain(database, cast, customer=handle)
    assert [problem.field for problem in refused.value.problems] == ["customer"]


def test_they_are_hidden_in_a_case_on_request(database: Database, cast: Cast) -> None:
    case = complain(database, cast, description="Ly vỡ, gọi 0912345612\nGiao 12 đường Lê Lợi, P.5")
    hidden = act(database, hide_in_complaint, cast.lan, HidePersonal(case.id, case.version, "[địa chỉ]"), OPENED)
    assert (hidden.description, hidden.version) == ("Ly vỡ, gọi 09x xxx x12\nGiao [địa chỉ]", 2)
    assert ask(database, list_complaints, cast.lan, CaseFilter(search="0912345612")).lines == ()
    event = ask(database, complaint_timeline, cast.lan, case.id)[-1]
    assert (event.step, event.note, event.detail) == (Step.HIDDEN, "", {"count": 2})
    assert "0912345612" not in repr(trail(database, f"complaint:{case.id}"))
    with pytest.raises(InvalidInput, match="no phone number"):
        act(database, hide_in_complaint, cast.lan, HidePersonal(case.id, 2, "[địa chỉ]"), OPENED)
    with pytest.raises(Refused):
        act(database, hide_in_complaint, cast.stranger, HidePersonal(case.id, 2, "[địa chỉ]"), OPENED)
    stars = review(database, cast, text="Shop gọi 0912345612 mà không nghe")
    assert act(database, hide_in_review, cast.lan, HidePersonal(stars.id, 1, "…"), OPENED).text == "Shop gọi 09x xxx x12 mà không nghe"
