"""Review exports of other tools as the `reviews` CSV: their column names, and nothing of the customer but the words."""

from __future__ import annotations

from typing import Final

from core.base.tabular import WRONG_CELLS, CsvTable
from core.base.text import fold

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "stars": ("rating", "stars", "star rating", "so sao", "diem danh gia"),
    "text": ("review", "comment", "review content", "noi dung danh gia", "noi dung", "danh gia", "binh luan"),
    "posted_at": ("date", "review date", "time", "created at", "ngay danh gia", "thoi gian danh gia", "thoi gian"),
    "product": ("product name", "product", "item name", "ten san pham", "san pham", "version", "variation", "phan loai"),
    "order_no": ("order id", "order sn", "ma don hang"),
}
"""Column of the CSV → names other tools use, folded; of several the earlier name wins, and the next where that cell is blank."""
NEEDED: Final = frozenset({"stars", "text", "posted_at"})


def as_reviews(table: CsvTable) -> CsvTable | None:
    """Return the file under the names of the `reviews` CSV; None when stars, words or moment are not in it."""
    folded = {fold(column): column for column in reversed(table.header)}
    places = {name: [folded[word] for word in words if word in folded] for name, words in NAMES.items()}
    if any(not places[name] for name in NEEDED):
        return None
    kept = [name for name, columns in places.items() if columns]
    rows: list[tuple[int, dict[str, str]]] = []
    for line, row in table.rows:
        made = {name: next((row.get(column, "") for column in places[name] if row.get(column, "")), "") for name in kept}
        rows.append((line, made | ({WRONG_CELLS: row[WRONG_CELLS]} if WRONG_CELLS in row else {})))
    return CsvTable(tuple(kept), rows)
