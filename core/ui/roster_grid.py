"""The week grid of a planner: agents × days, quick by mouse and keyboard; quick filling; two planners at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.people.user import User
from core.shifts.holidays import DayMark
from core.shifts.roster import CellDifference, RosterWeek
from core.shifts.template import Template
from core.ui import format as written
from core.ui.roster_state import Cells, Typing, cells_in, frame_of
from core.ui.roster_words import cell_options, cell_text, day_heading, labels_of, mark_sentence, short_day
from core.ui.submit import field
from core.ui.words import plain, t

MOST_ROWS = 16
"""More people than this scroll inside the grid, under its heading."""
_ROW, _NAME, _DAY = 35, 190, 112


def draw_grid(typing: Typing, people: Sequence[User], marks: Sequence[DayMark], offered: Sequence[Template]) -> Cells:
    """Draw the editable grid and return every cell as typed."""
    options = cell_options(offered)
    labels = labels_of(offered)
    base = typing.base()
    frame = frame_of(people, typing.seen, base, labels)
    # What was planned before by other means (three shifts a day, say) stays a choice where it stands.
    options |= {cell_text(numbers, labels): numbers for numbers in base.values() if numbers}
    config = {"agent": st.column_config.TextColumn(t("Agent"), disabled=True, pinned=True, width=_NAME)} | {
        f"d{number}": st.column_config.SelectboxColumn(
            day_heading(mark), options=list(options), width=_DAY, help=mark_sentence(mark) or None
        )
        for number, mark in enumerate(marks)
    }
    typed = st.data_editor(
        frame, column_config=config, hide_index=True, num_rows="fixed", key=typing.key, width="stretch", row_height=_ROW,
        height="content" if len(people) <= MOST_ROWS else _ROW * (MOST_ROWS + 1), placeholder="",
        alt=t("Roster of the week, agents by days"),
    )  # fmt: skip
    if len(people) > MOST_ROWS:
        st.caption(t("{n} people: scroll inside the grid; Ctrl+F finds a name.", n=len(people)))
    return cells_in(typed, people, typing.seen, options, base)


def day_table(rows: Sequence[tuple[str, Sequence[str]]], marks: Sequence[DayMark], *, key: str) -> None:
    """Draw lines about each day under the grid, column under column."""
    frame = pd.DataFrame([[name, *values] for name, values in rows], columns=["what", *(f"d{number}" for number in range(7))])
    config = {"what": st.column_config.TextColumn(t("Day by day"), pinned=True, width=_NAME)} | {
        f"d{number}": st.column_config.TextColumn(short_day(mark.day), width=_DAY) for number, mark in enumerate(marks)
    }
    st.dataframe(frame, column_config=config, hide_index=True, key=key, width="stretch", row_height=_ROW, alt=t("Coverage day by day"))


def quick_fill(typing: Typing, typed: Cells, people: Sequence[User], offered: Sequence[Template]) -> None:
    """Draw one form that gives many people one shift on many days; nothing is stored by it."""
    labels = labels_of(offered)
    form = f"roster:fill:{typing.seen.week}"
    with st.popover(t("Fill many"), icon=":material/format_paint:", key=f"{form}:open"), st.form(field(form, "form"), border=False):
        names = {person.id: person.display for person in people}
        chosen = st.multiselect(
            t("Whom"), list(names), format_func=lambda one: plain(names[one]), key=field(form, "people"), placeholder=t("Choose people")
        )
        days = st.pills(t("On which days"), list(typing.seen.days), selection_mode="multi", format_func=short_day, key=field(form, "days"))
        shift = st.selectbox(
            t("Shift"), [None, *labels], format_func=lambda one: t("Off") if one is None else labels[one], key=field(form, "shift")
        )
        if st.form_submit_button(t("Fill"), type="primary", icon=":material/format_paint:") and chosen and days:
            numbers = () if shift is None else (shift,)
            filled = {(person, day): numbers for person in chosen for day in days}
            typing.start(typing.seen, typing.edits(typed) | filled)
            st.rerun()


def show_difference(typing: Typing, stored: RosterWeek, edits: Cells, people: Sequence[User], labels: dict[int, str]) -> None:
    """Tell what somebody else stored since this grid was opened, and let the planner choose how to go on."""
    found = typing.clashes(stored, edits)
    who = plain(stored.changed_by) or t("Somebody")
    with st.container(border=True):
        st.warning(
            t("{who} changed this week at {time}. Your own changes are not stored yet.", who=who, time=written.clock(stored.changed_at)),
            icon=":material/call_merge:",
        )
        _difference_table(found, {person.id: person.display for person in people}, labels)
        colliding = {(one.agent_id, one.business_date) for one in found if one.collides}
        with st.container(horizontal=True):
            if st.button(t("Keep my cells, take the rest"), type="primary", icon=":material/merge:", key=f"{typing.key}:mine"):
                typing.start(stored, edits)
                st.rerun()
            if colliding and st.button(t("Take theirs where we differ"), icon=":material/undo:", key=f"{typing.key}:theirs"):
                typing.start(stored, {cell: numbers for cell, numbers in edits.items() if cell not in colliding})
                st.rerun()


def _difference_table(found: Sequence[CellDifference], names: Mapping[int, str], labels: dict[int, str]) -> None:
    off = t("Off")
    rows = [
        {
            "agent": names.get(one.agent_id, "?"),
            "day": short_day(one.business_date),
            "before": cell_text(one.before, labels) or off,
            "theirs": cell_text(one.theirs, labels) or off,
            "mine": (cell_text(one.mine, labels) or off) if one.collides else "",
        }
        for one in found
    ]
    if rows:
        headings = {"agent": t("Agent"), "day": t("Day"), "before": t("Before"), "theirs": t("Stored now"), "mine": t("Yours, different")}
        st.dataframe(
            pd.DataFrame(rows), column_config=headings, hide_index=True, alt=t("What changed in the meantime"), key="roster:difference"
        )
