"""The parts of the vouchers page: what is wanted, a voucher as a card with its code, offer and time left."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import streamlit as st

from core.base.clock import to_local
from core.base.durations import format_seconds
from core.base.settings import get_settings
from core.base.words import mark
from core.catalog.queries.vouchers import FoundVoucher, VouchersFound, VoucherWanted, voucher_item
from core.catalog.source import SheetKind
from core.catalog.voucher import ValueUnit, Voucher, VoucherKind
from core.catalog.voucher_state import VoucherState
from core.people.shop import MARKETPLACE_NAMES
from core.people.user import User
from core.ui import format as written
from core.ui.copying import copied_text, copy_button, short_key
from core.ui.show import Status, badge
from core.ui.words import language, plain, t

PAGE = 24
ENDING_SOON = timedelta(hours=1)
"""Of a flash sale: from here on its countdown is shown in amber."""
GROUPS: dict[str, tuple[str, frozenset[VoucherState]]] = {
    "now": (mark("Running"), frozenset({VoucherState.RUNNING, VoucherState.ENDING_SOON})),
    "soon": (mark("Ending soon"), frozenset({VoucherState.ENDING_SOON})),
    "upcoming": (mark("Upcoming"), frozenset({VoucherState.UPCOMING})),
    "sold_out": (mark("Sold out"), frozenset({VoucherState.SOLD_OUT})),
    "over": (mark("Over"), frozenset({VoucherState.EXPIRED, VoucherState.BROKEN})),
    "all": (mark("All"), frozenset()),
}
STATES: dict[VoucherState, tuple[str, Status, str]] = {
    VoucherState.RUNNING: (mark("Running"), "good", ":material/play_circle:"),
    VoucherState.ENDING_SOON: (mark("Ending soon"), "warning", ":material/timer:"),
    VoucherState.UPCOMING: (mark("Upcoming"), "info", ":material/event_upcoming:"),
    VoucherState.SOLD_OUT: (mark("Sold out"), "off", ":material/remove_shopping_cart:"),
    VoucherState.EXPIRED: (mark("Expired"), "off", ":material/event_busy:"),
    VoucherState.BROKEN: (mark("Broken"), "bad", ":material/error:"),
}
OFFERS = {
    VoucherKind.DISCOUNT: mark("{value} off"),
    VoucherKind.CASHBACK: mark("{value} cashback"),
    VoucherKind.FREESHIP: mark("{value} off shipping"),
    VoucherKind.GIFT: mark("Gift worth {value}"),
    VoucherKind.FLASH_SALE: mark("Flash sale: {value} off"),
}
KINDS = {
    VoucherKind.DISCOUNT: mark("Discount"),
    VoucherKind.CASHBACK: mark("Cashback"),
    VoucherKind.FREESHIP: mark("Free shipping"),
    VoucherKind.GIFT: mark("Gift"),
    VoucherKind.FLASH_SALE: mark("Flash sale"),
}


def ask_wanted(everything: VouchersFound) -> VoucherWanted:
    """Draw the search box and the filters; the state is drawn apart, once its counts are known."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        text = st.text_input(t("Search vouchers"), type="search", live="200ms", placeholder=t("Code, shop, product…"), key="vouchers:text")
        with st.popover(t("Filters"), icon=":material/tune:"):
            marketplace = st.selectbox(
                t("Marketplace"), [None, *everything.marketplaces], key="vouchers:market",
                format_func=lambda one: MARKETPLACE_NAMES[one] if one else t("All"),
            )  # fmt: skip
            shop = st.selectbox(t("Shop"), [None, *everything.shops], format_func=lambda one: one or t("All"), key="vouchers:shop")
    group = st.session_state.get("vouchers:state") or "now"
    wanted = VoucherWanted(text=(text or "").strip(), states=GROUPS[group][1], marketplace=marketplace, shop=shop)
    return replace(wanted, at_most=st.session_state.get(_shown_key(wanted), PAGE))


def ask_state(found: VouchersFound) -> None:
    """Draw the states with how many vouchers stand in each; running ones first."""

    def name(group: str) -> str:
        states = GROUPS[group][1] or frozenset(VoucherState)
        return f"{t(GROUPS[group][0])} {sum(found.states.get(state, 0) for state in states)}"

    st.session_state.setdefault("vouchers:state", "now")
    st.pills(t("State"), list(GROUPS), key="vouchers:state", format_func=name, label_visibility="collapsed", required=True)


def more_button(found: VouchersFound, wanted: VoucherWanted) -> None:
    """Draw the button that shows the next cards."""
    if found.matching > len(found.found):
        shown = {_shown_key(wanted): len(found.found) + PAGE}
        st.button(
            t("Show more"),
            icon=":material/expand_more:",
            key="vouchers:more",
            width="stretch",
            on_click=st.session_state.update,
            args=(shown,),
        )


def _shown_key(wanted: VoucherWanted) -> str:
    return f"vouchers:shown:{wanted.text}|{sorted(wanted.states)}|{wanted.marketplace}|{wanted.shop}"


