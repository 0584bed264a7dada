"""What complaints and reviews share on screen: the way into a case and back, a line of the list, a case's facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from core.base.errors import CaTrucError
from core.base.words import mark
from core.cases.complaint import Person
from core.cases.deadline import Standing
from core.people.shop import Shop
from core.people.user import Right, User
from core.ui.on_shift import next_in_turn, on_shift
from core.ui.show import Status, badge
from core.ui.submit import field, show_error
from core.ui.words import plain, t

ABOUT = mark("Complaint about")
LONG_TEXT = 900
STANDING_STATUS: dict[Standing, Status] = {
    Standing.ON_TIME: "good", Standing.SOON: "warning", Standing.OVERDUE: "bad", Standing.PAUSED: "info", Standing.MET: "good",
    Standing.MISSED: "warning", Standing.NONE: "off",
}  # fmt: skip
STANDING_ICON: dict[Standing, str] = {
    Standing.ON_TIME: ":material/timer:", Standing.SOON: ":material/schedule:", Standing.OVERDUE: ":material/alarm:",
    Standing.PAUSED: ":material/pause_circle:", Standing.MET: ":material/check_circle:", Standing.MISSED: ":material/history_toggle_off:",
    Standing.NONE: ":material/do_not_disturb_on:",
}  # fmt: skip


def standing_badge(standing: Standing, words: str) -> str:
    """Return a deadline as a status: colour, icon and words."""
    return badge(words, STANDING_STATUS[standing], icon=STANDING_ICON[standing])


def open_case(case_id: int) -> None:
    """Go to one case; a rerun of the whole page must follow (a fragment's callback brings none)."""
    st.query_params["id"] = str(case_id)


def close_case() -> None:
    """Go back to the list; a callback."""
    st.query_params.pop("id", None)


def chosen_case() -> int | None:
    """Return the case the address names; None for the list."""
    said = st.query_params.get("id", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def back_button(label: str) -> None:
    """Draw the way back to the list."""
    st.button(label, icon=":material/arrow_back:", type="tertiary", key="case:back", on_click=close_case)


def no_such_case(error: CaTrucError, back: str) -> None:
    """Say that a case is not there, with the way back."""
    back_button(back)
    show_error(error)


def case_line(key: str, case_id: int, title: str, note: str, badges: tuple[str, str], *, words: str = "", pick: str = "") -> None:
    """Draw one case of a work list; all texts are Markdown, with texts from outside escaped.

    `badges` are the deadline beside the title and the state beside the note; `words` is the customer's;
    `pick` names what its tick box chooses.
    """
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall", width="content"):
                st.checkbox(pick, key=f"pick:{key}", label_visibility="collapsed", persist_state="page")
                if st.button(title, type="tertiary", key=f"open:{key}", wrap=False):
                    open_case(case_id)
                    st.rerun()
            if badges[0]:
                st.markdown(badges[0], width="content")
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            st.caption(note, width="content")
            st.markdown(badges[1], width="content")
        if words:
            st.caption(words)


def who(person: Person | None) -> str:
    """Return a person's name for Markdown; nobody is said so."""
    return plain(person.display) if person else t("nobody yet")


def ask_owner(user: User, team: Sequence[User], current: int | None, form: str, label: str, *, there: Sequence[int] = ()) -> int | None:
    """Draw who shall work on a case: oneself, nobody, and for managers everybody; returns the id, None for nobody.

    Those in `there` are on shift: they are said to be, and come first.
    """
    names = {user.id: t("myself")}
    if user.may(Right.MANAGE_CASES):
        others = sorted((person for person in team if person.id != user.id), key=lambda person: person.id not in there)
        names |= {person.id: f"{person.display} · {t('on shift')}" if person.id in there else person.display for person in others}
    options: list[int | None] = [*names, None]
    index = options.index(current) if current in options else 0
    return st.selectbox(
        label, options, index=index, format_func=lambda key: t("nobody yet") if key is None else names[key], key=field(form, "owner")
    )


def ask_next_owner(user: User, team: Sequence[User], owner: Person | None, form: str, now: datetime) -> int | None:
    """Draw whom a case is given to; nobody's case is offered to whoever's turn it is."""
    there = on_shift(now)
    current = owner.id if owner else next_in_turn(user, {person.id for person in team}, now)
    return ask_owner(user, team, current, form, t("Who works on it"), there=there)


def ask_shop(shops: Sequence[Shop], last: int | None, form: str) -> int | None:
    """Draw the shop, the one of the last entry first; returns its id."""
    names = {shop.id: shop.name for shop in shops}
    index = list(names).index(last) if last in names else 0
    return st.selectbox(t("Shop"), list(names), index=index, format_func=lambda key: names[key], key=field(form, "shop"))


def ask_links(form: str) -> str:
    """Draw the field for links of pictures and return what was pasted."""
    links = st.text_input(
        t("Pictures or video (links)"), key=field(form, "links"), placeholder="https://drive.google.com/…", autocomplete="off",
        help=t("Sharing links of the drive, several with blanks between. They begin with https://."),
    )  # fmt: skip
    return links or ""


def customer_text(text: str, nothing: str) -> None:
    """Show a customer's words letter for letter; a very long text scrolls in its own box."""
    if not text:
        st.caption(nothing)
    elif len(text) > LONG_TEXT:
        with st.container(height=260, border=True):
            st.text(text)
    else:
        st.text(text)


def facts(pairs: Sequence[tuple[str, str]]) -> None:
    """Draw label and value pairs; values are Markdown, with texts from outside escaped."""
    with st.grid(len(pairs), min_column_width=150, gap="small"):
        for label, value in pairs:
            st.markdown(f":small[:gray[{label}]]  \n{value}")
