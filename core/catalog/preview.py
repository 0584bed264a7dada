"""A place looked at before it is a source: which tab, which kind, which header row, which column is which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.catalog import script_columns, voucher_columns
from core.catalog.cells import Cell, Cells, column_letters, text_of
from core.catalog.dates import from_serial
from core.catalog.header import ROWS_SEARCHED, Aliases, Header, column_fields, find_header, row_of_names
from core.catalog.layout import Layout
from core.catalog.parsed import Parsed
from core.catalog.script import Script
from core.catalog.script_rows import parse_scripts
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import Place, SheetKind
from core.catalog.voucher import Voucher
from core.catalog.voucher_rows import parse_vouchers
from core.people.shop import Marketplace

NO_HEADER = -1
DATED = ("start", "end", "day", "period")
DAYS = range(36_526, 73_051)
"""Serial numbers of the years 2000 to 2099."""
ROWS_LOOKED_AT = 200
"""How far down a first value of a column is looked for."""
UNNAMED = frozenset({"number"})
"""Fields nobody needs to choose: known only so that they do not count as extra columns."""


@dataclass(frozen=True)
class Look:
    """What a place held when it was looked at; nothing of it is stored."""

    place: Place
    copies: tuple[SheetCopy, ...]
    at: datetime


@dataclass(frozen=True)
class Choice:
    """How one tab shall be read: `row` is the 0-based header row (-1: none), `columns` field → 0-based column."""

    kind: SheetKind
    tab: int
    row: int
    columns: Mapping[str, int]
    shop: str = ""
    marketplace: Marketplace | None = None


@dataclass(frozen=True)
class ColumnSeen:
    """One column as a person recognises it: its letters, its header, the first value under it."""

    column: int
    letters: str
    header: str
    sample: str


def aliases_of(kind: SheetKind) -> tuple[Aliases, frozenset[str]]:
    """Return the column names of a kind, and the fields of which one must be there."""
    if kind is SheetKind.SCRIPTS:
        return script_columns.ALIASES, script_columns.KEYS
    return voucher_columns.ALIASES, voucher_columns.KEYS


def guess_tab(look: Look, kind: SheetKind | None = None) -> tuple[int, SheetKind]:
    """Return the tab and kind a look most likely is about (of the kind asked for): most columns known; the link's own tab wins a tie."""
    best: tuple[tuple[bool, int, int], int, SheetKind] | None = None
    for tab, copy in enumerate(look.copies):
        for one in SheetKind if kind is None else (kind,):
            known = len(guess_header(copy.cells, one).columns)
            other = SheetKind.VOUCHERS if one is SheetKind.SCRIPTS else SheetKind.SCRIPTS
            likeness = known - len(guess_header(copy.cells, other).columns) if known else -100
            own = copy.gid is not None and copy.gid == look.place.gid and likeness >= 0
            if best is None or (own, likeness, known) > best[0]:
                best = (own, likeness, known), tab, one
    return (best[1], best[2]) if best else (0, kind or SheetKind.VOUCHERS)


def guess_header(cells: Cells, kind: SheetKind) -> Header:
    """Return the header as it is guessed; the first row, with no column known, when none convinces."""
    full = _head(cells)
    found = find_header(full, *aliases_of(kind))
    return found or Header(0, _names(full, 0), {})


def columns_at(cells: Cells, kind: SheetKind, row: int) -> Mapping[str, int]:
    """Return field → column as guessed for this header row; nothing without a header."""
    guessed = guess_header(cells, kind)
    if row == guessed.row:
        return guessed.columns
    return {} if row == NO_HEADER else column_fields(_names(_head(cells), row), aliases_of(kind)[0])


def header_rows(cells: Cells) -> list[tuple[int, str]]:
    """Return the rows that may hold the header, each with what stands in it; blank rows are left out."""
    full = _head(cells)
    rows = (
        (row, " · ".join(dict.fromkeys(name for name in _names(full, row) if name))) for row in range(min(ROWS_SEARCHED, len(full.rows)))
    )
    return [(row, said) for row, said in rows if said]


def dated_columns(kind: SheetKind, columns: Mapping[str, int]) -> frozenset[int]:
    """Return the columns whose whole numbers are days."""
    return frozenset(columns[field] for field in DATED if kind is SheetKind.VOUCHERS and field in columns)


