"""`demo`: an empty database becomes a believable shop team."""

from __future__ import annotations

import dataclasses
import sys
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from core.base.clock import utc_now
from core.base.migrate import migrate
from core.command.frame import DatabaseOption, JsonOption, emit, open_database


def demo(
    *,
    agents: Annotated[int, typer.Option(min=1, max=2000, help="Agents; a manager and an owner come on top.")] = 6,
    shops: Annotated[int, typer.Option(min=1, max=40, help="Shops.")] = 3,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Days of history, the last one included.")] = 60,
    seed: Annotated[int, typer.Option(min=0, help="The same seed and last day give the same data.")] = 1,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day; default: today, up to now.")] = None,
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Fill an empty database with a believable shop team; creates the schema when there is none.

    It makes about 0.85 × agents × days × shops results: 500 agents, 8 shops and 300 days are a million.
    """
    from core.demo.fill import fill_demo  # numpy is slow to load

    last = until.date() if until else None
    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with open_database(database) as opened, shown:
        task = shown.add_task("schema", total=1.0)
        migrate(opened)

        def tell(share: float, said: str) -> None:
            shown.update(task, completed=share, description=said)

        summary = fill_demo(opened, agents=agents, shops=shops, days=days, seed=seed, until=last, now=utc_now(), progress=tell)
    document: dict[str, Any] = dataclasses.asdict(summary)

    def show(console: Console) -> None:
        console.print(
            f"Demo team from {summary.first_day} to {summary.last_day}: {summary.agents} agents, {summary.shops} shops,", highlight=False
        )
        counts = {name: document[name] for name in ("shifts", "results", "saves", "complaints", "reviews", "sheets")}
        console.print(", ".join(f"{count} {name}" for name, count in counts.items()) + ".", highlight=False)

    emit(document, as_json, show)
