"""The `shifts` CSV on the command line: read, checked, brought in within one transaction."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.base.clock import DEFAULT_ZONE
from core.base.database import Database
from core.base.errors import InvalidInput, Problem
from core.base.tabular import CsvTable, read_csv
from core.base.words import Language, explain, mark
from core.people.user import User
from core.shifts.actions.import_rows import ImportCount, import_rows
from core.shifts.importing import ROW, SHOWN

STRICT = mark("{n} problems were found and nothing was written (--strict). The first is on line {line}: {why}")


class _NotKept(Exception):
    """Ends the transaction without keeping anything."""


def import_shifts(
    database: Database,
    path: Path | CsvTable,
    *,
    dry_run: bool,
    strict: bool,
    create_missing: bool,
    now: datetime,
    user: User,
    zone: ZoneInfo = DEFAULT_ZONE,
    language: Language = "en",
) -> dict[str, Any]:
    """Bring a file in and return what `import --json` prints; nothing is kept with `dry_run`.

    With `strict` one problem refuses the whole file: InvalidInput names the first and counts them.
    """
    table = path if isinstance(path, CsvTable) else read_csv(path)
    count: ImportCount | None = None
    try:
        with database.write() as session:
            count = import_rows(session, user, table, now=now, create_missing=create_missing, zone=zone)
            if dry_run or (strict and count.problems):
                raise _NotKept
    except _NotKept:
        pass
    assert count is not None  # noqa: S101 - the transaction either set it or raised
    if strict and count.problems:
        first = count.problems[0]
        values = {"n": len(count.problems), "line": first.values[ROW], "why": explain(first, language)}
        raise InvalidInput([Problem("file", STRICT, values)])
    return {
        "kind": "shifts",
        "read": count.read,
        "added": count.added,
        "updated": count.updated,
        "unchanged": count.unchanged,
        "skipped": count.skipped,
        "problems": [
            {"row": problem.values[ROW], "column": problem.field, "value": problem.values[SHOWN], "why": explain(problem, language)}
            for problem in count.problems
        ],
        "dry_run": dry_run,
    }
