"""Find the header of a tab and which column is which, by name and never by position."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.base.text import fold, same_tones
from core.base.words import mark
from core.catalog.cells import Cells, is_blank, text_of
from core.catalog.parsed import SheetProblem

ROWS_SEARCHED = 15
LONGEST_NAME = 80
Aliases = Mapping[str, tuple[str, ...]]
_BRACKET = re.compile(r"\s*[(\[].*?[)\]]\s*")
_SIGNS = re.compile(r"[*:.?!_/\\|-]+")


@dataclass(frozen=True)
class Header:
    """The header of a tab: its last row (0-based), the names of all columns, and field → column.

    `depth` is 2 when a row of group names stands over it (`Thời gian` over `Bắt đầu | Kết thúc`).
    """

    row: int
    names: tuple[str, ...]
    columns: Mapping[str, int]
    depth: int = 1

    def repeats(self, texts: Iterable[str]) -> bool:
        """Tell whether a row says the header again."""
        said = [(name, text) for name, text in zip(self.names, texts, strict=False) if text]
        same = sum(len(text) <= len(name) + 9 and fold(text) == fold(name) for name, text in said)
        return same >= 1 and same * 2 > len(said) and (same > 1 or len(self.columns) == 1)


def column_fields(names: tuple[str, ...], aliases: Aliases) -> dict[str, int]:
    """Return field → column: as written first, then without case, then without diacritics, then without brackets and signs.

    Of several columns the one with the earlier alias wins; of equal names the leftmost as written, and
    none in a looser reading. A column serves one field; fields choose in the order of `aliases`.
    """
    found: dict[str, int] = {}
    for level in range(len(_FORMS)):
        places: dict[str, list[int]] = {}
        for column, name in enumerate(names):
            if name and len(name) <= LONGEST_NAME and column not in found.values():
                places.setdefault(_formed(level, name), []).append(column)
        if not places:
            break
        for field, words in aliases.items():
            if field in found:
                continue
            held = next(
                (there for word in words if (there := [at for at in places.get(_formed(level, word), ()) if at not in found.values()])), []
            )
            if len(held) == 1 or (held and level == 0):
                found[field] = held[0]
    return found


def _as_written(name: str) -> str:
    return same_tones(" ".join(name.split()))


def _plain(name: str) -> str:
    return " ".join(_SIGNS.sub(" ", fold(_BRACKET.sub(" ", name))).split())


_FORMS = (_as_written, lambda name: _as_written(name).casefold(), fold, _plain)


@lru_cache(maxsize=8192)
def _formed(level: int, name: str) -> str:
    return _FORMS[level](name)


def find_header(cells: Cells, aliases: Aliases, keys: frozenset[str]) -> Header | None:
    """Return the row within the first 15 that names most fields, `keys` counting double; None when none convinces.

    One known name is enough only if it is a key and stands alone in its row; two are, if one is a key.
    """
    best: tuple[float, Header] | None = None
    for row in range(min(ROWS_SEARCHED, len(cells.rows))):
        for header in (_header_at(cells, row, aliases), _two_rows(cells, row, aliases)):
            if header is None:
                continue
            score = sum(2 if field in keys else 1 for field in header.columns) - 0.5 * (header.depth - 1)
            named = sum(bool(name) for name in header.names)
            enough = len(header.columns) >= 2 and (set(header.columns) & keys)
            if (enough or (named == 1 and set(header.columns) & keys)) and (best is None or score > best[0]):
                best = (score, header)
    return best[1] if best else None


def _texts(cells: Cells, row: int) -> tuple[str, ...]:
    return tuple(text_of(cell).replace("\n", " ") for cell in cells.rows[row])


def _header_at(cells: Cells, row: int, aliases: Aliases) -> Header:
    names = _texts(cells, row)
    return Header(row, names, column_fields(names, aliases))


def _two_rows(cells: Cells, row: int, aliases: Aliases) -> Header | None:
    """Read a row as the lower half of a header whose upper half fills its gaps."""
    if row == 0 or all(not is_blank(cell) for cell in cells.rows[row]):
        return None
    upper, lower = _texts(cells, row - 1), _texts(cells, row)
    names = tuple(below or above for above, below in zip(upper, lower, strict=True))
    both = column_fields(names, aliases)
    above, below = column_fields(upper, aliases), column_fields(lower, aliases)
    if len(below) < 2 or len(both) <= max(len(above), len(below)):
        return None
    return Header(row, names, both, depth=2)


def mapped_header(cells: Cells, mapping: Mapping[str, int | str], aliases: Aliases, row: int) -> Header:
    """Return the header an owner set by hand: field → column, or → the header's text.

    A text that is gone falls back to the alias lists; row -1 is a tab without a header.
    """
    names = _texts(cells, row) if 0 <= row < len(cells.rows) else ("",) * cells.width
    guessed = column_fields(names, {field: words for field, words in aliases.items() if isinstance(mapping.get(field), str)})
    columns: dict[str, int] = {}
    for field, place in mapping.items():
        column = place if isinstance(place, int) else next((at for at, name in enumerate(names) if _same(name, place)), guessed.get(field))
        if column is not None and 0 <= column < cells.width:
            columns[field] = column
    return Header(row, names, columns, depth=1 if row >= 0 else 0)


def _same(name: str, other: str) -> bool:
    return _as_written(name) == _as_written(other)


def choose_header(
    cells: Cells, aliases: Aliases, keys: frozenset[str], mapping: Mapping[str, int | str] | None, header_row: int | None
) -> Header | SheetProblem:
    """Return the header, guessed or as set by hand, or why the tab cannot be read."""
    guessed = find_header(cells, aliases, keys)
    chosen: Header | None = guessed
    if mapping is not None:
        row = header_row if header_row is not None else row_of_names(cells, mapping)
        chosen = mapped_header(cells, mapping, aliases, row if row is not None else guessed.row if guessed else 0)
    elif header_row is not None:
        chosen = _header_at(cells, header_row, aliases) if 0 <= header_row < len(cells.rows) else None
    if chosen is None or not set(chosen.columns) & keys:
        first = next((text_of(cell) for row in cells.rows for cell in row if not is_blank(cell)), "")
        return SheetProblem(
            cells.name(0, 0),
            first,
            mark("No header row was found in the first {rows} rows of the tab “{tab}”."),
            mark("Name the columns in one row, or pick the tab and the columns of this source again."),
            {"rows": ROWS_SEARCHED, "tab": cells.title},
        )
    return chosen


def row_of_names(cells: Cells, mapping: Mapping[str, int | str]) -> int | None:
    """Return the row that holds most of the header texts an owner chose."""
    wanted = {_as_written(place) for place in mapping.values() if isinstance(place, str)}
    if not wanted:
        return None
    held = [(len(wanted & {_as_written(name) for name in _texts(cells, at)}), -at) for at in range(min(ROWS_SEARCHED, len(cells.rows)))]
    most, row = max(held, default=(0, 0))
    return -row if most else None
