"""A cell: shop × shift template × campaign day, as one number that databases group fast by."""

from __future__ import annotations

from typing import Final

SHOP_BITS: Final = 20
CELL_BITS: Final = SHOP_BITS + 1 + 16
"""Ids fit up to 67 million agents, 65 thousand templates, a million shops."""


def cell_parts(cell: int) -> tuple[int, int, bool]:
    """Return the shop, the template and whether campaign day of a cell."""
    return (cell >> 1) & (1 << SHOP_BITS) - 1, cell >> SHOP_BITS + 1, bool(cell & 1)
