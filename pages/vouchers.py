"""Vouchers: what runs now, what ends soon, what comes; each code one click away."""

from datetime import datetime

import streamlit as st

from core.base.changes import Topic
from core.catalog.looking import note_look
from core.catalog.queries.reports import sheet_reports
from core.catalog.queries.vouchers import VouchersFound, VoucherWanted, find_vouchers
from core.catalog.source import SheetKind
from core.people.user import Right, User
from core.ui import voucher_offers as offers
from core.ui import voucher_parts as parts
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.sheet_changes import history_part, since_last_shift
from core.ui.sheet_parts import fresh_line, nothing_yet, sheet_reports_part
from core.ui.show import empty_state, page_header
from core.ui.voucher_flash import flash_expander
from core.ui.words import t

guard("vouchers")
HERE = (Topic.CATALOG,)
page_header("vouchers")


def find(wanted: VoucherWanted) -> VouchersFound:
    """Ask for vouchers as they stand this minute."""
    return load(find_vouchers, wanted, at=asked_now().replace(second=0, microsecond=0), topics=HERE, scope="everybody")


@st.fragment(run_every="30s")
def draw() -> None:
    """Draw search, filters and cards; states and the time left move on by themselves."""
    user = guard("vouchers")
    now = asked_now()
    note_look(now)
    everything = find(VoucherWanted(at_most=0))
    if not everything.fresh.sources:
        nothing_yet(SheetKind.VOUCHERS, user)
        return
    minute = now.replace(second=0, microsecond=0)
    managing = user.may(Right.SEE_SHEET_PROBLEMS)
    reports = load(sheet_reports, SheetKind.VOUCHERS, at=minute, topics=HERE, scope="role") if managing else ()
    fresh_line(everything.fresh, user, SheetKind.VOUCHERS, now, reports)
    since_last_shift(user, SheetKind.VOUCHERS, now)
    flash_expander(user, now)
    asked = st.grid(2, min_column_width=320)
    with asked:
        amount = offers.ask_amount()
    if amount is not None:
        offers.offers_part(offers.ask_order(amount, everything), user, now)
    else:
        with asked:
            wanted = parts.ask_wanted(everything)
        draw_cards(wanted, user, now)
    if reports:
        sheet_reports_part(reports, now)
        history_part(reports, now)


def draw_cards(wanted: VoucherWanted, user: User, now: datetime) -> None:
    """Draw the states and a card per voucher."""
    found = find(wanted)
    parts.ask_state(found)
    if found.found:
        with st.grid(3, min_column_width=300):
            for one in found.found:
                parts.voucher_card(one, user, now)
        parts.more_button(found, wanted)
    elif found.total:
        empty_state(t("No voucher fits."), t("Choose another state, marketplace or shop, or empty the search."))
    else:
        empty_state(t("The sheet holds no voucher yet."), t("Write one in the sheet; it shows here within a minute."))


draw()
