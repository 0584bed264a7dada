"""`sheets`: the team's sheets on the command line: add, list, change, sync, confirm, show; write-back stands beside."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console

from core.base.clock import to_local, utc_now
from core.base.errors import InvalidInput, NotFound, Problem
from core.base.settings import Settings
from core.base.words import mark, translate
from core.catalog.actions.copies import confirm_held
from core.catalog.actions.sources import NewSource, SourceChange, change_source
from core.catalog.layout import read_layout
from core.catalog.parsed import SheetProblem
from core.catalog.queries.reports import ProblemRow, sheet_reports
from core.catalog.queries.scripts import FoundScript, catalog_scripts
from core.catalog.queries.sources import list_sources
from core.catalog.queries.vouchers import FoundVoucher, catalog_vouchers
from core.catalog.refresh import Synced, add_and_read, sync_sources
from core.catalog.remedy import Failure
from core.catalog.source import SheetKind, Source, parse_place
from core.command.frame import AsOption, DatabaseOption, JsonOption, acting_user, emit, open_database, settings_for, table
from core.command.sheets_write import set_writing, write_back
from core.people.shop import Marketplace
from core.people.user import SYSTEM

app = typer.Typer(help="Sheets of scripts and vouchers: add, list, sync, show, write back.", no_args_is_help=True)
app.command("write-back")(write_back)
app.command("write-back-set")(set_writing)
KindOption = Annotated[SheetKind, typer.Option(help="What the sheet holds.")]
NameOption = Annotated[str, typer.Option("--name", metavar="TEXT", help="The source's name.")]
TabOption = Annotated[str, typer.Option("--tab", metavar="NAME", help="The tab; default: the one that looks most like such a sheet.")]


@app.command("add")
def add(
    *,
    kind: KindOption,
    source: Annotated[str, typer.Option(metavar="URL_OR_PATH", help="Google Sheets link or id, published CSV link, .xlsx or .csv file.")],
    tab: TabOption = "",
    name: NameOption = "",
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Add a sheet and read it once."""
    settings = settings_for(database)
    place = parse_place(source, emulator_host=settings.sheets_emulator_host)
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        added = add_and_read(opened, settings, user, NewSource(kind, place, tab, name), now=utc_now())
    emit(_synced(added), as_json, lambda console: _show_synced(console, [added]))
    if added.failure is not None:
        sys.stderr.write(f"Added, but not read yet: {added.failure.said('en')}\n")


