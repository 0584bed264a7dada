"""Google Sheets through gspread: two requests a reading, a host that can be replaced, failures typed.

gspread's own clients have no timeout, or never give up; ours has one `request` with both.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote, urlsplit, urlunsplit

import gspread
import requests
from google.auth import exceptions as denied
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials

from core.base.text import nfc
from core.catalog.cells import Cell, Cells, Merge
from core.catalog.refusal import refusal
from core.catalog.remedy import ReadingFailed, failed
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import with_scheme
from core.catalog.wire import Answer, Patience, ask, patiently

READ = "https://www.googleapis.com/auth/spreadsheets.readonly"
WRITE = "https://www.googleapis.com/auth/spreadsheets"
"""Asked for only where the owner switched writing on."""
FIELDS = (
    "spreadsheetId,properties(title,timeZone),"
    "sheets(properties(sheetId,title,index,sheetType,hidden,gridProperties(rowCount,columnCount)),merges)"
)
MOST_TABS = 20
"""How many tabs are looked through when a new source names none."""


@dataclass(frozen=True)
class Wanted:
    """Which tab to read: by title, else by gid, else the first that is shown."""

    title: str = ""
    gid: int | None = None


@dataclass(frozen=True)
class Tab:
    """A tab as the spreadsheet describes it; `rows` and `columns` are how far its grid goes."""

    title: str
    gid: int
    merges: tuple[Merge, ...]
    rows: int = 0
    columns: int = 0


class Client(gspread.HTTPClient):
    """gspread's one way to Google, with our patience and our errors."""

    def __init__(self, session: requests.Session, *, host: str, email: str, patience: Patience) -> None:
        super().__init__(auth=None, session=session)  # type: ignore[arg-type]
        self._host = host
        self._email = email
        self._patience = patience

    def request(
        self, method: str, endpoint: str, params: Any = None, data: Any = None, json: Any = None, *_unused: Any, **_also_unused: Any
    ) -> requests.Response:
        """Ask with tries: what is sent twice must come to the same. The answer offers what gspread asks of it: `json()`."""
        url = _moved(endpoint, self._host)
        return cast("requests.Response", patiently(lambda: self._once(method.upper(), url, params, json), self._patience))

    def _once(self, method: str, url: str, params: Any, document: Any) -> Answer:
        try:
            answer = ask(self.session, url, params=params, patience=self._patience, method=method, document=document)
        except denied.TransportError:
            raise failed("no_network") from None
        except (denied.GoogleAuthError, ValueError):
            raise failed("bad_credentials") from None
        if not answer.ok:
            raise refusal(answer, email=self._email, now=datetime.now(UTC))
        if not isinstance(answer.json(), dict):
            raise failed("bad_answer")
        return answer


