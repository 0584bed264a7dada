"""`roster`: a week as planned, with its gaps and labour-law warnings; set, copy, publish, export it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from sqlmodel import Session

from core.base.clock import local_date, to_local, utc_now
from core.base.database import Database
from core.base.errors import InvalidInput, Problem, Refused
from core.base.settings import Settings
from core.base.words import mark
from core.command.frame import AsOption, DatabaseOption, JsonOption, acting_user, emit, open_database, settings_for, table
from core.people.user import User

app = typer.Typer(help="The roster: who works when.", no_args_is_help=True)
WeekOption = Annotated[
    datetime | None, typer.Option("--week", formats=["%Y-%m-%d"], metavar="DATE", help="Any day of the week; default: this week.")
]
EXISTS = mark("The file {name} is there already. Give another name.")


@dataclass(frozen=True)
class _Shown:
    document: dict[str, Any]
    rows: list[list[Any]]


@app.command("show")
def show_week(*, week: WeekOption = None, as_user: AsOption = "", database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """Show a week: the draft, what of it is published, coverage, gaps, labour-law warnings."""
    settings = settings_for(database)
    with open_database(database) as opened:
        shown = _show(opened, acting_user(opened, as_user), _monday(week, settings), settings)
    emit(shown.document, as_json, lambda console: _draw(console, shown))


@app.command("set")
def set_cell(
    agent: Annotated[str, typer.Argument(metavar="AGENT", help="The user name.")],
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="DATE", help="The business date.")],
    templates: Annotated[str, typer.Argument(metavar="TEMPLATES", help="Template codes joined by a comma, or `off`.")],
    *,
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Plan an agent's day in the draft."""
    from core.people.queries.users import find_user
    from core.shifts.actions.roster import SaveWeek, save_week
    from core.shifts.queries.roster import roster_week
    from core.shifts.queries.templates import find_template
    from core.shifts.roster import CellPlan

    settings = settings_for(database)
    codes = [] if templates.strip().lower() == "off" else [code for code in templates.split(",") if code.strip()]
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.write() as session:
            numbers = tuple(find_template(session, user, code).id for code in codes)
            cell = CellPlan(find_user(session, user, agent).id, day.date(), numbers)
            seen = roster_week(session, user, day.date())
            saved = save_week(session, user, SaveWeek(seen.week, seen.version, (cell,)), now=utc_now())
        shown = _show(opened, user, saved.week, settings)
    emit(shown.document, as_json, lambda console: _draw(console, shown))


@app.command("copy")
def copy_last(*, week: WeekOption = None, as_user: AsOption = "", database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """Copy the week before into the free cells of a week."""
    from core.people.queries.users import users_by_id
    from core.shifts.actions.roster import CopyWeek, copy_week
    from core.shifts.queries.roster import roster_week

    settings = settings_for(database)
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.write() as session:
            seen = roster_week(session, user, _monday(week, settings))
            done = copy_week(session, user, CopyWeek(seen.week, seen.version), now=utc_now())
            names = users_by_id(session, {one.agent_id for one in done.skipped})
    document = {
        "week": done.week.week,
        "copied": done.copied,
        "skipped": [{"agent": names[one.agent_id].name, "date": one.business_date, "template": one.template.code} for one in done.skipped],
    }
    emit(document, as_json, lambda console: console.print(f"Copied {done.copied} shifts, left out {len(done.skipped)}."))


@app.command("publish")
def publish(
    *,
    week: WeekOption = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why to go on in spite of labour-law warnings.")] = "",
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Publish a week's draft: agents see it from then on."""
    from core.shifts.actions.roster import PublishWeek, publish_week
    from core.shifts.queries.roster import roster_week

    settings = settings_for(database)
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.write() as session:
            seen = roster_week(session, user, _monday(week, settings))
            done = publish_week(session, user, PublishWeek(seen.week, seen.version, reason=reason), now=utc_now())
    document = {
        "week": done.week.week, "publication": done.week.publication, "changed": done.changed, "overridden": len(done.overridden),
    }  # fmt: skip
    emit(document, as_json, lambda console: console.print(f"Published: {done.changed} shifts changed."))


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="Where to write the workbook; an existing file stays.")],
    *,
    week: WeekOption = None,
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write a week's published shifts to an XLSX file."""
    import pandas as pd

    from core.shifts.queries.roster import day_marks, roster_people, roster_week
    from core.shifts.roster_table import week_table
    from core.ui.export import as_xlsx

    settings = settings_for(database)
    monday = _monday(week, settings)
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.read() as session:
            stored = roster_week(session, user, monday)
            people = roster_people(session, user, monday)
            marks = day_marks(session, user, monday, stored.days[-1])
    opens, closes = settings.service_start_hour * 60, settings.service_end_hour * 60
    names = {person.id: person.display for person in people}
    headings, rows = week_table(names, stored.published, marks, language=settings.language, opens=opens, closes=closes)
    try:
        with file.open("xb") as out:
            out.write(as_xlsx(pd.DataFrame(rows, columns=headings), file.stem))
    except FileExistsError:
        raise InvalidInput([Problem("file", EXISTS, {"name": file.name})]) from None
    except OSError as error:
        raise Refused("The file {name} cannot be read: {why}.", name=file.name, why=error.strerror or type(error).__name__) from None
    emit({"file": str(file), "week": monday, "shifts": len(stored.published)}, as_json, lambda console: console.print(f"Wrote {file}."))