@app.command("list")
def list_all(database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """List the sheets and how their last reading went."""
    with open_database(database) as opened, opened.read() as session:
        sources = list_sources(session, SYSTEM)

    def show(console: Console) -> None:
        rows = [
            [one.name, one.kind, one.place.stored, one.tab, one.version, one.read_at, one.error.message("en") if one.error else "ok"]
            for one in sources
        ]
        console.print(table("Sheets", ["name", "kind", "place", "tab", "version", "read at", "state"], rows))

    emit({"sources": [_source(one) for one in sources]}, as_json, show)


@app.command("change")
def change(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The source's name.")],
    *,
    source: Annotated[str, typer.Option(metavar="URL_OR_PATH", help="The new place.")] = "",
    tab: Annotated[str, typer.Option(metavar="NAME", help="The new tab.")] = "",
    marketplace: Annotated[Marketplace | None, typer.Option(help="The marketplace of rows that name none.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the source out of use.")] = False,
    as_user: AsOption = "",
    database: DatabaseOption = "",
) -> None:
    """Point a sheet at another tab or place, or take it out of use; then run `sheets sync`."""
    settings = settings_for(database)
    place = parse_place(source, emulator_host=settings.sheets_emulator_host) if source else None
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.write() as session:
            found = list_sources(session, user, name=name)[0]
            layout = replace(read_layout(found.mapping), marketplace=marketplace).as_stored() if marketplace else None
            wanted = SourceChange(found.id, place=place, tab=tab or None, mapping=layout, removed=remove)
            change_source(session, user, wanted, now=utc_now())
    Console().print(f"Changed {found.name}.", markup=False)


@app.command("sync")
def sync(name: NameOption = "", database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """Read all sheets now, or one; exit 1 only when a sheet has no good copy at all."""
    settings = settings_for(database)
    with open_database(database) as opened:
        done = sync_sources(opened, settings, SYSTEM, name=name, now=utc_now())
    emit({"sources": [_synced(one) for one in done]}, as_json, lambda console: _show_synced(console, done))
    bare = [one for one in done if one.version == 0]
    for one in bare:
        sys.stderr.write(f"{one.source.name}: {one.failure.said('en') if one.failure else 'never read'}\n")
    if bare:
        raise SystemExit(1)


@app.command("confirm")
def confirm(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The source's name.")], as_user: AsOption = "", database: DatabaseOption = ""
) -> None:
    """Show the copy that was kept aside because it lost more than half its rows."""
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.write() as session:
            found = list_sources(session, user, name=name)[0]
            stored = confirm_held(session, user, found.id, now=utc_now())
    Console().print(f"{found.name} shows version {stored.version} now.", markup=False)


@app.command("show")
def show(
    kind: KindOption,
    at: Annotated[str, typer.Option(metavar="ISO", help="The moment whose state is shown; default: now.")] = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Print the scripts or vouchers as pages show them."""
    settings = settings_for(database)
    moment = _moment(at, settings)
    with open_database(database) as opened, opened.read() as session:
        reports = sheet_reports(session, SYSTEM, kind, at=moment)
        if not any(report.version for report in reports):
            raise NotFound("No sheet of {kind} has been read yet. Add one: python -m core sheets add --help", kind=str(kind))
        if kind is SheetKind.SCRIPTS:
            rows = [_script(found) for found in catalog_scripts(session, SYSTEM, at=moment).found]
        else:
            rows = [_voucher(found, settings) for found in catalog_vouchers(session, SYSTEM, at=moment).found]
    read = [report.read_at for report in reports if report.read_at is not None]
    document = {
        "source": ", ".join(report.name for report in reports),
        "read_at": to_local(min(read), settings.zone) if read else None,
        "version": max(report.version for report in reports),
        "at": to_local(moment, settings.zone),
        "rows": rows,
        "problems": [_problem(problem) for report in reports for problem in report.problems],
        "skipped": sum(report.skipped for report in reports),
    }
    columns = ["code", "stage", "situation", "cell"] if kind is SheetKind.SCRIPTS else ["codes", "state", "kind", "value", "end", "cell"]
    drawn = table(str(document["source"]), columns, [[_shown(row[column]) for column in columns] for row in rows])
    emit(document, as_json, lambda console: console.print(drawn))


def _moment(text: str, settings: Settings) -> datetime:
    if not text:
        return utc_now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput([Problem("at", mark("“{value}” is not a moment. Write 2026-09-09T20:00."), {"value": text})]) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=settings.zone)


def _source(source: Source) -> dict[str, Any]:
    return {
        "name": source.name, "kind": str(source.kind), "place": source.place.stored, "tab": source.tab, "read_at": source.read_at,
        "version": source.version, "next_try_at": source.next_try_at, "error": _failure(source.error),
    }  # fmt: skip


def _synced(one: Synced) -> dict[str, Any]:
    parsed = one.parsed
    return {
        "name": one.source.name,
        "kind": str(one.source.kind),
        "read": parsed.read if parsed else 0,
        "good": len(parsed.good) if parsed else 0,
        "problems": [_problem(problem) for problem in parsed.problems] if parsed else [],
        "skipped": parsed.skipped if parsed else 0,
        "version": one.version,
        "changed": one.changed,
        "error": _failure(one.failure),
    }


def _failure(failure: Failure | None) -> dict[str, str] | None:
    return None if failure is None else {"code": failure.code, "message": failure.message("en"), "remedy": failure.remedy("en")}


def _problem(problem: SheetProblem | ProblemRow) -> dict[str, str]:
    why, fix = (translate(said, "en", **problem.values) for said in (problem.why, problem.fix))
    return {"cell": problem.cell, "value": problem.value, "why": why, "fix": fix}


def _script(found: FoundScript) -> dict[str, Any]:
    script = found.script
    return {
        "code": script.code, "stage": script.stage, "situation": script.situation, "product": script.product,
        "marketplace": _text(script.marketplace), "text": script.text, "links": list(script.links), "cell": script.cell,
    }  # fmt: skip


def _voucher(found: FoundVoucher, settings: Settings) -> dict[str, Any]:
    voucher = found.voucher
    start, end = (to_local(moment, settings.zone) if moment else None for moment in (voucher.start, voucher.end))
    return {
        "codes": list(voucher.codes), "marketplace": _text(voucher.marketplace), "kind": str(voucher.kind), "value": voucher.value_number,
        "unit": _text(voucher.unit), "cap_vnd": voucher.cap_vnd, "min_spend_vnd": voucher.min_spend_vnd, "start": start, "end": end,
        "quantity": voucher.quantity, "used": voucher.used, "state": str(found.state), "conditions": "; ".join(voucher.conditions),
        "cell": voucher.cell, "shop": voucher.shop, "title": voucher.title, "note": voucher.note,
    }  # fmt: skip


def _shown(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _show_synced(console: Console, done: list[Synced]) -> None:
    documents = [_synced(one) for one in done]
    columns = ["name", "kind", "read", "good", "skipped", "version", "changed"]
    rows = [[*(made[column] for column in columns), len(made["problems"])] for made in documents]
    console.print(table("Sheets", [*columns, "problems"], rows))
    for made in documents:
        for problem in made["problems"]:
            console.print(f"  {problem['cell']}: “{problem['value']}” {problem['why']} {problem['fix']}", markup=False)
        if made["error"]:
            console.print(f"  {made['name']}: {made['error']['message']} {made['error']['remedy']}", markup=False)
