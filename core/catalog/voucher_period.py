"""When a voucher row says it is valid: columns for start and end, or for the whole span, or the words of the offer."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.base.text import fold
from core.catalog.cells import is_blank
from core.catalog.dates import Stamp
from core.catalog.periods import Written, read_period, read_stamp, resolve
from core.catalog.quantities import is_sold_out
from core.catalog.table import RowDoubts, SheetRow
from core.catalog.unsure import Unsure

_OPEN = re.compile(
    r"^(?:khong (?:gioi han|thoi han|co han)(?: thoi gian)?|vo (?:thoi )?han|den khi (?:het|co thong bao|co tb).*|lau dai|dai han|"
    r"until out of stock|while stocks last|no end|unlimited|ongoing)$"
)
_COLUMNS = ("start", "end", "period")


def is_dated(row: SheetRow) -> bool:
    """Tell whether a column of the row says when."""
    return any(not is_blank(row.cell(field)) for field in _COLUMNS)


def is_over(row: SheetRow) -> bool:
    """Tell whether a column of dates says in words that nothing is left (`hết mã`)."""
    return any(isinstance(cell, str) and is_sold_out(cell) for cell in map(row.cell, _COLUMNS))


def period_of(
    row: SheetRow, said: Written | None, doubts: RowDoubts, *, today: date, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """Return the moments from which and until which the row is valid; `said` is what the offer's words tell."""
    written, field = _written(row, doubts)
    if written.start is None and written.end is None and said is not None:
        written, field = said, "title"
    day = doubts.read("day", lambda: read_stamp(row.cell("day"))) if _lacks_day(written) and not is_blank(row.cell("day")) else None
    if day is not None:
        written = Written(_on(written.start, day), _on(written.end, day))
    try:
        return resolve(written, today=today, zone=zone)
    except Unsure as unsure:
        doubts.add(field, unsure)
        return None, None


def _written(row: SheetRow, doubts: RowDoubts) -> tuple[Written, str]:
    if not is_blank(row.cell("start")) and is_blank(row.cell("end")):
        whole = doubts.read("start", lambda: _span_or_start(row)) or Written()
        return whole, "start"
    start = doubts.read("start", lambda: read_stamp(row.cell("start")))
    end = doubts.read("end", lambda: None if _is_open(row, "end") else read_stamp(row.cell("end")))
    if start is None and end is None and not doubts.found and not _is_open(row, "period"):
        return doubts.read("period", lambda: read_period(row.cell("period"))) or Written(), "period"
    if is_blank(row.cell("period")) or _is_open(row, "period"):
        return Written(start, end), "end" if end else "start"
    slot = doubts.read("period", lambda: read_period(row.cell("period"))) if _only_days(start, end) else None
    if slot is not None and _lacks_day(slot) and start is not None:  # a day and a column of hours
        return Written(_on(slot.start, start), _on(slot.end, end or start)), "period"
    return Written(start, end), "end" if end else "start"


def _span_or_start(row: SheetRow) -> Written:
    """Read the start column of a row without an end; the whole span may stand in it."""
    try:
        return Written(start=read_stamp(row.cell("start")))
    except Unsure as unsure:
        try:
            return read_period(row.cell("start"))
        except Unsure:
            raise unsure from None


def _is_open(row: SheetRow, field: str) -> bool:
    cell = row.cell(field)
    return isinstance(cell, str) and bool(_OPEN.match(fold(cell)) or is_sold_out(cell))


def _lacks_day(written: Written) -> bool:
    stamps = [stamp for stamp in (written.start, written.end) if stamp]
    return bool(stamps) and not any(stamp.has_day for stamp in stamps)


def _only_days(start: Stamp | None, end: Stamp | None) -> bool:
    return all(stamp is None or stamp.seconds is None for stamp in (start, end))


def _on(stamp: Stamp | None, day: Stamp) -> Stamp | None:
    return stamp.on_day_of(day) if stamp is not None and not stamp.has_day else stamp
