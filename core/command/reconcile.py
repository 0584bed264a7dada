"""What `report reconcile` says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Console

from core.base.database import Database
from core.command.frame import emit, table
from core.people.user import User


def report(opened: Database, user: User, start: date, end: date, shops: Sequence[str], *, as_json: bool) -> None:
    """Print shifts against exports, a row per day, shop and metric; `shops` are codes, none: all."""
    from core.people.queries.shops import find_shop
    from core.score.queries.reconcile import reconciliation

    with opened.read() as session:
        found = reconciliation(session, user, start, end, tuple(find_shop(session, user, code).id for code in shops))
    keys = ("date", "shop", "metric", "declared", "platform", "gap", "gap_percent")
    values = [(row.day, row.code, row.metric, row.declared, row.platform, row.gap, row.gap_percent) for row in found]

    def show(console: Console) -> None:
        shown = [[*row[:6], None if row[6] is None else f"{row[6]:.1f}"] for row in values]
        console.print(table(f"{start} – {end}", list(keys), shown))
        if values and all(row[4] is None for row in values):
            console.print("No platform numbers for these days.")

    emit({"rows": [dict(zip(keys, row, strict=True)) for row in values]}, as_json, show)
