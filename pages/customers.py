"""Customers: look one up by account name; who came back; a note for the next agent."""

import streamlit as st

from core.base.changes import Topic
from core.cases.loyal import is_masked
from core.cases.queries.loyal import customer_card, repeat_customers
from core.people.queries.shops import list_shops
from core.ui import loyal_parts as parts
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.show import empty_state, page_header, section
from core.ui.words import plain, t

user = guard("customers")
now = asked_now()
shops = {shop.id: shop.name for shop in load(list_shops, everything=True, topics=(Topic.PEOPLE,), scope="role")}
page_header("customers")
asked = st.query_params.get("customer", "")
handle = st.text_input(
    t("Account name of the customer"), value=asked, type="search", live="400ms", key=f"customers:handle:{asked}",
    placeholder=t("Account name, as in the chat"),
)  # fmt: skip
handle = (handle or "").strip()
card = load(customer_card, handle, topics=parts.CASES) if handle else None

if card is not None:
    parts.card_part(card, shops, now)
elif handle and is_masked(handle):
    empty_state(
        t("“{name}” is masked by the marketplace.", name=plain(handle)), t("Many customers look like this; look by the order instead.")
    )
else:
    known = load(repeat_customers, search=handle, least_orders=1 if handle else 2, topics=parts.CASES)
    if known:
        section(t("Customers with a similar name") if handle else t("Who came back"), t("Choose a line to see everything."))
        if chosen := parts.customer_table(known, now):
            st.query_params["customer"] = chosen
            st.rerun()
    elif handle:
        empty_state(
            t("Nobody by the name “{name}” is known yet.", name=plain(handle)), t("A first order; or the name is written differently.")
        )
    else:
        next_step = t("Note the account name on complaints, or import the marketplaces' return files.")
        empty_state(t("No customer with two orders is known yet."), next_step, icon=":material/group:")
