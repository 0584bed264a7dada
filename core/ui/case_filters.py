"""The filters of a work list: in the page's address, so that a link shows the same list; kept under a name on request."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.base.changes import Topic
from core.base.words import mark
from core.cases.actions.views import LONGEST_NAME, KeepView, forget_view, keep_view
from core.cases.queries.views import SavedView, saved_views
from core.cases.view import MAX_SEARCH, PARAMS, ListView, Whose, read_view, view_params
from core.ui.load import load
from core.ui.submit import field, submit
from core.ui.words import plain, t

KEYS = "case:keys"
"""Single letters as keys can be turned off, for those whose voice or hand presses them unasked."""
WHOSE_NAMES = {Whose.MINE: mark("Mine"), Whose.UNASSIGNED: mark("Nobody's"), Whose.ALL: mark("All")}


def ask_view(kind: str, states: Mapping[str, str], label: str) -> ListView:
    """Draw the filters and return what they say; `states` are keys of this list and their message ids.

    The address leads when it changed (a link, the back button), the filters when a person changed them.
    """
    _follow_address(kind, states)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="case-search"):
        st.text_input(
            label, type="search", live="300ms", key=f"{kind}:search", label_visibility="collapsed", max_chars=MAX_SEARCH,
            placeholder=t("Order, customer, word, shop, person… (no accents needed)"),
        )  # fmt: skip
        _saved(kind, states)
    with st.container(horizontal=True, horizontal_alignment="distribute", gap="small"):
        st.segmented_control(
            t("State"), list(states), format_func=lambda key: t(states[key]), required=True, key=f"{kind}:shown",
            label_visibility="collapsed",
        )  # fmt: skip
        st.segmented_control(
            t("Whose"), list(Whose), format_func=lambda key: t(WHOSE_NAMES[key]), required=True, key=f"{kind}:whose",
            label_visibility="collapsed",
        )  # fmt: skip
    view = _chosen(kind, states)
    _write_address(kind, view_params(view, states))
    return view


def _address() -> dict[str, str]:
    return {name: st.query_params[name] for name in PARAMS if name in st.query_params}


def _follow_address(kind: str, states: Mapping[str, str]) -> None:
    written, address, new = st.session_state.get(f"{kind}:address"), _address(), f"{kind}:shown" not in st.session_state
    if written is None or (address != written and not (new and not address)):
        _put(kind, read_view(address, states))
    elif new:  # back from another page: as it was left
        _put(kind, read_view(written, states))


def _put(kind: str, view: ListView) -> None:
    st.session_state[f"{kind}:search"] = view.search
    st.session_state[f"{kind}:shown"] = view.state
    st.session_state[f"{kind}:whose"] = view.whose


def _chosen(kind: str, states: Mapping[str, str]) -> ListView:
    kept = st.session_state
    said = {"state": kept.get(f"{kind}:shown"), "whose": kept.get(f"{kind}:whose"), "q": kept.get(f"{kind}:search")}
    return read_view({name: str(value) for name, value in said.items() if value}, states)


def _write_address(kind: str, params: dict[str, str]) -> None:
    address = _address()
    for name in PARAMS:
        if name in params and address.get(name) != params[name]:
            st.query_params[name] = params[name]
        elif name not in params and name in address:
            st.query_params.pop(name, None)
    st.session_state[f"{kind}:address"] = params


def _saved(kind: str, states: Mapping[str, str]) -> None:
    """Draw the person's kept views: one click shows one; the present one gets a name."""
    mine = [one for one in load(saved_views, topics=(Topic.SIGN_IN,)) if one.page == kind]
    with st.popover(t("Saved filters"), icon=":material/bookmark:", key=f"{kind}:saved"):
        if not mine:
            st.caption(t("Keep the present filter under a name and come back to it with one click."))
        for number, one in enumerate(mine):
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", horizontal_alignment="distribute"):
                st.button(
                    plain(one.name), key=f"{kind}:saved:{number}:show", type="tertiary", on_click=_put,
                    args=(kind, read_view(one.params, states)), icon=":material/filter_list:",
                )  # fmt: skip
                _remove(kind, number, one)
        form = f"{kind}:keep"
        name = st.text_input(t("Name of this filter"), key=field(form, "name"), max_chars=LONGEST_NAME, autocomplete="off")
        if st.button(t("Keep this filter"), key=field(form, "go"), icon=":material/bookmark_add:", width="stretch"):
            params = tuple(view_params(_chosen(kind, states), states).items())
            if submit(keep_view, KeepView(kind, name or "", params), form=form, success=t("Filter kept")) is not None:
                st.rerun()
        st.toggle(t("Keys: j and k go through the list, Enter opens, x ticks, / searches"), True, key=KEYS, persist_state="session")


def _remove(kind: str, number: int, view: SavedView) -> None:
    form = f"{kind}:forget:{number}"
    gone = st.button("", icon=":material/delete:", key=field(form, "go"), type="tertiary", help=t("Remove “{name}”", name=plain(view.name)))
    if gone and submit(forget_view, view.page, view.name, form=form) is not None:
        st.rerun()
