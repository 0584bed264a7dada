"""The offers of an order: the vouchers that run, held against its amount, marketplace and shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from core.catalog.best_offer import Offers, offers_on
from core.catalog.queries.vouchers import USABLE, FoundVoucher, VoucherWanted, find_vouchers
from core.people.shop import Marketplace
from core.people.user import User


@dataclass(frozen=True)
class Order:
    """An order a customer is about to place; no marketplace or shop means that it is not known."""

    amount_vnd: int
    marketplace: Marketplace | None = None
    shop: str | None = None


def order_offers(session: Session, user: User, order: Order, *, at: datetime) -> Offers[FoundVoucher]:
    """Return what may be offered on an order at a moment."""
    wanted = VoucherWanted(states=USABLE, marketplace=order.marketplace, shop=order.shop)
    return offers_on(find_vouchers(session, user, wanted, at=at).found, lambda found: found.voucher, order.amount_vnd)
