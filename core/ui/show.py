"""The few shapes every page is made of: header, cards, status, empty state, table with its exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

import pandas as pd
import streamlit as st

from core.ui.export import as_csv, as_xlsx
from core.ui.menu import page
from core.ui.words import plain, t

Status = Literal["good", "warning", "bad", "info", "off"]
STATUS: dict[Status, tuple[Literal["green", "orange", "red", "blue", "gray"], str]] = {
    "good": ("green", ":material/check_circle:"),
    "warning": ("orange", ":material/schedule:"),
    "bad": ("red", ":material/error:"),
    "info": ("blue", ":material/info:"),
    "off": ("gray", ":material/do_not_disturb_on:"),
}


def page_header(key: str, subtitle: str = "") -> None:
    """Draw the page's title and one line under it: what it is for, or what it shows now."""
    spec = page(key)
    st.title(t(spec.title), anchor=False)
    st.caption(subtitle or t(spec.purpose))


def section(title: str, note: str = "") -> None:
    """Draw a card's heading with one quiet line."""
    st.header(title, anchor=False)
    if note:
        st.caption(note)


def badge(word: str, status: Status, *, icon: str = "") -> str:
    """Return Markdown of a status: colour, icon and word together, never colour alone."""
    colour, default = STATUS[status]
    return f":{colour}-badge[{icon or default} {word}]"


def empty_state(text: str, what_next: str = "", *, icon: str = ":material/inbox:") -> None:
    """Say that there is nothing and what to do next."""
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(f"{icon} **{text}**", text_alignment="center")
        if what_next:
            st.caption(what_next, text_alignment="center")


def failed_part(title: str, why: str) -> None:
    """Say that one part of a page failed; the rest stands."""
    with st.container(border=True):
        section(title)
        st.warning(why, icon=":material/cloud_off:")


def fresh_mark(read_at: datetime | None, label: str, *, stale: bool) -> None:
    """Show when something was read; amber when that is too long ago."""
    st.markdown(badge(label if read_at else t("Not read yet"), "warning" if stale or read_at is None else "good", icon=":material/sync:"))


def table_with_export(
    frame: pd.DataFrame,
    columns: Mapping[str, Any],
    *,
    name: str,
    key: str,
    height: int | Literal["auto"] = "auto",
    alt: str = "",
    export: pd.DataFrame | Callable[[], pd.DataFrame] | None = None,
    exports: bool = True,
    record: Callable[[str, int], None] | None = None,
    **extra: Any,
) -> Any:
    """Draw a table with named columns and, under it, its XLSX and CSV (safe against formulas).

    `columns` maps a column of the frame to its heading or to a `st.column_config` object; others are
    left out, also from the exports. `export` is what the files hold instead, with its own headings: plain
    numbers where the screen shows words; a callable is asked on the click. `record(format, rows)` is told of
    each file before it leaves; it runs outside the page, so it brings everything it needs.
    """
    shown = frame[list(columns)]
    config = {column: st.column_config.Column(made) if isinstance(made, str) else made for column, made in columns.items()}
    event = st.dataframe(shown, column_config=config, hide_index=True, key=key, height=height, alt=alt or name, **extra)
    if exports and len(shown):
        headings = {column: _heading(column, made) for column, made in columns.items()}
        _export_buttons(shown.rename(columns=headings) if export is None else export, name, key, record)
    return event


def _heading(column: str, made: Any) -> str:
    return made if isinstance(made, str) else str((made or {}).get("label") or column)


def _export_buttons(
    frame: pd.DataFrame | Callable[[], pd.DataFrame], name: str, key: str, record: Callable[[str, int], None] | None = None
) -> None:
    def made(form: str) -> bytes:
        whole = frame() if callable(frame) else frame
        if record is not None:
            record(form, len(whole))
        return as_xlsx(whole, name) if form == "xlsx" else as_csv(whole)

    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        # A callable is run on the click only: a redraw never pays for a file nobody asked for.
        st.download_button(
            "XLSX", lambda: made("xlsx"), f"{name}.xlsx", key=f"{key}:xlsx", type="tertiary", icon=":material/download:",
            on_click="ignore", help=t("Download this table as XLSX"),
        )  # fmt: skip
        st.download_button(
            "CSV", lambda: made("csv"), f"{name}.csv", "text/csv", key=f"{key}:csv", type="tertiary", icon=":material/download:",
            on_click="ignore", help=t("Download this table as CSV"),
        )  # fmt: skip


def quiet(text: str) -> None:
    """Draw a quiet line of text from outside, letter for letter."""
    st.caption(plain(text))
