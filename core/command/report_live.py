"""`report live`: the board as a document, and as a terminal shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.console import Console

from core.base.clock import to_local
from core.base.words import translate
from core.command.frame import table
from core.score.attention import AttentionItem
from core.score.floor import Floor
from core.score.live import LiveBoard


def live_document(board: LiveBoard, floor: Floor) -> dict[str, Any]:
    """Return the board as `report live --json` prints it."""

    def local(moment: datetime | None) -> str | None:
        return None if moment is None else to_local(moment, floor.zone).isoformat()

    return {
        "at": local(board.at),
        "business_date": board.business_date,
        "metrics": {
            key: {name: getattr(today, name) for name in ("value", "n", "target", "baseline", "baseline_days")}
            for key, today in board.metrics.items()
        },
        "on_shift": [
            {
                "agent": row.agent,
                "template": row.template,
                "checked_in": local(row.checked_in),
                "last_update": local(row.last_update),
                "stale": row.stale,
                "chats": row.chats,
            }
            for row in board.on_shift
        ],
        "missing": [
            {
                "agent": one.agent,
                "template": one.template.code,
                "planned_start": local(one.planned_start),
                "minutes": one.minutes,
                "state": one.presence,
            }
            for one in board.absent
        ],
        "coverage": {
            "covered_minutes": board.gauges.coverage.covered if board.gauges.coverage else None,
            "gaps": [list(gap) for gap in board.gauges.coverage.gaps] if board.gauges.coverage else [],
            "full_days": board.gauges.full_days,
        },
        "hours": [
            {"hour": f"{bar.hour:02d}", "chats": bar.chats, "answer_30s_rate": bar.answer_30s_rate, "n": bar.n} for bar in board.hours
        ],
        "attention": [{"kind": item.kind, "text": _text(item, floor), "since": local(item.since)} for item in board.attention],
        "failed": [{"part": part.part, "reason": part.reason} for part in board.failed],
    }


def show_live(console: Console, document: dict[str, Any]) -> None:
    """Draw the board's document on a terminal."""
    rows = [[key, *(today[name] for name in ("value", "n", "target"))] for key, today in document["metrics"].items()]
    console.print(table(f"{document['business_date']} at {document['at'][11:16]}", ["metric", "value", "n", "target"], rows))
    people = [[row[name] for name in ("agent", "template", "checked_in", "last_update")] for row in document["on_shift"]]
    console.print(table("On shift", ["agent", "template", "checked in", "last update"], people))
    if document["missing"]:
        gone = [list(row.values()) for row in document["missing"]]
        console.print(table("Expected, not here", ["agent", "template", "planned start", "minutes", "state"], gone))
    console.print(table("Needs doing", ["kind", "what", "since"], [list(item.values()) for item in document["attention"]]))


def _text(item: AttentionItem, floor: Floor) -> str:
    values = {key: f"{to_local(value, floor.zone):%H:%M}" if isinstance(value, datetime) else value for key, value in item.values.items()}
    return translate(item.template, "en", **values)
