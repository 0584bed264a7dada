"""What somebody typed into a shift's grid and has not saved: kept on the server, so that no device can lose it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from core.shifts.result import FIELDS, NOTHING, Totals, values_of

MAX_TEXT: Final = 40
"""As long as a field of the grid."""
MAX_DEVICE: Final = 40


@dataclass(frozen=True)
class TypedShop:
    """The fields of one shop as typed (field, text), and the stored totals, with their version, they were typed over."""

    shop_id: int
    version: int
    base: Totals
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class KeptDraft:
    """What one open page of a person last told about a shift; `device` names that page."""

    id: int
    shift_id: int
    device: str
    shops: tuple[TypedShop, ...]
    saved_at: datetime
    version: int


def to_stored(shops: Sequence[TypedShop]) -> list[dict[str, Any]]:
    """Return the shops as they are stored; fields not typed into are left out."""
    return [
        {
            "shop": shop.shop_id,
            "version": shop.version,
            "base": {name: value for name, value in values_of(shop.base).items() if value is not None},
            "texts": dict(shop.texts),
        }
        for shop in shops
    ]


def from_stored(stored: Any) -> tuple[TypedShop, ...]:
    """Return the shops of a stored draft; fields no longer known are left out."""
    return tuple(
        TypedShop(
            int(shop["shop"]),
            int(shop["version"]),
            Totals(**{name: value for name, value in shop["base"].items() if name in FIELDS}) if shop["base"] else NOTHING,
            tuple((name, str(text)) for name, text in shop["texts"].items() if name in FIELDS),
        )
        for shop in stored
    )
