"""A result: the running totals of one shift in one shop."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final

MAX_COUNT: Final = 10_000
"""Most chats or orders one shift in one shop can believably have."""
MAX_RESPONSE_S: Final = 16 * 3600
"""Longest believable mean first response: the whole service day."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What an agent records; None is not recorded, never 0. Money in đồng, time in seconds."""

    chats: int | None = None
    presale_chats: int | None = None
    answered_30s: int | None = None
    unanswered: int | None = None
    first_response_avg_s: int | None = None
    orders: int | None = None
    paid_orders: int | None = None
    revenue_vnd: int | None = None

    @property
    def blank(self) -> bool:
        """True when nothing is recorded."""
        return self == NOTHING


NOTHING: Final = Totals()
FIELDS: Final = tuple(field.name for field in fields(Totals))


def values_of(totals: Totals) -> dict[str, int | None]:
    """Return field → value, as the stored columns are named."""
    return {name: getattr(totals, name) for name in FIELDS}


@dataclass(frozen=True)
class Result:
    """The stored totals of a shift in a shop; `version` is 0 when nothing was ever saved there."""

    shop_id: int
    totals: Totals = NOTHING
    version: int = 0
    updated_at: datetime | None = None


@dataclass(frozen=True)
class Save:
    """One save of a shop's totals, as it was typed."""

    shop_id: int
    at: datetime
    by: str
    totals: Totals
    reason: str = ""
