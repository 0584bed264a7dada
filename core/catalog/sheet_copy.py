"""A copy of one tab, as it was read and as a snapshot keeps it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.catalog.cells import Cells, Merge, is_blank


@dataclass(frozen=True)
class SheetCopy:
    """The cells of one tab; `gid` names the tab in links to Google, None elsewhere."""

    cells: Cells
    gid: int | None = None

    @property
    def blank(self) -> bool:
        """True when nobody can see anything in it."""
        return all(is_blank(cell) for row in self.cells.rows for cell in row)

    def as_stored(self) -> dict[str, Any]:
        """The JSON document of a snapshot."""
        merges = [[merge.start_row, merge.end_row, merge.start_column, merge.end_column] for merge in self.cells.merges]
        return {"gid": self.gid, "rows": [list(row) for row in self.cells.rows], "merges": merges}

    @classmethod
    def from_stored(cls, title: str, document: Any) -> SheetCopy:
        """Read back what `as_stored` wrote."""
        rows = tuple(tuple(row) for row in document["rows"])
        return cls(Cells(title, rows, tuple(Merge(*merge) for merge in document.get("merges", ()))), document.get("gid"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything a reader can see; two readings of an unchanged tab have the same."""
        written = json.dumps([self.cells.title, self.as_stored()], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()
