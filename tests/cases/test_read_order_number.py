"""Order numbers as people paste them; phone numbers are never a key."""

from __future__ import annotations

import pytest

from core.base.errors import InvalidInput
from core.cases.order_no import clean_order_no, is_phone, mask_phone


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("240907ABCDEF12", "240907ABCDEF12"),
        ("  2409 07ab cdef12\u00a0", "240907ABCDEF12"),
        ("#240907ABCDEF12", "240907ABCDEF12"),
        ("Mã đơn hàng: 240907abcdef12", "240907ABCDEF12"),
        ("Đơn hàng #240907ABCDEF12", "240907ABCDEF12"),
        ("order id: 240907ABCDEF12", "240907ABCDEF12"),
        ("\u202e240907ABCDEF12\u200b", "240907ABCDEF12"),
        ("'576612345678901234", "576612345678901234"),
        ("576612345678901234\t", "576612345678901234"),
        ("DH-123/4", "DH-123/4"),
        ("ĐH.0042", "ĐH.0042"),
        ("https://banhang.shopee.vn/portal/sale/order/123456789012345?from=x", "123456789012345"),
        ("https://sellercenter.lazada.vn/apps/order/detail?tradeOrderId=412345678901234&spm=a1", "412345678901234"),
        ("https://seller-vn.tiktok.com/order/detail?order_no=576612345678901234&shop_region=VN", "576612345678901234"),
        ("https://sellercenter.tiki.vn/new/#/orders/123456789", "123456789"),
        ("shopee.vn/user/purchase/order/240907ABCDEF12?type=3", "240907ABCDEF12"),
    ],
)
def test_what_is_kept_of_a_paste(pasted: str, kept: str) -> None:
    assert clean_order_no(pasted) == kept


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "The order number is needed."),
        (" # ", "The order number is needed."),
        ("0912345678", "“0912345678” looks like a phone number. Use the order number; phone numbers are not kept."),
        ("+84 912.345.678", "“+84 912.345.678” looks like a phone number. Use the order number; phone numbers are not kept."),
        ("02838123456", "“02838123456” looks like a phone number. Use the order number; phone numbers are not kept."),
        ("4.17469E+13", "“4.17469E+13” was shortened by a spreadsheet and cannot be read back. Copy the order number again as text."),
        ("https://shopee.vn/", "No order number was found in this link. Copy the order number itself."),
        ("khách chưa nhận 12", "“khách chưa nhận 12” is not an order number: digits and letters without accents, at most 64."),
        ("=1+1", "“=1+1” is not an order number: digits and letters without accents, at most 64."),
        ("ABC", "“ABC” is not an order number: digits and letters without accents, at most 64."),
        ("1" * 65, "“" + "1" * 65 + "” is not an order number: digits and letters without accents, at most 64."),
    ],
)
def test_what_is_refused_and_why(pasted: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        clean_order_no(pasted)
    assert str(refused.value) == said
    assert refused.value.field == "order_no"


def test_a_phone_number_is_told_from_an_order_number() -> None:
    assert is_phone("0912 345 678")
    assert is_phone("(+84) 91-234-5678")
    assert not is_phone("240907ABCDEF12")
    assert not is_phone("412345678901234")
    assert mask_phone("0912345678") == "•••678"
    assert mask_phone("hoa.nguyen92") == "hoa.nguyen92"
