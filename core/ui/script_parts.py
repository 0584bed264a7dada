"""The parts of the scripts page: what is wanted, the gaps to fill, a script as a card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from core.base.words import mark
from core.catalog.actions.favourites import Star, star
from core.catalog.placeholders import Placeholder, fill_placeholders, find_placeholders
from core.catalog.queries.favourites import Mine
from core.catalog.queries.scripts import FoundScript, ScriptsFound, ScriptWanted, Show, stage_of
from core.catalog.source import SheetKind
from core.people.shop import MARKETPLACE_NAMES
from core.people.user import User
from core.ui.copying import copied_text, copy_button, short_key
from core.ui.submit import field, submit
from core.ui.words import plain, t

STAGE_NAMES = {
    "greeting": mark("Greeting"),
    "advice": mark("Advice"),
    "closing": mark("Closing the order"),
    "payment": mark("Payment reminder"),
    "delivery": mark("Delivery"),
    "warranty": mark("Warranty"),
    "returns": mark("Returns and exchanges"),
    "complaint": mark("Complaint"),
    "review": mark("Review"),
    "congratulation": mark("Congratulations"),
    "thanks": mark("Thanks and aftercare"),
    "refusal": mark("Refusal"),
    "promotion": mark("Promotion"),
}
"""Known stage (`core.catalog.script.stage_key`) → message id of its name."""
MOST_GAPS = 8
PAGE = 20
SHOWS: dict[Show, str] = {
    "all": mark("All"),
    "starred": mark(":material/star: Favourites"),
    "mine": mark("Copied by me"),
    "used": mark("Most copied"),
    "never": mark("Never copied"),
}
EMPTY: dict[Show, str] = {
    "starred": mark("Press the star on a script you often need; it shows here and, if you like, always first."),
    "mine": mark("What you copy shows here, most often first."),
    "used": mark("What the team copies shows here, most often first."),
    "never": mark("Every script was copied in the last 30 days."),
}


def ask_wanted(everything: ScriptsFound, mine: Mine) -> ScriptWanted:
    """Draw the search box and the filters; the stage is drawn apart, once its counts are known."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        text = st.text_input(
            t("Search scripts"), type="search", live="200ms", placeholder=t("doi tra, bao hanh… (no accents needed)"), key="scripts:text"
        )
        with st.popover(t("Filters"), icon=":material/tune:"):
            marketplace = st.selectbox(
                t("Marketplace"), [None, *everything.marketplaces], key="scripts:market",
                format_func=lambda one: MARKETPLACE_NAMES[one] if one else t("All"),
            )  # fmt: skip
            first = st.toggle(t("My favourites first"), key="scripts:starred-first", persist_state="session")
    stage = st.session_state.get("scripts:stage")
    if stage not in everything.stages:
        stage = st.session_state["scripts:stage"] = None
    show = ask_show(mine)
    # Somebody's own marks are part of the question only where they matter: else all share one answer.
    own = mine if first or show in ("starred", "mine") else Mine()
    wanted = ScriptWanted((text or "").strip(), stage, marketplace, show=show, starred_first=bool(first), mine=own)
    return replace(wanted, at_most=st.session_state.get(_shown_key(wanted), PAGE))


def ask_show(mine: Mine) -> Show:
    """Draw what to narrow to: one's favourites, what one copied oneself, what all or nobody copied in 30 days."""

    def name(show: Show) -> str:
        own = {"starred": mine.starred, "mine": mine.copied}.get(show)
        return t(SHOWS[show]) + (f" {len(own)}" if own else "")

    chosen: Show | None = st.pills(
        t("Which scripts"), list(SHOWS), default="all", required=True, key="scripts:show", format_func=name, label_visibility="collapsed"
    )
    return chosen or "all"


def ask_stage(found: ScriptsFound) -> None:
    """Draw the stages with how many of the scripts found belong to each."""
    st.pills(
        t("Stage"), list(found.stages), key="scripts:stage", label_visibility="collapsed",
        format_func=lambda one: f"{plain(stage_name(one))} {found.stages.get(one, 0)}",
    )  # fmt: skip


def more_button(found: ScriptsFound, wanted: ScriptWanted) -> None:
    """Draw the button that shows the next cards."""
    if found.matching > len(found.found):
        shown = {_shown_key(wanted): len(found.found) + PAGE}
        st.button(
            t("Show more"),
            icon=":material/expand_more:",
            key="scripts:more",
            width="stretch",
            on_click=st.session_state.update,
            args=(shown,),
        )


