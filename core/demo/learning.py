"""What the demo team learned: regular customers, return files, known problems with their answers, notes about customers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from sqlmodel import Session

from core.base.clock import local_date, to_local
from core.cases.actions.import_returns import import_returns
from core.cases.actions.known_problems import save_known_problem
from core.cases.actions.loyal import write_note
from core.cases.category import Category
from core.cases.complaint import ComplaintFacts, ComplaintState, Resolution
from core.cases.deadline import ServiceHours
from core.cases.known_problem import KnownProblemInput, KnownState
from core.cases.loyal import NewCustomerNote, handle_key
from core.cases.market_returns import LAYOUTS as MARKETS
from core.cases.market_returns import Cell, Layout, Sheet
from core.cases.review import LOW_STARS, ReviewFacts
from core.demo.history import Ids
from core.demo.shops import DemoShop, Product
from core.people.user import SYSTEM

RETURNING: Final = 0.13
RETURNED: Final = 0.5
MOST_RETURNS: Final = 400
REASONS: Final[dict[Category, str]] = {
    Category.NOT_RECEIVED: "Chưa nhận được hàng", Category.MISSING_ITEMS: "Thiếu hàng", Category.WRONG_ITEM: "Người bán gửi sai hàng",
    Category.DAMAGED: "Hàng bể vỡ (vỡ vụn, trầy xước, rò rỉ chất lỏng)", Category.FAULTY: "Hàng lỗi, không hoạt động",
    Category.NOT_AS_DESCRIBED: "Khác với mô tả", Category.CHANGED_MIND: "Hàng nguyên vẹn nhưng không còn nhu cầu",
    Category.EXPIRED: "Hàng hết hạn sử dụng", Category.USED: "Hàng đã qua sử dụng", Category.EMPTY_PARCEL: "Thùng hàng rỗng",
}  # fmt: skip
NOTES: Final = (
    "Khách quen, hay mua tặng người nhà: nhớ hỏi có cần gói quà không.",
    "Da nhạy cảm, lần trước tư vấn loại không mùi là ưng. Đừng chào loại khác.",
    "Chỉ nhận hàng sau 18 giờ, dặn bưu tá gọi trước.",
)
KNOWN: Final = (
    KnownProblemInput(
        title="Gửi nhầm phân loại ở kệ B", category=Category.WRONG_ITEM,
        what="Hai phân loại để cạnh nhau trên cùng một kệ, giờ cao điểm hay nhặt nhầm.",
        answer="Dạ shop xin lỗi {ten_khach} vì đã gửi nhầm phân loại. Shop tạo đơn đổi ngay hôm nay, bưu tá sẽ lấy hàng cũ khi giao hàng "
        "mới, mình không mất phí ạ.",
        prevention="Tách kệ theo phân loại, quét mã từng món khi đóng gói.",
    ),
    KnownProblemInput(
        title="Đơn sau ngày sale giao chậm", category=Category.LATE_DELIVERY,
        what="Kho dồn đơn hai ngày sau mỗi đợt sale, đơn vị vận chuyển lấy hàng trễ một ngày.",
        answer="Dạ đơn {ma_don} của mình đã bàn giao vận chuyển, dự kiến giao trong 1–2 ngày tới. Shop đang theo sát và báo mình ngay khi "
        "bưu tá đi phát ạ.",
        prevention="Thêm hai người đóng gói trong hai ngày sau sale.",
    ),
    KnownProblemInput(
        title="Mã 30K hết lượt mà trang còn hiện", category=Category.VOUCHER, state=KnownState.WATCHING,
        what="Mã trên trang sản phẩm hết lượt lúc 21 giờ nhưng ảnh bìa chưa đổi.",
        answer="Dạ mã 30K hôm nay vừa hết lượt, shop xin lỗi vì ảnh chưa kịp đổi. "
        "Shop gửi mình mã khác tương đương, hạn đến hết hôm nay ạ.",
        prevention="Đầu mỗi ca kiểm tra số lượt còn lại, hết lượt thì ẩn ngay.",
    ),
)  # fmt: skip


class Lessons:
    """Keeps what was complained about, so that reviews, return files and notes are of the same orders."""

    def __init__(self, ids: Ids, shops: list[DemoShop], bought: dict[str, Product], hours: ServiceHours, seed: int) -> None:
        self.ids, self.shops, self.bought, self.hours = ids, shops, bought, hours
        self.random = np.random.default_rng((seed, 505))  # its own: the other parts of the demo draw as before
        self.cases: list[ComplaintFacts] = []

    def regulars(self, cases: Iterable[ComplaintFacts]) -> Iterator[ComplaintFacts]:
        """Pass complaints on; some orders belong to a customer who had another order in the same shop."""
        handles: dict[int, list[str]] = {}
        by_order: dict[tuple[int, str], str] = {}
        for case in cases:
            known = handles.setdefault(case.shop_id, [])
            order = (case.shop_id, case.order_no)
            if order not in by_order:
                again = bool(known) and self.random.random() < RETURNING
                by_order[order] = known[int(self.random.integers(len(known)))] if again else case.customer
                known.append(by_order[order])
            made = dataclasses.replace(case, customer=by_order[order])
            self.cases.append(made)
            yield made

    def reviews(self, reviews: Iterable[ReviewFacts]) -> Iterator[ReviewFacts]:
        """Pass reviews on; some, low ones more often, are of an order that had a complaint about that product shortly before."""
        taken: set[tuple[int, str]] = set()
        of_product: dict[tuple[int, str], list[ComplaintFacts]] = {}
        for case in self.cases:
            if case.order_no in self.bought:
                of_product.setdefault((case.shop_id, self.bought[case.order_no].name), []).append(case)
        for review in reviews:
            fitting = [
                case
                for case in of_product.get((review.shop_id, review.product), ())
                if timedelta(0) < review.posted_at - case.opened_at <= timedelta(days=12) and (case.shop_id, case.order_no) not in taken
            ]
            if fitting and self.random.random() < (0.8 if review.stars <= LOW_STARS else 0.25):
                case = fitting[int(self.random.integers(len(fitting)))]
                taken.add((case.shop_id, case.order_no))
                review = dataclasses.replace(review, order_no=case.order_no)  # noqa: PLW2901 - the same review, of a known order
            yield review

    def teach(self, session: Session, *, now: datetime) -> None:
        """Bring the return files in, write known problems down, leave notes about regular customers."""
        for place, shop in enumerate(self.shops):
            layout = next((one for one in MARKETS if one.marketplace is shop.marketplace), None)
            rows = self._returns(self.ids.shops[place], layout) if layout else []
            if layout and rows:
                header = tuple(words[0] for words in layout.columns.values())
                import_returns(session, SYSTEM, Sheet("Returns", (header, *rows)), now=now, shop=shop.code, zone=self.hours.zone)
        day = local_date(now, self.hours.zone)
        for number, known in enumerate(KNOWN):
            owner = self.ids.manager if number else self.ids.agents[0]
            shop_id = None if number else self.ids.shops[0]
            given = dataclasses.replace(known, owner_id=owner, shop_id=shop_id, until=day + timedelta(days=14 + 7 * number))
            save_known_problem(session, SYSTEM, given, now=now - timedelta(days=9 - number))
        for handle, text in zip(self._come_back(), NOTES, strict=False):
            write_note(session, SYSTEM, NewCustomerNote(handle, text), now=now - timedelta(days=3))

    def _returns(self, shop_id: int, layout: Layout) -> list[tuple[Cell, ...]]:
        rows: list[tuple[Cell, ...]] = []
        for case in self.cases:
            product = self.bought.get(case.order_no)
            wanted = case.resolution is Resolution.REFUND or self.random.random() < RETURNED
            if case.shop_id == shop_id and case.state is ComplaintState.RESOLVED and product and case.category in REASONS and wanted:
                rows.append(self._row(case, product, layout))
        return rows[:MOST_RETURNS]

    def _row(self, case: ComplaintFacts, product: Product, layout: Layout) -> tuple[Cell, ...]:
        refunded = case.resolution is Resolution.REFUND
        asked = to_local(case.opened_at, self.hours.zone)
        said: dict[str, Cell] = {
            "order_no": case.order_no, "return_no": f"R{case.order_no[-9:]}",
            "requested_at": f"{asked:%Y-%m-%d %H:%M}",
            "ordered_at": f"{asked - timedelta(days=5):%Y-%m-%d %H:%M}", "product": product.name, "sku": product.short, "quantity": 1,
            "reason": REASONS[case.category], "handle": case.customer, "status": "Đã hoàn tiền" if refunded else "Đã hủy",
            "refund": product.price if refunded else None,
        }  # fmt: skip
        return tuple(said.get(name) for name in layout.columns)

    def _come_back(self) -> list[str]:
        """Handles with two orders or more, the most orders first."""
        orders: dict[str, set[str]] = {}
        for case in self.cases:
            orders.setdefault(handle_key(case.customer), set()).add(case.order_no)
        return sorted((handle for handle, known in orders.items() if len(known) > 1), key=lambda handle: (-len(orders[handle]), handle))
