"""Writing back into a source's spreadsheet: off until the owner switches it on, then what, how, where, and how it fares."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from core.base.errors import CaTrucError
from core.base.opened import the_database
from core.base.settings import get_settings
from core.base.words import mark
from core.catalog.actions.write_back import WriteBackInput, set_write_back
from core.catalog.source import PlaceKind, Source
from core.catalog.write_back import Mode, What, WriteBack
from core.people.user import User
from core.score.write_back import write_now
from core.ui import format as written
from core.ui.sheet_parts import failure_box
from core.ui.show import badge
from core.ui.submit import field, submit
from core.ui.toasts import toast
from core.ui.words import plain, said, t

WHATS = {What.DAY: mark("The day's results"), What.MONTH: mark("The month's leaderboard")}
TOLD = {
    What.DAY: mark("A row per shift, agent and shop; until 6 in the morning the day is the one before."),
    What.MONTH: mark("A row per agent: rank, raw and fair rate, band."),
}
MODES = {Mode.REPLACE: mark("Replace"), Mode.APPEND: mark("Add rows")}
TABS = {What.DAY: mark("Day results (Ca Truc)"), What.MONTH: mark("Leaderboard (Ca Truc)")}


def write_back_part(source: Source, back: WriteBack | None, user: User, now: datetime) -> None:
    """Draw, folded away, whether and what the app writes into this spreadsheet; Google Sheets only."""
    if source.place.kind is not PlaceKind.GOOGLE or not source.active:
        return
    on = back is not None and back.on
    title = t("Write results into this spreadsheet: on") if on else t("Write results into this spreadsheet: off")
    with st.expander(title, icon=":material/edit_document:", key=f"source:{source.id}:write"):
        if back is not None and back.on:
            _standing(back, user, now)
        _form(source, back)


def _standing(back: WriteBack, user: User, now: datetime) -> None:
    wrong = back.error is not None
    st.markdown(
        f"{badge(t('Not written'), 'warning', icon=':material/cloud_off:') if wrong else badge(t('On'), 'good')} "
        f"{t(WHATS[back.what])} → {t('tab “{tab}”', tab=plain(back.tab))} · {t(MODES[back.mode])}"
    )
    lines = [t("Written {ago}, {n} rows", ago=written.ago(back.written_at, now), n=back.rows) if back.written_at else t("Not written yet.")]
    if back.next_try_at is not None:
        lines.append(t("next look at {moment}", moment=written.clock(back.next_try_at)))
    st.caption(" · ".join(lines))
    if back.error is not None:
        failure_box(back.error)
    if st.button(t("Write now"), icon=":material/upload:", key=f"source:{back.source_id}:write-now"):
        _write_now(back, user, now)


def _form(source: Source, back: WriteBack | None) -> None:
    form = f"source:{source.id}:write-back"
    st.caption(
        f"{t('The app makes a tab of its own in this spreadsheet and writes only there.')} "
        + t("Everybody who can open the spreadsheet sees these numbers.")
    )
    on = st.toggle(t("Write into this spreadsheet"), value=back is not None and back.on, key=field(form, "on"))
    what = st.segmented_control(
        t("What to write"), list(What), default=back.what if back else What.DAY, required=True, key=field(form, "what"),
        format_func=lambda one: t(WHATS[one]), disabled=not on,
    ) or What.DAY  # fmt: skip
    st.caption(t(TOLD[what]))
    mode = st.segmented_control(
        t("Older rows"), list(Mode), default=back.mode if back else Mode.REPLACE, required=True, key=field(form, "mode"),
        format_func=lambda one: t(MODES[one]), disabled=not on,
        help=t("Replace: the tab always shows only this day or month. Add rows: older rows stay, the same day's are brought up to date."),
    ) or Mode.REPLACE  # fmt: skip
    known = back.tab if back and back.what is what else t(TABS[what])
    tab = st.text_input(t("Name of the tab"), value=known, max_chars=100, key=field(form, f"tab:{what}"), disabled=not on)
    revenue = back is not None and back.revenue
    if what is What.DAY:
        revenue = st.checkbox(t("With revenue"), value=revenue, key=field(form, "revenue"), disabled=not on)
    if st.button(t("Save"), type="primary", icon=":material/save:", key=field(form, "go")):
        wanted = WriteBackInput(source.id, bool(on), what, mode, tab or "", bool(revenue))
        success = t("Writing is on: at most once an hour, when something changed") if on else t("Writing is off")
        if submit(set_write_back, wanted, form=form, success=success) is not None:
            st.rerun()


def _write_now(back: WriteBack, user: User, now: datetime) -> None:
    """Write at once, whatever the last tries came to."""
    try:
        with st.spinner(t("Writing into the spreadsheet…")):
            outcome = write_now(the_database(), get_settings(), user, back, now=now)
    except CaTrucError as error:
        toast(said(error), ":material/error:")
        return
    if outcome.failure is not None:
        toast(t("Not written; see below."), ":material/cloud_off:")
    elif outcome.sent:
        toast(t("Written: {n} rows", n=outcome.rows), ":material/check_circle:")
    else:
        toast(t("The tab holds these rows already"), ":material/check_circle:")
    st.rerun()
