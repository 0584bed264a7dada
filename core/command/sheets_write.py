"""`sheets write-back`: the day's results or the month's leaderboard into a tab of their own."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console

from core.base.clock import utc_now
from core.base.errors import InvalidInput, NotFound, Problem
from core.base.words import mark
from core.catalog.actions.write_back import WriteBackInput, set_write_back
from core.catalog.queries.sources import list_sources
from core.catalog.queries.write_back import write_back_of
from core.catalog.write_back import Mode, What
from core.catalog.writing import Outcome
from core.command.frame import AsOption, DatabaseOption, JsonOption, acting_user, emit, open_database, settings_for
from core.score.write_back import write_now

OFF = mark("Writing into the spreadsheet of “{name}” is switched off. The owner switches it on under Sheet sources.")
SourceArgument = Annotated[str, typer.Argument(metavar="SOURCE", help="The source's name.")]


def set_writing(
    name: SourceArgument,
    *,
    what: Annotated[What | None, typer.Option(help="Switch on and write this.")] = None,
    tab: Annotated[str, typer.Option(metavar="NAME", help="The tab of its own.")] = "",
    mode: Annotated[Mode, typer.Option(help="Add rows, or replace the tab.")] = Mode.REPLACE,
    revenue: Annotated[bool, typer.Option("--revenue", help="The day's results with revenue.")] = False,
    off: Annotated[bool, typer.Option("--off", help="Switch writing off.")] = False,
    as_user: AsOption = "",
    database: DatabaseOption = "",
) -> None:
    """Switch writing into a source's spreadsheet on (--what, --tab) or off (--off); off is how every source begins."""
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.write() as session:
            found = list_sources(session, user, name=name)[0]
            kept = write_back_of(session, user, found.id)
            if off and kept is None:
                Console().print(f"Nothing is written into the spreadsheet of {found.name}.", markup=False)
                return
            if not off and what is None:
                raise InvalidInput([Problem("what", mark("Say what to write: --what day or --what month, or --off."))])
            chosen = WriteBackInput(
                found.id,
                on=not off,
                what=what or (kept.what if kept else What.DAY),
                mode=kept.mode if off and kept else mode,
                tab=tab or (kept.tab if kept else ""),
                revenue=kept.revenue if off and kept else revenue,
            )
            made = set_write_back(session, user, chosen, now=utc_now())
    said = f"{made.what} goes to the tab {made.tab}, {made.mode}." if made.on else "Writing is switched off."
    Console().print(f"{made.source}: {said}", markup=False)


def write_back(
    name: SourceArgument,
    *,
    day: Annotated[bool, typer.Option("--day", help="The day's results.")] = False,
    month: Annotated[bool, typer.Option("--month", help="The month's leaderboard.")] = False,
    on: Annotated[str, typer.Option("--date", metavar="ISO", help="Of this day, or its month; default: today.")] = "",
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write now what the owner switched on for a source; exit 1 when it was not written."""
    if day and month:
        raise InvalidInput([Problem("day", mark("Choose --day or --month, not both."))])
    settings = settings_for(database)
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.read() as session:
            found = list_sources(session, user, name=name)[0]
            back = write_back_of(session, user, found.id)
        if back is None:
            raise NotFound(OFF, name=name)
        what = What.DAY if day else What.MONTH if month else None
        outcome = write_now(opened, settings, user, back, now=utc_now(), what=what, day=_date(on))
    emit(_document(outcome), as_json, lambda console: console.print(_sentence(outcome), markup=False))
    if outcome.failure is not None:
        sys.stderr.write(outcome.failure.said("en") + "\n")
        raise SystemExit(1)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput([Problem("date", mark("“{value}” is not a date. Write 2026-09-09."), {"value": text})]) from None


def _document(outcome: Outcome) -> dict[str, Any]:
    failure = outcome.failure
    error = None if failure is None else {"code": failure.code, "message": failure.message("en"), "remedy": failure.remedy("en")}
    return {
        "source": outcome.back.source, "tab": outcome.back.tab, "what": str(outcome.back.what), "mode": str(outcome.back.mode),
        "rows": outcome.rows, "sent": outcome.sent, "error": error,
    }  # fmt: skip


def _sentence(outcome: Outcome) -> str:
    if outcome.failure is not None:
        return f"{outcome.back.source}: not written."
    return f"{outcome.back.source}: {outcome.rows} rows stand in the tab {outcome.back.tab}, {outcome.sent} written now."
