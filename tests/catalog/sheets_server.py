"""A local server that answers like Google Sheets v4, and fails in every way Google does."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class FakeTab:
    """A tab: rows as a person typed them; blank cells are "" or None."""

    title: str
    rows: list[list[Any]]
    gid: int = 0
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    lines: int = 1000
    columns: int = 26
    protected: bool = False


@dataclass(frozen=True)
class Fault:
    """One failing answer. `hang` waits that long first; `cut` sends only so many bytes of a good answer.

    `drop` closes the line without a word; `trickle` sends a good answer byte by byte, waiting that long each time.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0
    cut: int | None = None
    drop: bool = False
    trickle: float = 0


def google_error(code: int, message: str, status: str, **more: Any) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "status": status, **more}}


HTML = "<!DOCTYPE html><html lang=en><title>Error 502 (Server Error)!!1</title><p>That’s an error.</html>"
NOT_SHARED = Fault(403, google_error(403, "The caller does not have permission", "PERMISSION_DENIED"))
UNAVAILABLE = Fault(503, google_error(503, "The service is currently unavailable.", "UNAVAILABLE"))
INTERNAL = Fault(500, google_error(500, "Internal error encountered.", "INTERNAL"))
BAD_GATEWAY = Fault(502, HTML, {"Content-Type": "text/html; charset=UTF-8"})
QUOTA = Fault(429, google_error(429, "Quota exceeded for quota metric 'Read requests'", "RESOURCE_EXHAUSTED"))
QUOTA_HTML = Fault(429, HTML, {"Content-Type": "text/html; charset=UTF-8"})


class SheetsServer:
    """What it serves, what it was asked, and how it shall fail next."""

    def __init__(self) -> None:
        self.spreadsheets: dict[str, list[FakeTab]] = {}
        self.published: dict[str, tuple[str, bytes]] = {}
        self.asked: list[str] = []
        self.faults: deque[Fault] = deque()
        self.always: Fault | None = None
        self.recorded: dict[str, Any] = {}
        self.tokens: list[str] = []
        self.bearers: list[str] = []
        self.key_is_good = True
        self.host = ""
        self.sent: list[tuple[str, Any]] = []
        self.may_write = True

    def fail(self, *faults: Fault) -> None:
        """Let the next requests fail, in this order."""
        self.faults.extend(faults)

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        parts = path.removeprefix("/v4/spreadsheets/").partition("/")
        spreadsheet, rest = parts[0], parts[2]
        key = f"{spreadsheet}/{rest}".rstrip("/")
        if key in self.recorded:
            return 200, self.recorded[key]
        tabs = self.spreadsheets.get(spreadsheet)
        if tabs is None:
            return 404, google_error(404, "Requested entity was not found.", "NOT_FOUND")
        if not rest:
            return 200, {
                "spreadsheetId": spreadsheet,
                "properties": {"title": "Bảng của shop"},
                "sheets": [_described(tab) for tab in tabs],
            }
        if rest == "values:batchGet":
            return self._values(spreadsheet, tabs, query)
        return 404, google_error(404, "Requested entity was not found.", "NOT_FOUND")

    def take(self, path: str, document: Any) -> tuple[int, Any]:
        """Answer what writes: values:batchUpdate, values:batchClear, and :batchUpdate with addSheet or a larger grid."""
        spreadsheet, _, rest = path.removeprefix("/v4/spreadsheets/").partition("/")
        spreadsheet, _, verb = spreadsheet.partition(":")
        tabs = self.spreadsheets.get(spreadsheet)
        if tabs is None:
            return 404, google_error(404, "Requested entity was not found.", "NOT_FOUND")
        if not self.may_write:
            return 403, google_error(403, "The caller does not have permission", "PERMISSION_DENIED")
        self.sent.append((rest or verb, document))
        if verb == "batchUpdate" and not rest:
            return self._change(tabs, document["requests"])
        if rest == "values:batchUpdate":
            assert document["valueInputOption"] == "RAW", "nothing may be taken for a formula or a date"
            return self._put(spreadsheet, tabs, document["data"])
        if rest == "values:batchClear":
            for asked in document["ranges"]:
                tab = self._tab(tabs, asked.rpartition("!")[0] or asked)
                if tab is None:
                    return 400, google_error(400, f"Unable to parse range: {asked}", "INVALID_ARGUMENT")
                tab.rows = []
            return 200, {"spreadsheetId": spreadsheet, "clearedRanges": document["ranges"]}
        return 404, google_error(404, "Requested entity was not found.", "NOT_FOUND")

    def _change(self, tabs: list[FakeTab], requests: list[dict[str, Any]]) -> tuple[int, Any]:
        replies: list[dict[str, Any]] = []
        for request in requests:
            if "addSheet" in request:
                told = request["addSheet"]["properties"]
                grid = told.get("gridProperties", {})
                for tab in tabs:
                    if tab.title.casefold() == told["title"].casefold() or tab.gid == told["sheetId"]:
                        said = f'Invalid requests[0].addSheet: A sheet with the name "{told["title"]}" already exists.'
                        return 400, google_error(400, said, "INVALID_ARGUMENT")
                tabs.append(
                    FakeTab(told["title"], [], told["sheetId"], lines=grid.get("rowCount", 1000), columns=grid.get("columnCount", 26))
                )
                replies.append({"addSheet": {"properties": told}})
            elif "updateSheetProperties" in request:
                told = request["updateSheetProperties"]["properties"]
                tab = next(tab for tab in tabs if tab.gid == told["sheetId"])
                tab.lines, tab.columns = told["gridProperties"]["rowCount"], told["gridProperties"]["columnCount"]
                replies.append({})
            else:
                raise AssertionError(f"nothing else may be asked: {request}")
        return 200, {"replies": replies}

    def _put(self, spreadsheet: str, tabs: list[FakeTab], data: list[dict[str, Any]]) -> tuple[int, Any]:
        found = [(self._tab(tabs, one["range"].rpartition("!")[0]), one) for one in data]
        for tab, one in found:
            if tab is None:
                return 400, google_error(400, f"Unable to parse range: {one['range']}", "INVALID_ARGUMENT")
            start = int(one["range"].rpartition("!A")[2]) - 1
            if tab.protected:
                said = "Invalid data[0]: You are trying to edit a protected cell or object."
                return 400, google_error(400, said, "INVALID_ARGUMENT")
            if start + len(one["values"]) > tab.lines or max(map(len, one["values"])) > tab.columns:
                said = f"Invalid data[0]: Range ({one['range']}) exceeds grid limits. Max rows: {tab.lines}, max columns: {tab.columns}"
                return 400, google_error(400, said, "INVALID_ARGUMENT")
        for tab, one in found:  # all of it, or none
            assert tab is not None
            start = int(one["range"].rpartition("!A")[2]) - 1
            for place, row in enumerate(one["values"], start):
                tab.rows += [[] for _ in range(place + 1 - len(tab.rows))]
                old = tab.rows[place]
                old += [""] * (len(row) - len(old))
                for column, cell in enumerate(row):
                    old[column] = cell if cell is not None else old[column]
        return 200, {"spreadsheetId": spreadsheet, "responses": []}

    @staticmethod
    def _tab(tabs: list[FakeTab], quoted: str) -> FakeTab | None:
        title = quoted.removeprefix("'").removesuffix("'").replace("''", "'")
        return next((tab for tab in tabs if tab.title == title), None)

    def _values(self, spreadsheet: str, tabs: list[FakeTab], query: dict[str, list[str]]) -> tuple[int, Any]:
        assert query.get("valueRenderOption") == ["UNFORMATTED_VALUE"], "text must stay text"
        assert query.get("dateTimeRenderOption") == ["SERIAL_NUMBER"], "dates must come as serial numbers"
        found = []
        for asked in query.get("ranges", []):
            title = asked.removeprefix("'").removesuffix("'").replace("''", "'")
            tab = next((tab for tab in tabs if tab.title == title), None)
            if tab is None:
                return 400, google_error(400, f"Unable to parse range: {asked}", "INVALID_ARGUMENT")
            found.append({"range": f"{asked}!A1:Z1000", "majorDimension": "ROWS", **_written(tab.rows)})
        return 200, {"spreadsheetId": spreadsheet, "valueRanges": found}


