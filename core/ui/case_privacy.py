"""Phone numbers and addresses in what is being typed: told at once, hidden with one click."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.cases.privacy import find_personal, mask_personal
from core.ui.submit import field
from core.ui.words import plain, t

MOST_SHOWN = 3


def privacy_notice(form: str, texts: Mapping[str, str]) -> bool:
    """Tell what personal data the fields of a form hold; returns whether some of it had not been told before.

    `texts` are field names and what they hold now. Whoever saves before having been told is told first.
    """
    news = False
    for name, text in texts.items():
        found = find_personal(text)
        if not found:
            continue
        told, seen = field(form, f"{name}:told"), tuple(one.text for one in found)
        news = news or st.session_state.get(told) != seen
        st.session_state[told] = seen
        shown = ", ".join(f"**{plain(one.shown)}**" for one in found[:MOST_SHOWN]) + (" …" if len(found) > MOST_SHOWN else "")
        said = t("Personal data is in the text: {what}", what=shown)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":orange[:material/shield_person: {said}]", width="content")
            st.button(
                t("Hide it"), icon=":material/visibility_off:", key=field(form, f"{name}:hide"), on_click=_hide, args=(field(form, name),)
            )
    return news


def hold_back() -> None:
    """Say why nothing was saved yet."""
    st.warning(t("Not saved yet: the text holds personal data. Hide it, or save once more to keep it."), icon=":material/shield_person:")


def _hide(key: str) -> None:
    st.session_state[key] = mask_personal(str(st.session_state.get(key) or ""), address=t("[address hidden]"))
