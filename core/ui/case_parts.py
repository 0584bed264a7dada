"""What complaints and reviews share on screen: the way into a case and back, a line of the list, the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import streamlit as st

from core.base.errors import CaTrucError
from core.base.money import format_vnd
from core.base.words import mark
from core.cases.complaint import RESOLUTION_NAMES, WAITING_NAMES, Person, Resolution, WaitingFor
from core.cases.deadline import Standing
from core.cases.event import STEP_NAMES, CaseEvent, Step
from core.cases.queries.scope import Whose
from core.cases.review import OUTCOME_NAMES, Outcome
from core.people.shop import Shop
from core.people.user import Right, User
from core.ui import format as written
from core.ui.show import Status, badge
from core.ui.submit import field, show_error
from core.ui.words import language, plain, t

T = TypeVar("T")
PER_PAGE = 12
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
WHOSE_NAMES = {Whose.MINE: mark("Mine"), Whose.UNASSIGNED: mark("Nobody's"), Whose.ALL: mark("All")}
_STEP_ICON = {
    Step.OPENED: "add_circle", Step.ANSWERED: "reply", Step.STARTED: "play_circle", Step.WAITED: "pause_circle",
    Step.RESOLVED: "check_circle", Step.REJECTED: "cancel", Step.REOPENED: "restart_alt", Step.CONTACTED: "call", Step.REPLIED: "reply",
    Step.CLOSED: "check_circle", Step.ASSIGNED: "person", Step.EDITED: "edit", Step.NOTED: "sticky_note_2",
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


def ask_filters(kind: str, shown: Mapping[str, str], waiting: str) -> tuple[Whose, str, str]:
    """Draw the filters of a work list; returns whose, which of `shown` (key → message id), and what is searched."""
    search = st.text_input(
        waiting, type="search", live="300ms", key=f"{kind}:search", label_visibility="collapsed", persist_state="session",
        placeholder=t("Order, customer, word, shop, person… (no accents needed)"),
    )  # fmt: skip
    with st.container(horizontal=True, horizontal_alignment="distribute", gap="small"):
        states = st.segmented_control(
            t("State"), list(shown), default=next(iter(shown)), format_func=lambda key: t(shown[key]), required=True,
            key=f"{kind}:shown", label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
        whose = st.segmented_control(
            t("Whose"), list(Whose), default=Whose.ALL, format_func=lambda key: t(WHOSE_NAMES[key]), required=True,
            key=f"{kind}:whose", label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
    return whose or Whose.ALL, states or next(iter(shown)), (search or "").strip()


def in_pages(kind: str, lines: Sequence[T], draw: Callable[[T], None]) -> None:
    """Draw the lines of the chosen page and, where one page does not hold them all, the page numbers below."""
    pages = -(-len(lines) // PER_PAGE)
    box = st.container(gap="small")
    number = 1
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            number = st.pagination(pages, key=f"{kind}:page:{pages}")
    with box:
        for line in lines[(number - 1) * PER_PAGE : number * PER_PAGE]:
            draw(line)


def case_line(key: str, case_id: int, title: str, note: str, badges: tuple[str, str], *, words: str = "") -> None:
    """Draw one case of a work list; all texts are Markdown, with texts from outside escaped.

    `badges` are the deadline beside the title and the state beside the note; `words` is the customer's.
    """
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
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


def ask_owner(user: User, team: Sequence[User], current: int | None, form: str, label: str) -> int | None:
    """Draw who shall work on a case: oneself, nobody, and for managers everybody; returns the id, None for nobody."""
    names = {user.id: t("myself")}
    if user.may(Right.MANAGE_CASES):
        names |= {person.id: person.display for person in team if person.id != user.id}
    options: list[int | None] = [*names, None]
    index = options.index(current) if current in options else 0
    return st.selectbox(
        label, options, index=index, format_func=lambda key: t("nobody yet") if key is None else names[key], key=field(form, "owner")
    )


def ask_shop(shops: Sequence[Shop], last: int | None, form: str) -> int | None:
    """Draw the shop, the one of the last entry first; returns its id."""
    names = {shop.id: shop.name for shop in shops}
    index = list(names).index(last) if last in names else 0
    return st.selectbox(t("Shop"), list(names), index=index, format_func=lambda key: names[key], key=field(form, "shop"))


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


def timeline(events: Sequence[CaseEvent], now: datetime) -> None:
    """Draw what was done, newest first."""
    for event in reversed(events):
        with st.container(gap=None):
            told = f":material/{_STEP_ICON[event.step]}: **{t(STEP_NAMES[event.step])}**"
            if event.step is Step.ASSIGNED:
                told += f" {who(event.to)}"
            if detail := _detail(event):
                told += f" · {detail}"
            st.markdown(told)
            by = f"{plain(event.actor.display)} · " if event.actor else ""
            st.caption(by + written.ago(event.at, now))
            if event.note:
                customer_text(event.note, "")


def _detail(event: CaseEvent) -> str:
    said = event.detail
    named: list[tuple[str, Callable[[str], str]]] = [
        ("waiting_for", lambda key: t(WAITING_NAMES[WaitingFor(key)])),
        ("resolution", lambda key: t(RESOLUTION_NAMES[Resolution(key)])),
        ("outcome", lambda key: t(OUTCOME_NAMES[Outcome(key)])),
    ]
    parts = [name(said[key]) for key, name in named if said.get(key)]
    if said.get("cost_vnd") is not None:
        parts.append(format_vnd(said["cost_vnd"], language=language()))
    return " · ".join(parts)
