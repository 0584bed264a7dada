"""`report`: the numbers of the pages, as a table or one JSON document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Console

from core.base.clock import utc_now
from core.base.errors import InvalidInput, Problem
from core.base.words import mark
from core.command.frame import AsOption, DatabaseOption, JsonOption, acting_user, emit, open_database, settings_for, table
from core.score.floor import Floor, floor_of
from core.score.totals import Value

app = typer.Typer(help="The numbers of the pages: live, metrics, leaderboard, coverage, reconcile, bonus.", no_args_is_help=True)

MOST_DAYS = 3_660
FromOption = Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="First business date.")]
ToOption = Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DATE", help="Last business date, included.")]
AtOption = Annotated[str, typer.Option("--at", metavar="ISO", help="As of this moment (local time unless it names a zone); default: now.")]
ShopOption = Annotated[list[str] | None, typer.Option("--shop", metavar="CODE", help="Only this shop; may be given several times.")]


class Grouping(StrEnum):
    """What `report metrics` may be grouped by."""

    AGENT = "agent"
    SHOP = "shop"
    TEMPLATE = "template"
    DAY = "day"
    HOUR = "hour"


@dataclass(frozen=True)
class _Asked:
    start: date
    end: date
    now: datetime
    floor: Floor


@app.command("live")
def live(*, at: AtOption = "", as_user: AsOption = "", database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """The live board at a moment."""
    from core.command.report_live import live_document, show_live
    from core.score.queries.live import live_board

    floor = floor_of(settings_for(database))
    now = _moment(at, floor)
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.read() as session:
            board = live_board(session, user, now, floor)

    document = live_document(board, floor)
    emit(document, as_json, lambda console: show_live(console, document))


@app.command("metrics")
def metrics(
    *,
    start: FromOption,
    end: ToOption,
    by: Annotated[Grouping | None, typer.Option("--by", help="A row per …; default: the total only.")] = None,
    shop: ShopOption = None,
    at: AtOption = "",
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Every metric of a period, shifts of every status included."""
    from core.people.queries.shops import find_shop
    from core.score.queries.fields import Filter
    from core.score.queries.metrics import metric_table

    asked = _period(start, end, at, database)
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.read() as session:
            shops = tuple(find_shop(session, user, code).id for code in shop or ())
            found = metric_table(session, user, Filter(asked.start, asked.end, asked.now, shops, asked.floor), by.value if by else None)
    document: dict[str, Any] = {
        "from": asked.start,
        "to": asked.end,
        "by": by,
        "rows": [{"group": row.group, **_values(row.values)} for row in found.rows],
        "total": _values(found.total),
    }

    def show(console: Console) -> None:
        columns = ["metric", *(row.group or "—" for row in found.rows), "total"]
        rows = [[key, *(row.values[key].value for row in found.rows), total.value] for key, total in found.total.items()]
        console.print(table(f"{asked.start} – {asked.end}", columns, rows))

    emit(document, as_json, show)


