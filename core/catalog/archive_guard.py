"""What a small workbook may unpack to: the guard before anything is made of it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from core.catalog.remedy import failed

MAX_UNPACKED = 500 * 1024 * 1024
MAX_AREA = 5_000_000
"""Cells from A1 to the last filled cell of a tab; they are laid out in memory all at once."""
_CHUNK = 1024 * 1024
_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_ROW = re.compile(rb'\br="(\d{1,9})"')
_CELL = re.compile(rb'\br="([A-Za-z]{1,4})(\d{1,9})"')


def refuse_bomb(data: bytes, name: str) -> None:
    """Raise ReadingFailed when an archive unpacks to more than 500 MB, or a tab reaches absurdly far.

    What the archive says of its own sizes is not believed: everything is unpacked once, piece by piece, and let go.
    """
    if not data.startswith(b"PK"):
        return
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                entry.file_size = 1 << 60
                reach = _Reach() if entry.filename.startswith("xl/worksheets/") else None
                with archive.open(entry) as stream:
                    while piece := stream.read(_CHUNK):
                        left -= len(piece)
                        if left < 0:
                            raise failed("too_large", limit=MAX_UNPACKED // 1024 // 1024)
                        if reach is not None:
                            reach.see(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise failed("file_unreadable", path=name) from None


class _Reach:
    """How far the filled cells of one tab reach, told from its XML as it comes by."""

    def __init__(self) -> None:
        self._rest = b""
        self._row = 0
        self._rows = 0
        self._columns = 1

    def see(self, piece: bytes) -> None:
        """Look at the next piece; ReadingFailed when the tab is too large."""
        text = self._rest + piece
        end = text.rfind(b"<")
        self._rest = text[end:][-4096:] if end >= 0 else b""
        for tag in _TAG.finditer(text, 0, max(end, 0)):
            kind, told = tag.groups()
            if kind == b"row":
                found = _ROW.search(told)
                self._row = int(found.group(1)) if found else self._row + 1
            elif not told.endswith(b"/"):  # a cell without content only carries a colour
                self._reach_to(_CELL.search(told))

    def _reach_to(self, cell: re.Match[bytes] | None) -> None:
        column = 0
        for letter in cell.group(1).upper() if cell else b"":
            column = column * 26 + letter - 64
        self._rows = max(self._rows, int(cell.group(2)) if cell else self._row)
        self._columns = max(self._columns, column)
        if self._rows * self._columns > MAX_AREA:
            raise failed("too_wide", cell=cell.group(0)[3:-1].decode() if cell else str(self._row))
