"""The roster on paper and in a spreadsheet: one table a week, agents × days."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.base.settings import get_settings
from core.people.user import User
from core.shifts.holidays import DayMark
from core.shifts.labour_law import hours_text
from core.shifts.roster import Assignment, RosterWeek
from core.shifts.roster_table import short_name, week_table
from core.ui.export import as_xlsx
from core.ui.roster_words import day_heading, mark_sentence, short_day, week_title
from core.ui.show import empty_state
from core.ui.words import language, plain, t


def week_frame(people: Sequence[User], plan: Sequence[Assignment], marks: Sequence[DayMark]) -> pd.DataFrame:
    """Return a plan as a table for a spreadsheet, in the person's language."""
    settings = get_settings()
    names = {person.id: person.display for person in people}
    headings, rows = week_table(
        names, plan, marks, language=language(), opens=settings.service_start_hour * 60, closes=settings.service_end_hour * 60
    )
    return pd.DataFrame(rows, columns=headings)


def export_button(week: RosterWeek, people: Sequence[User], plan: Sequence[Assignment], marks: Sequence[DayMark]) -> None:
    """Draw the button that saves a week, as it is on the screen, as a workbook."""
    name = t("roster") + f"-{week.week.isoformat()}"
    st.download_button(
        "XLSX", lambda: as_xlsx(week_frame(people, plan, marks), name), f"{name}.xlsx", key=f"roster:xlsx:{week.week}", type="tertiary",
        icon=":material/download:", on_click="ignore", help=t("Download this week as XLSX"),
    )  # fmt: skip


def draw_print(week: RosterWeek, people: Sequence[User], plan: Sequence[Assignment], marks: Sequence[DayMark]) -> None:
    """Draw a week for the wall: only people who work, only what is published; the browser's own print makes the paper."""
    planned = {one.agent_id for one in plan}
    if not planned:
        empty_state(t("This week is not published yet."), t("Publish it under “Plan”, then print it here."), icon=":material/print:")
        return
    st.caption(t("Press Ctrl+P to print: a landscape page, without the menu."))
    with st.container(key="roster-print"):
        _paper(week, [person for person in people if person.id in planned], plan, marks)


def _paper(week: RosterWeek, people: Sequence[User], plan: Sequence[Assignment], marks: Sequence[DayMark]) -> None:
    st.header(plain(f"{t('Roster')} · {week_title(week.week)}"), anchor=False)
    rows = []
    for person in people:
        own = [one for one in plan if one.agent_id == person.id]
        cells = [
            "  \n".join(f"**{plain(short_name(one.template))}**  \n{one.template.span}" for one in own if one.business_date == mark.day)
            or "·"
            for mark in marks
        ]
        rows.append([plain(person.display), *cells, hours_text(sum(one.template.work_minutes for one in own))])
    headings = [t("Agent"), *(day_heading(mark) for mark in marks), t("Working hours")]
    st.table(pd.DataFrame(rows, columns=headings), hide_index=True, border="horizontal", alt=t("Roster of the week, agents by days"))
    said = [f"{short_day(mark.day)}: {mark_sentence(mark)}" for mark in marks if mark_sentence(mark)]
    if said:
        st.caption(plain(" · ".join(said)))
