"""Where a sheet lives: a Google spreadsheet, a file, a published CSV link, or the built-in sample."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from core.base.errors import InvalidInput, Problem
from core.base.text import clean
from core.base.words import mark
from core.catalog.remedy import Failure


class SheetKind(StrEnum):
    """What a sheet holds."""

    SCRIPTS = "scripts"
    VOUCHERS = "vouchers"


class PlaceKind(StrEnum):
    """How a place is read."""

    GOOGLE = "google"
    WORKBOOK = "workbook"
    CSV = "csv"
    PUBLISHED = "published"
    UPLOAD = "upload"
    SAMPLE = "sample"


WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


@dataclass(frozen=True)
class Place:
    """A place understood. `address` is the spreadsheet's id, the file's path or name, the link, or the sample's seed."""

    kind: PlaceKind
    address: str
    gid: int | None = None

    @property
    def stored(self) -> str:
        """The one spelling under which a source keeps its place; `parse_place` reads it back."""
        if self.kind is PlaceKind.GOOGLE:
            anchor = "" if self.gid is None else f"#gid={self.gid}"
            return f"https://docs.google.com/spreadsheets/d/{self.address}/edit{anchor}"
        return f"{self.kind}:{self.address}" if self.kind in (PlaceKind.SAMPLE, PlaceKind.UPLOAD) else self.address

    @classmethod
    def from_stored(cls, text: str) -> Place:
        """Read back what `stored` wrote; it was checked when it was added."""
        if text.startswith("sample:"):
            return cls(PlaceKind.SAMPLE, text.removeprefix("sample:"))
        if text.startswith("upload:"):
            return cls(PlaceKind.UPLOAD, text.removeprefix("upload:"))
        if match := re.match(r"^https://docs\.google\.com/spreadsheets/d/([A-Za-z0-9_-]+)/edit(?:#gid=(\d+))?$", text):
            return cls(PlaceKind.GOOGLE, match.group(1), int(match.group(2)) if match.group(2) else None)
        if "://" in text:
            return cls(PlaceKind.PUBLISHED, text)
        return cls(PlaceKind.WORKBOOK if Path(text).suffix.lower() in WORKBOOKS else PlaceKind.CSV, text)

    @property
    def reads_google(self) -> bool:
        """True when a reading leaves the machine."""
        return self.kind in (PlaceKind.GOOGLE, PlaceKind.PUBLISHED)

    @property
    def is_read_again(self) -> bool:
        """False for an uploaded file: its copy stands until another file is uploaded."""
        return self.kind is not PlaceKind.UPLOAD


@dataclass(frozen=True)
class Source:
    """A sheet source as people see it, with how its last tries went; never the table row.

    `read_at` is when the shown copy was last confirmed; `error` is what the last try failed with. Not
    `active`: neither read nor shown; `removed` ones are kept for their history only.
    """

    id: int
    name: str
    kind: SheetKind
    place: Place
    tab: str
    mapping: dict[str, str] | None
    active: bool = True
    removed: bool = False
    tried_at: datetime | None = None
    next_try_at: datetime | None = None
    failures: int = 0
    error: Failure | None = None
    read_at: datetime | None = None
    version: int = 0

    @property
    def lease(self) -> str:
        """What a refresh is leased under: a spreadsheet once, however many sources it feeds."""
        return f"sheet:{self.place.address}"[:200] if self.place.kind is PlaceKind.GOOGLE else f"sheet-source:{self.id}"


_ID_IN_PATH = re.compile(r"^/spreadsheets/(?:u/\d+/)?d/(?!e/)([A-Za-z0-9_-]+)(/.*)?$")
_PUBLISHED_PATH = re.compile(r"^/spreadsheets/(?:u/\d+/)?d/e/([A-Za-z0-9_-]+)/pub(?:html)?/?$")
_BARE_ID = re.compile(r"^[A-Za-z0-9_-]{25,120}$")
_GOOGLE_HOSTS = {"docs.google.com", "sheets.google.com", "spreadsheets.google.com"}


