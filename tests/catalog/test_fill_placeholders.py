"""Gaps of a script are found in any spelling and filled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.catalog.placeholders import fill_placeholders, find_placeholders

TEXT = "Dạ {ten_khach} ơi, đơn <mã đơn> của {{customer_name}} ở [Tên shop] đang giao ạ"


def keys(text: str) -> list[str]:
    return [gap.key for gap in find_placeholders(text)]


def test_one_gap_in_two_spellings_is_one_field() -> None:
    gaps = find_placeholders(TEXT)
    assert [(gap.key, gap.known) for gap in gaps] == [("customer_name", True), ("order_no", True), ("shop_name", True)]
    assert gaps[0].written == ("{ten_khach}", "{{customer_name}}")
    assert gaps[0].label == "Customer’s name"


def test_filling_leaves_what_is_not_given() -> None:
    assert fill_placeholders(TEXT, {"customer_name": " chị Hà ", "order_no": "250904ABC", "shop_name": " "}) == (
        "Dạ chị Hà ơi, đơn 250904ABC của chị Hà ở [Tên shop] đang giao ạ"
    )


def test_all_spellings_of_known_gaps() -> None:
    assert keys("{TEN_KHACH} [tên khách] <Tên khách hàng> {customerName} {{ customer-name }}") == ["customer_name"]
    assert keys("{mã đơn hàng} [mã vận đơn] <số tiền>") == ["order_no", "tracking_no", "amount"]


def test_a_gap_nobody_knows_keeps_its_own_words() -> None:
    (gap,) = find_placeholders("Tặng {quà_kèm} nhé")
    assert (gap.key, gap.label, gap.known) == ("qua_kem", "quà kèm", False)
    assert fill_placeholders("Tặng {quà_kèm} nhé", {"qua_kem": "túi"}) == "Tặng túi nhé"


def test_what_only_looks_like_a_gap() -> None:
    assert keys("<3 <3 {} {{ }} [1] <b>đậm</b> <a href='x'> [LƯU Ý] [xem](https://a.vn) <https://a.vn> 1 < 2 > 1") == []
    assert keys("[Hình ảnh sản phẩm đính kèm ở bên dưới nhé]") == []


def test_a_value_is_never_read_as_a_gap_again() -> None:
    assert fill_placeholders("{a} {b}", {"a": "{b}", "b": r"\1 \g<0>"}) == r"{b} \1 \g<0>"


@given(st.text(alphabet="{}[]<>ab ê_\n1", max_size=40))
def test_no_text_crashes_and_nothing_given_changes_nothing(text: str) -> None:
    find_placeholders(text)
    assert fill_placeholders(text, {}) == text
