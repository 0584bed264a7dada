"""Search forgives spelling, knows short forms, and shows the best match first."""

from __future__ import annotations

import pytest

from core.catalog.script import Script
from core.catalog.search import index_scripts, index_vouchers, search_scripts, search_vouchers, words_of
from core.catalog.voucher import ValueUnit, Voucher, VoucherKind
from core.people.shop import Marketplace

SCRIPTS = (
    Script(code="CH01", stage="Chào hỏi", situation="Khách mới", text="Dạ shop em chào anh chị ạ, mình cần tư vấn sản phẩm nào ạ?"),
    Script(code="DT01", stage="Đổi trả", situation="Hàng lỗi", text="Dạ bên em hỗ trợ đổi trả trong 7 ngày nếu hàng lỗi ạ."),
    Script(code="DT02", stage="Đổi trả", situation="Sai kích thước", text="Mình gửi lại giúp em, em đổi cho mình ạ."),
    Script(code="GH01", stage="Giao hàng", situation="Hỏi khi nào nhận hàng", text="Đơn của mình dự kiến giao trong 2-3 ngày ạ."),
    Script(code="GH02", stage="Giao hàng", situation="Phí vận chuyển", text="Phí giao là 30.000đ, đơn từ 300k được miễn phí ạ."),
    Script(code="BH01", stage="Bảo hành", situation="Hỏi bảo hành", text="Sản phẩm được bảo hành 12 tháng, không cần hóa đơn ạ."),
    Script(code="TV01", stage="Tư vấn", situation="Còn hàng không", text="Dạ giày màu đen còn size 38, đôi này đang bán chạy ạ."),
    Script(code="HD01", stage="Hủy đơn", situation="Khách muốn huỷ đơn", text="Dạ em hủy giúp mình rồi ạ."),
)
INDEX = index_scripts(SCRIPTS)


def found(query: str) -> list[str]:
    return [hit.item.code for hit in search_scripts(INDEX, query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("đổi trả", "DT01"),
        ("doi tra", "DT01"),
        ("DOI TRA", "DT01"),
        ("doitra", "DT01"),
        ("doi tar", "DT01"),
        ("bao hnah", "BH01"),
        ("bảo hành", "BH01"),
        ("bh", "BH01"),
        ("hang loi", "DT01"),
        ("huỷ đơn", "HD01"),
        ("hủy đơn", "HD01"),
        ("size", "DT02"),
        ("sai size", "DT02"),
        ("phi ship", "GH02"),
        ("ship", "GH02"),
        ("khi nao nhan duoc hang", "GH01"),
        ("con hang ko", "TV01"),
        ("chao kh moi", "CH01"),
        ("30k", "GH02"),
        ("30.000", "GH02"),
        ("gh02", "GH02"),
        ("bao han", "BH01"),
        ("đôi", "TV01"),
        ("sp", "CH01"),
    ],
)
def test_the_best_match_comes_first(query: str, first: str) -> None:
    assert found(query)[0] == first


@pytest.mark.parametrize("query", ["xyzabc", "qwerty uiop", "gh03", "giày vàng kim cương", "?!", "zzz"])
def test_nonsense_finds_nothing(query: str) -> None:
    assert found(query) == []


def test_all_words_of_a_short_query_must_match() -> None:
    assert found("doi tra") == ["DT01", "DT02"]
    assert found("bao hanh 12 thang") == ["BH01"]


def test_a_blank_query_returns_all_in_the_order_of_the_sheet() -> None:
    assert found("  ") == [script.code for script in SCRIPTS]
    assert [hit.item.code for hit in search_scripts(INDEX, "", limit=2)] == ["CH01", "DT01"]


def test_an_amount_is_one_word_however_written() -> None:
    assert words_of("30k 30.000đ 30,000 30000") == ["30000d"] * 4
    assert words_of("SALE-9.9 và 8%") == ["sale-9", "9", "va", "8%"]


def test_vouchers_are_found_by_code_offer_and_words() -> None:
    vouchers = (
        Voucher(
            codes=("CATRUC30",),
            kind=VoucherKind.DISCOUNT,
            title="Giảm 30K đơn từ 300K",
            value=30_000,
            unit=ValueUnit.VND,
            min_spend_vnd=300_000,
        ),
        Voucher(
            codes=("XU10",), kind=VoucherKind.CASHBACK, title="hoàn 10%", value=10, unit=ValueUnit.PERCENT, marketplace=Marketplace.SHOPEE
        ),
        Voucher(codes=(), kind=VoucherKind.FREESHIP, title="Freeship Xtra", shop="Gian hàng Mẹ và Bé"),
    )
    index = index_vouchers(vouchers)

    def places(query: str) -> list[int]:
        return [vouchers.index(hit.item) for hit in search_vouchers(index, query)]

    assert places("catruc") == [0]
    assert places("30.000") == [0]
    assert places("300k") == [0]
    assert places("hoàn xu") == [1]
    assert places("10%") == [1]
    assert places("shopee") == [1]
    assert places("mien phi van chuyen") == [2]
    assert places("me va be") == [2]
    assert places("") == [0, 1, 2]
