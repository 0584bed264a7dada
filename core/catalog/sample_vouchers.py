# ruff: noqa: E501 - a row of the sheet stays in one piece
"""The built-in sample sheet of vouchers, relative to a day, invented for the demo: also the slips a real sheet has."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core.catalog.cells import Cell, Row

TITLE = "MÃ GIẢM GIÁ ĐANG CHẠY – cập nhật mỗi sáng"
HEADER: Row = (
    "Mã voucher", "Sàn", "Shop", "Nội dung", "Giảm", "Giảm tối đa", "Đơn tối thiểu", "Bắt đầu", "Kết thúc", "Số lượng", "Đã dùng", "Điều kiện", "Ghi chú",
)  # fmt: skip
_DAY_ZERO = date(1899, 12, 30)
MAI_LAM, BEP_SOI, AO_NANG = "Mai Lam Cosmetics", "Bếp Sỏi", "Áo Nắng Studio"


def voucher_rows(today: date, seed: int) -> tuple[Row, ...]:
    """Return the rows under the header: running, ending today, upcoming, expired, sold out, tonight's flash sale, slips."""

    def serial(days: int, hour: float = 0) -> int | float:
        number = (today + timedelta(days=days) - _DAY_ZERO).days
        return number + round(hour / 24, 10) if hour else number

    def text(days: int, clock: str = "") -> str:
        written = (today + timedelta(days=days)).strftime("%d/%m/%Y")
        return f"{clock} {written}" if clock else written

    def short(days: int, clock: str = "") -> str:
        day = today + timedelta(days=days)
        return f"{clock} {day.day}/{day.month}".strip()

    def many(number: int, low: int, high: int) -> int:
        return low + (seed * 7919 + number * 104_729) % (high - low + 1)

    month = f"{today.month:02d}"
    rows: list[tuple[Cell, ...]] = [
        # running
        (f"MAILAM{month}", "Shopee", MAI_LAM, "Giảm toàn shop", "10%", "60K", "299K", serial(-9), serial(12), 500, many(1, 120, 260), "Không áp dụng combo", ""),
        ("MLFREESHIP", "Shopee", MAI_LAM, "Freeship Xtra", "Freeship", "30K", "0Đ", serial(-20), serial(25), "", "", "Dùng chung với mã shop", ""),
        ("SERUM25K", "Shopee", MAI_LAM, "Giảm 25K đơn từ 199K", "25K", "", "199K", text(-5), text(6), 300, many(2, 60, 200), "Chỉ serum B5", ""),
        ("BEPSOI70", "TikTok Shop", BEP_SOI, "Giảm 70K đơn từ 700K", 70000, "", 700000, serial(-3), serial(4), 200, many(3, 30, 120), "", ""),
        ("LIVE15", "TikTok Shop", BEP_SOI, "Giảm 15% tối đa 100K trong live", "15%", "100K", "400K", short(-2), short(5), 150, many(4, 20, 90), "Chỉ áp khi mua trong live", ""),
        ("AONANG8", "Lazada", AO_NANG, "giảm 8% tối đa 60K đơn từ 400K", "8%", "60K", "400K", serial(-15), serial(9), 400, many(5, 100, 300), "", ""),
        ("AONANGHOAN10", "Lazada", AO_NANG, "hoàn 10% tối đa 50K đơn từ 0Đ", "Hoàn 10%", "50K", "0Đ", serial(-1), serial(13), 250, many(6, 10, 80), "Hoàn xu trong 7 ngày", ""),
        ("HELLO50, CHAOBAN50", "Shopee", MAI_LAM, "Khách mới giảm 50K", "50K", "", "350K", serial(-40), serial(40), 1000, many(7, 300, 700), "Mỗi khách một lần", "Hai mã như nhau"),
        ("QUATUI300", "Shopee", MAI_LAM, "Tặng túi đựng mỹ phẩm", "Quà tặng", "", "300K", text(-7), text(8), 200, many(8, 40, 150), "Hết quà thì ngừng", ""),
        ("BEPTU1TR", "TikTok Shop", BEP_SOI, "Giảm 120K đơn từ 1,2tr", "120K", "", "1,2tr", serial(-6), serial(15), 100, many(9, 10, 60), "Nồi chiên, máy xay", ""),
        ("KHACHQUEN", "Zalo", "", "Khách cũ giảm 7%", "7%", "40K", "250K", serial(-30), serial(30), "", "", "Chỉ gửi cho khách từ đơn thứ 2", ""),
        # ending today
        ("HOMNAY20", "Shopee", MAI_LAM, "Giảm 20K đơn từ 150K", "20K", "", "150K", serial(-2), serial(0), 300, many(10, 180, 290), "", "Hết hôm nay"),
        ("AONANGCUOI", "Lazada", AO_NANG, "Giảm 12% tối đa 80K", "12%", "80K", "300K", short(-4), short(0, "23h59"), 200, many(11, 90, 190), "", ""),
        ("BEPTRUA", "TikTok Shop", BEP_SOI, "Giảm 30K đơn từ 250K", "30K", "", "250K", serial(-1), serial(0, 23.5), 120, many(12, 60, 110), "", ""),
        # tonight's flash sale
        ("FLASH20H", "Shopee", MAI_LAM, "Flash sale kem chống nắng, giảm 35%", "35%", "", "0Đ", text(0, "20h"), text(0, "22h"), 80, 0, "Mỗi khách 2 sản phẩm", "Nhắc khách trước 15 phút"),
        ("DEMNAY12", "Lazada", AO_NANG, "Flash sale áo khoác chống nắng, giảm 30%", "30%", "", "0Đ", text(0, "21h"), text(0, "23h"), 60, 0, "", ""),
        # upcoming
        ("SALEDOI", "Shopee", MAI_LAM, "Ngày đôi giảm 22% tối đa 111K", "22%", "111K", "333K", serial(6), serial(7), 999, 0, "Từ 0h đến 2h thêm 5%", ""),
        ("BEPCUOITUAN", "TikTok Shop", BEP_SOI, "Cuối tuần giảm 40K đơn từ 300K", "40K", "", "300K", text(3), text(5), 200, 0, "", ""),
        ("AOMOI15", "Lazada", AO_NANG, "Bộ sưu tập mới giảm 15%", "15%", "90K", "350K", short(2), short(16), 300, 0, "", "Chưa báo khách"),
        ("LUONGVE", "Shopee", MAI_LAM, "Ngày lương về giảm 30K/300K", "30K", "", "300K", serial(9), serial(11), 400, 0, "", ""),
        # sold out
        ("SON99", "Shopee", MAI_LAM, "Combo son giảm 99K", "99K", "", "318K", serial(-4), serial(6), 50, 50, "", "Hết lượt lúc 11h"),
        ("BEPSOI200", "TikTok Shop", BEP_SOI, "Giảm 200K nồi chiên", "200K", "", "1.000.000đ", serial(-2), serial(3), 20, 20, "", ""),
        # expired
        ("MAILAMCU", "Shopee", MAI_LAM, "Giảm 30K đơn từ 300K", "30K", "", "300K", serial(-30), serial(-8), 200, 187, "", ""),
        ("HE10", "Lazada", AO_NANG, "Chào hè giảm 10%", "10%", "50K", "250K", text(-45), text(-15), 300, 300, "", ""),
        ("TIKTOKMOI", "TikTok Shop", BEP_SOI, "Khai trương giảm 50K", "50K", "", "400K", serial(-60), serial(-32), 100, 96, "", ""),
        ("FLASHTOIQUA", "Shopee", MAI_LAM, "Flash sale mặt nạ, giảm 40%", "40%", "", "0Đ", text(-1, "20h"), text(-1, "22h"), 100, 100, "", ""),
        # the slips of a real sheet: each is shown to managers with its cell
        ("GIAM5O", "Shopee", MAI_LAM, "Giảm theo hóa đơn", "5O nghìn", "", "500K", serial(-1), serial(9), 100, 3, "", "Gõ nhầm chữ O"),
        ("NGUOCNGAY", "Lazada", AO_NANG, "Giảm 9% tối đa 45K", "9%", "45K", "200K", text(8), text(1), 100, 0, "", ""),
        ("", "TikTok Shop", BEP_SOI, "Giảm 25K đơn từ 200K", "25K", "", "200K", serial(0), serial(10), 100, 0, "", "Chưa tạo mã trên sàn"),
        ("THANG2", "Shopee", MAI_LAM, "Giảm 15K đơn từ 99K", "15K", "", "99K", f"30/02/{today.year}", text(20), 100, 0, "", ""),
    ]  # fmt: skip
    return tuple(rows)


def made_on(today: date) -> str:
    """Return the note under the title."""
    return f"Người cập nhật: chị Hoa – {datetime.combine(today, datetime.min.time()):%d/%m/%Y}"
