"""Tables out of the house: XLSX and CSV that no spreadsheet mistakes for formulas."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

import pandas as pd

from core.base.clock import to_local

# A cell that starts with one of these may be run as a formula by a spreadsheet reading a CSV.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe_cell(value: Any) -> Any:
    """Return a CSV cell: numbers as they are, a text that could be a formula behind an apostrophe."""
    if _is_blank(value):
        return ""
    if isinstance(value, str):
        return "'" + value if value.startswith(_FORMULA_STARTS) else value
    if isinstance(value, datetime):
        return _wall_time(value)
    if isinstance(value, list | tuple):
        return safe_cell(" · ".join(map(str, value)))
    return value


def as_csv(frame: pd.DataFrame) -> bytes:
    """Return the table as UTF-8 CSV with a byte order mark, so that Excel reads Vietnamese right."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(str(column)) for column in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([safe_cell(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(frame: pd.DataFrame, name: str) -> bytes:
    """Return the table as a workbook: texts stay texts, numbers numbers, nothing is a formula or a link."""
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_sheet_name(name))
        bold = book.add_format({"bold": True, "bottom": 1})
        when = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for column, heading in enumerate(frame.columns):
            sheet.write_string(0, column, str(heading), bold)
            longest = max((len(str(cell)) for cell in frame.iloc[:200, column]), default=0)
            sheet.set_column(column, column, min(60, max(len(str(heading)), longest) + 2))
        for number, row in enumerate(frame.itertuples(index=False, name=None), start=1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell, when)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(frame)), max(0, len(frame.columns) - 1))
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Any, when: Any) -> None:
    if _is_blank(cell):
        sheet.write_blank(row, column, None)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, to_local(cell).replace(tzinfo=None) if cell.tzinfo else cell, when)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell[:32_767])
    elif isinstance(cell, list | tuple):
        sheet.write_string(row, column, " · ".join(map(str, cell))[:32_767])
    elif hasattr(cell, "isoformat"):
        sheet.write_string(row, column, cell.isoformat())
    else:
        sheet.write_number(row, column, float(cell))


def _is_blank(cell: Any) -> bool:
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and pd.isna(cell))


def _wall_time(value: datetime) -> str:
    return (to_local(value) if value.tzinfo else value).strftime("%Y-%m-%d %H:%M:%S")


def _sheet_name(name: str) -> str:
    return "".join("-" if mark in r"[]:*?/\'" else mark for mark in name)[:31] or "Ca Truc"
