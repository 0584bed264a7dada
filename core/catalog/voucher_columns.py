"""What the columns of a voucher sheet are called, and what their headers say about units."""

from __future__ import annotations

import re

from core.base.text import fold
from core.catalog.header import Aliases
from core.catalog.voucher import ValueUnit

KEYS = frozenset({"code", "title", "name", "voucher", "value"})
ALIASES: Aliases = {
    "code": (
        "Mã", "Mã voucher", "Mã giảm giá", "Mã code", "Code", "Voucher code", "Mã KM", "Mã khuyến mãi", "Mã khuyến mại", "Mã ưu đãi",
        "Mã áp dụng", "Mã coupon", "Promo code", "Discount code", "Coupon code", "Coupon", "MGG", "Mã nhập", "Các mã", "Codes",
        "Mã vc",
    ),
    "voucher": ("Voucher", "Vouchers"),
    "title": (
        "Nội dung ưu đãi", "Nội dung voucher", "Nội dung khuyến mãi", "Nội dung khuyến mại", "Chi tiết ưu đãi", "Chi tiết voucher",
        "Mô tả voucher", "Ưu đãi", "Quyền lợi", "Nội dung", "Khuyến mãi", "Khuyến mại", "Chi tiết", "Mô tả", "Thông tin voucher",
        "Thông tin", "Offer", "Promotion", "Deal", "Description", "Details",
    ),
    "name": (
        "Tên voucher", "Tên ưu đãi", "Tên mã", "Tên chương trình", "Tên", "Tiêu đề", "Chương trình", "CTKM", "Title", "Name",
    ),
    "kind": (
        "Loại", "Loại voucher", "Loại mã", "Loại ưu đãi", "Loại khuyến mãi", "Loại khuyến mại", "Loại giảm giá", "Hình thức",
        "Hình thức khuyến mãi", "Hình thức giảm", "Kiểu", "Kind", "Type", "Voucher type", "Discount type",
    ),
    "value": (
        "Giá trị", "Mức giảm", "Mức giảm giá", "Giảm", "Giảm giá", "Số tiền giảm", "Trị giá", "Mức ưu đãi", "Mức hoàn", "Giá trị giảm",
        "Giá trị voucher", "Giá trị ưu đãi", "Mệnh giá", "% giảm", "Giảm %", "Phần trăm giảm", "Phần trăm", "Value", "Discount",
        "Amount", "Discount value", "Discount amount", "Discount %", "Percent",
    ),
    "unit": ("Đơn vị", "Đơn vị tính", "ĐVT", "Loại giá trị", "Unit"),
    "cap": (
        "Tối đa", "Giảm tối đa", "Mức giảm tối đa", "Số tiền giảm tối đa", "Giá trị tối đa", "Giới hạn giảm", "Hoàn tối đa", "Trần",
        "Trần giảm", "Mức tối đa", "Cap", "Max", "Max discount", "Maximum discount", "Maximum",
    ),
    "min_spend": (
        "Đơn tối thiểu", "Đơn hàng tối thiểu", "Giá trị đơn tối thiểu", "Giá trị đơn hàng tối thiểu", "Giá trị đơn hàng", "Đơn từ",
        "Đơn hàng từ", "Áp dụng đơn từ", "Áp dụng cho đơn từ", "Tối thiểu", "Giá trị tối thiểu", "Mức tối thiểu", "ĐTT",
        "Chi tiêu tối thiểu", "Min", "Min spend", "Minimum spend", "Min order", "Minimum order", "Minimum order value",
        "Min order value", "Minimum", "Min. spend",
    ),
    "start": (
        "Bắt đầu", "Ngày bắt đầu", "Thời gian bắt đầu", "Giờ bắt đầu", "Từ ngày", "Từ", "Hiệu lực từ", "Ngày hiệu lực", "Áp dụng từ",
        "Ngày BĐ", "TG bắt đầu", "Mở từ", "Start", "Start date", "Start time", "Starts", "Begin", "From", "Valid from", "Starts at",
    ),
    "end": (
        "Kết thúc", "Ngày kết thúc", "Thời gian kết thúc", "Giờ kết thúc", "Đến ngày", "Đến", "Hạn", "Hạn sử dụng", "Hạn dùng", "HSD",
        "Hết hạn", "Ngày hết hạn", "Hạn cuối", "Ngày KT", "TG kết thúc", "Hiệu lực đến", "Áp dụng đến", "End", "End date", "End time",
        "Ends", "Expiry", "Expires", "Expiry date", "Expired", "Until", "To", "Valid to", "Valid until", "Ends at",
    ),
    "period": (
        "Thời gian", "Thời gian áp dụng", "Thời gian hiệu lực", "Thời gian sử dụng", "Thời hạn", "Hiệu lực", "Khung giờ", "Giờ",
        "Ngày áp dụng", "Lịch", "Thời gian chạy", "Period", "Validity", "Time", "Valid", "Dates", "Time slot",
    ),
    "day": ("Ngày", "Date", "Day"),
    "quantity": (
        "Số lượng", "SL", "Số lượt", "Tổng lượt", "Tổng số lượng", "Tổng số lượt", "Số lượng mã", "Số lượng phát hành",
        "Lượt sử dụng tối đa", "Lượt", "Tổng SL", "Số lượng voucher", "Quantity", "Qty", "Usage limit", "Limit", "Total quantity",
    ),
    "used": (
        "Đã dùng", "Đã sử dụng", "Lượt đã dùng", "Số lượt đã dùng", "Số lượng đã dùng", "Đã phát", "Lượt dùng", "SL đã dùng", "Used",
        "Usage", "Claimed", "Redeemed", "Used quantity",
    ),
    "remaining": (
        "Còn lại", "Còn", "SL còn lại", "Số lượng còn", "Số lượng còn lại", "Lượt còn lại", "Số lượt còn lại", "Remaining", "Left",
        "Available",
    ),
    "conditions": (
        "Điều kiện", "Điều kiện áp dụng", "Điều kiện sử dụng", "Điều khoản", "Áp dụng", "Conditions", "Condition", "Terms", "T&C",
        "Requirements",
    ),
    "scope": (
        "Phạm vi", "Phạm vi áp dụng", "Sản phẩm áp dụng", "Áp dụng cho", "Đối tượng", "Đối tượng áp dụng", "Ngành hàng", "Scope",
        "Applies to", "Products",
    ),
    "note": ("Ghi chú", "Ghi chú thêm", "Lưu ý", "Chú ý", "Chú thích", "Note", "Notes", "Remark", "Remarks", "Comment"),
    "marketplace": ("Sàn", "Sàn TMĐT", "Sàn áp dụng", "Kênh", "Kênh bán", "Nền tảng", "Marketplace", "Platform", "Channel"),
    "shop": ("Shop", "Gian hàng", "Cửa hàng", "Tên shop", "Tên gian hàng", "Store", "Shop name"),
    "number": ("STT", "TT", "No", "No.", "#", "Số thứ tự", "Số TT"),
    "status": ("Trạng thái", "Tình trạng", "Status", "State"),
}  # fmt: skip
_THOUSANDS = re.compile(r"(?<![a-z])(?:k|nghin|ngan)(?![a-z])|x ?1[.,]?000")
_MILLIONS = re.compile(r"(?<![a-z])(?:tr|trieu|m)(?![a-z])")
_DONG = re.compile(r"[(\[]\s*(?:d|vnd|dong|₫)\s*[)\]]|\bvnd\b|₫")
_PERCENT = re.compile(r"%|\bphan tram\b|\bpercent\b")


def unit_of_header(name: str) -> tuple[ValueUnit | None, int]:
    """Return what a header says of its numbers: percent or đồng, and the factor: `Giảm (K)` is đồng × 1000."""
    plain = fold(name)
    inside = " ".join(re.findall(r"[(\[](.*?)[)\]]", plain))
    if _THOUSANDS.search(inside):
        return ValueUnit.VND, 1_000
    if _MILLIONS.search(inside):
        return ValueUnit.VND, 1_000_000
    percent, dong = bool(_PERCENT.search(plain)), bool(_DONG.search(plain))
    if percent == dong:  # neither, or `Giá trị (% / đ)`
        return None, 1
    return (ValueUnit.PERCENT if percent else ValueUnit.VND), 1


def unit_in(text: str) -> ValueUnit | None:
    """Return what a unit column says."""
    plain = fold(text)
    if _PERCENT.search(plain):
        return ValueUnit.PERCENT
    return ValueUnit.VND if re.fullmatch(r"d|vnd|dong|₫|tien|so tien|tien mat|fixed|amount|xu", plain) else None
