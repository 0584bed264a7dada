"""What both sheet pages share: how fresh the copy is, reading now, and for managers what is wrong with the sheets."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from core.base.durations import format_seconds
from core.base.errors import CaTrucError
from core.base.opened import the_database
from core.base.settings import get_settings
from core.base.words import mark
from core.catalog.actions.copies import confirm_held
from core.catalog.queries.reports import Freshness, ProblemRow, SheetReport
from core.catalog.queries.sources import is_stale
from core.catalog.refresh import sync_sources
from core.catalog.remedy import Failure
from core.catalog.source import SheetKind
from core.people.user import Right, User
from core.ui import format as written
from core.ui.menu import page
from core.ui.show import badge, empty_state, fresh_mark
from core.ui.submit import submit
from core.ui.toasts import toast
from core.ui.words import language, plain, said, t

MOST_PROBLEMS = 100
GOOGLE_CONSOLE = ("https://console.developers.google.com/", "https://console.cloud.google.com/")
NOTHING_YET = {
    SheetKind.SCRIPTS: mark("No scripts yet."),
    SheetKind.VOUCHERS: mark("No vouchers yet."),
}
HEALTHY = mark("{read} rows = {good} in use + {problems} to correct + {skipped} left out on purpose (titles, blanks, totals)")


def fresh_line(fresh: Freshness, user: User, kind: SheetKind, now: datetime, reports: tuple[SheetReport, ...] = ()) -> None:
    """Say when the sheets were read, amber past ten minutes; whoever may, reads them now; managers see what is wrong."""
    stale = not fresh.resting and is_stale(fresh.read_at, now)
    wrong = sum(len(report.problems) for report in reports)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        fresh_mark(fresh.read_at, read_words(fresh.read_at, now), stale=stale)
        if wrong:
            st.markdown(badge(t("Rows to correct: {n}", n=wrong), "warning", icon=":material/rule:"))
        if fresh.failing and stale and not reports:
            st.caption(t("The sheet cannot be read right now; your manager sees why."))
        may = user.may(Right.REFRESH_SHEETS) and fresh.sources > 0
        if may and st.button(t("Read now"), icon=":material/sync:", type="tertiary", key=f"read:{kind}"):
            _read_now(user, kind, now)
            st.rerun()
    for report in reports:
        _trouble(report, user)


def read_words(read_at: datetime | None, now: datetime) -> str:
    """`Đọc lúc 14:05 · 12 phút trước`."""
    if read_at is None or now - read_at < timedelta(minutes=1):
        return t("Read at {moment} · just now", moment=written.moment(read_at, now))
    span = format_seconds((now - read_at).total_seconds() // 60 * 60, language=language())
    return t("Read at {moment} · {span} ago", moment=written.moment(read_at, now), span=span)


def failure_box(failure: Failure, name: str = "") -> None:
    """Say what went wrong and the remedy, with what the remedy needs: the e-mail to copy, Google's console."""
    lead = f"**{plain(name)}** · " if name else ""
    st.warning(f"{lead}{plain(failure.message(language()))}  \n{plain(failure.remedy(language()))}", icon=":material/cloud_off:")
    if failure.values.get("email"):
        st.code(str(failure.values["email"]), language=None, wrap_lines=True)
    if str(failure.values.get("link", "")).startswith(GOOGLE_CONSOLE):
        st.link_button(t("Open the Google console"), str(failure.values["link"]), icon=":material/open_in_new:")


def _trouble(report: SheetReport, user: User) -> None:
    if report.failure is not None:
        failure_box(report.failure, report.name)
    if report.held and user.may(Right.MANAGE_SHEETS) and st.button(
        t("Show the new copy of “{name}”", name=plain(report.name)), icon=":material/task_alt:", key=f"held:{report.source_id}"
    ):  # fmt: skip
        submit(confirm_held, report.source_id, form=f"held:{report.source_id}", success=t("The new copy is shown now"))
        st.rerun()


def _read_now(user: User, kind: SheetKind, now: datetime) -> None:
    try:
        with st.spinner(t("Reading the sheet…")):
            done = sync_sources(the_database(), get_settings(), user, kind=kind, now=now)
    except CaTrucError as error:
        toast(said(error), ":material/error:")
        return
    failed = [one for one in done if one.failure is not None]
    if failed:
        toast(t("{n} sheets could not be read; see below.", n=len(failed)), ":material/cloud_off:")
    else:
        toast(t("Sheets read: {n}", n=len(done)), ":material/check_circle:")


def nothing_yet(kind: SheetKind, user: User) -> None:
    """Say that no sheet is there yet, and what to do about it."""
    if user.may(Right.MANAGE_SHEETS):
        empty_state(t(NOTHING_YET[kind]), t("Add the team's sheet: the app reads it, nothing in it changes."), icon=":material/table_view:")
        st.page_link(page("sheet_sources").file, label=t("Connect a sheet"), icon=":material/add_link:", width="content")
    else:
        empty_state(t(NOTHING_YET[kind]), t("Ask the owner to add the team's sheet."), icon=":material/table_view:")


def sheet_reports_part(reports: tuple[SheetReport, ...], now: datetime) -> None:
    """Draw what managers see of each sheet: the three counts, and each problem with its cell."""
    problems = [problem for report in reports for problem in report.problems]
    title = t("Rows to correct: {n}", n=len(problems)) if problems else t("The sheets: every row is in use")
    with st.expander(title, icon=":material/rule:" if problems else ":material/fact_check:", key="sheet-reports"):
        for report in reports:
            counts = t(HEALTHY, read=report.read, good=report.good, problems=len(report.problems), skipped=report.skipped)
            read_at = read_words(report.read_at, now) if report.read_at else t("Not read yet")
            st.caption(f"**{plain(report.name)}** · {counts} · {t('version {n}', n=report.version)} · {read_at}")
        if problems:
            problem_list(problems)


def problem_list(problems: list[ProblemRow], *, at_most: int = MOST_PROBLEMS) -> None:
    """Draw each problem with its cell, why, and the fix."""
    st.caption(t("These rows are left out until they are corrected in the sheet."))
    for number, problem in enumerate(problems[:at_most]):
        why, fix = (t(words, **{key: plain(str(value)) for key, value in problem.values.items()}) for words in (problem.why, problem.fix))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":material/edit_square: **{plain(problem.cell)}** · {why}  \n{fix}", width="stretch")
            if problem.link:
                st.link_button(t("Open the cell"), problem.link, icon=":material/table_view:", type="tertiary", key=f"problem:{number}")
    if len(problems) > at_most:
        st.caption(t("and {n} more", n=len(problems) - at_most))
