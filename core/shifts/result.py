"""A result: the running totals of one shift in one shop."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final

from core.base.words import mark

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
FIELD_NAMES: Final = {
    "chats": mark("Chats"),
    "presale_chats": mark("Pre-sale chats"),
    "answered_30s": mark("Answered ≤ 30 s"),
    "unanswered": mark("Not answered"),
    "first_response_avg_s": mark("Mean first response"),
    "orders": mark("Orders"),
    "paid_orders": mark("Paid orders"),
    "revenue_vnd": mark("Revenue"),
}
FIELD_HELP: Final = {
    "chats": mark("Customers who wrote during the shift so far, each counted once."),
    "presale_chats": mark("Of these chats, those that asked before ordering. Blank: conversion is worked out from all chats."),
    "answered_30s": mark("Chats whose first answer by a person came within 30 seconds. Auto-replies do not count."),
    "unanswered": mark("Chats that still have no answer by a person."),
    "first_response_avg_s": mark("Mean time to the first answer. Type 45, 45s, 1:20 or 1 phút 20."),
    "orders": mark("Orders placed that came from the chats."),
    "paid_orders": mark("Of these orders, those already paid."),
    "revenue_vnd": mark("Value of these orders. Type 1.250.000, 1250k or 1,25tr."),
}


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
