"""The list "needs doing": what waits for somebody, worst first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.score.floor import Floor
from core.shifts.span import Duty


class Kind(StrEnum):
    """What kind of thing waits; the key of `report live`."""

    AGENT_MISSING = "agent_missing"
    HANDOVER_WAITING = "handover_waiting"
    COMPLAINT_OVERDUE = "complaint_overdue"
    REVIEW_WAITING = "review_waiting"
    NOBODY_ON_SHIFT = "nobody_on_shift"
    VOUCHER_ENDING = "voucher_ending"
    SHIFT_NOT_SUBMITTED = "shift_not_submitted"
    UPDATE_STALE = "update_stale"
    SHEET_STALE = "sheet_stale"


class Severity(StrEnum):
    """How bad: something is already broken, or will be soon."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Moment:
    """What every kind is asked about: the moment, the rules of the floor, the shifts of today and the evening before."""

    now: datetime
    floor: Floor
    shifts: tuple[Duty, ...]


_ORDER = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}


@dataclass(frozen=True)
class AttentionItem:
    """One thing that waits. `template` is a message id, filled with `values` (data, never markup).

    `since` is when it began to wait; `page` and `key` say where to go (key: the row's id, "" for the page itself).
    """

    kind: Kind
    severity: Severity
    template: str
    values: dict[str, Any] = field(default_factory=dict)
    since: datetime | None = None
    page: str = ""
    key: str = ""


def in_order(items: Iterable[AttentionItem]) -> tuple[AttentionItem, ...]:
    """Sort by severity, then the longest waiting first; a thing without a time comes last of its severity."""
    return tuple(
        sorted(items, key=lambda item: (_ORDER[item.severity], item.since is None, item.since and item.since.timestamp(), item.kind))
    )