def _monday(week: datetime | None, settings: Settings) -> date:
    day = week.date() if week else local_date(utc_now(), settings.zone)
    return day - timedelta(days=day.weekday())


def _show(opened: Database, user: User, week: date, settings: Settings) -> _Shown:
    with opened.read() as session:
        return _read(session, user, week, settings)


def _read(session: Session, user: User, week: date, settings: Settings) -> _Shown:
    from core.shifts.queries.roster import day_marks, roster_people, roster_week
    from core.shifts.queries.roster_law import law_book
    from core.shifts.roster_coverage import planned_coverage

    stored = roster_week(session, user, week)
    people = {person.id: person for person in roster_people(session, user, week)}
    marks = day_marks(session, user, week, stored.days[-1])
    days = planned_coverage(
        stored.draft, week, stored.days[-1], opens=settings.service_start_hour * 60, closes=settings.service_end_hour * 60
    )
    book = law_book(session, user, week, today=local_date(utc_now(), settings.zone))
    warnings = book.warnings(stored.draft)
    without = book.unanswered(warnings)
    published = set(stored.published)
    entries = [
        {"agent": people[one.agent_id].name, "date": one.business_date, "template": one.template.code, "published": one in published}
        for one in stored.draft
    ]
    document = {
        "week": stored.week, "version": stored.version, "publication": stored.publication,
        "published_at": None if stored.published_at is None else to_local(stored.published_at, settings.zone).isoformat(),
        "pending": stored.pending, "entries": entries,
        "days": [
            {
                "date": one.day, "covered_minutes": one.covered, "gaps": [list(gap) for gap in one.gaps],
                "holiday": special.holiday.name("vi") if special.holiday else None, "campaign": special.campaign,
            }
            for one, special in zip(days, marks, strict=True)
        ],
        "warnings": [
            {
                "agent": people[one.agent_id].name, "date": one.day, "rule": one.rule, "article": one.article, "minutes": one.minutes,
                "limit": one.limit, "text": one.said("en"), "reason_needed": one in without,
            }
            for one in warnings
            if one.agent_id in people
        ],
    }  # fmt: skip
    rows: list[list[Any]] = []
    for person in people.values():
        own = [[one.template.code for one in stored.draft if (one.agent_id, one.business_date) == (person.id, day)] for day in stored.days]
        rows.append([person.name, *(" + ".join(codes) or "·" for codes in own)])
    return _Shown(document, rows)


def _draw(console: Console, shown: _Shown) -> None:
    document = shown.document
    state = f"published {document['publication']} times, {document['pending']} changes waiting" if document["publication"] else "draft"
    columns = ["agent", *(f"{day['date']:%a %d/%m}" for day in document["days"])]
    console.print(table(f"Week of {document['week']}: {state}", columns, shown.rows))
    gaps = [
        [day["date"], day["covered_minutes"], ", ".join(f"{a}–{b}" for a, b in day["gaps"]), day["holiday"]] for day in document["days"]
    ]
    console.print(table("Coverage", ["date", "minutes", "nobody there", "holiday"], gaps))
    if document["warnings"]:
        said = [[one["agent"], one["date"], one["text"], f"Art. {one['article']}"] for one in document["warnings"]]
        console.print(table("Labour law", ["agent", "date", "what", "article"], said))