def _shown_key(wanted: ScriptWanted) -> str:
    return f"scripts:shown:{replace(wanted, at_most=None, mine=Mine())}"


def stage_name(stage: str) -> str:
    """Return a stage in words: ours when it is a known one, else the sheet's own."""
    return t(STAGE_NAMES[stage]) if stage in STAGE_NAMES else stage or t("No stage")


def gap_name(gap: Placeholder) -> str:
    """Return what a gap asks for."""
    return t(gap.label) if gap.known else gap.label


def ask_gaps(found: tuple[FoundScript, ...], user: User) -> dict[str, str]:
    """Draw a field for each gap of the scripts shown: the customer's name at hand, the others folded away.

    What is typed fills every script at once.
    """
    seen = Counter(gap.key for one in found for gap in find_placeholders(one.script.text))
    gaps = {gap.key: gap for one in found for gap in find_placeholders(one.script.text)}
    ordered = [gaps[key] for key, _ in seen.most_common()]
    first = [gap for gap in ordered if gap.key == "customer_name"]
    others = [gap for gap in ordered if gap.key != "customer_name"][:MOST_GAPS]
    values: dict[str, str] = {}
    if not ordered:
        return values
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for gap in first:
            values[gap.key] = _ask_gap(gap, "")
        if others:
            with st.popover(t("Other gaps: {n}", n=len(others)), icon=":material/edit_note:"):
                for gap in others:
                    values[gap.key] = _ask_gap(gap, user.display if gap.key == "agent_name" else "")
    return values


def _ask_gap(gap: Placeholder, known: str) -> str:
    key = f"gap:{gap.key}"
    st.session_state.setdefault(key, known)
    example = t("as you address them: chị Hương, anh Nam…") if gap.key == "customer_name" else gap.written[0]
    said = st.text_input(gap_name(gap), key=key, placeholder=example, persist_state="session", live="300ms", icon=":material/edit:")
    return said or ""


def star_button(found: FoundScript, starred: bool, key: str) -> None:
    """Draw the star: filled when it is one's favourite; a press turns it round."""
    form = f"star:{key}"
    label = f":orange[{t('Favourite: yes')}]" if starred else t("Add to favourites")
    pressed = st.button(
        label, icon=":material/star:", key=field(form, f"{starred}"), type="tertiary", help=t("Favourites are yours alone.")
    )
    if pressed and submit(star, Star(SheetKind.SCRIPTS, found.item, not starred), form=form) is not None:
        st.rerun()


def script_card(found: FoundScript, values: Mapping[str, str], user: User, mine: Mine) -> None:
    """Draw one script."""
    script = found.script
    key = short_key(found.source, script.cell, script.text)
    text = fill_placeholders(script.text, values)
    left = tuple(gap_name(gap) for gap in find_placeholders(text))
    title = " · ".join(part for part in (script.situation, script.product) if part)
    with st.container(border=True, height="stretch", gap="xsmall", key=f"card-{key}"):
        st.markdown(_headline(found) + (f"  \n**{plain(title)}**" if title else ""))
        copied_text(text, key)
        if script.note:
            st.caption(f":material/sticky_note_2: {plain(script.note)}")
        st.space("stretch")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            copy_button(user, SheetKind.SCRIPTS, found.item, key, left=left)
            star_button(found, found.item in mine.starred, key)
            for number, link in enumerate(script.links, 1):
                name = t("Picture or file") if len(script.links) == 1 else t("Picture or file {n}", n=number)
                st.link_button(name, link, icon=":material/image:", type="tertiary", key=f"link:{key}:{number}")
            if found.link:
                st.link_button(t("Open the cell"), found.link, icon=":material/table_view:", type="tertiary", key=f"cell:{key}")


def _headline(found: FoundScript) -> str:
    script = found.script
    parts = [f":gray-badge[{plain(stage_name(stage_of(script)))}]"]
    if script.marketplace is not None:
        parts.append(f":blue-badge[{MARKETPLACE_NAMES[script.marketplace]}]")
    if script.code:
        parts.append(f":small[{plain(script.code)}]")
    if found.copies:
        parts.append(f":small[· {t('copied {n}× in 30 days', n=found.copies)}]")
    return " ".join(parts)
