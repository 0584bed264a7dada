"""`import` of complaints and reviews: the documents of interfaces, for the command that chooses the kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from core.base.database import Database
from core.base.errors import InvalidInput, Problem
from core.base.settings import get_settings
from core.base.tabular import CsvTable, read_csv
from core.base.words import Language, explain, mark
from core.cases.actions import importing
from core.cases.importing import ROW, SHOWN
from core.people.user import User

LINE = mark("Line {row}: {why}")


class _Undo(Exception):
    """Leaves a write transaction without a trace; a dry run ends with it."""


def import_complaints(
    database: Database,
    source: CsvTable | Path | bytes,
    *,
    user: User,
    now: datetime,
    dry_run: bool = False,
    strict: bool = False,
    shop: str = "",
    language: Language = "en",
) -> dict[str, Any]:
    """Load a complaints CSV and return what became of its rows; one transaction, nothing stays of a refused one.

    `strict` refuses the file (InvalidInput, a line per problem) when any row is wrong; `dry_run` only counts.
    """
    return _load(database, source, importing.import_complaints, "complaints", user, now, dry_run, strict, shop, language)


def import_reviews(
    database: Database,
    source: CsvTable | Path | bytes,
    *,
    user: User,
    now: datetime,
    dry_run: bool = False,
    strict: bool = False,
    shop: str = "",
    language: Language = "en",
) -> dict[str, Any]:
    """Load a reviews CSV; see `import_complaints`."""
    return _load(database, source, importing.import_reviews, "reviews", user, now, dry_run, strict, shop, language)


def _load(  # noqa: PLR0917 - the two doors above name every argument
    database: Database,
    source: CsvTable | Path | bytes,
    action: Callable[..., importing.ImportCount],
    kind: str,
    user: User,
    now: datetime,
    dry_run: bool,
    strict: bool,
    shop: str,
    language: Language,
) -> dict[str, Any]:
    table = source if isinstance(source, CsvTable) else read_csv(source)
    found: list[importing.ImportCount] = []
    try:
        with database.write() as session:
            count = action(session, user, table, now=now, shop=shop, zone=get_settings().zone)
            found.append(count)
            if strict and count.problems:
                raise InvalidInput([_with_line(problem, language) for problem in count.problems])
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    return _document(kind, found[0], language)


def _with_line(problem: Problem, language: Language) -> Problem:
    return Problem(problem.field, LINE, {"row": problem.values[ROW], "why": explain(problem, language)})


def _document(kind: str, count: importing.ImportCount, language: Language) -> dict[str, Any]:
    return {
        "kind": kind,
        "read": count.read,
        "added": count.added,
        "updated": count.updated,
        "unchanged": count.unchanged,
        "skipped": count.skipped,
        "problems": [
            {"row": problem.values[ROW], "value": problem.values[SHOWN], "why": explain(problem, language)} for problem in count.problems
        ],
    }
