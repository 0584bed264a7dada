"""Categories, severities, resolutions and states are known by key and by name."""

from __future__ import annotations

import pytest

from core.base.words import translate
from core.cases.category import CATEGORY_NAMES, Category, find_category
from core.cases.complaint import (
    RESOLUTION_NAMES,
    ComplaintState,
    Resolution,
    Severity,
    WaitingFor,
    find_resolution,
    find_severity,
    find_state,
)
from core.cases.review import ReviewState, find_review_state

RULES = {
    "chưa nhận được hàng": Category.NOT_RECEIVED, "thiếu hàng": Category.MISSING_ITEMS, "gửi sai hàng": Category.WRONG_ITEM,
    "hàng bể vỡ": Category.DAMAGED, "hàng lỗi / không hoạt động": Category.FAULTY, "khác mô tả": Category.NOT_AS_DESCRIBED,
    "hàng đã qua sử dụng": Category.USED, "hàng giả / nhái": Category.COUNTERFEIT, "thùng rỗng": Category.EMPTY_PARCEL,
    "hết hạn sử dụng": Category.EXPIRED, "không còn nhu cầu": Category.CHANGED_MIND, "giao chậm": Category.LATE_DELIVERY,
    "thái độ CSKH": Category.ATTITUDE, "voucher / khuyến mại": Category.VOUCHER, "bảo hành": Category.WARRANTY,
    "huỷ đơn": Category.CANCELLATION, "khác": Category.OTHER,
}  # fmt: skip


def test_every_category_has_the_name_the_floor_uses() -> None:
    assert {said: find_category(said) for said in RULES} == RULES
    assert set(RULES.values()) == set(Category)


@pytest.mark.parametrize("category", list(Category))
def test_a_category_is_known_by_its_key_and_both_names(category: Category) -> None:
    spellings = [str(category), str(category).upper(), translate(CATEGORY_NAMES[category], "vi"), CATEGORY_NAMES[category]]
    assert [find_category(said) for said in spellings] == [category] * 4


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("HANG GIA", Category.COUNTERFEIT), ("nhái", Category.COUNTERFEIT), ("hàng lỗi", Category.FAULTY), ("Hủy đơn", Category.CANCELLATION),
        ("late-delivery", Category.LATE_DELIVERY), ("khuyến mãi", Category.VOUCHER), ("  Giao  chậm ", Category.LATE_DELIVERY),
        ("hàng bị mèo ăn", None), ("", None),
    ],
)  # fmt: skip
def test_spellings_of_a_category(said: str, meant: Category | None) -> None:
    assert find_category(said) is meant


def test_severities_and_resolutions() -> None:
    assert [find_severity(said) for said in ("high", "Cao", "thường", "thấp", "gấp")] == [
        Severity.HIGH, Severity.HIGH, Severity.NORMAL, Severity.LOW, None,
    ]  # fmt: skip
    said = ["xin lỗi", "voucher", "đổi hàng", "hoàn tiền", "gửi bù", "bảo hành", "hướng dẫn", "refund"]
    assert [find_resolution(one) for one in said] == [
        Resolution.APOLOGY, Resolution.VOUCHER, Resolution.EXCHANGE, Resolution.REFUND, Resolution.RESEND, Resolution.WARRANTY,
        Resolution.GUIDANCE, Resolution.REFUND,
    ]  # fmt: skip
    assert all(find_resolution(name) is key for key, name in RESOLUTION_NAMES.items())


def test_states_of_files_by_key_and_by_the_words_of_the_floor() -> None:
    assert find_state("in_progress") == (ComplaintState.IN_PROGRESS, None)
    assert find_state("mới") == (ComplaintState.NEW, None)
    assert find_state("đang xử lý") == (ComplaintState.IN_PROGRESS, None)
    assert find_state("waiting") == (ComplaintState.WAITING, None)
    assert find_state("chờ khách") == (ComplaintState.WAITING, WaitingFor.CUSTOMER)
    assert find_state("chờ sàn") == (ComplaintState.WAITING, WaitingFor.MARKETPLACE)
    assert find_state("đã giải quyết") == (ComplaintState.RESOLVED, None)
    assert find_state("từ chối") == (ComplaintState.REJECTED, None)
    assert find_state("xong") is None
    assert find_review_state("closed") is ReviewState.CLOSED
    assert find_review_state("đã phản hồi") is ReviewState.REPLIED
    assert find_review_state("xong") is None
