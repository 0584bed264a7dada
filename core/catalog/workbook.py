"""Workbooks and CSV files: on the server's own disk, or uploaded."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from core.catalog.archive_guard import refuse_bomb
from core.catalog.cells import Cell, Cells, Merge
from core.catalog.csv_rows import csv_cells
from core.catalog.remedy import failed
from core.catalog.sheet_copy import SheetCopy

MAX_BYTES = 50 * 1024 * 1024
MAX_UPLOAD = 20 * 1024 * 1024
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of a spreadsheet has no zone


def read_workbook(path: str, tab: str = "") -> list[SheetCopy]:
    """Read the named tab of a workbook, or every tab that is shown; dates become serial numbers, as Google's do."""
    return _tabs(read_bytes(path), Path(path).name, tab)


def read_upload(data: bytes, name: str) -> list[SheetCopy]:
    """Read an uploaded file, workbook (.xlsx) or CSV as its content says, whatever its name; every tab that is shown."""
    if len(data) > MAX_UPLOAD:
        raise failed("too_large", limit=MAX_UPLOAD // 1024 // 1024)
    if not data.startswith(b"PK\x03\x04"):
        return [SheetCopy(csv_cells(data, name=name, title=Path(name).stem))]
    if b"xl/workbook.xml" not in data:
        raise failed("file_unreadable", path=name)
    return _tabs(data, name, "")


def _tabs(data: bytes, name: str, tab: str) -> list[SheetCopy]:
    refuse_bomb(data, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        if tab:
            alike = [there for there in book.sheet_names if there == tab] or [
                there for there in book.sheet_names if there.casefold().strip() == tab.casefold().strip()
            ]
            if not alike:
                raise failed("tab_gone", tab=tab, tabs=", ".join(shown))
            shown = alike[:1]
        return [SheetCopy(_cells(book.get_sheet_by_name(there))) for there in shown]
    except (CalamineError, OSError, ValueError):
        raise failed("file_unreadable", path=name) from None


def read_csv_file(path: str) -> SheetCopy:
    """Read a CSV file; its only tab is named like the file."""
    name = Path(path)
    return SheetCopy(csv_cells(read_bytes(path), name=name.name, title=name.stem))


def read_bytes(path: str) -> bytes:
    """Read a whole file; ReadingFailed when it is missing, too large or may not be read."""
    file = Path(path)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise failed("too_large", limit=MAX_BYTES // 1024 // 1024)
        return file.read_bytes()
    except FileNotFoundError:
        raise failed("file_missing", path=path) from None
    except OSError:
        raise failed("file_unreadable", path=file.name) from None


def _cells(sheet: CalamineSheet) -> Cells:
    rows = tuple(tuple(_plain(cell) for cell in row) for row in sheet.to_python(skip_empty_area=False))
    merges = tuple(
        Merge(start_row, end_row + 1, start_column, end_column + 1)
        for (start_row, start_column), (end_row, end_column) in sheet.merged_cell_ranges or ()
    )
    return Cells(sheet.name, rows, merges)


def _plain(cell: object) -> Cell:
    """A cell as Google would send it: text as text, whole numbers whole, dates as serial numbers."""
    if isinstance(cell, bool | int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    span = _span(cell)
    if span is not None:
        return _days(span)
    return cell if isinstance(cell, str) and cell else None


def _span(cell: object) -> timedelta | None:
    """How far a date or a time is from a spreadsheet's day 0; None for anything else."""
    if isinstance(cell, datetime):
        return cell - _EPOCH
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day) - _EPOCH  # noqa: DTZ001 - a day of a spreadsheet has no zone
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    return cell if isinstance(cell, timedelta) else None


def _days(span: timedelta) -> int | float:
    days = span.total_seconds() / 86_400
    return int(days) if days.is_integer() else round(days, 10)
