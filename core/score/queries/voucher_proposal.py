"""A voucher for a customer who comes back: the card of the handle and the vouchers that really run, put together."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from core.cases.queries.loyal import customer_card
from core.catalog.queries.vouchers import USABLE, VoucherWanted, find_vouchers
from core.people.queries.shops import list_shops
from core.people.user import User
from core.score.voucher_proposal import Advice, VoucherProposal, advise, fitting


def voucher_proposal(session: Session, user: User, handle: str, shop_id: int, *, at: datetime) -> VoucherProposal:
    """Return what may be offered to a customer in a shop at a moment; an unknown handle counts as a first order."""
    card = customer_card(session, user, handle)
    shop = next((one for one in list_shops(session, user, everything=True) if one.id == shop_id), None)
    if card is None or shop is None:
        return VoucherProposal(Advice.FIRST_ORDER)
    found = find_vouchers(session, user, VoucherWanted(states=USABLE), at=at).found
    return advise(card.order_count, card.open_complaints, card.vouchers_given, fitting(found, shop), at=at)
