"""`import FILE`: shifts, complaints and reviews from a CSV, returns from a marketplace's file; the kind is recognised by its columns."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from core.base.clock import utc_now
from core.base.errors import CaTrucError, InvalidInput, Problem
from core.base.tabular import WORKBOOK, CsvTable, read_csv
from core.base.words import mark
from core.cases import importing as cases
from core.cases.market_returns import Sheet
from core.cases.review_export import as_reviews
from core.command.frame import AsOption, DatabaseOption, JsonOption, acting_user, emit, open_database, settings_for, table
from core.command.import_cases import import_complaints, import_reviews
from core.command.import_returns import import_returns, read_return_file
from core.command.import_shifts import import_shifts
from core.shifts import importing as shifts

UNKNOWN = mark("{name} is no file this command knows: its first line has no column “{columns}” (closest kind: {kind}).")
SHOWN_PROBLEMS = 20


class Kind(StrEnum):
    """What a file can hold."""

    AUTO = "auto"
    SHIFTS = "shifts"
    COMPLAINTS = "complaints"
    REVIEWS = "reviews"
    RETURNS = "returns"


COLUMNS: dict[Kind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Kind.SHIFTS: (shifts.REQUIRED, shifts.COLUMNS),
    Kind.COMPLAINTS: (cases.COMPLAINT_NEEDS, cases.COMPLAINT_COLUMNS),
    Kind.REVIEWS: (cases.REVIEW_NEEDS, cases.REVIEW_COLUMNS),
}
"""The columns each kind needs, and all it knows."""


def recognise(header: tuple[str, ...], name: str) -> Kind:
    """Return the kind whose needed columns the header has; InvalidInput names what the closest kind lacks."""
    found = set(header)
    for kind, (needed, _) in COLUMNS.items():
        if found.issuperset(needed):
            return kind
    closest = max(COLUMNS, key=lambda kind: len(found.intersection(COLUMNS[kind][1])))
    lacking = ", ".join(column for column in COLUMNS[closest][0] if column not in found)
    raise InvalidInput([Problem("file", UNKNOWN, {"name": name, "columns": lacking, "kind": str(closest)})])


def import_file(
    said: Annotated[list[str], typer.Argument(metavar="[KIND] FILE", help="The file: a CSV, of returns also a workbook (.xlsx).")],
    *,
    kind: Annotated[Kind, typer.Option(help="What the file holds; auto: by its columns.")] = Kind.AUTO,
    shop: Annotated[
        str, typer.Option(metavar="CODE", help="The shop of rows that name none (complaints, reviews), of the file (returns).")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count only; write nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Write nothing at all when any row has a problem.")] = False,
    create_missing: Annotated[
        bool, typer.Option("--create-missing", help="Create unknown agents (no password) and shops (shifts only).")
    ] = False,
    as_user: AsOption = "",
    as_json: JsonOption = False,
    database: DatabaseOption = "",
) -> None:
    """Load a file in one transaction; the same file again adds nothing. Rows with problems are left out and listed.

    `import returns FILE --shop CODE` says the kind in front of the file.
    """
    file, kind = _file_and_kind(said, kind)
    zone = settings_for(database).zone
    with open_database(database) as opened, _progress(file.name):
        source = _read(file, kind)
        user, now = acting_user(opened, as_user), utc_now()
        if isinstance(source, Sheet):
            document = import_returns(
                opened, source, user=user, now=now, shop=shop, name=file.name, dry_run=dry_run, strict=strict
            ) | {"dry_run": dry_run}  # fmt: skip
            emit(document, as_json, lambda console: _tell(console, document))
            return
        csv, found = source
        if found is Kind.SHIFTS:
            document = import_shifts(
                opened, csv, dry_run=dry_run, strict=strict, create_missing=create_missing, now=now, user=user, zone=zone
            )
        else:
            load = import_complaints if found is Kind.COMPLAINTS else import_reviews
            document = load(opened, csv, shop=shop, dry_run=dry_run, strict=strict, now=now, user=user) | {"dry_run": dry_run}
    emit(document, as_json, lambda console: _tell(console, document))


def _file_and_kind(said: list[str], kind: Kind) -> tuple[Path, Kind]:
    """`FILE`, or `KIND FILE`."""
    if len(said) == 2 and said[0] in set(Kind):
        return Path(said[1]), Kind(said[0])
    if len(said) != 1:
        raise typer.BadParameter("give one file, or a kind and a file")
    return Path(said[0]), kind


def _read(file: Path, kind: Kind) -> tuple[CsvTable, Kind] | Sheet:
    """Read a file as a CSV of this application with its kind, or as a marketplace's; a workbook can only be the latter."""
    if kind is Kind.RETURNS:
        return read_return_file(file)
    try:
        csv = read_csv(file)
        if kind in (Kind.AUTO, Kind.REVIEWS) and not set(csv.header).issuperset(cases.REVIEW_NEEDS) and (made := as_reviews(csv)):
            return made, Kind.REVIEWS
        return csv, recognise(csv.header, file.name) if kind is Kind.AUTO else kind
    except InvalidInput as error:
        if kind is not Kind.AUTO:
            raise
        try:
            return read_return_file(file)
        except CaTrucError as other:
            raise (other if error.template == WORKBOOK else error) from None


def _progress(name: str) -> Progress:
    """A moving bar on a terminal's stderr; nothing where nobody looks."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True, disable=not sys.stderr.isatty()
    )
    bar.add_task(name.replace("[", r"\["), total=None)
    return bar


def _tell(console: Console, document: dict[str, Any]) -> None:
    counts = " · ".join(f"{name} {document[name]}" for name in ("read", "added", "updated", "unchanged", "skipped"))
    console.print(f"{document['kind']}: {counts}", markup=False, highlight=False)
    if cases_made := document.get("complaints"):
        told = " · ".join(f"{name} {number}" for name, number in cases_made.items())
        console.print(f"complaints: {told}", markup=False, highlight=False)
    if document.get("dry_run"):
        console.print("Dry run: nothing was written.", markup=False)
    if problems := document["problems"]:
        rows = [[problem.get("cell", problem["row"]), problem["value"], problem["why"]] for problem in problems[:SHOWN_PROBLEMS]]
        console.print(table(f"{len(problems)} problems (row = line of the file)", ["row", "value", "why"], rows))
        if len(problems) > SHOWN_PROBLEMS:
            console.print(f"… and {len(problems) - SHOWN_PROBLEMS} more; --json lists all.", markup=False)
