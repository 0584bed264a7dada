"""The sheets in use: how each fares, and what the owner may do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from core.base.errors import CaTrucError
from core.base.opened import the_database
from core.base.settings import get_settings
from core.base.words import mark
from core.catalog.actions.copies import confirm_held
from core.catalog.actions.sources import SourceChange, change_source
from core.catalog.queries.history import SheetVersion, sheet_versions
from core.catalog.queries.reports import SheetReport
from core.catalog.queries.sources import is_stale
from core.catalog.queries.write_back import write_backs
from core.catalog.refresh import sync_sources
from core.catalog.source import PlaceKind, Source
from core.catalog.write_back import WriteBack
from core.people.user import User
from core.ui import format as written
from core.ui.load import load
from core.ui.sheet_changes import HERE, between, changes_part
from core.ui.sheet_fields import KIND_NAMES
from core.ui.sheet_look import look_again, upload_form
from core.ui.sheet_parts import HEALTHY, failure_box, problem_list, read_words
from core.ui.sheet_write_back import write_back_part
from core.ui.show import badge
from core.ui.submit import field, submit
from core.ui.toasts import toast
from core.ui.words import plain, said, t

PLACES = {
    PlaceKind.GOOGLE: mark("Google Sheets"),
    PlaceKind.WORKBOOK: mark("File on the server"),
    PlaceKind.CSV: mark("File on the server"),
    PlaceKind.PUBLISHED: mark("Published CSV"),
    PlaceKind.UPLOAD: mark("Uploaded file"),
    PlaceKind.SAMPLE: mark("Sample sheet"),
}
SHOWN_PROBLEMS = 20


def source_list(sources: tuple[Source, ...], reports: Mapping[int, SheetReport], user: User, now: datetime) -> None:
    """Draw a card per source in use or paused, and the removed ones folded away."""
    backs = {back.source_id: back for back in load(write_backs, topics=HERE)}
    for source in sources:
        if not source.removed:
            _card(source, reports.get(source.id), backs.get(source.id), user, now)
    removed = [source for source in sources if source.removed]
    if removed:
        with st.expander(t("Removed ({n})", n=len(removed)), icon=":material/inventory_2:"):
            st.caption(t("Neither read nor shown; the versions are kept."))
            for source in removed:
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.markdown(f"**{plain(source.name)}** · {t(KIND_NAMES[source.kind])}", width="stretch")
                    _act(source, RESTORE)


def _card(source: Source, report: SheetReport | None, back: WriteBack | None, user: User, now: datetime) -> None:
    with st.container(border=True):
        st.markdown(f"{_state(source, report, now)} **{plain(source.name)}** · {t(KIND_NAMES[source.kind])}")
        st.caption("  \n".join(_facts(source, report, now)))
        if source.active and source.error is not None:
            failure_box(source.error)
        if report is not None and report.held:
            _held(source, now)
        if report is not None and report.problems:
            title = t("Rows to correct: {n}", n=len(report.problems))
            with st.expander(title, icon=":material/rule:", key=f"source:{source.id}:problems"):
                problem_list(list(report.problems), at_most=SHOWN_PROBLEMS)
        write_back_part(source, back, user, now)
        _buttons(source, user, now)


def _state(source: Source, report: SheetReport | None, now: datetime) -> str:
    if not source.active:
        return badge(t("Paused"), "off", icon=":material/pause_circle:")
    if report is not None and report.held:
        return badge(t("Waits for you"), "warning", icon=":material/front_hand:")
    if source.error is not None:
        stale = is_stale(source.read_at, now)
        return badge(t("Cannot be read") if stale else t("Last try failed"), "bad" if stale else "warning", icon=":material/cloud_off:")
    return badge(t("In use"), "good")


def _facts(source: Source, report: SheetReport | None, now: datetime) -> list[str]:
    place = source.place
    where = [t(PLACES[place.kind])]
    if place.kind in (PlaceKind.WORKBOOK, PlaceKind.CSV, PlaceKind.UPLOAD):
        where.append(plain(place.address))
    if source.tab:
        where.append(t("tab “{tab}”", tab=plain(source.tab)))
    lines = [" · ".join(where)]
    read = read_words(source.read_at, now) if source.read_at else t("Not read yet")
    tries = t("{n} failed tries", n=source.failures) if source.failures else ""
    soon = source.active and place.is_read_again and source.next_try_at is not None and source.failures
    following = t("next try at {moment}", moment=written.clock(source.next_try_at)) if soon else ""
    lines.append(" · ".join(part for part in (t("version {n}", n=source.version), read, tries, following) if part))
    if report is not None and report.version:
        lines.append(t(HEALTHY, read=report.read, good=report.good, problems=len(report.problems), skipped=report.skipped))
    return lines


def _held(source: Source, now: datetime) -> None:
    """Show what the copy kept aside would change, and let the owner take it."""
    versions: tuple[SheetVersion, ...] = load(sheet_versions, source.id, topics=HERE)
    held = next((one for one in versions if one.held), None)
    shown = next((one for one in versions if one.shown), None)
    if held is None:
        return
    if shown is not None:
        with st.expander(t("What the new copy would change"), icon=":material/difference:", key=f"source:{source.id}:held"):
            changes_part(between(source.id, shown.number, held.number, now), key=f"held:{source.id}")
    form = f"source:{source.id}:confirm"
    meant = st.button(t("It is meant: show the new copy"), icon=":material/task_alt:", key=field(form, "go"))
    if meant and submit(confirm_held, source.id, form=form, success=t("The new copy is shown now")) is not None:
        st.rerun()


def _buttons(source: Source, user: User, now: datetime) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        again = source.active and source.place.is_read_again
        read = again and st.button(t("Read now"), icon=":material/sync:", key=f"source:{source.id}:read")
        change = st.button(t("Tab and columns"), icon=":material/view_column:", key=f"source:{source.id}:change")
        _act(source, PAUSE if source.active else RESUME)
        if source.place.kind is PlaceKind.GOOGLE:
            st.link_button(t("Open the sheet"), source.place.stored, icon=":material/open_in_new:", type="tertiary")
        with st.popover(t("More"), icon=":material/more_horiz:"):
            _more(source)
    if source.place.kind is PlaceKind.UPLOAD:
        with st.expander(t("Upload a newer file"), icon=":material/upload_file:", key=f"source:{source.id}:upload"):
            upload_form(f"source:{source.id}:file", now, source)
    if read:
        _read_now(source, user, now)
    if change:
        look_again(source, now)


def _more(source: Source) -> None:
    form = f"source:{source.id}:rename"
    name = st.text_input(t("Name of the source"), value=source.name, max_chars=120, key=field(form, f"name:{source.name}"))
    renamed = st.button(t("Rename"), icon=":material/edit:", key=field(form, "go"), disabled=name == source.name)
    if renamed and submit(change_source, SourceChange(source.id, name=name), form=form, success=t("Renamed")) is not None:
        st.rerun()
    st.caption(t("Removing takes the rows off the pages; the versions are kept and it can be used again."))
    _act(source, REMOVE)


@dataclass(frozen=True)
class _Step:
    """One press on a source: its button, what it changes, what is said after."""

    label: str
    icon: str
    success: str
    active: bool | None = None
    removed: bool = False


PAUSE = _Step(mark("Pause"), ":material/pause:", mark("Paused"), active=False)
RESUME = _Step(mark("Resume"), ":material/play_arrow:", mark("In use again"), active=True)
RESTORE = _Step(mark("Use again"), ":material/undo:", mark("In use again"), active=True)
REMOVE = _Step(mark("Remove the source"), ":material/delete:", mark("Removed"), removed=True)


def _act(source: Source, step: _Step) -> None:
    form = f"source:{source.id}:{step.label}"
    change = SourceChange(source.id, active=step.active, removed=step.removed)
    pressed = st.button(t(step.label), icon=step.icon, key=field(form, "go"))
    if pressed and submit(change_source, change, form=form, success=t(step.success)) is not None:
        st.rerun()


def _read_now(source: Source, user: User, now: datetime) -> None:
    """Read one source at once, whatever its last tries came to."""
    try:
        with st.spinner(t("Reading the sheet…")):
            [done] = sync_sources(the_database(), get_settings(), user, name=source.name, now=now)
    except CaTrucError as error:
        toast(said(error), ":material/error:")
        return
    if done.failure is not None:
        toast(t("The sheet could not be read; see below."), ":material/cloud_off:")
    elif done.changed:
        toast(t("Read: version {n}", n=done.version), ":material/check_circle:")
    else:
        toast(t("Read: nothing changed"), ":material/check_circle:")
    st.rerun()
