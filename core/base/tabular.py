"""CSV files as people have them: any usual encoding and separator, read as text, never guessed at."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from core.base.errors import InvalidInput, Problem
from core.base.text import clean, nfc
from core.base.words import mark

MAX_BYTES = 200 * 1024 * 1024
WRONG_CELLS = ""
"""Key of a row whose number of cells differs from the header's; its value is the number found."""

UNREADABLE = mark("The file {name} cannot be read: {why}.")
TOO_LARGE = mark("The file {name} is larger than {megabytes} MB. Split it by month and import the parts one by one.")
EMPTY = mark("The file {name} is empty. The first line must name the columns.")
WORKBOOK = mark("{name} is an Excel workbook, not a CSV. Save it as “CSV UTF-8” and import that file.")
NOT_TEXT = mark("{name} is not a CSV text file.")
WRONG_ENCODING = mark("{name} is not in UTF-8 (first wrong character on line {line}). Save it as “CSV UTF-8” and try again.")
UNCLOSED_QUOTE = mark("{name}: a quotation mark opened on line {line} is never closed. Close it, or remove it, and try again.")
BROKEN_QUOTE = mark("{name}: line {line} has a quotation mark in the wrong place. Double it inside quoted text.")
TWICE = mark("{name}: the column “{column}” stands twice in the first line.")


@dataclass(frozen=True)
class CsvTable:
    """A CSV file: its columns in order, and each row with the line it starts on (the header is line 1)."""

    header: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]


def read_csv_rows(source: Path | bytes, *, name: str = "") -> list[tuple[int, dict[str, str]]]:
    """Return (line number, header → text) of every row that is not blank; see `read_csv`."""
    return read_csv(source, name=name).rows


def read_csv(source: Path | bytes, *, name: str = "") -> CsvTable:
    """Read a CSV: UTF-8 or UTF-16, comma, semicolon or tab. InvalidInput names the file and the line.

    Cells are NFC text without outer blanks; a missing last cell is "". A row with a wrong number of
    cells says so under the key WRONG_CELLS, so that no value slips into its neighbour's column.
    """
    name = name or (source.name if isinstance(source, Path) else "CSV")
    text = _decode(_read(source, name), name)
    first, _, rest = text.partition("\n")
    skipped = 0
    if first.strip().lower() in ("sep=,", "sep=;", "sep=\t"):  # Excel's own note of the separator
        text, skipped = rest, 1
    if not text.strip():
        _refuse(EMPTY, name=name)
    records = _records(text, name, skipped)
    _, names = next(records)
    header = tuple(clean(cell) for cell in names)
    for index, column in enumerate(header):
        if column and column in header[:index]:
            _refuse(TWICE, name=name, column=column)
    return CsvTable(tuple(filter(None, header)), [(line, _row(header, cells)) for line, cells in records])


def _read(source: Path | bytes, name: str) -> bytes:
    if isinstance(source, bytes):
        data = source
    else:
        try:
            if source.stat().st_size > MAX_BYTES:
                _refuse(TOO_LARGE, name=name, megabytes=MAX_BYTES // 1024 // 1024)
            data = source.read_bytes()
        except OSError as error:
            _refuse(UNREADABLE, name=name, why=error.strerror or type(error).__name__)
    if len(data) > MAX_BYTES:
        _refuse(TOO_LARGE, name=name, megabytes=MAX_BYTES // 1024 // 1024)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        _refuse(WORKBOOK, name=name)
    return data


def _decode(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in data[:4096]:
        _refuse(NOT_TEXT, name=name)
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        _refuse(WRONG_ENCODING, name=name, line=data.count(b"\n", 0, error.start) + 1)
    if "\x00" in text:
        _refuse(NOT_TEXT, name=name)
    return nfc(text).replace("\r\n", "\n").replace("\r", "\n")


def _separator(text: str) -> str:
    """Return the separator most frequent outside quotes in the first line that is not blank."""
    bare = "".join(next(line for line in text.split("\n") if line.strip()).split('"')[::2])
    return max(",;\t", key=bare.count)


def _records(text: str, name: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            said = str(error)
            _refuse(UNCLOSED_QUOTE if "unexpected end" in said or "field limit" in said else BROKEN_QUOTE, name=name, line=line)
        if any(map(str.strip, cells)):
            yield line, cells


def _row(header: tuple[str, ...], cells: list[str]) -> dict[str, str]:
    row = {column: cell.strip() for column, cell in zip(header, cells, strict=False) if column}
    if len(cells) != len(header):  # also when the surplus is blank: an amount with commas may have pushed the rest aside
        for column in header[len(cells) :]:
            if column:
                row[column] = ""
        row[WRONG_CELLS] = str(len(cells))
    return row


def _refuse(template: str, **values: object) -> NoReturn:
    raise InvalidInput([Problem("file", template, values)])
