"""`import returns FILE`: a marketplace's return file, workbook or CSV, into complaints."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from core.base.database import Database
from core.base.errors import InvalidInput, Problem
from core.base.settings import get_settings
from core.base.words import Language, explain, mark
from core.cases.actions import import_returns as returns
from core.cases.importing import ROW, SHOWN
from core.cases.market_returns import Sheet, find_sheet
from core.cases.market_returns_rows import CELL
from core.catalog.workbook import read_bytes, read_upload
from core.people.user import User

IN_CELL = mark("{cell}: {why}")


class _Undo(Exception):
    """Leaves a write transaction without a trace; a dry run ends with it."""


def read_return_file(file: Path) -> Sheet:
    """Return the tab of a file that holds returns; InvalidInput when none does."""
    copies = read_upload(read_bytes(str(file)), file.name)
    return find_sheet([Sheet(copy.cells.title, copy.cells.rows) for copy in copies], file.name)


def import_returns(
    database: Database,
    sheet: Sheet,
    *,
    user: User,
    now: datetime,
    shop: str,
    name: str,
    dry_run: bool = False,
    strict: bool = False,
    language: Language = "en",
) -> dict[str, Any]:
    """Load a return file and return what became of its rows; one transaction, nothing stays of a refused one.

    `strict` refuses the file (InvalidInput, a line per problem) when any row is wrong; `dry_run` only counts.
    """
    found: list[returns.ReturnsCount] = []
    try:
        with database.write() as session:
            count = returns.import_returns(session, user, sheet, now=now, shop=shop, name=name, zone=get_settings().zone)
            found.append(count)
            if strict and count.problems:
                raise InvalidInput([_with_cell(problem, language) for problem in count.problems])
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    return _document(found[0], language)


def _with_cell(problem: Problem, language: Language) -> Problem:
    return Problem(problem.field, IN_CELL, {"cell": problem.values[CELL], "why": explain(problem, language)})


def _document(count: returns.ReturnsCount, language: Language) -> dict[str, Any]:
    return {
        "kind": "returns",
        "marketplace": count.marketplace,
        "read": count.read,
        "added": count.added,
        "updated": count.updated,
        "unchanged": count.unchanged,
        "skipped": count.skipped,
        "complaints": {"added": count.complaints_added, "updated": count.complaints_updated, "joined": count.joined},
        "problems": [_told(problem, language) for problem in count.problems],
        "warnings": [_told(problem, language) for problem in count.warnings],
    }


def _told(problem: Problem, language: Language) -> dict[str, Any]:
    values = problem.values
    return {"row": values[ROW], "cell": values[CELL], "column": values["column"], "value": values[SHOWN], "why": explain(problem, language)}
