"""Shops: add, rename, archive, put in order; for owners."""

import streamlit as st

from core.base.changes import Topic
from core.people.queries.shops import list_shops
from core.ui import shop_parts as parts
from core.ui.load import load
from core.ui.session import guard
from core.ui.show import page_header, section
from core.ui.words import t

guard("shops")
shops = load(list_shops, everything=True, topics=(Topic.PEOPLE,))

page_header("shops")
with st.container(border=True):
    section(t("Shops"), t("In the order every page shows them. Click on a row to change it."))
    chosen = parts.shops_table(shops)
    if chosen is not None:
        parts.shop_details(chosen, shops)
with st.container(border=True):
    section(t("One more shop"), t("One per account on a marketplace."))
    parts.add_one(shops)