@app.command("leaderboard")
def leaderboard(
    *,
    start: FromOption,
    end: ToOption,
    metric: Annotated[str, typer.Option("--metric", metavar="KEY", help="conversion or answer_30s_rate.")] = "conversion",
    shop: ShopOption = None,
    include_open: Annotated[bool, typer.Option("--include-open", help="Count running and returned shifts too.")] = False,
    at: AtOption = "",
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Raw and fair rates with bands, of approved and submitted shifts."""
    from core.people.queries.shops import find_shop
    from core.score.queries.fields import Filter
    from core.score.queries.leaderboard import leaderboard as ranking

    asked = _period(start, end, at, database)
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.read() as session:
            shops = tuple(find_shop(session, user, code).id for code in shop or ())
            wanted = Filter(asked.start, asked.end, asked.now, shops, asked.floor)
            board = ranking(session, user, wanted, metric, include_open=include_open)
    fields = (
        "agent", "display", "successes", "trials", "raw", "expected", "index", "sd", "low", "high", "fair", "band", "rank_from", "rank_to",
        "enough_data", "provisional",
    )  # fmt: skip
    document: dict[str, Any] = {
        "metric": board.metric,
        "from": board.start,
        "to": board.end,
        "team_rate": board.team_rate,
        "tau": board.tau,
        "one_band": board.one_band,
        "provisional": board.provisional,
        "rows": [{name: getattr(row, name) for name in fields} for row in board.rows],
    }

    def show(console: Console) -> None:
        columns = ["rank", "agent", "successes", "trials", "raw", "fair", "index", "low", "high"]
        rows: list[list[Any]] = []
        for row in board.rows:
            rank = f"{row.rank_from}–{row.rank_to}" if row.rank_from != row.rank_to else row.rank_from
            rates = (None if rate is None else f"{rate:.3f}" for rate in (row.raw, row.fair, row.index, row.low, row.high))
            rows.append([rank, row.display, row.successes, row.trials, *rates])
        console.print(table(f"{board.metric} {board.start} – {board.end}", columns, rows))
        if board.one_band and board.tau is not None:
            console.print("The data show no difference between the agents.")

    emit(document, as_json, show)


@app.command("coverage")
def coverage(
    *,
    start: FromOption,
    end: ToOption,
    at: AtOption = "",
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Minutes of the service hours with somebody on shift, and the gaps, day by day up to now."""
    from core.score.queries.coverage import coverage as covered

    asked = _period(start, end, at, database)
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.read() as session:
            days = covered(session, user, start=asked.start, end=asked.end, now=asked.now, floor=asked.floor)
    document: dict[str, Any] = {
        "rows": [{"date": day.day, "covered_minutes": day.covered, "gaps": [list(gap) for gap in day.gaps]} for day in days],
        "days_fully_covered": sum(day.covered == asked.floor.service_minutes for day in days),
    }

    def show(console: Console) -> None:
        rows = [[day.day, f"{day.covered}/{day.counted}", ", ".join(f"{first}–{last}" for first, last in day.gaps)] for day in days]
        console.print(table("Coverage", ["date", "minutes", "gaps"], rows))
        console.print(f"Fully covered: {document['days_fully_covered']} days.")

    emit(document, as_json, show)


@app.command("reconcile")
def reconcile(
    *,
    start: FromOption,
    end: ToOption,
    shop: ShopOption = None,
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """What the shifts claim against what the marketplaces' exports say, day by day and shop by shop."""
    from core.command.reconcile import report

    asked = _period(start, end, "", database)
    with open_database(database) as opened:
        report(opened, acting_user(opened, as_user), asked.start, asked.end, shop or (), as_json=as_json)


@app.command("bonus")
def bonus(
    *,
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="The month; one never computed is previewed as of now.")],
    at: AtOption = "",
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """A month's statements: KPI, gates and lines of everybody, of whole đồng."""
    from core.command.bonus import asked_month, report_document, show_report
    from core.score.queries.bonus import bonus_report

    floor = floor_of(settings_for(database))
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.read() as session:
            found = bonus_report(session, user, asked_month(month), now=_moment(at, floor), floor=floor)
    emit(report_document(found), as_json, lambda console: show_report(console, found))


def _values(values: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    return {
        key: {"value": value.value, "n": value.n, **({"assumed_n": value.assumed} if value.assumed else {})}
        for key, value in values.items()
    }


def _period(start: datetime, end: datetime, at: str, database: str) -> _Asked:
    floor = floor_of(settings_for(database))
    first, last = start.date(), end.date()
    if first > last:
        raise InvalidInput([Problem("from", mark("--from must not be later than --to."))])
    if first.year < 2000 or last.year > 9000 or (last - first).days >= MOST_DAYS:
        raise InvalidInput([Problem("from", mark("A report covers at most ten years, after the year 2000."))])
    return _Asked(first, last, _moment(at, floor), floor)


def _moment(at: str, floor: Floor) -> datetime:
    if not at:
        return utc_now()
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise InvalidInput([Problem("at", mark("“{value}” is not a moment. Write it like 2026-09-15T20:30."), {"value": at})]) from None
    if not 2000 <= moment.year <= 9000:
        raise InvalidInput([Problem("at", mark("“{value}” is not a moment. Write it like 2026-09-15T20:30."), {"value": at})])
    return moment if moment.tzinfo else moment.replace(tzinfo=floor.zone)
