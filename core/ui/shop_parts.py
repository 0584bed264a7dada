"""Shops: the list in the team's order, one more, rename, archive, move."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.people.actions.shop_changes import ChangeShop, change_shop, order_shops
from core.people.actions.shops import NewShop, add_shop
from core.people.shop import MARKETPLACE_NAMES, Marketplace, Shop
from core.people.suggest import suggest_shop_code
from core.ui.show import badge, empty_state, table_with_export
from core.ui.submit import field, submit
from core.ui.words import plain, t


def shops_table(shops: Sequence[Shop]) -> Shop | None:
    """Draw the shops; return the one clicked on."""
    if not shops:
        empty_state(t("No shop yet."), t("Add the first one below."), icon=":material/storefront:")
        return None
    rows = [
        {
            "name": shop.name,
            "code": shop.code,
            "marketplace": MARKETPLACE_NAMES[shop.marketplace],
            "state": t("in use") if shop.active else t("archived"),
        }
        for shop in shops
    ]
    columns = {"name": t("Shop name"), "code": t("Code"), "marketplace": t("Marketplace"), "state": t("State")}
    event = table_with_export(
        pd.DataFrame(rows), columns, name=t("Shops"), key="shops:table", selection_mode="single-row", on_select="rerun"
    )
    chosen = event.selection.rows
    return shops[chosen[0]] if chosen and chosen[0] < len(shops) else None


def shop_details(shop: Shop, shops: Sequence[Shop]) -> None:
    """Draw what may be changed about a shop."""
    state = badge(t("in use"), "good") if shop.active else badge(t("archived"), "off")
    st.markdown(f"**{plain(shop.name)}** · `{shop.code}` {state}")
    form = f"shops:{shop.id}"
    ids = [one.id for one in shops]
    place = ids.index(shop.id)
    left, right = st.columns([3, 1])
    name = left.text_input(t("Shop name"), value=shop.name, key=field(form, "name"), max_chars=120, placeholder="")
    wanted = right.selectbox(t("Place in the order"), range(1, len(ids) + 1), index=place, key=field(f"{form}:order", "place"))
    with st.container(horizontal=True):
        same = (name, wanted) == (shop.name, place + 1)
        save = st.button(t("Save"), key=field(form, "save"), type="primary", disabled=same)
        label = t("Archive") if shop.active else t("Use again")
        turn = st.button(label, key=field(f"{form}:active", "go"), icon=":material/archive:" if shop.active else ":material/unarchive:")
    if save:
        done: list[object] = []
        if wanted is not None and wanted != place + 1:
            ids.insert(wanted - 1, ids.pop(place))
            done.append(submit(order_shops, tuple(ids), form=f"{form}:order", success=t("Saved")))
        if name != shop.name:
            done.append(submit(change_shop, ChangeShop(shop.id, name, shop.active), form=form, success=t("Saved")))
        if None not in done:
            st.rerun()
    if turn and submit(change_shop, ChangeShop(shop.id, shop.name, not shop.active), form=f"{form}:active", success=t("Saved")) is not None:
        st.rerun()
    st.caption(t("An archived shop keeps its history; new shifts no longer show it. The code stays: imports know the shop by it."))


def add_one(shops: Sequence[Shop]) -> None:
    """Draw the form for one more shop; its code is made from name and marketplace."""
    form = "shops:add"
    with st.form(field(form, "form"), border=False, enter_to_submit=True):
        left, right = st.columns([1, 2])
        place = left.selectbox(t("Marketplace"), list(Marketplace), format_func=MARKETPLACE_NAMES.__getitem__, key=field(form, "place"))
        name = right.text_input(t("Shop name"), key=field(form, "name"), max_chars=120, placeholder="Áo Nắng Official")
        asked = st.form_submit_button(t("Add shop"), icon=":material/add:", type="primary")
    if asked and place is not None:
        code = suggest_shop_code(place, name, [shop.code for shop in shops])
        if submit(add_shop, NewShop(code, place, name), form=form, success=t("Shop added")) is not None:
            st.rerun()
