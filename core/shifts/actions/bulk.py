"""Many shifts at once, for demo data and history: one pass, plain inserts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from core.people.user import User
from core.shifts.result import NOTHING, Totals
from core.shifts.shift import ShiftStatus


@dataclass(frozen=True, slots=True)
class BulkSave:
    """An earlier or final save of a result, for its history."""

    at: datetime
    totals: Totals
    by: int | None = None


@dataclass(frozen=True, slots=True)
class BulkResult:
    """The final totals of a shift in a shop; `updated_at` None means the shift's last update."""

    shop_id: int
    totals: Totals = NOTHING
    complaints_handled: int | None = None
    reviews_handled: int | None = None
    updated_at: datetime | None = None
    saves: tuple[BulkSave, ...] = ()


@dataclass(frozen=True, slots=True)
class BulkShift:
    """A whole shift with its results; ids are those of the people wing and of `shift_template`."""

    agent_id: int
    template_id: int
    business_date: date
    status: ShiftStatus
    check_in: datetime
    check_out: datetime | None
    results: tuple[BulkResult, ...] = ()
    checked_in_by: int | None = None
    submitted_at: datetime | None = None
    last_update: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class BulkCount:
    """How many rows went in."""

    shifts: int = 0
    results: int = 0
    saves: int = 0


def insert_history(session: Session, user: User, shifts: Iterable[BulkShift], *, now: datetime) -> BulkCount:
    """Insert many new shifts with results and save history; streams, writes one audit row, touches SHIFTS once.

    `last_update` None is the last save, else check-out. The values must already be right: the database
    refuses negative counts and doubles, and then nothing of the transaction stays.
    """
    raise NotImplementedError
