"""A case as a rate counts it: what a person's month is traced back to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CaseBehind:
    """One case as a rate counts it: its number, shop, the moment that puts it into the month, whether it was in time."""

    id: int
    shop_id: int
    at: datetime
    in_time: bool
    still_open: bool
