"""From the rows of a voucher tab to vouchers and problems."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from core.base.clock import DEFAULT_ZONE
from core.catalog.cells import Cells
from core.catalog.parsed import Parsed
from core.catalog.voucher import Voucher


def parse_vouchers(
    cells: Cells,
    *,
    today: date,
    zone: ZoneInfo = DEFAULT_ZONE,
    mapping: Mapping[str, int | str] | None = None,
    header_row: int | None = None,
) -> Parsed[Voucher]:
    """Read a tab of vouchers.

    `today` is the local date that dates without a year (and times without a date) are nearest to.
    `mapping` (field → 0-based column, or the header's text, which survives moved columns) and
    `header_row` (0-based) replace the guess.
    """
    raise NotImplementedError