def cell_words(cell: Cell, *, dated: bool) -> str:
    """Return a cell as its sheet shows it: a day's serial number as a date."""
    if dated and isinstance(cell, int | float) and not isinstance(cell, bool) and DAYS.start <= cell < DAYS.stop:
        return f"{from_serial(cell):%d/%m/%Y}"
    return text_of(cell)


def columns_seen(cells: Cells, kind: SheetKind, row: int) -> list[ColumnSeen]:
    """Return the columns that hold anything, as they look under this header row."""
    full, guessed = _head(cells), guess_header(cells, kind)
    names = guessed.names if row == guessed.row else _names(full, row)
    below = full.rows[row + 1 :]
    dated = dated_columns(kind, columns_at(cells, kind, row))
    seen = []
    for column in range(full.width):
        header = names[column] if column < len(names) else ""
        texts = (cell_words(line[column], dated=column in dated) for line in below)
        sample = next((text for text in texts if text and text != header), "")
        if header or sample:
            seen.append(ColumnSeen(column, column_letters(column), header, sample))
    return seen


def to_layout(cells: Cells, choice: Choice) -> Layout:
    """Return what is to be remembered of a choice: nothing that the guess finds by itself.

    A column is remembered by its header, which survives when columns move; by its place only where the
    header is blank or stands twice. The header row is found again by those names, else remembered.
    """
    guessed = guess_header(cells, choice.kind)
    shown = {field: column for field, column in guessed.columns.items() if field not in UNNAMED}
    if choice.row == guessed.row and dict(choice.columns) == shown:
        return Layout(shop=choice.shop, marketplace=choice.marketplace)
    full = _head(cells)
    names = _names(full, choice.row)
    number = columns_at(cells, choice.kind, choice.row).get("number")
    chosen = dict(choice.columns)
    if number is not None and number not in chosen.values():
        chosen["number"] = number
    columns: dict[str, int | str] = {
        field: names[column] if names[column] and names.count(names[column]) == 1 else column for field, column in chosen.items()
    }
    row = None if choice.row != NO_HEADER and row_of_names(full, columns) == choice.row else choice.row
    return Layout(columns or None, row, choice.shop, choice.marketplace)


def parse_choice(cells: Cells, choice: Choice, *, today: date, zone: ZoneInfo) -> Parsed[Script] | Parsed[Voucher]:
    """Read the tab as chosen, exactly as it will be read once it is a source."""
    layout = to_layout(cells, choice)
    if choice.kind is SheetKind.SCRIPTS:
        return parse_scripts(cells, mapping=layout.columns, header_row=layout.row, marketplace=choice.marketplace)
    return parse_vouchers(
        cells, today=today, zone=zone, mapping=layout.columns, header_row=layout.row, shop=choice.shop, marketplace=choice.marketplace
    )


def chosen_layout(cells: Cells, kind: SheetKind, layout: Layout) -> tuple[int, Mapping[str, int]]:
    """Return the header row and field → column that a remembered layout comes to on these cells."""
    guessed = guess_header(cells, kind)
    if layout.columns is None:
        row = guessed.row if layout.row is None else layout.row
        return row, columns_at(cells, kind, row)
    full = _head(cells)
    named = layout.row if layout.row is not None else row_of_names(full, layout.columns)
    row = guessed.row if named is None else named
    names = _names(full, row)
    places = {field: place if isinstance(place, int) else _index(names, place) for field, place in layout.columns.items()}
    return row, {field: place for field, place in places.items() if place is not None and place < full.width}


def without_unnamed(columns: Mapping[str, int]) -> dict[str, int]:
    """Return the columns somebody may choose."""
    return {field: column for field, column in columns.items() if field not in UNNAMED}


def _head(cells: Cells) -> Cells:
    """The first rows as the parser will see them: as wide as the whole tab, merges filled."""
    first, *rest = cells.rows[:ROWS_LOOKED_AT] or ((),)
    return Cells(cells.title, (first + (None,) * (cells.width - len(first)), *rest), cells.merges).filled()


def _index(names: tuple[str, ...], name: str) -> int | None:
    return next((at for at, one in enumerate(names) if one == name), None)


def _names(full: Cells, row: int) -> tuple[str, ...]:
    if not 0 <= row < len(full.rows):
        return ("",) * full.width
    return tuple(text_of(cell).replace("\n", " ") for cell in full.rows[row])