def parse_place(text: str, *, emulator_host: str = "") -> Place:
    """Understand what was pasted: a Google link or id, a published CSV link, a path to .xlsx or .csv, `sample:1`.

    InvalidInput (field `source`) says what is wrong with it and what would be right. With an
    `emulator_host`, links to that host count as Google's.
    """
    given = clean(text).strip("<>\"' ")
    if not given:
        raise _wrong(mark("Paste the link of a Google spreadsheet, or the path of an .xlsx or .csv file."))
    if given.startswith("sample:"):
        seed = given.removeprefix("sample:") or "1"
        if not seed.isdigit():
            raise _wrong(mark("“{value}” is not a sample; write sample:1."), given)
        return Place(PlaceKind.SAMPLE, seed)
    if re.match(r"^[a-z][a-z0-9+.-]*://", given, re.IGNORECASE):
        return _link(given, emulator_host)
    if re.match(r"^(docs|drive|sheets)\.google\.com/", given, re.IGNORECASE):
        return _link(f"https://{given}", emulator_host)
    suffix = Path(given).suffix.lower()
    if suffix in WORKBOOKS:
        return Place(PlaceKind.WORKBOOK, str(Path(given).expanduser().absolute()))
    if suffix in (".csv", ".tsv", ".txt"):
        return Place(PlaceKind.CSV, str(Path(given).expanduser().absolute()))
    if _BARE_ID.match(given) or (emulator_host and re.fullmatch(r"[A-Za-z0-9_-]{1,120}", given)):
        return Place(PlaceKind.GOOGLE, given)
    raise _wrong(mark("“{value}” is neither a Google Sheets link nor a path to an .xlsx or .csv file."), given)


def _link(given: str, emulator_host: str) -> Place:
    try:
        parts = urlsplit(given)
        host = (parts.hostname or "").lower()
    except ValueError:
        raise _wrong(mark("“{value}” is not a link."), given) from None
    if parts.scheme.lower() not in ("http", "https"):
        raise _wrong(mark("“{value}” is not a link the app can read; it starts with https://."), given)
    if parts.username or parts.password:
        raise _wrong(mark("The link holds a user name or password; paste it without."))
    emulated = bool(emulator_host) and parts.netloc.lower() == urlsplit(with_scheme(emulator_host)).netloc.lower()
    if host in _GOOGLE_HOSTS or emulated:
        if match := _PUBLISHED_PATH.match(parts.path):
            return Place(PlaceKind.PUBLISHED, _published(match.group(1), parts.query))
        if match := _ID_IN_PATH.match(parts.path):
            if (match.group(2) or "").startswith(("/export", "/gviz")):
                return Place(PlaceKind.PUBLISHED, given)
            return Place(PlaceKind.GOOGLE, match.group(1), _gid(parts.fragment, parts.query))
        if not emulated:
            raise _wrong(mark("This Google link is not a spreadsheet; a right one holds /spreadsheets/d/…."))
    if host == "drive.google.com":
        if match := re.match(r"^/(?:open|uc)$", parts.path):
            return Place(PlaceKind.GOOGLE, parse_qs(parts.query).get("id", [""])[0])
        if "/folders/" in parts.path:
            raise _wrong(mark("This link is a Drive folder. Open the spreadsheet in it and copy that link."))
        raise _wrong(mark("This link is a file in Drive. Open it in Google Sheets, save it as a Google spreadsheet, and copy that link."))
    if parts.scheme.lower() == "http" and not emulated:
        raise _wrong(mark("“{value}” is not a safe link; it must start with https://."), given)
    return Place(PlaceKind.PUBLISHED, given)


def _published(key: str, query: str) -> str:
    """The CSV form of a published link, whichever form was copied."""
    gid = parse_qs(query).get("gid", [""])[0]
    which = f"gid={quote(gid)}&single=true&" if gid else ""
    return f"https://docs.google.com/spreadsheets/d/e/{key}/pub?{which}output=csv"


def _gid(fragment: str, query: str) -> int | None:
    match = re.search(r"(?:^|[&#?])gid=(\d+)", fragment) or re.search(r"(?:^|&)gid=(\d+)", query)
    return int(match.group(1)) if match else None


def with_scheme(host: str) -> str:
    """Return an emulator's host as an address; `127.0.0.1:9009` alone means http."""
    host = host.strip().rstrip("/")
    return host if not host or "://" in host else f"http://{host}"


def cell_link(place: Place, gid: int | None, cell: str) -> str | None:
    """Return the address that opens the very cell (`Voucher!D17` or `D17`) in Google Sheets; None elsewhere."""
    if place.kind is not PlaceKind.GOOGLE:
        return None
    spot = cell.rpartition("!")[2]
    return f"https://docs.google.com/spreadsheets/d/{place.address}/edit#gid={gid or 0}&range={quote(spot)}"


def _wrong(template: str, value: str = "") -> InvalidInput:
    return InvalidInput([Problem("source", template, {"value": value[:120]} if value else {})])
