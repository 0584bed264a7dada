"""A customer on screen: the card, the note for the next agent, which voucher may be offered; and those who came back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from core.base.changes import Topic
from core.base.words import mark
from core.cases.actions.loyal import write_note
from core.cases.category import CATEGORY_NAMES
from core.cases.complaint import STATE_NAMES
from core.cases.loyal import CustomerCard, NewCustomerNote
from core.cases.queries.loyal import KnownCustomer, customer_card
from core.cases.queries.loyal import customer_notes as notes_of
from core.catalog.voucher import ValueUnit, Voucher
from core.people.shop import MARKETPLACE_NAMES
from core.score.queries.voucher_proposal import voucher_proposal
from core.score.voucher_proposal import ADVICE_WORDS, Advice
from core.ui import format as written
from core.ui.load import load
from core.ui.menu import page
from core.ui.show import badge, section, table_with_export
from core.ui.submit import field, submit
from core.ui.words import plain, t

SOURCES = {"complaint": mark("complaint"), "return": mark("return file"), "review": mark("review")}
CASES = (Topic.CASES, Topic.PEOPLE)


def customer_notes(handle: str, shop_id: int, now: datetime) -> bool:
    """Draw, beside a case, who this customer is to us; False (and nothing) when nothing more than this is known."""
    card = load(customer_card, handle, topics=CASES)
    if card is None:
        return False
    with st.container(border=True, gap="small"):
        _who(card)
        if card.note:
            st.markdown(f":material/sticky_note_2: {plain(card.note.text)}")
        offer(card.handle, shop_id, now, short=True)
        with st.container(horizontal=True, gap="small"):
            with st.popover(t("Note for the next agent"), icon=":material/edit_note:", type="tertiary"):
                note_form(card, now)
            if st.button(t("Everything about this customer"), type="tertiary", icon=":material/person_search:", key="loyal:all"):
                st.switch_page(str(page("customers").file), query_params={"customer": card.handle})
    return True


def _who(card: CustomerCard) -> None:
    said = f"**{plain(card.handle)}**"
    if card.is_repeat:
        said += " " + badge(t("Repeat customer: an honoured guest"), "good", icon=":material/workspace_premium:")
    st.markdown(said)
    counts = [t("{n} orders known", n=card.order_count), t("{n} complaints", n=len(card.complaints)), t("{n} reviews", n=len(card.reviews))]
    counts += [t("{n} vouchers given", n=len(card.vouchers_given))] if card.vouchers_given else []
    st.caption(" · ".join(counts))


def offer(handle: str, shop_id: int, now: datetime, *, short: bool = False) -> None:
    """Draw which voucher may be offered in a shop, or why none; `short` leaves the reasons out that need no act."""
    minute = now.replace(second=0, microsecond=0)
    found = load(voucher_proposal, handle, shop_id, at=minute, topics=(Topic.CASES, Topic.CATALOG, Topic.PEOPLE))
    if short and found.advice in (Advice.FIRST_ORDER, Advice.NOTHING_RUNS):
        return
    st.caption(t(ADVICE_WORDS[found.advice]))
    for one in found.vouchers:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.code(one.voucher.codes[0], language=None, width=240)
            st.caption(voucher_words(one.voucher, now))


def voucher_words(voucher: Voucher, now: datetime) -> str:
    """Return what a voucher gives, from how much, until when; for Markdown."""
    parts: list[str] = []
    if voucher.unit is ValueUnit.VND and voucher.value is not None:
        parts.append(t("{amount} off", amount=written.money(float(voucher.value))))
    elif voucher.value is not None:
        parts.append(t("{share} off", share=written.rate(float(voucher.value) / 100, places=0)))
        parts += [t("at most {amount}", amount=written.money(voucher.cap_vnd))] if voucher.cap_vnd else []
    elif voucher.title:
        parts.append(plain(voucher.title))
    if voucher.min_spend_vnd:
        parts.append(t("orders from {amount}", amount=written.money(voucher.min_spend_vnd)))
    if voucher.end:
        parts.append(t("until {moment}", moment=written.moment(voucher.end, now)))
    return " · ".join(parts)


def note_form(card: CustomerCard, now: datetime) -> None:
    """Draw the note with its form and, below, the notes before it."""
    past = load(notes_of, card.handle, topics=CASES)
    seen = past[0].id if past else None
    form = f"loyal:{card.handle}:{seen}"
    text = st.text_area(
        t("What the next agent should know"),
        value=card.note.text if card.note else "",
        max_chars=1_000,
        height=110,
        key=field(form, "text"),
    )
    saved = st.button(t("Save the note"), type="primary", icon=":material/save:", key=field(form, "go"))
    new = NewCustomerNote(card.handle, text or "", seen)
    if saved and submit(write_note, new, form=form, success=t("Note saved")) is not None:
        st.rerun()
    for note in past[1:6] if card.note else past[:5]:
        st.text(note.text or t("(emptied)"))
        st.caption((f"{plain(note.by.display)} · " if note.by else "") + written.ago(note.at, now))


def card_part(card: CustomerCard, shop_names: dict[int, str], now: datetime) -> None:
    """Draw everything known of a customer."""
    with st.container(border=True, gap="small"):
        _who(card)
        first, last = card.first_seen, card.last_seen
        if first and last:
            dates = t("First order seen {first}, last {last}.", first=written.moment(first, now), last=written.moment(last, now))
            st.caption(dates + " " + ", ".join(MARKETPLACE_NAMES[place] for place in card.marketplaces))
        if len(card.marketplaces) > 1:
            st.caption(t("The same name on two marketplaces can be two people."))
        note_form(card, now)
    shops = list(dict.fromkeys(order.shop_id for order in card.orders))
    if shops:
        with st.container(border=True, gap="small"):
            section(t("A voucher for the next order"))
            shop_id = shops[0]
            if len(shops) > 1:
                shop_id = st.selectbox(t("Shop"), shops, format_func=lambda key: shop_names.get(key, ""), key="loyal:shop") or shops[0]
            offer(card.handle, shop_id, now)
    _orders(card)
    _cases(card, shop_names, now)


def _orders(card: CustomerCard) -> None:
    if not card.orders:
        return
    with st.container(border=True):
        section(t("Orders of this customer"), t("Known from complaints, return files and reviews; other orders are not known here."))
        rows = [
            (one.order_no, one.shop_name, one.first_seen, one.last_seen, ", ".join(t(SOURCES[source]) for source in one.sources))
            for one in card.orders
        ]
        frame = pd.DataFrame(rows, columns=["order", "shop", "first", "last", "known"])
        columns: dict[str, Any] = {
            "order": t("Order number"),
            "shop": t("Shop"),
            "first": st.column_config.DatetimeColumn(t("First seen"), format="DD/MM/YYYY HH:mm", timezone="Asia/Ho_Chi_Minh"),
            "last": st.column_config.DatetimeColumn(t("Last seen"), format="DD/MM/YYYY HH:mm", timezone="Asia/Ho_Chi_Minh"),
            "known": t("Known from"),
        }
        table_with_export(frame, columns, name=t("Orders of a customer"), key="loyal:orders")


def _cases(card: CustomerCard, shop_names: dict[int, str], now: datetime) -> None:
    if not card.complaints and not card.reviews:
        return
    with st.container(border=True, gap="small"):
        section(t("Complaints and reviews"))
        for case in card.complaints:
            title = f"{t(CATEGORY_NAMES[case.category])} · {case.order_no}"
            note = f"{plain(shop_names.get(case.shop_id, ''))} · {written.ago(case.opened_at, now)} · {t(STATE_NAMES[case.state])}"
            _case_line("complaints", case.id, title, note, case.mine_to_open)
        for review in card.reviews:
            title = f"{review.stars}★ · {review.product or review.order_no}"
            _case_line("reviews", review.id, title, written.ago(review.posted_at, now), review.mine_to_open)


def _case_line(where: str, case_id: int, title: str, note: str, mine: bool) -> None:
    with st.container(gap="xsmall"):
        if mine:
            if st.button(plain(title), type="tertiary", key=f"loyal:{where}:{case_id}"):
                st.switch_page(str(page(where).file), query_params={"id": str(case_id)})
        else:
            st.markdown(plain(title))
        st.caption(note)


def customer_table(customers: Sequence[KnownCustomer], now: datetime) -> str:
    """Draw those who came back; returns the handle of the chosen one, "" while none is."""
    rows = [(one.handle, one.orders, one.complaints, one.last_seen, one.note) for one in customers]
    frame = pd.DataFrame(rows, columns=["handle", "orders", "complaints", "last", "note"])
    columns: dict[str, Any] = {
        "handle": t("Customer"),
        "orders": st.column_config.NumberColumn(t("Orders known"), format="localized"),
        "complaints": st.column_config.NumberColumn(t("Complaints"), format="localized"),
        "last": st.column_config.DatetimeColumn(t("Last seen"), format="DD/MM/YYYY HH:mm", timezone="Asia/Ho_Chi_Minh"),
        "note": st.column_config.TextColumn(t("Note"), width="medium"),
    }
    event = table_with_export(frame, columns, name=t("Repeat customers"), key="loyal:list", on_select="rerun", selection_mode="single-row")
    picked = event.selection.rows if event else []
    return customers[picked[0]].handle if picked and picked[0] < len(customers) else ""
