"""What a reader of cells raises instead of guessing."""

from __future__ import annotations

from typing import Any

from core.base.errors import CaTrucError


class Unsure(CaTrucError):
    """A cell that can be read in two ways or in none: why, and how to write it so that it can be read."""

    def __init__(self, why: str, fix: str, /, **values: Any) -> None:
        super().__init__(why, **values)
        self.fix = fix
