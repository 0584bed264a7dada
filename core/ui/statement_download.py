"""Statements as files: made on the click, for who is signed in at that moment, and written into the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from core.base.clock import utc_now
from core.base.errors import Refused
from core.base.opened import the_database
from core.base.words import mark
from core.people.session_book import the_session_book
from core.score.actions.statements import record_export
from core.score.floor import Floor
from core.score.queries.statements import statement_file
from core.score.statement import ExportStatements, FileKind, file_name
from core.ui.session import signed_in
from core.ui.words import language, t

MIME = {FileKind.PDF: "application/pdf", FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
LABELS = {FileKind.PDF: mark("PDF, one page each"), FileKind.XLSX: mark("XLSX workbook")}


def statement_button(
    kind: FileKind, month: date, floor: Floor, *, agent_id: int | None = None, agent: str = "", label: str = "", key: str = ""
) -> None:
    """Draw the button that takes statements out as a file."""
    wanted = ExportStatements(month, kind, floor, language(), agent_id)
    st.download_button(
        label or t(LABELS[kind]),
        maker(wanted),
        file_name(wanted, agent),
        MIME[kind],
        key=key or f"statement:{kind}:{month}:{agent_id}",
        icon=":material/picture_as_pdf:" if kind is FileKind.PDF else ":material/table_view:",
        on_click="ignore",
        help=t("Each file taken out is kept in the audit trail."),
    )


def maker(wanted: ExportStatements) -> Callable[[], bytes]:
    """Return what makes the file; it runs without the page, so it asks again who is signed in and what they may."""
    held = signed_in()
    sign_in = "" if held is None else held.key

    def make() -> bytes:
        now = utc_now()
        found = the_session_book().by_key(sign_in, now)
        if found is None:
            raise Refused("Your sign-in has ended. Reload the page to sign in again.")
        with the_database().read() as session:
            made = statement_file(session, found.user, wanted, now=now)
        with the_database().write() as session:
            record_export(session, found.user, wanted, made, now=now)
        return made.content

    return make