def voucher_card(found: FoundVoucher, user: User, now: datetime) -> None:
    """Draw one voucher."""
    voucher = found.voucher
    key = short_key(found.source, voucher.cell, *voucher.codes)
    terms = terms_of(voucher)
    with st.container(border=True, height="stretch", gap="xsmall", key=f"card-{key}"):
        st.markdown(f"{_headline(found)}  \n**{offer(voucher)}**" + (f" · {terms}" if terms else ""))
        for code in voucher.codes:
            each = short_key(key, code)
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"card-{each}"):
                copied_text(code, each, code=True)
                copy_button(user, SheetKind.VOUCHERS, voucher_item(voucher), each)
        if not voucher.codes:
            st.caption(t("No code: it applies by itself, or the sheet does not name it."))
        st.markdown(f":material/schedule: {time_left(found, now)}")
        lines = (_where(voucher), _left(found), plain(" · ".join(voucher.conditions)), plain(voucher.note))
        st.caption("  \n".join(line for line in lines if line))
        if found.link:
            st.space("stretch")
            st.link_button(t("Open the cell"), found.link, icon=":material/table_view:", type="tertiary", key=f"cell:{key}")


def offer(voucher: Voucher) -> str:
    """Say what the customer gets: `Giảm 10 %`, `Freeship`, as Markdown."""
    if voucher.value is None:
        return t(KINDS[voucher.kind])
    value = written.rate(float(voucher.value) / 100, places=0 if voucher.value == int(voucher.value) else 1)
    return t(OFFERS[voucher.kind], value=value if voucher.unit is ValueUnit.PERCENT else written.money(float(voucher.value)))


def time_left(found: FoundVoucher, now: datetime) -> str:
    """Say when it starts or ends, relative and absolute; as Markdown."""
    voucher = found.voucher
    if found.state is VoucherState.UPCOMING and voucher.start is not None:
        until = f" – {_clock(voucher.end, now)}" if voucher.end else ""
        return t("starts in {time} · {moment}", time=_span(voucher.start, now), moment=_clock(voucher.start, now) + until)
    if voucher.end is None:
        return t("no end named")
    if voucher.end < now:
        return t("ended {time} ago · {moment}", time=_span(voucher.end, now), moment=_clock(voucher.end, now))
    left = t("{time} left · until {moment}", time=_span(voucher.end, now), moment=_clock(voucher.end, now))
    return f":orange[**{left}**]" if found.state is VoucherState.ENDING_SOON else left


def countdown(found: FoundVoucher, now: datetime) -> str:
    """Say only how long it is to the start, or to the end; as Markdown, for where the hours stand already."""
    voucher = found.voucher
    if found.state is VoucherState.UPCOMING and voucher.start is not None:
        return t("starts in {time}", time=_span(voucher.start, now))
    if voucher.end is None or voucher.end < now:
        return time_left(found, now)
    left = t("{time} left", time=_span(voucher.end, now))
    return f":orange[**{left}**]" if voucher.end - now < ENDING_SOON else left


def _headline(found: FoundVoucher) -> str:
    voucher = found.voucher
    name, status, icon = STATES[found.state]
    parts = [badge(t(name), status, icon=icon)]
    if voucher.kind is VoucherKind.FLASH_SALE:
        parts.append(f":red-badge[:material/bolt: {t(KINDS[voucher.kind])}]")
    if voucher.marketplace is not None:
        parts.append(f":gray-badge[{MARKETPLACE_NAMES[voucher.marketplace]}]")
    return " ".join(parts)


def terms_of(voucher: Voucher) -> str:
    """Say the cap and the minimum of the order."""
    parts = []
    if voucher.cap_vnd is not None:
        parts.append(t("at most {money}", money=written.money(voucher.cap_vnd)))
    if voucher.min_spend_vnd is not None:
        parts.append(t("orders from {money}", money=written.money(voucher.min_spend_vnd)) if voucher.min_spend_vnd else t("any order"))
    return " · ".join(parts)


def _where(voucher: Voucher) -> str:
    return plain(" · ".join(part for part in (voucher.title, voucher.shop) if part))


def _left(found: FoundVoucher) -> str:
    voucher, parts = found.voucher, []
    if voucher.remaining is not None:
        total = f" / {written.count(voucher.quantity)}" if voucher.quantity is not None else ""
        parts.append(t("{n} left", n=written.count(max(0, voucher.remaining))) + total)
    if found.copies:
        parts.append(t("copied {n}× in 30 days", n=found.copies))
    return " · ".join(parts)


def _span(moment: datetime, now: datetime) -> str:
    minutes = max(60, int(abs((moment - now).total_seconds())) // 60 * 60)
    return format_seconds(minutes, language=language())


def _clock(moment: datetime | None, now: datetime) -> str:
    """`23:59`, or `23:59 24/11` on another day."""
    if moment is None:
        return written.DASH
    zone = get_settings().zone
    local = to_local(moment, zone)
    return local.strftime("%H:%M") if local.date() == to_local(now, zone).date() else local.strftime("%H:%M %d/%m")
