"""`targets`: what each metric should reach, and from when."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console

from core.base.clock import utc_now
from core.command.frame import AsOption, DatabaseOption, JsonOption, acting_user, emit, open_database, table
from core.score.actions import SetTarget, set_target
from core.score.queries.targets import target_book
from core.score.target import Target

app = typer.Typer(help="Targets of the metrics, with the date from which they hold.", no_args_is_help=True)


@app.command("list")
def list_targets(*, as_user: AsOption = "", database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """List the defaults and every stored target."""
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.read() as session:
            targets = target_book(session, user).all()

    def show(console: Console) -> None:
        rows = [[target.metric, f"{target.value:g}", target.from_date or "default"] for target in targets]
        console.print(table("Targets", ["metric", "target", "from"], rows))

    emit({"targets": [_document(target) for target in targets]}, as_json, show)


@app.command("set")
def set_one(
    metric: Annotated[str, typer.Argument(metavar="METRIC", help="The metric's key, as in `report metrics`.")],
    value: Annotated[float, typer.Argument(metavar="VALUE", help="A rate as 0…1, a duration in seconds, money in đồng.")],
    *,
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="First business date it holds.")],
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Set a target from a date on; days before keep theirs."""
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.write() as session:
            target = set_target(session, user, SetTarget(metric, value, start.date()), now=utc_now())
    emit(
        _document(target),
        as_json,
        lambda console: console.print(f"The target of {target.metric} is {target.value:g} from {target.from_date}."),
    )


def _document(target: Target) -> dict[str, Any]:
    return {"metric": target.metric, "value": target.value, "from": target.from_date}
