"""What a reader of cells raises instead of guessing."""

from __future__ import annotations

from typing import Any

from core.base.errors import CaTrucError


class Unsure(CaTrucError):
    """A cell that can be read in two ways or in none: why, and how to write it so that it can be read."""

    def __init__(self, why: str, fix: str, /, **values: Any) -> None:
        super().__init__(why, **{name: _short(value) for name, value in values.items()})
        self.fix = fix


def _short(value: Any) -> Any:
    """Keep a quoted cell to a line; sheets hold cells of 50 000 signs."""
    return value[:119] + "…" if isinstance(value, str) and len(value) > 120 else value
