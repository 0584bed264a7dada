"""How a tab is laid out where somebody said so by hand: which column is which, the header row, the shop, the marketplace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.people.shop import Marketplace

ROW = "#row"
SHOP = "#shop"
MARKETPLACE = "#marketplace"


@dataclass(frozen=True)
class Layout:
    """Field → 0-based column or the header's text; what is None is guessed at each reading.

    `row` is the 0-based header row, -1 for a tab without one. `shop` and `marketplace` hold for
    rows that name none.
    """

    columns: Mapping[str, int | str] | None = None
    row: int | None = None
    shop: str = ""
    marketplace: Marketplace | None = None

    def as_stored(self) -> dict[str, Any] | None:
        """The JSON document a source row keeps; None when everything is guessed."""
        kept: dict[str, Any] = dict(self.columns or {})
        if self.row is not None:
            kept[ROW] = self.row
        if self.shop:
            kept[SHOP] = self.shop
        if self.marketplace:
            kept[MARKETPLACE] = str(self.marketplace)
        return kept or None


def read_layout(stored: Mapping[str, Any] | None) -> Layout:
    """Read back what `as_stored` wrote."""
    columns = {field: place for field, place in (stored or {}).items() if not field.startswith("#")}
    row = (stored or {}).get(ROW)
    market = (stored or {}).get(MARKETPLACE)
    return Layout(
        columns or None,
        row if isinstance(row, int) else None,
        str((stored or {}).get(SHOP) or ""),
        Marketplace(market) if market in set(Marketplace) else None,
    )
