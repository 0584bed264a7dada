"""Which products an order holds, as far as reviews and the marketplaces' return files tell."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from typing import Final

from sqlmodel import Session, col, select

from core.cases.tables import MarketReturnRow, ReviewRow

CHUNK: Final = 5_000
Order = tuple[int, str]


def products_of(session: Session, orders: Collection[Order]) -> dict[Order, tuple[str, ...]]:
    """Return the products of (shop, order number); orders nothing is known of are left out. Callers check the right."""
    wanted = set(orders)
    found: dict[Order, dict[str, None]] = {}
    source = iter(sorted({number for _, number in wanted if number}))
    while chunk := list(islice(source, CHUNK)):
        for table in (MarketReturnRow, ReviewRow):
            query = select(table.shop_id, table.order_no, table.product).where(col(table.order_no).in_(chunk), table.product != "")
            for shop_id, order_no, product in session.exec(query.order_by(col(table.id))):
                if (shop_id, order_no) in wanted:
                    found.setdefault((shop_id, order_no), {})[product] = None
    return {order: tuple(products) for order, products in found.items()}
