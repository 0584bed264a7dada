"""From the rows of a script tab to scripts and problems."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalog.cells import Cells
from core.catalog.parsed import Parsed
from core.catalog.script import Script


def parse_scripts(cells: Cells, *, mapping: Mapping[str, int | str] | None = None, header_row: int | None = None) -> Parsed[Script]:
    """Read a tab of scripts; `mapping` and `header_row` replace the guess, as in `parse_vouchers`."""
    raise NotImplementedError
