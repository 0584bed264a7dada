"""What a flag says, in the person's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.base.clock import to_local
from core.base.settings import get_settings
from core.score.flags import Flag
from core.ui import format as written
from core.ui.words import t


def flag_text(flag: Flag) -> str:
    """Return the sentence of a flag; names in it are as people typed them: escape it inside Markdown."""
    values = dict(flag.values)
    money = values.pop("money", False)
    return t(flag.template, **{name: _said(flag.key, name, value, money) for name, value in values.items()})


def _said(key: str, name: str, value: Any, money: bool) -> str:
    match value:
        case datetime() if name in ("start", "end"):
            return written.end_clock(value) if name == "end" else written.clock(value)
        case datetime():
            return to_local(value, get_settings().zone).strftime("%d/%m/%Y %H:%M")
        case str():
            return t(value) if name == "field" else value
    kind = "count" if name == "count" else "money" if money or name == "revenue" else key
    return {"money": written.money, "conversion_odd": written.rate, "pace_odd": written.decimal}.get(kind, written.count)(value)
