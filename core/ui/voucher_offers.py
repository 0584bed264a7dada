"""What can I offer on this order? The answer on screen: best real saving first, then what is just out of reach."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from core.base.changes import Topic
from core.base.errors import InvalidInput
from core.base.words import mark
from core.catalog.best_offer import Benefit, NearOffer, Offer, Offers, order_amount
from core.catalog.queries.offers import Order, order_offers
from core.catalog.queries.vouchers import FoundVoucher, VouchersFound, voucher_item
from core.catalog.source import SheetKind
from core.people.shop import MARKETPLACE_NAMES
from core.people.user import User
from core.ui import format as written
from core.ui.copying import copied_text, copy_button, short_key
from core.ui.load import load
from core.ui.show import empty_state
from core.ui.voucher_parts import KINDS, offer, terms_of, time_left
from core.ui.words import plain, said, t

FIRST, FIRST_BESIDE = 6, 2
"""How many discounts, and how many of each other kind beside one another, are shown at once; the others fold away."""
HEADS: dict[Benefit, tuple[str, str, str]] = {
    Benefit.OFF: (":material/sell:", mark("Off the price"), mark("Best real saving first: percentage, cap and minimum are worked out.")),
    Benefit.SHIPPING: (":material/local_shipping:", mark("Off the shipping fee"), mark("At most as much as the shipping costs.")),
    Benefit.CASHBACK: (":material/savings:", mark("Coins back afterwards"), mark("Not off the price: the customer gets coins later.")),
    Benefit.GIFT: (":material/redeem:", mark("Gifts"), ""),
    Benefit.FLASH: (":material/bolt:", mark("Flash sales running"), mark("Only for the products of the sale, so no saving is worked out.")),
}
WORTH = {
    Benefit.OFF: mark("{value} off"),
    Benefit.SHIPPING: mark("up to {value} off shipping"),
    Benefit.CASHBACK: mark("{value} in coins"),
}


def ask_amount() -> int | None:
    """Draw the amount of an order; None while nothing (or nothing readable) is typed."""
    typed = st.text_input(
        t("The order's amount"), key="vouchers:amount", live="300ms", icon=":material/shopping_cart:",
        placeholder=t("350k, 350.000, 1tr2: what can I offer?"),
    )  # fmt: skip
    try:
        return order_amount(typed or "")
    except InvalidInput as error:
        st.caption(f":red[{said(error)}]")
        return None


def ask_order(amount_vnd: int, everything: VouchersFound) -> Order:
    """Draw where the order is placed; a voucher of another marketplace or shop is not offered."""
    marketplace = shop = None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if everything.marketplaces:
            marketplace = st.pills(
                t("Marketplace"), list(everything.marketplaces), key="vouchers:order:market", label_visibility="collapsed",
                format_func=lambda one: MARKETPLACE_NAMES[one],
            )  # fmt: skip
        if everything.shops:
            shop = st.selectbox(
                t("Shop"), [None, *everything.shops], key="vouchers:order:shop", label_visibility="collapsed", width=240,
                format_func=lambda one: one or t("Every shop"),
            )  # fmt: skip
    return Order(amount_vnd, marketplace, shop)


def offers_part(order: Order, user: User, now: datetime) -> None:
    """Draw what may be offered."""
    minute = now.replace(second=0, microsecond=0)
    found: Offers[FoundVoucher] = load(order_offers, order, at=minute, topics=(Topic.CATALOG,), scope="everybody")
    if order.marketplace is None:
        st.caption(t("Choose the marketplace of the order: a voucher of another one does not hold there."))
    if not found.by_benefit:
        empty_state(
            t("No voucher that runs now holds for an order of {money}.", money=written.money(order.amount_vnd)),
            t("Choose another marketplace or shop, or see below what is just out of reach."),
            icon=":material/sell:",
        )
    if off := found.by_benefit.get(Benefit.OFF):
        _head(Benefit.OFF, off)
        _cards(Benefit.OFF, off, order, user, now, first=FIRST, columns=3)
    others = {benefit: offers for benefit, offers in found.by_benefit.items() if benefit is not Benefit.OFF}
    with st.grid(3, min_column_width=300):
        for benefit, offers in others.items():
            with st.container():
                _head(benefit, offers)
                _cards(benefit, offers, order, user, now, first=FIRST_BESIDE, columns=1)
    if found.near:
        st.subheader(t("Just out of reach"), anchor=False)
        with st.grid(3, min_column_width=300):
            for near in found.near:
                _near_card(near, user, now)


def _head(benefit: Benefit, offers: tuple[Offer[FoundVoucher], ...]) -> None:
    icon, title, note = HEADS[benefit]
    st.subheader(f"{icon} {t(title)} ({len(offers)})", anchor=False)
    if note:
        st.caption(t(note))


def _cards(
    benefit: Benefit, offers: tuple[Offer[FoundVoucher], ...], order: Order, user: User, now: datetime, *, first: int, columns: int
) -> None:
    with st.grid(columns, min_column_width=300):
        for place, one in enumerate(offers[:first]):
            _card(benefit, one, order, user, now, best=place == 0 and benefit is Benefit.OFF and bool(one.saving_vnd))
    if len(offers) > first:
        with (
            st.expander(t("And {n} more of these", n=len(offers) - first), key=f"offers:{benefit}"),
            st.grid(columns, min_column_width=300),
        ):
            for one in offers[first:]:
                _card(benefit, one, order, user, now, best=False)


def _card(benefit: Benefit, made: Offer[FoundVoucher], order: Order, user: User, now: datetime, *, best: bool) -> None:
    lead = offer(made.item.voucher)
    if made.saving_vnd is not None:
        lead = t(WORTH[benefit], value=written.money(made.saving_vnd))
        if benefit is Benefit.OFF:
            lead += f" → {t('pays {money}', money=written.money(order.amount_vnd - made.saving_vnd))}"
    elif benefit is Benefit.OFF:
        lead = f"{t(KINDS[made.item.voucher.kind])}: {t('the sheet names no amount')}"
    _voucher(
        made.item, f"**{lead}**" + (f" :green-badge[:material/trophy: {t('Best')}]" if best else ""), user, now, key=f"offer:{benefit}"
    )


def _near_card(near: NearOffer[FoundVoucher], user: User, now: datetime) -> None:
    codes = ", ".join(near.item.voucher.codes)
    lead = t("{money} more for {code}", money=written.money(near.missing_vnd), code=plain(codes or offer(near.item.voucher)))
    gain = t(WORTH[near.benefit], value=written.money(near.saving_vnd)) if near.saving_vnd is not None else offer(near.item.voucher)
    _voucher(near.item, f":material/add_shopping_cart: **{lead}** · {gain}", user, now, key="near")


def _voucher(found: FoundVoucher, lead: str, user: User, now: datetime, *, key: str) -> None:
    """Draw a small card: what it gives here, the code to copy, the terms, the conditions to tell."""
    voucher = found.voucher
    name = short_key(key, found.source, voucher.cell, *voucher.codes)
    place = f":gray-badge[{MARKETPLACE_NAMES[voucher.marketplace]}] " if voucher.marketplace else ""
    with st.container(border=True, height="stretch", gap="xsmall", key=f"card-{name}"):
        st.markdown(f"{place}{lead}")
        for code in voucher.codes:
            each = short_key(name, code)
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"card-{each}"):
                copied_text(code, each, code=True)
                copy_button(user, SheetKind.VOUCHERS, voucher_item(voucher), each)
        if not voucher.codes:
            st.caption(t("No code: it applies by itself, or the sheet does not name it."))
        terms = " · ".join(part for part in (offer(voucher), terms_of(voucher)) if part)
        unsaid = t("the sheet names no minimum order") if voucher.min_spend_vnd is None else ""
        st.caption("  \n".join(line for line in (terms, unsaid, plain(" · ".join(filter(None, (voucher.title, voucher.shop))))) if line))
        if voucher.conditions:
            st.markdown(f":small[:orange[:material/info: {plain(' · '.join(voucher.conditions))}]]")
        st.markdown(f":small[:material/schedule: {time_left(found, now)}]")
