"""What an uploaded file is, and bringing it in: tried without a trace first, then in one transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from core.base.errors import CaTrucError, InvalidInput, Problem
from core.base.opened import the_database
from core.base.settings import get_settings
from core.base.tabular import WORKBOOK, CsvTable, read_csv
from core.base.words import mark
from core.cases import importing as cases
from core.cases.actions.import_returns import import_returns
from core.cases.actions.importing import import_complaints, import_reviews
from core.cases.importing import ROW, SHOWN
from core.cases.market_returns import Sheet, cell_name, find_header, find_sheet
from core.cases.market_returns_rows import CELL
from core.cases.review_export import as_reviews
from core.catalog.workbook import read_upload
from core.people.shop import Marketplace
from core.people.user import User
from core.shifts import importing as shifts
from core.shifts.actions.import_rows import import_rows

LACKS = mark("{name} looks like “{kind}”, but its first line has no column “{columns}”.")
PROBLEMS = mark("{n} rows have problems, so nothing was imported. Correct them, or leave them out.")


class FileKind(StrEnum):
    """What a file can hold."""

    SHIFTS = "shifts"
    COMPLAINTS = "complaints"
    REVIEWS = "reviews"
    RETURNS = "returns"


KIND_NAMES = {
    FileKind.SHIFTS: mark("Shifts and results"),
    FileKind.COMPLAINTS: mark("Complaints"),
    FileKind.REVIEWS: mark("Reviews"),
    FileKind.RETURNS: mark("Returns of a marketplace"),
}


COLUMNS: dict[FileKind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    FileKind.SHIFTS: (shifts.REQUIRED, shifts.COLUMNS),
    FileKind.COMPLAINTS: (cases.COMPLAINT_NEEDS, cases.COMPLAINT_COLUMNS),
    FileKind.REVIEWS: (cases.REVIEW_NEEDS, cases.REVIEW_COLUMNS),
}
"""The columns each kind of CSV needs, and all it knows."""


@dataclass(frozen=True)
class ReadFile:
    """An uploaded file, read: its kind, its rows, its columns in order; the marketplace of a return file."""

    name: str
    kind: FileKind
    table: CsvTable | Sheet
    columns: tuple[str, ...]
    marketplace: Marketplace | None = None

    @property
    def needs_shop(self) -> bool:
        """Tell whether a shop must be chosen: the file itself does not name any."""
        return self.kind is FileKind.RETURNS or (self.kind is not FileKind.SHIFTS and "shop" not in self.columns)


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with one cell; `problem` says it in words."""

    cell: str
    row: int
    column: str
    value: str
    problem: Problem


@dataclass(frozen=True)
class Outcome:
    """What became, or would become, of the rows: read = added + updated + unchanged + skipped."""

    read: int
    added: int
    updated: int
    unchanged: int
    skipped: int
    problems: tuple[CellProblem, ...]
    warnings: tuple[CellProblem, ...] = ()
    complaints: Mapping[str, int] = field(default_factory=dict)


def read_file(data: bytes, name: str) -> ReadFile:
    """Say what a file is by its columns; InvalidInput (or ReadingFailed) when it is none this page knows."""
    try:
        table = read_csv(data, name=name)
    except InvalidInput as error:
        return _returns(data, name, refused=None if error.template == WORKBOOK else error)
    for kind, (needed, _) in COLUMNS.items():
        if set(table.header).issuperset(needed):
            return ReadFile(name, kind, table, table.header)
    if (reviews := as_reviews(table)) is not None:
        return ReadFile(name, FileKind.REVIEWS, reviews, reviews.header)
    return _returns(data, name, refused=_closest(table, name))


def _closest(table: CsvTable, name: str) -> InvalidInput | None:
    """What the closest kind of CSV lacks; None when the file looks like none of them."""
    found = set(table.header)
    kind = max(COLUMNS, key=lambda one: len(found.intersection(COLUMNS[one][1])))
    needed, known = COLUMNS[kind]
    if len(found.intersection(known)) < 2:
        return None
    lacking = ", ".join(column for column in needed if column not in found)
    return InvalidInput([Problem("file", LACKS, {"name": name, "columns": lacking, "kind": KIND_NAMES[kind]})])


def _returns(data: bytes, name: str, *, refused: InvalidInput | None) -> ReadFile:
    try:
        sheet = find_sheet([Sheet(copy.cells.title, copy.cells.rows) for copy in read_upload(data, name)], name)
    except CaTrucError:
        if refused is not None:
            raise refused from None
        raise
    header = find_header(sheet, name)
    return ReadFile(name, FileKind.RETURNS, sheet, header.names, header.layout.marketplace)


class _Undo(Exception):
    """Leaves a write transaction without a trace."""


def try_file(user: User, file: ReadFile, shop: str, now: datetime) -> Outcome:
    """Return what importing would do; nothing of it stays."""
    found: list[Outcome] = []
    try:
        with the_database().write() as session:
            found.append(run(session, user, file, shop, now=now))
            raise _Undo
    except _Undo:
        return found[0]


def bring_in(session: Session, user: User, file: ReadFile, shop: str, leave_out: bool, *, now: datetime) -> Outcome:
    """Import a file; InvalidInput, and nothing stays, when a row has problems and it was not said to leave those out."""
    outcome = run(session, user, file, shop, now=now)
    if outcome.problems and not leave_out:
        raise InvalidInput([Problem("file", PROBLEMS, {"n": outcome.skipped})])
    return outcome


def run(session: Session, user: User, file: ReadFile, shop: str, *, now: datetime) -> Outcome:
    """Bring every good row in and list the others."""
    zone = get_settings().zone
    if isinstance(file.table, Sheet):
        returns = import_returns(session, user, file.table, now=now, shop=shop, name=file.name, zone=zone)
        made = {"added": returns.complaints_added, "updated": returns.complaints_updated, "joined": returns.joined}
        return _outcome(returns, file, complaints=made)
    if file.kind is FileKind.SHIFTS:
        return _outcome(import_rows(session, user, file.table, now=now, zone=zone), file)
    load: Callable[..., Any] = import_complaints if file.kind is FileKind.COMPLAINTS else import_reviews
    return _outcome(load(session, user, file.table, now=now, shop=shop if file.needs_shop else "", zone=zone), file)


def _outcome(count: Any, file: ReadFile, *, complaints: Mapping[str, int] | None = None) -> Outcome:
    return Outcome(
        count.read, count.added, count.updated, count.unchanged, count.skipped,
        tuple(_cell(problem, file) for problem in count.problems),
        tuple(_cell(problem, file) for problem in getattr(count, "warnings", ())), complaints or {},
    )  # fmt: skip


def _cell(problem: Problem, file: ReadFile) -> CellProblem:
    """Name the cell: a return file's problem knows it, a CSV's is named by its line and column."""
    line, column = int(problem.values[ROW]), str(problem.values.get("column", problem.field))
    place = file.columns.index(column) if column in file.columns else None
    cell = str(problem.values.get(CELL) or (cell_name(line - 1, place) if place is not None else str(line)))
    return CellProblem(cell, line, column, str(problem.values[SHOWN]), problem)
