"""Walk the rows under a header: which hold data, which are left out on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from core.base.errors import CaTrucError
from core.base.text import fold
from core.base.words import mark
from core.catalog.cells import Cell, Cells, is_blank, is_formula_error, text_of
from core.catalog.header import Aliases, Header, choose_header
from core.catalog.parsed import Parsed, SheetProblem
from core.catalog.unsure import Unsure

T = TypeVar("T")
MOST_SHOWN = 500
"""How much of a wrong cell a problem repeats."""
_TOTAL = re.compile(
    r"^(?:tong|tong cong|cong|tong so|total|totals|sum|grand total|subtotal)"
    r"(?: (?:ma|voucher|vouchers|so|luot|kich ban|so luong))*\s*:?\s*[\d.,]*$"
)


@dataclass(frozen=True)
class SheetRow:
    """One row of data: its cells by field, what the unknown columns say, and the names of its cells."""

    cells: Cells
    number: int
    header: Header
    section: str
    texts: tuple[str, ...]

    def cell(self, field: str) -> Cell:
        """Return the cell of a field; None when the sheet has no such column."""
        column = self.header.columns.get(field)
        return None if column is None or column >= len(self.cells.rows[self.number]) else self.cells.rows[self.number][column]

    def text(self, field: str) -> str:
        """Return the text of a field as a person reads it; a failed formula is refused."""
        column = self.header.columns.get(field)
        text = "" if column is None or column >= len(self.texts) else self.texts[column]
        if text.startswith(("#", "L")) and is_formula_error(text):
            raise Unsure(
                mark("The formula of this cell failed: {value}."),
                mark("Repair the formula in the sheet, or write the value itself."),
                value=text,
            )
        return text

    def name(self, field: str) -> str:
        """Return the name of a field's cell; of the row's first filled cell when there is no such column."""
        column = self.header.columns.get(field)
        if column is None:
            column = next((place for place, cell in enumerate(self.cells.rows[self.number]) if not is_blank(cell)), 0)
        return self.cells.name(self.number, column)

    @property
    def extra(self) -> tuple[tuple[str, str], ...]:
        """Return the filled cells of the columns nobody knows, as (header, text); a nameless column by its letters."""
        known = set(self.header.columns.values())
        named = (
            (self.header.names[place] or self.cells.name(self.header.row, place).rsplit("!", 1)[1].rstrip("0123456789"), text)
            for place, text in enumerate(self.texts)
            if text and place not in known and place < len(self.header.names)
        )
        return tuple(named)


class RowDoubts:
    """Collects what is wrong with one row, cell by cell, so that a person mends it in one go."""

    def __init__(self, row: SheetRow) -> None:
        self.row = row
        self.found: list[SheetProblem] = []

    def read(self, field: str, reader: Callable[[], T]) -> T | None:
        """Run a reader of one field; what it refuses is kept and the field is None."""
        try:
            return reader()
        except Unsure as unsure:
            self.add(field, unsure)
            return None

    def add(self, field: str, unsure: Unsure) -> None:
        """Keep a refusal under the cell of its field."""
        self.found.append(
            SheetProblem(self.row.name(field), text_of(self.row.cell(field))[:MOST_SHOWN], unsure.template, unsure.fix, unsure.values)
        )

    def problem(self) -> SheetProblem:
        """Return all of it as the row's one problem."""
        first, *rest = self.found
        return SheetProblem(first.cell, first.value, first.why, first.fix, first.values, tuple(rest))


class RowRefused(CaTrucError):
    """A row that is no value; its problem says why."""

    def __init__(self, problem: SheetProblem) -> None:
        super().__init__(problem.why, **problem.values)
        self.problem = problem


def parse_table(
    cells: Cells,
    aliases: Aliases,
    keys: frozenset[str],
    read_row: Callable[[SheetRow], T],
    *,
    is_data: Callable[[SheetRow], bool],
    mapping: Mapping[str, int | str] | None,
    header_row: int | None,
) -> Parsed[T]:
    """Read every row under the header with `read_row`, which returns a value or raises RowRefused.

    `is_data` decides about a row with a single filled cell: data, or a title to be skipped.
    """
    full = cells.filled()
    header = choose_header(full, aliases, keys, mapping, header_row)
    if isinstance(header, SheetProblem):
        return Parsed(unreadable=header)
    good: list[T] = []
    problems: list[SheetProblem] = []
    for row in data_rows(full, header, is_data):
        try:
            good.append(read_row(row))
        except RowRefused as refused:
            problems.append(refused.problem)
    read = len(full.rows) - header.depth if full.rows else 0
    return Parsed(tuple(good), tuple(problems), read - len(good) - len(problems), read, dict(header.columns), header.names, header.row)


def data_rows(cells: Cells, header: Header, is_data: Callable[[SheetRow], bool]) -> Iterator[SheetRow]:
    """Yield the rows of data; blank rows, titles, totals and repeated headers are passed over."""
    section = ""
    for number in range(header.row + 1, len(cells.rows)):
        row = SheetRow(cells, number, header, section, tuple(map(text_of, cells.rows[number])))
        said = [text for text in row.texts if text]
        if not said or header.repeats(row.texts) or _is_total(said):
            continue
        if len(set(said)) == 1 and not is_data(row):
            section = said[0]
            continue
        yield row


def _is_total(said: list[str]) -> bool:
    return bool(_TOTAL.match(fold(said[0]))) and all(
        re.fullmatch(r"[^\W\d_]*:?|[\d.,\s%₫đkK-]+", text) or text == said[0] for text in said[1:]
    )
