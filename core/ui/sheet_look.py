"""Reading a sheet for a look: a link or a file, on the press of a button, kept only in this browser page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

import streamlit as st

from core.base.clock import local_date
from core.base.errors import CaTrucError
from core.base.opened import the_database
from core.base.settings import get_settings
from core.base.text import clean
from core.catalog.preview import Look
from core.catalog.queries.sources import shown_copy
from core.catalog.reading import Reader
from core.catalog.remedy import Failure, ReadingFailed
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import Place, PlaceKind, Source, parse_place
from core.catalog.workbook import MAX_UPLOAD, read_upload
from core.ui.session import current_user
from core.ui.sheet_parts import failure_box
from core.ui.show import section
from core.ui.submit import show_error
from core.ui.words import t

UPLOADS = ["xlsx", "xlsm", "csv", "tsv", "txt"]
_KEY = "sheet_sources:looking"
PARSED = "sheet_sources:parsed"
"""Where the page keeps what came of a look."""
_NUMBER = "sheet_sources:number"


@dataclass(frozen=True)
class Looking:
    """What is being looked at; `source` when its columns or tab are to be changed. `number` tells one look from the next."""

    number: int
    look: Look
    source: Source | None = None


def looking() -> Looking | None:
    """Return what is being looked at in this browser page."""
    found = st.session_state.get(_KEY)
    return found if isinstance(found, Looking) else None


def stop_looking() -> None:
    """Let go of what was read."""
    for key in (_KEY, PARSED):
        st.session_state.pop(key, None)


def look_at(place: Place, read: Callable[[], tuple[SheetCopy, ...]], now: datetime, source: Source | None = None) -> None:
    """Read for a look and draw the page anew with it; says what went wrong and the way out instead."""
    try:
        with st.spinner(t("Reading the sheet…")):
            copies = read()
    except ReadingFailed as error:
        failure_box(error.failure)
        return
    except CaTrucError as error:
        show_error(error)
        return
    number = int(st.session_state.get(_NUMBER, 0)) + 1
    st.session_state[_NUMBER] = number
    st.session_state[_KEY] = Looking(number, Look(place, copies, now), source)
    st.rerun()


def look_again(source: Source, now: datetime) -> None:
    """Read a source's place for a look; of an uploaded file there is only the copy that was kept."""

    def kept() -> tuple[SheetCopy, ...]:
        with the_database().read() as session:
            return (shown_copy(session, current_user(), source.id),)

    look_at(source.place, (lambda: _reader(now).read_tabs(source.place)) if source.place.is_read_again else kept, now, source)


def connect_form(now: datetime) -> None:
    """Draw the two ways in, a link or a file, and the button that reads without keeping."""
    with st.container(border=True):
        section(t("Connect a sheet"), t("The app only reads. Nothing is kept before you save."))
        way = st.segmented_control(
            t("Where the sheet is"),
            ["link", "file"],
            default="link",
            required=True,
            key="sheet_sources:way",
            format_func=lambda one: t("By link") if one == "link" else t("By file .xlsx, .csv"),
            label_visibility="collapsed",
        )
        if way == "file":
            _file_form(now)
        else:
            _link_form(now)


def _link_form(now: datetime) -> None:
    _how_to_share()
    link = st.text_input(
        t("Link of the sheet"), placeholder="https://docs.google.com/spreadsheets/d/…", key="sheet_sources:link", max_chars=2_000
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        asked = st.button(t("Try reading"), type="primary", icon=":material/troubleshoot:", key="sheet_sources:try")
        sample = st.button(t("Look at a sample sheet"), type="tertiary", icon=":material/science:", key="sheet_sources:sample")
    if sample:
        place = Place(PlaceKind.SAMPLE, "1")
        look_at(place, lambda: _reader(now).read_tabs(place), now)
    elif asked:
        try:
            place = parse_place(link or "", emulator_host=get_settings().sheets_emulator_host)
        except CaTrucError as error:
            show_error(error)
            return
        if place.kind in (PlaceKind.WORKBOOK, PlaceKind.CSV):
            st.error(t("This is the path of a file. Choose “{way}” and upload it.", way=t("By file .xlsx, .csv")), icon=":material/error:")
        else:
            look_at(place, lambda: _reader(now).read_tabs(place), now)


def _how_to_share() -> None:
    email = str(get_settings().google.get("client_email", ""))
    if email:
        st.markdown(t("1. In Google Sheets press **Share** and add this e-mail as **Viewer**:"))
        st.code(email, language=None, wrap_lines=True)
        st.markdown(t("2. Copy the link of the sheet and paste it here. A link published as CSV works, too."))
    else:
        st.markdown(t("In Google Sheets choose **File → Share → Publish to web**, pick the tab and **CSV**, and paste that link here."))
        st.caption(t("Private sheets need a Google service account: README shows how to set one up."))


def _file_form(now: datetime) -> None:
    st.caption(t("An uploaded file is read once. To bring it up to date, upload it again at its source."))
    upload_form("sheet_sources:file", now)


def upload_form(key: str, now: datetime, source: Source | None = None) -> None:
    """Draw the field for a file and the button that reads it."""
    megabytes = MAX_UPLOAD // 1024 // 1024
    given = st.file_uploader(t("File .xlsx or .csv, at most {n} MB", n=megabytes), UPLOADS, max_upload_size=megabytes, key=key)
    if st.button(t("Try reading"), type="primary", icon=":material/troubleshoot:", key=f"{key}:try", disabled=given is None) and given:
        name = clean(PurePath(given.name.replace("\\", "/")).name)[-120:] or "file"
        look_at(Place(PlaceKind.UPLOAD, name), lambda: _uploaded(given.getvalue(), name), now, source)


def _uploaded(data: bytes, name: str) -> tuple[SheetCopy, ...]:
    shown = tuple(copy for copy in read_upload(data, name) if not copy.blank)
    if not shown:
        raise ReadingFailed(Failure("empty"))
    return shown


def _reader(now: datetime) -> Reader:
    settings = get_settings()
    return Reader(settings, today=local_date(now, settings.zone))
