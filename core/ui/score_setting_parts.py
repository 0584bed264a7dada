"""The owner's settings about scores: what agents see, the return window, sale days, hourly wages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pandas as pd
import streamlit as st
from sqlmodel import Session

from core.base.errors import InvalidInput
from core.base.money import parse_vnd
from core.base.words import mark
from core.people.user import User
from core.score.actions.board_settings import (
    SetReturnWindow,
    SetSaleDays,
    SetVisibility,
    set_return_window,
    set_sale_days,
    set_visibility,
)
from core.score.actions.policy import SetWage, set_wage
from core.score.board_settings import MOST_NAME, MOST_WINDOW, BoardSettings, SaleDay
from core.score.leaderboard import Visibility
from core.score.queries.wages import Wage
from core.ui import format as written
from core.ui.show import empty_state, section, table_with_export
from core.ui.submit import field, show_error, submit
from core.ui.words import plain, t

SEEN = {
    Visibility.OWN: (mark("Own row, the others without names"), mark("Default: everybody sees where they stand, nobody sees who else.")),
    Visibility.BANDS: (mark("Names and bands"), mark("Who shares which ranks; numbers only of one's own.")),
    Visibility.ALL: (mark("All names and rates"), mark("Names and rates of all. Money stays everybody's own.")),
}
PRESETS = ((mark("Women's day sale"), 3, 8), (mark("Mid-year sale"), 6, 18), (mark("Black Friday"), 11, 0),
           (mark("Christmas sale"), 12, 24))  # fmt: skip


def ask_visibility(held: BoardSettings) -> None:
    """Draw what agents see of each other; a choice is saved with its button."""
    section(t("What agents see of each other"), t("On the leaderboard and beside their own score. Enforced where the numbers are read."))
    form = "settings:seen"
    chosen = st.radio(
        t("Agents see"), list(Visibility), index=list(Visibility).index(held.visibility), format_func=lambda one: t(SEEN[one][0]),
        captions=[t(SEEN[one][1]) for one in Visibility], key=field(form, "what"), label_visibility="collapsed",
    )  # fmt: skip
    if st.button(t("Save"), icon=":material/save:", key=field(form, "go"), disabled=chosen == held.visibility):
        saved = submit(set_visibility, SetVisibility(chosen or held.visibility), form=form, success=t("Saved"))
        if saved is not None:
            st.rerun()


def ask_window(held: BoardSettings) -> None:
    """Draw the return window."""
    section(t("Return window"), t("Days younger than this are provisional on the leaderboard: orders may still come back."))
    form = "settings:window"
    days = st.number_input(t("Days"), 0, MOST_WINDOW, held.return_window_days, 1, key=field(form, "days"), width=160)
    if st.button(t("Save"), icon=":material/save:", key=field(form, "go"), disabled=days == held.return_window_days):
        saved = submit(set_return_window, SetReturnWindow(int(days)), form=form, success=t("Saved"))
        if saved is not None:
            st.rerun()


def ask_sale_days(held: BoardSettings, today: date) -> None:
    """Draw the sale days: the double days of the year as they are, the added ones with their names, and how to add one."""
    section(t("Sale days"), t("A day of its own kind in the fair rates, so that nobody gains or loses by working on it."))
    st.caption(t("Always in: 1/1, 2/2 … 9/9, 10/10, 11/11, 12/12."))
    for row in held.sale_days:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            st.markdown(f"**{written.day(row.day, weekday=True)}** {plain(row.name)}")
            form = f"settings:day:{row.day}"
            if st.button(t("Take out"), icon=":material/close:", type="tertiary", key=field(form, "go")):
                _save_days(tuple(other for other in held.sale_days if other.day != row.day), form)
    form = "settings:days"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        day = st.date_input(t("Day"), None, format="DD/MM/YYYY", key=field(form, "day"), width=180)
        name = st.text_input(t("What is on"), key=field(form, "name"), max_chars=MOST_NAME, placeholder=t("Shop's birthday"), width=260)
        add = st.button(t("Add the day"), icon=":material/add:", key=field(form, "go"))
    if add and isinstance(day, date):
        _save_days((*(row for row in held.sale_days if row.day != day), SaleDay(day, name or "")), form)
    elif add:
        st.error(t("Choose the day first."), icon=":material/error:")
    known = {row.day for row in held.sale_days}
    offered = [(day, title) for title, day in _presets(today) if day not in known]
    with st.container(horizontal=True, gap="small"):
        for day, title in offered:
            form = f"settings:preset:{day}"
            if st.button(f"{title} {day:%d/%m/%Y}", icon=":material/add:", type="tertiary", key=field(form, "go")):
                _save_days((*held.sale_days, SaleDay(day, title)), form)


def _presets(today: date) -> list[tuple[str, date]]:
    found = []
    for title, month, day in PRESETS:
        for year in (today.year, today.year + 1):
            named = _black_friday(year) if day == 0 else date(year, month, day)
            if named >= today:
                found.append((t(title), named))
                break
    return found


def _black_friday(year: int) -> date:
    """The Friday after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


def _save_days(days: tuple[SaleDay, ...], form: str) -> None:
    if submit(set_sale_days, SetSaleDays(days), form=form, success=t("Saved")) is not None:
        st.rerun()


def wage_editor(found: Sequence[Wage], team: Sequence[User], today: date, now: datetime) -> None:
    """Draw the hourly wages that count, and the form that adds one; the amount is in no audit trail."""
    section(t("Hourly wages"), t("For the night premium alone. Only who may see wages sees this; the amount is in no trail."))
    if found:
        rows = [{"name": wage.display, "from": wage.from_date, "hourly": written.money(wage.hourly_vnd) if wage.hourly_vnd else t("none"),
                 "set": written.moment(wage.set_at, now)} for wage in found]  # fmt: skip
        columns = {
            "name": st.column_config.TextColumn(t("Agent"), pinned=True),
            "from": st.column_config.DateColumn(t("Holds from"), format="DD/MM/YYYY"),
            "hourly": st.column_config.TextColumn(t("An hour"), alignment="right"), "set": t("Set"),
        }  # fmt: skip
        table_with_export(pd.DataFrame(rows), columns, name="wages", key="settings:wages", exports=False, alt=t("Hourly wages"))
    else:
        empty_state(t("No wage recorded."), t("Without one, nobody gets a night premium line."))
    form = "settings:wage"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        people = {person.name: person.display for person in team}
        who = st.selectbox(t("Agent"), list(people), format_func=lambda name: people[name], key=field(form, "who"), width=260)
        start = st.date_input(t("Holds from"), today.replace(day=1), format="DD/MM/YYYY", key=field(form, "from"), width=180)
        amount = st.text_input(t("Đồng an hour"), key=field(form, "amount"), placeholder="30.000", width=160)
        save = st.button(t("Record"), icon=":material/save:", key=field(form, "go"))
    if not save or who is None or not isinstance(start, date):
        return
    try:
        hourly = parse_vnd(amount or "", field="hourly_vnd")
    except InvalidInput as error:
        show_error(error)
        return
    if hourly is None:
        st.error(t("Type the wage; 0 takes it away."), icon=":material/error:")
        return
    # The action returns nothing, so a value of our own tells that it went through.
    if submit(_record_wage, SetWage(who, hourly, start), form=form, success=t("Recorded")):
        st.rerun()


def _record_wage(session: Session, user: User, new: SetWage, *, now: datetime) -> bool:
    set_wage(session, user, new, now=now)
    return True
