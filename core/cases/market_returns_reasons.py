"""What the marketplaces' return reasons and statuses mean: plain tables, nothing guessed; what is not in them is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from core.base.text import fold
from core.cases.category import Category
from core.people.shop import Marketplace

_BRACKET: Final = re.compile(r"\s*[(\[（].*$")
_SIGNS: Final = re.compile(r"[^\w]+")


def plain_reason(text: str) -> str:
    """Return a reason or status for comparing: folded, without what stands in brackets after it, signs as blanks."""
    return " ".join(_SIGNS.sub(" ", _BRACKET.sub("", fold(text)).replace("'", "").replace("’", "").replace("_", " ")).split())


_REASONS: Final[dict[Category, tuple[str, ...]]] = {
    Category.NOT_RECEIVED: (
        "Chưa nhận được hàng", "Chưa nhận hàng", "Không nhận được hàng", "Tôi chưa nhận được hàng", "Non-receipt", "Not received",
        "Did not receive the order", "I did not receive the order", "Item not received", "Package not received", "Package didn't arrive",
        "Package did not arrive", "Parcel not delivered", "Not receipt", "Never received the order",
    ),
    Category.MISSING_ITEMS: (
        "Thiếu hàng", "Nhận thiếu hàng", "Giao thiếu hàng", "Thiếu sản phẩm", "Thiếu phụ kiện", "Thiếu số lượng/phụ kiện",
        "Missing quantity/accessories", "Missing quantity", "Missing accessories", "Missing items", "Missing item",
        "Missing items or parts",
        "Missing parts", "Missing accessories / freebies", "Incomplete product", "Incomplete order", "Item missing",
        "Received an incomplete product", "Received incomplete product",
    ),
    Category.WRONG_ITEM: (
        "Người bán gửi sai hàng", "Gửi sai hàng", "Giao sai hàng", "Sai hàng", "Nhận sai hàng", "Sản phẩm không đúng", "Wrong item",
        "Wrong product", "Wrong item was sent", "Received wrong item", "Received the wrong item", "Received wrong product",
        "Received the wrong product", "Seller sent the wrong item", "Wrong item delivered",
    ),
    Category.DAMAGED: (
        "Hàng bể vỡ", "Bể vỡ", "Sản phẩm bể, vỡ", "Hàng bị hư hỏng", "Hàng bị vỡ", "Damaged", "Damaged product", "Damaged item",
        "Item damaged", "Item is damaged", "Package or item is damaged", "Received a damaged product", "Received damaged product",
        "Physical damage", "Physical dmg", "Item arrived damaged", "Broken",
    ),
    Category.FAULTY: (
        "Hàng lỗi, không hoạt động", "Hàng lỗi / không hoạt động", "Hàng lỗi", "Sản phẩm lỗi, không hoạt động", "Sản phẩm bị lỗi",
        "Defective", "Defective item", "Item is defective", "Item is defective or doesn't work", "Item defective", "Faulty product",
        "Received a faulty product", "Not working", "Does not work", "Functional damage", "Functional dmg", "Product does not work",
    ),
    Category.NOT_AS_DESCRIBED: (
        "Khác với mô tả", "Khác mô tả", "Sản phẩm khác với mô tả", "Không giống mô tả", "Hàng không đúng mô tả",
        "Different from description",
        "Different description", "Item doesn't match description", "Item doesn't match the description", "Doesn't match description",
        "Does not match description", "Not as described", "Not as advertised", "Product different from description",
    ),
    Category.USED: ("Hàng đã qua sử dụng", "Sản phẩm đã qua sử dụng", "Used item", "Used product", "Received a used product", "Item used"),
    Category.COUNTERFEIT: (
        "Hàng giả, nhái", "Hàng giả/nhái", "Hàng giả", "Hàng nhái", "Sản phẩm là hàng giả, nhái", "Counterfeit", "Counterfeit product",
        "Counterfeit item", "Suspected counterfeit", "Item fake", "Fake item",
    ),
    Category.EMPTY_PARCEL: (
        "Thùng hàng rỗng", "Thùng hàng rỗng / nghi ngờ lừa đảo", "Kiện hàng rỗng", "Hộp rỗng", "Empty parcel", "Empty package", "Empty box",
        "Received an empty parcel",
    ),
    Category.EXPIRED: ("Hàng hết hạn sử dụng", "Hết hạn sử dụng", "Sản phẩm hết hạn", "Expired", "Expired product", "Product expired"),
    Category.CHANGED_MIND: (
        "Hàng nguyên vẹn nhưng không còn nhu cầu", "Không còn nhu cầu", "Thay đổi ý định", "Đổi ý", "Change of mind", "Changed mind",
        "Change mind", "No longer needed", "I don't want it anymore", "Don't want it anymore", "Product intact but no longer needed",
    ),
    Category.LATE_DELIVERY: (
        "Giao hàng chậm", "Giao hàng trễ", "Giao chậm", "Late delivery", "Package arrived late", "Delivered late", "Delivery delay",
    ),
}  # fmt: skip
_CATEGORY_OF: Final = {plain_reason(said): category for category, reasons in _REASONS.items() for said in reasons}


def category_of(reason: str, marketplace: Marketplace, taught: Mapping[tuple[Marketplace, str], Category]) -> Category | None:
    """Return the category of a marketplace's return reason: what a manager taught first, then the table; None when neither knows it."""
    plain = plain_reason(reason)
    return taught.get((marketplace, plain)) or _CATEGORY_OF.get(plain)


