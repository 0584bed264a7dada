"""Writing a tab of our own into a Google spreadsheet: at most four requests, two of them writing, no other tab touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from core.catalog.cells import Row
from core.catalog.google import WRITE, Client, GoogleSheets, Tab, Wanted, pick, range_of
from core.catalog.remedy import Failure, ReadingFailed, failed
from core.catalog.write_back import Block, SheetTable, WriteBack, blocks, same_title

SPARE_ROWS = 200
"""Empty rows a new or grown tab gets beyond what is written."""
WRITE_WORDS = {
    "quota": "write_quota",
    "google_down": "write_google_down",
    "bad_answer": "write_bad_answer",
    "no_network": "write_no_network",
    "timeout": "write_timeout",
    "not_shared": "not_editor",
    "not_public": "not_editor_here",
}
"""Failures that need another remedy when they happen while writing."""


@dataclass(frozen=True)
class Written:
    """What a write came to: how many rows stand in the table now, and how many cells' rows were sent."""

    rows: int
    sent: int
    made_tab: bool = False


def write_table(google: GoogleSheets, back: WriteBack, table: SheetTable, read_here: Sequence[Wanted]) -> Written:
    """Bring our tab to hold the table; ReadingFailed says why not. `read_here` are the tabs sources read: none of them is ever written.

    Our tab is known by its number, which we chose; where there is none yet it is made, unless its title is taken.
    """
    try:
        return _write(google.client(WRITE), google, back, table, read_here)
    except ReadingFailed as error:
        raise _in_other_words(error) from None


def _write(client: Client, google: GoogleSheets, back: WriteBack, table: SheetTable, read_here: Sequence[Wanted]) -> Written:
    spreadsheet = back.place.address
    tabs = google.tabs(client, spreadsheet)
    own = _own(tabs, back, read_here)
    standing: tuple[Row, ...] = google.values(client, spreadsheet, [own])[own].cells.rows if own else ()
    wanted = blocks(table, standing, back.mode)
    if not wanted:
        return Written(len(table.rows), 0)
    title = own.title if own else back.tab
    lines = max(block.row + len(block.rows) for block in wanted)
    columns = max(len(row) for block in wanted for row in block.rows)
    if own is None:
        _make(client, google, back, lines, columns)
    elif lines > own.rows > 0 or columns > own.columns > 0:
        _ask(
            client,
            spreadsheet,
            ":batchUpdate",
            {"requests": [_grown(back.gid, max(lines + SPARE_ROWS, own.rows), max(columns, own.columns))]},
        )
    _ask(client, spreadsheet, "/values:batchUpdate", {"valueInputOption": "RAW", "data": [_range(title, block) for block in wanted]})
    return Written(len(table.rows), sum(len(block.rows) for block in wanted), made_tab=own is None)


def _own(tabs: Sequence[Tab], back: WriteBack, read_here: Sequence[Wanted]) -> Tab | None:
    """Our tab, if it is there; refused when its title is somebody else's tab, or when a source reads it."""
    own = next((tab for tab in tabs if tab.gid == back.gid), None)
    if own is None and any(same_title(tab.title) == same_title(back.tab) for tab in tabs):
        raise failed("tab_taken", tab=back.tab)
    read = [found for wanted in read_here if isinstance(found := pick(tabs, wanted), Tab)]
    if own is not None and own in read:
        raise failed("tab_read", tab=own.title)
    return own


def _make(client: Client, google: GoogleSheets, back: WriteBack, lines: int, columns: int) -> None:
    grid = {"rowCount": lines + SPARE_ROWS, "columnCount": max(columns, 1), "frozenRowCount": 1}
    request = {"addSheet": {"properties": {"sheetId": back.gid, "title": back.tab, "gridProperties": grid}}}
    try:
        _ask(client, back.place.address, ":batchUpdate", {"requests": [request]})
    except ReadingFailed as error:
        # An answer that was lost, and the second try finds the tab made: then it is there, by our own number.
        if error.failure.code != "refused" or not any(tab.gid == back.gid for tab in google.tabs(client, back.place.address)):
            raise


def _grown(gid: int, lines: int, columns: int) -> dict[str, Any]:
    grid = {"rowCount": lines, "columnCount": columns}
    changed = {"properties": {"sheetId": gid, "gridProperties": grid}, "fields": "gridProperties(rowCount,columnCount)"}
    return {"updateSheetProperties": changed}


def _range(title: str, block: Block) -> dict[str, Any]:
    """Where a block goes; texts stay texts (RAW), an empty text empties its cell."""
    return {"range": f"{range_of(title)}!A{block.row + 1}", "majorDimension": "ROWS", "values": [list(row) for row in block.rows]}


def _ask(client: Client, spreadsheet: str, what: str, document: dict[str, Any]) -> None:
    client.request("post", f"https://sheets.googleapis.com/v4/spreadsheets/{quote(spreadsheet, safe='')}{what}", json=document)


def _in_other_words(error: ReadingFailed) -> ReadingFailed:
    failure = error.failure
    said = str(failure.values.get("said", ""))
    if failure.code == "refused" and "protected" in said.lower():
        return failed("tab_protected")
    code = WRITE_WORDS.get(failure.code, failure.code)
    return ReadingFailed(Failure(code, failure.values), error.retry_after)
