"""What may be written into a team's spreadsheet, and where exactly: a tab of its own, and nothing else."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.base.text import nfc
from core.catalog.cells import Cell, Row, is_blank
from core.catalog.remedy import Failure, failed
from core.catalog.source import Place

MOST_ROWS = 20_000
"""More rows than this are not written: a tab is for people to read."""


class What(StrEnum):
    """Which numbers are written."""

    DAY = "day"
    MONTH = "month"


class Mode(StrEnum):
    """Whether older rows of the tab stay (`append`: the same day's are brought up to date) or go (`replace`)."""

    APPEND = "append"
    REPLACE = "replace"


@dataclass(frozen=True)
class SheetTable:
    """Rows to be written under their header; the first `keys` columns say which row is which."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    keys: int

    @property
    def digest(self) -> str:
        """SHA-256 of everything that would be written."""
        return hashlib.sha256(json.dumps([self.header, self.rows], ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class WriteBack:
    """How one source is written to, and how its last tries went. `gid` is the tab's own number, given by us before it exists.

    `digest` is what was written last, `rows` how many.
    """

    source_id: int
    source: str
    place: Place
    on: bool
    what: What
    mode: Mode
    tab: str
    gid: int
    revenue: bool
    digest: str = ""
    rows: int = 0
    written_at: datetime | None = None
    tried_at: datetime | None = None
    next_try_at: datetime | None = None
    failures: int = 0
    error: Failure | None = None

    def mark(self, table: SheetTable) -> str:
        """Return by what a table is known to stand in this very tab of this very spreadsheet."""
        return hashlib.sha256(f"{self.place.address} {self.gid} {table.digest}".encode()).hexdigest()

    @property
    def lease(self) -> str:
        """Under which one process at a time writes into this spreadsheet."""
        return f"write:{self.place.address}"[:200]


@dataclass(frozen=True)
class Block:
    """Rows side by side to be put into the tab from 0-based row `row` on, first column first."""

    row: int
    rows: tuple[tuple[Any, ...], ...]


def own_gid(place: Place, tab: str) -> int:
    """Return the number our tab gets in its spreadsheet: by it we know it again, whatever people call it, and no other is ever touched."""
    return 1 + zlib.crc32(f"{place.address}\x1f{same_title(tab)}".encode()) % 2_147_483_000


def same_title(title: str) -> str:
    """Return a tab's title as Google compares them: without regard to case."""
    return nfc(title).casefold().strip()


def blocks(table: SheetTable, standing: Sequence[Row], mode: Mode) -> tuple[Block, ...]:
    """Return what must be written so that a tab that holds `standing` holds the table; nothing when it does already.

    Replace: the whole tab, rows that are too many blanked out. Append: rows with the same key in place, new
    ones under the last; ReadingFailed when the tab's first row names other columns.
    """
    last = next((place for place in range(len(standing), 0, -1) if not _is_empty(standing[place - 1])), 0)
    if mode is Mode.REPLACE or last == 0:
        width = max([len(table.header), *(len(row) for row in standing[:last])])
        wanted = [_padded(row, width) for row in (table.header, *table.rows)]
        wanted += [("",) * width] * max(0, last - len(wanted))
        same = len(wanted) == last and all(_same(row, standing[place]) for place, row in enumerate(wanted))
        return () if same else (Block(0, tuple(wanted)),)
    if not _same(table.header, standing[0][: len(table.header)]):
        raise failed("other_columns", columns=", ".join(table.header))
    places = {_key(row, table.keys): place for place, row in enumerate(standing[:last]) if place and not _is_empty(row)}
    found = [Block(places[key], (_padded(row, 0),)) for row in table.rows if (key := _key(row, table.keys)) in places]
    changed = [one for one in found if not _same(one.rows[0], standing[one.row][: len(table.header)])]
    fresh = tuple(_padded(row, 0) for row in table.rows if _key(row, table.keys) not in places)
    return (*changed, *((Block(last, fresh),) if fresh else ()))


def _key(row: Row, keys: int) -> tuple[str, ...]:
    return tuple(str(_plain(cell)) for cell in _padded(row, keys)[:keys])


def _padded(row: Row, width: int) -> tuple[Any, ...]:
    """The row as it is written: a blank is an empty text, which empties the cell."""
    cells = tuple("" if cell is None else cell for cell in row)
    return cells + ("",) * (width - len(cells))


def _same(wanted: tuple[Any, ...], stands: Row) -> bool:
    width = max(len(wanted), len(stands))
    return all(_plain(one) == _plain(other) for one, other in zip(_padded(wanted, width), _padded(stands, width), strict=True))


def _plain(cell: Cell) -> Cell:
    """A number once, however it was told."""
    if cell is None:
        return ""
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else cell


def _is_empty(row: Row) -> bool:
    return all(is_blank(cell) for cell in row)
