"""What became of a tab: values, problems and what was left out on purpose, adding up to the rows read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class SheetProblem:
    """One row that could not be taken, named by its first wrong cell.

    `why` and `fix` are message ids; `values` fills both. Further wrong cells of the same row are in `also`.
    """

    cell: str
    value: str
    why: str
    fix: str
    values: Mapping[str, Any] = field(default_factory=dict)
    also: tuple[SheetProblem, ...] = ()


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """The rows of a tab after reading: `len(good) + len(problems) + skipped == read`, always.

    `read` counts every row but the header, trailing blank rows left off; `skipped` those left out on
    purpose: blank, title, totals, repeated header. `unreadable` is set, and everything else empty, when
    no header row was found. `columns` tells which 0-based column each field came from.
    """

    good: tuple[T, ...] = ()
    problems: tuple[SheetProblem, ...] = ()
    skipped: int = 0
    read: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    header_row: int | None = None
    unreadable: SheetProblem | None = None

    def __post_init__(self) -> None:
        if len(self.good) + len(self.problems) + self.skipped != self.read:
            raise ValueError("rows read must be good, a problem, or skipped on purpose")
