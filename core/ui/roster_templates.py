"""Shift templates as the planner keeps them: presets, own ones, retired from a date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core.shifts.actions.roster_rules import MOST_MONTH, MOST_YEAR, RosterRules, set_roster_rules
from core.shifts.actions.templates import (
    ChangeTemplate,
    RetireTemplate,
    TemplateInput,
    UsePreset,
    add_template,
    change_template,
    retire_template,
    use_preset,
)
from core.shifts.labour_law import Limits, break_owed, hours_text, night_minutes
from core.shifts.presets import PRESET_NAMES, Preset
from core.shifts.roster import Punctuality
from core.shifts.template import Template
from core.ui import format as written
from core.ui.show import section
from core.ui.submit import field, submit
from core.ui.words import plain, t


def draw_templates(templates: Sequence[Template], today: date, planned_on: Callable[[int, date], int]) -> None:
    """Draw the templates with their hours, and the forms that change them; `planned_on` counts shifts planned from a date on."""
    rows = [
        {
            "name": one.name,
            "hours": one.span,
            "work": hours_text(one.work_minutes),
            "night": hours_text(night_minutes(one)) if night_minutes(one) else "",
            "break": _break(one),
            "evening": "✓" if one.evening else "",
            "state": t("in use") if one.retired_from is None else t("until {day}", day=written.day(one.retired_from)),
        }
        for one in templates
    ]
    headings = {
        "name": t("Shift"), "hours": t("Hours"), "work": t("Working time"), "night": t("At night"), "break": t("Break"),
        "evening": t("Evening"), "state": t("State"),
    }  # fmt: skip
    st.dataframe(
        pd.DataFrame(rows, columns=list(headings)),
        column_config=headings,
        hide_index=True,
        alt=t("Shift templates"),
        key="roster:templates",
    )
    st.caption(t("Until a day: that day itself is no longer included. A break that is not unpaid is taken within the shift (Art. 109)."))
    names = {one.id: f"{one.name} {one.span}" + ("" if one.retired_from is None else f" ({t('retired')})") for one in templates}
    chosen = st.selectbox(
        t("Template"), [0, *names], format_func=lambda one: t("New template") if one == 0 else names[one], key="roster:template"
    )
    _form(next((one for one in templates if one.id == chosen), None), today, planned_on)
    _presets(today)


def _break(template: Template) -> str:
    owed = break_owed(template)
    if template.break_minutes >= owed:
        return t("{n} min unpaid", n=template.break_minutes) if template.break_minutes else ""
    return t("{n} min within the shift", n=owed)


def _form(template: Template | None, today: date, planned_on: Callable[[int, date], int]) -> None:
    form = f"template:{template.id if template else 0}"
    start, end = template.span.split("–") if template else ("", "")
    with st.container(border=True):
        section(t("Change the template") if template else t("New template"))
        name = st.text_input(
            t("Name"), value=template.name if template else "", key=field(form, "name"), max_chars=80, placeholder="Ca đêm"
        )
        with st.grid(3, min_column_width=150, gap="small"):
            begins = st.text_input(t("Starts"), value=start, key=field(form, "start"), placeholder="18:00")
            ends = st.text_input(t("Ends"), value=end, key=field(form, "end"), placeholder="02:00")
            pause = st.number_input(
                t("Unpaid break, minutes"), 0, 480, value=template.break_minutes if template else 0, step=15, key=field(form, "break")
            )
        evening = st.checkbox(
            t("Evening shift"), value=template.evening if template else False, key=field(form, "evening"),
            help=t("Evening shifts earn the evening allowance."),
        )  # fmt: skip
        since = today
        if template is not None:
            since = st.date_input(t("From this day on"), value=today, format="DD/MM/YYYY", key=field(form, "since")) or today
            st.caption(t("New hours start a new template on that day; shifts before it keep the old hours."))
            if left := planned_on(template.id, since):
                st.warning(
                    t("{n} shifts with this template are planned from that day on: plan them again.", n=left), icon=":material/event_busy:"
                )
        typed = TemplateInput(name, begins, ends, evening, int(pause))
        with st.container(horizontal=True):
            save = st.button(t("Save template"), type="primary", icon=":material/save:", key=field(form, "go"))
            retired = template is not None and template.retired_from is not None
            retire = template is not None and st.button(
                t("Use it again") if retired else t("Retire it"), icon=":material/restore:" if retired else ":material/archive:",
                key=field(form, "retire"),
            )  # fmt: skip
    if save and template is None:
        done: object = submit(add_template, typed, form=form, success=t("Template added"))
    elif save and template is not None:
        done = submit(change_template, ChangeTemplate(template.id, typed, since), form=form, success=t("Template changed"))
    elif retire and template is not None:
        wanted = RetireTemplate(template.id, None if retired else since)
        done = submit(retire_template, wanted, form=form, success=t("In use again") if retired else t("Retired"))
    else:
        return
    if done is not None:
        st.rerun()


def _presets(today: date) -> None:
    form = "preset"
    with st.expander(t("Start from a preset"), icon=":material/auto_awesome:"):
        preset = st.radio(t("Preset"), list(Preset), format_func=lambda one: plain(t(PRESET_NAMES[one])), key=field(form, "which"))
        since = st.date_input(t("From this day on"), value=today, format="DD/MM/YYYY", key=field(form, "since"))
        st.caption(t("Other templates are retired from that day; history stays."))
        if (
            st.button(t("Use this preset"), icon=":material/check:", key=field(form, "go"))
            and submit(use_preset, UsePreset(preset or Preset.TWO_SHIFTS, since or today), form=form, success=t("Preset in use"))
            is not None
        ):
            st.rerun()


def draw_rules(rule: Punctuality, limits: Limits) -> None:
    """Draw the owner's rules: from when somebody is late or missing, how much overtime is allowed."""
    form = "roster:rules"
    with st.expander(t("Late, missing, overtime"), icon=":material/gavel:"):
        with st.grid(4, min_column_width=150, gap="small"):
            late = st.number_input(t("Late after, minutes"), 0, 120, value=rule.late_minutes, key=field(form, "late"))
            missing = st.number_input(t("Missing after, minutes"), 0, 240, value=rule.missing_minutes, key=field(form, "missing"))
            month = st.number_input(
                t("Overtime a month, hours"), 0, MOST_MONTH, value=limits.overtime_month // 60, key=field(form, "month")
            )
            year = st.number_input(t("Overtime a year, hours"), 0, MOST_YEAR, value=limits.overtime_year // 60, key=field(form, "year"))
        st.caption(t("The law: 40 hours a month, 200 a year (Art. 107); up to 60 and 300 by Resolution 17/2022/UBTVQH15, with consent."))
        if (
            st.button(t("Save the rules"), icon=":material/save:", key=field(form, "go"))
            and submit(set_roster_rules, RosterRules(int(late), int(missing), int(month), int(year)), form=form, success=t("Rules saved"))
            is not None
        ):
            st.rerun()