class ReturnState(StrEnum):
    """How far a return is, as its file says."""

    REFUNDED = "refunded"
    DROPPED = "dropped"  # withdrawn or refused: no refund
    WITH_SHOP = "with_shop"  # the shop has to answer
    WITH_MARKETPLACE = "with_marketplace"


_STATES: Final[dict[ReturnState, tuple[str, ...]]] = {
    ReturnState.REFUNDED: (
        "Đã hoàn tiền cho Người mua", "Đã hoàn tiền", "Hoàn tiền thành công", "Hoàn thành", "Đã hoàn thành", "Refunded", "Refund paid",
        "Refund completed", "Refund success", "Refund successful", "Completed", "Complete", "Return completed", "Refund issued",
    ),
    ReturnState.DROPPED: (
        "Đã hủy", "Yêu cầu đã bị hủy", "Người mua đã hủy yêu cầu", "Đã hủy yêu cầu", "Đã từ chối", "Yêu cầu bị từ chối", "Từ chối",
        "Khiếu nại không thành công", "Cancelled", "Canceled", "Request cancelled", "Request canceled", "Rejected", "Request rejected",
        "Refund rejected", "Closed", "Return cancelled", "Return rejected", "Reject request",
    ),
    ReturnState.WITH_SHOP: (
        "Chờ Người bán phản hồi", "Chờ phản hồi", "Chờ xử lý", "Cần phản hồi", "Requested", "Pending", "To respond", "To process",
        "Awaiting seller response", "Pending seller response", "Request pending", "Return requested", "Refund requested",
    ),
    ReturnState.WITH_MARKETPLACE: (
        "Đang xử lý", "Đang xem xét", "Shopee đang xem xét", "Đang chờ hoàn tiền", "Chờ hoàn tiền", "Đang trả hàng", "Đang tranh chấp",
        "Processing", "In progress", "Accepted", "Approved", "Judging", "Seller dispute", "In dispute", "Under review", "Refund pending",
        "Return in transit", "Returning", "Awaiting buyer response", "Awaiting buyer shipment", "Return approved", "Refund processing",
        "To be refunded", "Received by seller",
    ),
}  # fmt: skip
_STATE_OF: Final = {plain_reason(said): state for state, statuses in _STATES.items() for said in statuses}


def state_of(status: str) -> ReturnState | None:
    """Return how far a return is by its status text; None when the table does not know it."""
    return _STATE_OF.get(plain_reason(status))
