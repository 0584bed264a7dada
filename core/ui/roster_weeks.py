"""Which week a planner looks at, and which side of it: in the page's address, so that a link opens the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import streamlit as st

from core.base.words import mark
from core.shifts.holidays import DayMark
from core.shifts.labour_law import monday_of
from core.ui.roster_words import mark_sentence, short_day, week_title
from core.ui.show import badge
from core.ui.words import plain, t

PLAN: Final = "plan"
MINE: Final = "mine"
REQUESTS: Final = "requests"
TEMPLATES: Final = "templates"
PRINT: Final = "print"
VIEWS: Final = {
    PLAN: mark("Plan"), REQUESTS: mark("Requests"), PRINT: mark("Print"), MINE: mark("My shifts"), TEMPLATES: mark("Shift templates"),
}  # fmt: skip
_KEY = "roster:week"
_FARTHEST = timedelta(days=3_660)


def ask_view(waiting: int) -> str:
    """Let a planner choose what to look at; requests that wait are counted."""

    def name(view: str) -> str:
        said = t(VIEWS[view])
        return f"{said} ({waiting})" if view == REQUESTS and waiting else said

    asked = st.query_params.get("view", PLAN)
    chosen = st.segmented_control(
        t("Show"), list(VIEWS), default=asked if asked in VIEWS else PLAN, format_func=name, key="roster:view", label_visibility="collapsed"
    )
    view = chosen or PLAN
    if asked != view:
        st.query_params["view"] = view
    return view


def ask_week(today: date) -> date:
    """Let a planner go from week to week, or to the week of a day; returns its Monday."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = _linked(today)
    week: date = st.session_state[_KEY]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            t("Before"),
            icon=":material/chevron_left:",
            key="roster:before",
            on_click=_go,
            args=(week - timedelta(days=7),),
            type="tertiary",
        )
        st.markdown(f"**{plain(week_title(week, year=week.year != today.year))}**", width="content")
        st.button(
            t("After"), icon=":material/chevron_right:", icon_position="right", key="roster:after", on_click=_go,
            args=(week + timedelta(days=7),), type="tertiary",
        )  # fmt: skip
        if week != monday_of(today):
            st.button(t("This week"), key="roster:today", on_click=_go, args=(monday_of(today),), type="tertiary", icon=":material/today:")
    if st.query_params.get("week") != week.isoformat():
        st.query_params["week"] = week.isoformat()
    return week


def _linked(today: date) -> date:
    try:
        asked = date.fromisoformat(st.query_params.get("week", ""))
    except ValueError:
        asked = today
    return monday_of(asked if abs(asked - today) < _FARTHEST else today)


def _go(week: date) -> None:
    st.session_state[_KEY] = week


def draw_marks(marks: tuple[DayMark, ...]) -> None:
    """Name the holidays and campaign days of the week."""
    said = [
        badge(f"{short_day(one.day)} {plain(mark_sentence(one))}", "info", icon=":material/celebration:")
        for one in marks
        if mark_sentence(one)
    ]
    if said:
        st.markdown(" ".join(said))
