"""A shift: an agent × a template × a business date, from check-in to approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from core.base.words import mark
from core.shifts.result import Result
from core.shifts.span import FORGOTTEN_AFTER, on_duty_until
from core.shifts.template import Template

STALE_AFTER: Final = timedelta(minutes=90)
"""A save older than this is shown in amber."""


class ShiftStatus(StrEnum):
    """Where a shift stands; open and returned ones can be written, the others cannot."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


STATUS_NAMES: Final = {
    ShiftStatus.OPEN: mark("Open shift"),
    ShiftStatus.SUBMITTED: mark("Submitted shift"),
    ShiftStatus.RETURNED: mark("Returned shift"),
    ShiftStatus.APPROVED: mark("Approved shift"),
}
WRITABLE: Final = frozenset({ShiftStatus.OPEN, ShiftStatus.RETURNED})


@dataclass(frozen=True)
class Shift:
    """A shift with its results, as those who may see it see it."""

    id: int
    agent_id: int
    agent: str
    template: Template
    business_date: date
    status: ShiftStatus
    check_in: datetime
    check_out: datetime | None
    version: int
    checked_in_by: str = ""
    submitted_at: datetime | None = None
    last_update: datetime | None = None
    note: str = ""
    return_reason: str = ""
    arrival: str = ""
    results: tuple[Result, ...] = ()

    @property
    def writable(self) -> bool:
        """True while its numbers may be saved."""
        return self.status in WRITABLE

    def result_of(self, shop_id: int) -> Result:
        """Return the stored result of a shop, or a blank one of version 0."""
        return next((result for result in self.results if result.shop_id == shop_id), Result(shop_id))

    def is_stale(self, now: datetime) -> bool:
        """Tell whether an open shift's numbers are older than 90 minutes (from check-in when none were saved)."""
        return self.status is ShiftStatus.OPEN and now - (self.last_update or self.check_in) > STALE_AFTER


def check_out_moment(check_in: datetime, planned_end: datetime, last_update: datetime | None, now: datetime) -> datetime:
    """Return the check-out of a shift handed in now: now itself, but not for a shift that was forgotten.

    A shift handed in four hours or more after its planned end ended then, or at its last save before that,
    whichever is later: a forgotten check-out earns no hours.
    """
    if now < planned_end + FORGOTTEN_AFTER:
        return max(check_in, now)
    return on_duty_until(check_in, None, planned_end, last_update, now)
