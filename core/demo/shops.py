"""The demo team's shops, how each sells, and what it sells."""

from __future__ import annotations

from dataclasses import dataclass

from core.people.shop import MARKETPLACE_NAMES, Marketplace


@dataclass(frozen=True)
class Product:
    """Something on sale: the name on the page, the name people use, the price in đồng."""

    name: str
    short: str
    price: int


@dataclass(frozen=True)
class Trade:
    """A line of business and its products."""

    code: str
    brand: str
    products: tuple[Product, ...]


@dataclass(frozen=True)
class Selling:
    """How a marketplace behaves: its part of the chats and the shares that follow from a chat."""

    weight: float
    conversion: float  # orders per presale chat of an average agent in an average hour
    presale: float  # presale chats per chat
    paid: float  # paid orders per order
    order_no: str  # how an order number looks: # a digit, @ a letter or digit, D the day as yymmdd


@dataclass(frozen=True)
class DemoShop:
    """A shop of the demo."""

    code: str
    marketplace: Marketplace
    name: str
    trade: Trade
    selling: Selling
    order_value: float  # mean value of an order, đồng


COSMETICS = Trade("mailam", "Mai Lam Cosmetics", (
    Product("Serum Mai Lam B5 phục hồi da, cấp ẩm, làm dịu da mẩn đỏ 30ml – dùng được cho da nhạy cảm", "serum B5", 245_000),
    Product("Kem chống nắng Mai Lam SPF50+ PA++++ kiềm dầu, nâng tông nhẹ, không để lại vệt trắng 50ml", "kem chống nắng", 289_000),
    Product("Combo 2 son kem lì Mai Lam nhung mịn lâu trôi – tông đỏ đất & hồng khô (tặng túi đựng)", "combo 2 son kem", 318_000),
    Product("Nước tẩy trang hoa cúc Mai Lam 400ml dịu nhẹ cho mặt, mắt, môi", "nước tẩy trang", 165_000),
    Product("Mặt nạ giấy cấp ẩm rau má Mai Lam hộp 10 miếng", "hộp mặt nạ rau má", 129_000),
    Product("Sữa rửa mặt tạo bọt Mai Lam chiết xuất trà xanh 120g", "sữa rửa mặt trà xanh", 139_000),
    Product("Phấn phủ bột kiềm dầu Mai Lam 12 giờ, hạt siêu mịn, kèm bông phấn", "phấn phủ", 198_000),
    Product("Dầu gội bưởi Mai Lam giảm gãy rụng 500ml", "dầu gội bưởi", 215_000),
))  # fmt: skip
HOME = Trade("bepsoi", "Bếp Sỏi – Đồ dùng gia đình", (
    Product("Nồi chiên không dầu Bếp Sỏi 6 lít, lòng chống dính dễ rửa, phím cảm ứng, bảo hành 12 tháng", "nồi chiên không dầu", 1_190_000),
    Product("Bộ 3 hộp thủy tinh đựng thực phẩm chịu nhiệt Bếp Sỏi (320ml, 640ml, 1040ml) nắp khóa 4 chiều", "bộ hộp thủy tinh", 259_000),
    Product("Chảo chống dính vân đá đáy từ Bếp Sỏi 28cm", "chảo vân đá 28cm", 345_000),
    Product("Bình giữ nhiệt inox 304 Bếp Sỏi 900ml có tay cầm và ống hút", "bình giữ nhiệt", 225_000),
    Product("Kệ gia vị 3 tầng thép sơn tĩnh điện, không cần khoan tường", "kệ gia vị", 199_000),
    Product("Bộ ga gối cotton Bếp Sỏi Home 1m8 × 2m kẻ sọc", "bộ ga gối", 489_000),
    Product("Đèn ngủ cảm ứng hình mây, sạc USB, 3 mức sáng", "đèn ngủ hình mây", 119_000),
    Product("Máy xay cầm tay mini Bếp Sỏi 350W, 2 lưỡi thép", "máy xay cầm tay", 420_000),
))  # fmt: skip
FASHION = Trade("aonang", "Áo Nắng Studio", (
    Product("Áo khoác chống nắng nữ Áo Nắng vải thông hơi UPF50+ có mũ, xỏ ngón, khóa kéo che mặt", "áo khoác chống nắng", 329_000),
    Product("Váy suông linen dáng dài Áo Nắng cổ vuông, hai túi", "váy linen", 365_000),
    Product("Áo thun cotton 2 chiều form rộng Áo Nắng in chữ, unisex từ 40 đến 85 kg", "áo thun form rộng", 159_000),
    Product("Quần ống rộng lưng cao vải tuyết mưa, bản nâng cấp có túi trong", "quần ống rộng", 249_000),
    Product("Set áo kiểu tay phồng + chân váy chữ A", "set áo và chân váy", 398_000),
    Product("Túi tote vải bố dày có khóa kéo, ngăn laptop 14 inch", "túi tote vải bố", 185_000),
    Product("Áo sơ mi lụa công sở tay dài không nhăn", "áo sơ mi lụa", 275_000),
    Product("Khăn choàng tơ tằm pha in hoa 90 × 90 cm", "khăn choàng", 210_000),
))  # fmt: skip
TRADES = (COSMETICS, HOME, FASHION)

SELLING = {
    Marketplace.SHOPEE: Selling(1.00, 0.405, 0.78, 0.87, "D@@@@@@@@"),
    Marketplace.TIKTOK: Selling(0.78, 0.345, 0.82, 0.85, "58##############"),
    Marketplace.LAZADA: Selling(0.46, 0.235, 0.70, 0.90, "4###########"),
    Marketplace.TIKI: Selling(0.30, 0.275, 0.72, 0.91, "9########"),
    Marketplace.FACEBOOK: Selling(0.42, 0.295, 0.86, 0.81, "FB######"),
    Marketplace.ZALO: Selling(0.26, 0.375, 0.80, 0.84, "ZL######"),
    Marketplace.WEB: Selling(0.20, 0.310, 0.75, 0.88, "WEB#######"),
}
ORDER_OF_OPENING = (
    Marketplace.SHOPEE,
    Marketplace.TIKTOK,
    Marketplace.LAZADA,
    Marketplace.FACEBOOK,
    Marketplace.TIKI,
    Marketplace.ZALO,
    Marketplace.WEB,
)
BASKET = {"mailam": 1.35, "bepsoi": 1.0, "aonang": 1.2}
"""Pieces in an average order, by trade."""


def make_shops(count: int) -> list[DemoShop]:
    """Return `count` shops: marketplaces in the order a team opens them, trades in turn; codes are unique."""
    shops: list[DemoShop] = []
    for number in range(count):
        marketplace = ORDER_OF_OPENING[number % len(ORDER_OF_OPENING)]
        # The second round starts with another trade, so that a brand gets its second marketplace.
        round_ = number // len(ORDER_OF_OPENING)
        trade = TRADES[(number + round_) % len(TRADES)]
        branch = number // (len(ORDER_OF_OPENING) * len(TRADES))
        code = f"{trade.code}-{marketplace}" + (f"-{branch + 1}" if branch else "")
        name = f"{trade.brand} ({MARKETPLACE_NAMES[marketplace]})" + (f" {branch + 1}" if branch else "")
        mean = sum(product.price for product in trade.products) / len(trade.products)
        shops.append(DemoShop(code, marketplace, name, trade, SELLING[marketplace], mean * BASKET[trade.code]))
    return shops
