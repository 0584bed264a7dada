"""Rows of a CSV as a team's spreadsheet program writes it; every cell stays text."""

from __future__ import annotations

import csv
import io
import re

from core.base.text import nfc
from core.catalog.cells import Cells
from core.catalog.remedy import failed

_LINK = re.compile(r"\S+://\S+")
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]")
# Every letter of Vietnamese, and the signs its writers use; anything else in a cp1258 text means another encoding.
_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwzàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_KNOWN = frozenset(_LETTERS + _LETTERS.upper() + "“”‘’„…–—•·°₫€£§«»×÷®©™±½¼¾\u00a0\u00ad")


def csv_cells(data: bytes, *, name: str, title: str) -> Cells:
    """Read a CSV: UTF-8 (with or without mark), UTF-16 with its mark, Windows-1258; comma, semicolon or tab.

    `name` is what an error calls the file. ReadingFailed when the letters cannot be read for sure.
    """
    text = _decoded(data, name)
    first = text.partition("\n")[0].strip().lower()
    if first in ("sep=,", "sep=;", "sep=\t"):  # Excel's own note; its row stays, so that cells keep their names
        text = "\n" + text.partition("\n")[2]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    csv.field_size_limit(10_000_000)
    try:
        return Cells(title, tuple(tuple(row) for row in reader))
    except csv.Error:
        raise failed("file_unreadable", path=name) from None


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise failed("file_unreadable", path=name)
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return _plain(data.decode("utf-16"), name)
        return _plain(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        pass
    try:
        text = nfc(data.decode("cp1258"))
    except UnicodeDecodeError:
        raise failed("bad_encoding", path=name) from None
    if any(ord(sign) > 127 and sign not in _KNOWN for sign in text):
        raise failed("bad_encoding", path=name)
    return _plain(text, name)


def _plain(text: str, name: str) -> str:
    if "\x00" in text:
        raise failed("file_unreadable", path=name)
    # “S?n ph?m”: the letters were already lost when the file was saved, no reading brings them back.
    if len(_LOST.findall(_LINK.sub("", text))) > max(4, len(text) // 200):
        raise failed("bad_encoding", path=name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _separator(text: str) -> str:
    """The separator most frequent outside quotes in the first 15 lines that hold something."""
    lines = [line for line in text.split("\n")[:60] if line.strip()][:15]
    bare = "\n".join("".join(line.split('"')[::2]) for line in lines)
    return max(",;\t", key=bare.count)
