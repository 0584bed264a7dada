"""One tab of a sheet as it was read: cells, merges, names of cells."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u2060\ufeff\u00ad\u200e\u200f"))
_BLANKS = re.compile(r"[^\S\n]+")
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#ERROR!", "#SPILL!", "Loading..."})


@dataclass(frozen=True)
class Merge:
    """A merged range, 0-based, ends open, as Google names them."""

    start_row: int
    end_row: int
    start_column: int
    end_column: int


@dataclass(frozen=True)
class Cells:
    """The cells of one tab, row by row from A1, as UNFORMATTED_VALUE and SERIAL_NUMBER give them.

    Rows may be ragged and end early. A date from a workbook comes as its serial number
    (`core.catalog.dates.to_serial`); everything from a CSV is text.
    """

    title: str
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...] = field(default=())

    @property
    def width(self) -> int:
        """Return the number of columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)

    def name(self, row: int, column: int) -> str:
        """Return the name of a cell with its tab: `Voucher!D17`; row and column count from 0."""
        return f"{self.title}!{column_letters(column)}{row + 1}"

    def filled(self) -> Cells:
        """Return a full rectangle without trailing blank rows, merged cells holding their top-left value."""
        width, height = self.width, len(self.rows)
        grid = [list(row) + [None] * (width - len(row)) for row in self.rows]
        for merge in self.merges:
            rows = range(max(merge.start_row, 0), min(merge.end_row, height))
            columns = range(max(merge.start_column, 0), min(merge.end_column, width))
            if not rows or not columns:
                continue
            value = grid[rows[0]][columns[0]]
            for row in rows:
                for column in columns:
                    if is_blank(grid[row][column]):
                        grid[row][column] = value
        while grid and all(is_blank(cell) for cell in grid[-1]):
            grid.pop()
        return Cells(self.title, tuple(tuple(row) for row in grid), self.merges)


def column_letters(column: int) -> str:
    """Return the letters of a 0-based column: 0 is `A`, 26 is `AA`."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def tidy(text: str) -> str:
    """Return NFC text, blanks collapsed, invisible marks gone; line breaks and joined emoji stay."""
    plain = unicodedata.normalize("NFC", text).translate(_INVISIBLE).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in plain.split("\n")).strip()


def text_of(cell: Cell) -> str:
    """Return a cell as a person reads it; a whole number has no decimals, blank is the empty string."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return tidy(cell) if isinstance(cell, str) else str(cell)


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing a person can see."""
    return cell is None or (isinstance(cell, str) and not tidy(cell))


def is_formula_error(cell: Cell) -> bool:
    """Tell whether a formula of the sheet failed in this cell (`#REF!`)."""
    return isinstance(cell, str) and cell.strip() in _ERRORS