def _described(tab: FakeTab) -> dict[str, Any]:
    told: dict[str, Any] = {"properties": {"sheetId": tab.gid, "title": tab.title, "index": 0, "sheetType": "GRID"}}
    told["properties"]["gridProperties"] = {"rowCount": tab.lines, "columnCount": tab.columns}
    if tab.hidden:
        told["properties"]["hidden"] = True
    if tab.merges:
        names = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
        told["merges"] = [dict(zip(names, merge, strict=True)) for merge in tab.merges]
    return told


def _written(rows: list[list[Any]]) -> dict[str, Any]:
    """Trailing blanks dropped, blanks inside as empty text, no key at all for an empty tab: as Google does it."""
    kept = [["" if cell is None else cell for cell in row] for row in rows]
    for row in kept:
        while row and row[-1] == "":
            row.pop()
    while kept and not kept[-1]:
        kept.pop()
    return {"values": kept} if kept else {}


@contextmanager
def serving() -> Iterator[SheetsServer]:
    """Run a server on a free port of 127.0.0.1 for as long as the block lasts."""
    served = SheetsServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(None)

        def _answer(self, sent: Any) -> None:
            parts = urlsplit(self.path)
            path = unquote(parts.path)
            served.asked.append(path)
            served.bearers.append(self.headers.get("Authorization", ""))
            fault = served.faults.popleft() if served.faults else served.always
            if fault is not None and fault.hang:
                time.sleep(fault.hang)
            if fault is not None and fault.drop:
                self.close_connection = True
                return
            if fault is not None and fault.status != 200:
                self._send(fault.status, fault.body, fault.headers)
                return
            if path in served.published:
                kind, body = served.published[path]
                self._send(200, body, {"Content-Type": kind})
                return
            status, document = served.answer(path, parse_qs(parts.query)) if sent is None else served.take(path, sent)
            self._send(status, document, {}, cut=fault.cut if fault else None, trickle=fault.trickle if fault else 0)

        def do_POST(self) -> None:
            """Google's token endpoint, and everything that writes."""
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path.startswith("/v4/"):
                self._answer(json.loads(body))
                return
            served.tokens.append(self.path)
            if served.key_is_good:
                self._send(200, {"access_token": "a-token", "expires_in": 3600, "token_type": "Bearer"}, {})
            else:
                self._send(400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}, {})

        def _send(self, status: int, document: Any, headers: dict[str, str], cut: int | None = None, trickle: float = 0) -> None:
            body = (
                document
                if isinstance(document, bytes)
                else document.encode()
                if isinstance(document, str)
                else json.dumps(document).encode()
            )
            self.send_response(status)
            self.send_header("Content-Type", headers.get("Content-Type", "application/json; charset=UTF-8"))
            for name, value in headers.items():
                if name != "Content-Type":
                    self.send_header(name, value)
            sent = body if cut is None else body[:cut]
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # the reader had enough, as it may
                for start in range(0, len(sent), 1 if trickle else max(1, len(sent))):
                    self.wfile.write(sent[start : start + 1] if trickle else sent)
                    time.sleep(trickle)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    served.host = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join(2)
