"""The word lists of the themes: everybody who sees the lessons reads them, the owner changes them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.cases.actions.themes import put_theme_back, save_theme
from core.cases.themes import Theme, ThemeInput
from core.people.user import Right, User
from core.ui.learning_reviews import theme_name
from core.ui.show import section
from core.ui.submit import field, submit
from core.ui.words import t

NEW = ""


def themes_editor(user: User, themes: Sequence[Theme]) -> None:
    """Draw the chosen theme's words and, for the owner, the form that changes them."""
    section(t("Themes and their words"), t("Whole words; capitals do not matter, and texts typed without accents are found too."))
    lists = {theme.code: theme for theme in themes}
    may = user.may(Right.MANAGE_THEMES)
    options = [*lists, NEW] if may else list(lists)
    code = st.selectbox(
        t("Theme"), options, format_func=lambda key: _name(lists[key]) if key else t("＋ New theme"), key="themes:code"
    )  # fmt: skip
    chosen = lists.get(code or NEW)
    if not may:
        if chosen:
            st.text(", ".join(chosen.words))
        return
    form = f"theme:{code}:{chosen.version if chosen else 0}"
    name = st.text_input(t("Name of the theme"), value=theme_name(chosen) if chosen else "", max_chars=80, key=field(form, "name"))
    words = st.text_area(
        t("Words and phrases, one per line"), value="\n".join(chosen.words) if chosen else "", height=220, key=field(form, "words")
    )
    active = st.toggle(t("In use"), value=chosen.active if chosen else True, key=field(form, "active"))
    with st.container(horizontal=True, gap="small"):
        saved = st.button(t("Save the theme"), type="primary", icon=":material/save:", key=field(form, "go"))
        back = chosen is not None and (chosen.changed or not chosen.built_in)
        label = t("Put back as it came") if chosen and chosen.changed else t("Remove")
        undone = back and st.button(label, icon=":material/undo:", key=field(form, "back"))
    given = ThemeInput(name or "", words or "", active, chosen.code if chosen else "", chosen.version if chosen else 0)
    if saved and submit(save_theme, given, form=form, success=t("Theme saved")) is not None:
        st.rerun()
    if undone and chosen:
        submit(put_theme_back, chosen.code, form=form, success=t("Done"))
        st.rerun()


def _name(theme: Theme) -> str:
    return theme_name(theme) if theme.active else t("{name} (not in use)", name=theme_name(theme))
