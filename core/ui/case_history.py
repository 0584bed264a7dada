"""What is known of an order and its customer, in a few lines."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from core.cases.event import CaseKind
from core.cases.queries.history import CaseHistory, KnownCase
from core.ui import format as written
from core.ui.case_parts import open_case
from core.ui.menu import page
from core.ui.show import section
from core.ui.words import plain, t

PAGE_OF = {CaseKind.COMPLAINT: "complaints", CaseKind.REVIEW: "reviews"}
MOST = 8


def known_lines(history: CaseHistory, here: CaseKind, now: datetime, *, most: int = 4) -> None:
    """Draw the earlier cases, newest first; one's own and nobody's can be opened, of a colleague's only that it is there."""
    for one in history.cases[:most]:
        told = _told(one, now)
        icon = f":material/{page(PAGE_OF[one.kind]).icon}:"
        if not one.mine_to_open:
            st.caption(f"{icon} {told}")
        elif one.kind is not here:
            st.page_link(page(PAGE_OF[one.kind]).file, label=told, icon=icon, query_params={"id": str(one.id)})
        elif st.button(told, icon=icon, type="tertiary", key=f"known:{one.id}", wrap=True):  # a link to the very page leads nowhere
            open_case(one.id)
            st.rerun()
    if len(history.cases) > most:
        st.caption(t("and {n} more cases", n=len(history.cases) - most))


def voucher_lines(history: CaseHistory, now: datetime) -> None:
    """Say which vouchers this customer was given already."""
    for one in history.vouchers[:3]:
        cost = written.money(one.cost_vnd) if one.cost_vnd is not None else t("amount not noted")
        note = f" · {plain(one.note[:80])}" if one.note else ""
        st.caption(f":material/sell: {t('Voucher given')} · {cost} · {plain(one.order_no)} · {written.ago(one.at, now)}{note}")


def history_card(history: CaseHistory, here: CaseKind, now: datetime) -> None:
    """Draw everything known of the order and the handle of one case."""
    section(t("Known of this customer"))
    if not history.cases and not history.vouchers:
        st.caption(t("Nothing else is known of this order or account."))
        return
    voucher_lines(history, now)
    known_lines(history, here, now, most=MOST)


def _told(one: KnownCase, now: datetime) -> str:
    about = t(one.about_name) if one.about else f"{one.stars}★"
    where = "" if one.same_order else f" · {plain(one.order_no)}"
    return f"{about} · {t(one.state_name)}{where} · {written.moment(one.at, now)}"