class GoogleSheets:
    """Reads spreadsheets as one service account, or from an emulator without any."""

    def __init__(self, account: dict[str, Any], *, emulator_host: str = "", patience: Patience | None = None) -> None:
        self._account = account
        self._host = with_scheme(emulator_host)
        self._patience = patience or Patience()

    @property
    def email(self) -> str:
        """The address a spreadsheet must be shared with; blank when none is configured."""
        return str(self._account.get("client_email", ""))

    def read(self, spreadsheet: str, wanted: Sequence[Wanted]) -> list[SheetCopy | ReadingFailed]:
        """Read some tabs in two requests: one result for each wanted tab, in order.

        What concerns one tab only (renamed) is a result; what concerns the whole reading is raised.
        """
        client = self.client()
        tabs = self.tabs(client, spreadsheet)
        found = [pick(tabs, want) for want in wanted]
        here = list(dict.fromkeys(tab for tab in found if isinstance(tab, Tab)))
        sheets = self.values(client, spreadsheet, here) if here else {}
        return [sheets[tab] if isinstance(tab, Tab) else tab for tab in found]

    def read_all(self, spreadsheet: str) -> list[SheetCopy]:
        """Read every tab that is shown (at most 20) in two requests."""
        client = self.client()
        tabs = self.tabs(client, spreadsheet)[:MOST_TABS]
        return list(self.values(client, spreadsheet, tabs).values()) if tabs else []

    def client(self, scope: str = READ) -> Client:
        """Return the way to Google with the rights of a scope."""
        if self._host:
            session = requests.Session()
            session.trust_env = False  # an emulator is reached directly, whatever proxy is set
        elif not self._account:
            raise failed("no_credentials")
        else:
            account = _credentials(json.dumps(self._account, sort_keys=True), scope)
            session = AuthorizedSession(account, refresh_timeout=self._patience.timeout)  # type: ignore[no-untyped-call]
        return Client(session, host=self._host, email=self.email, patience=self._patience)

    def tabs(self, client: Client, spreadsheet: str) -> list[Tab]:
        """Return the tabs that are grids, those shown first, in one request."""
        document = client.spreadsheets_get(quote(spreadsheet, safe=""), params={"fields": FIELDS, "includeGridData": "false"})
        try:
            tabs = [
                (bool(sheet["properties"].get("hidden")), _as_tab(sheet))
                for sheet in document["sheets"]
                if sheet["properties"].get("sheetType", "GRID") == "GRID"
            ]
        except (KeyError, TypeError, ValueError):
            raise failed("bad_answer") from None
        return [tab for _, tab in sorted(tabs, key=lambda pair: pair[0])]  # shown tabs first, in their order

    def values(self, client: Client, spreadsheet: str, tabs: list[Tab]) -> dict[Tab, SheetCopy]:
        """Read the cells of tabs, in one request."""
        document = client.values_batch_get(
            quote(spreadsheet, safe=""),
            [range_of(tab.title) for tab in tabs],
            params={"majorDimension": "ROWS", "valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"},
        )
        ranges = document.get("valueRanges")
        if not isinstance(ranges, list) or len(ranges) != len(tabs):
            raise failed("bad_answer")
        return {tab: SheetCopy(Cells(tab.title, _rows(answered), tab.merges), tab.gid) for tab, answered in zip(tabs, ranges, strict=True)}


def _as_tab(sheet: dict[str, Any]) -> Tab:
    told = sheet["properties"]
    merges = tuple(
        Merge(
            int(merge.get("startRowIndex", 0)),
            int(merge["endRowIndex"]),
            int(merge.get("startColumnIndex", 0)),
            int(merge["endColumnIndex"]),
        )
        for merge in sheet.get("merges", ())
    )
    grid = told.get("gridProperties", {})
    return Tab(str(told["title"]), int(told.get("sheetId", 0)), merges, int(grid.get("rowCount", 0)), int(grid.get("columnCount", 0)))


def _rows(answered: Any) -> tuple[tuple[Cell, ...], ...]:
    """The rows of one range; Google leaves the key out when the range is empty."""
    rows = answered.get("values", []) if isinstance(answered, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise failed("bad_answer")
    return tuple(tuple(cell if isinstance(cell, str | int | float | bool) else None for cell in row) for row in rows)


def pick(tabs: Sequence[Tab], want: Wanted) -> Tab | ReadingFailed:
    """Return the tab a source reads, or why there is none."""
    if want.title:
        alike = [tab for tab in tabs if nfc(tab.title) == nfc(want.title)]
        alike = alike or [tab for tab in tabs if nfc(tab.title).casefold().strip() == nfc(want.title).casefold().strip()]
    elif want.gid is not None:
        alike = [tab for tab in tabs if tab.gid == want.gid]
    else:
        alike = list(tabs)
    return alike[0] if alike else failed("tab_gone", tab=want.title or f"gid={want.gid}", tabs=", ".join(tab.title for tab in tabs))


def range_of(title: str) -> str:
    """The whole tab in A1 notation, whatever signs its title holds."""
    return "'" + title.replace("'", "''") + "'"


@lru_cache(maxsize=4)
def _credentials(account: str, scope: str) -> Credentials:
    """The service account's credentials, kept so that one token serves an hour of readings."""
    info = json.loads(account)
    if isinstance(info.get("private_key"), str):
        info["private_key"] = info["private_key"].replace("\\n", "\n")  # as it arrives through an environment variable
    try:
        return cast("Credentials", Credentials.from_service_account_info(info, scopes=[scope]))  # type: ignore[no-untyped-call]
    except (denied.GoogleAuthError, ValueError, KeyError, TypeError):
        raise failed("bad_credentials") from None


def _moved(url: str, host: str) -> str:
    """The same address on the emulator's host."""
    if not host:
        return url
    to, parts = urlsplit(host), urlsplit(url)
    return urlunsplit((to.scheme, to.netloc, to.path.rstrip("/") + parts.path, parts.query, ""))
