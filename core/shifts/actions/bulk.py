"""Many shifts at once, for demo data and history: one pass, plain inserts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from operator import attrgetter
from typing import Final

from sqlmodel import Session

from core.base import audit
from core.base.changes import Topic, touch
from core.base.loading import Values, load_rows, new_ids
from core.people.user import Right, User
from core.shifts.result import FIELDS, NOTHING, Totals
from core.shifts.shift import ShiftStatus

CHUNK: Final = 5_000
SHIFT_COLUMNS: Final = (
    "id", "agent_id", "template_id", "business_date", "status", "check_in", "check_out",
    "checked_in_by", "submitted_at", "last_update", "version", "note",
)  # fmt: skip
RESULT_COLUMNS: Final = ("id", "shift_id", "shop_id", "version", "updated_at", "complaints_handled", "reviews_handled", *FIELDS)
SAVE_COLUMNS: Final = ("result_id", "saved_at", "saved_by", "reason", *FIELDS)
_numbers = attrgetter(*FIELDS)


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

    def __add__(self, other: BulkCount) -> BulkCount:
        return BulkCount(self.shifts + other.shifts, self.results + other.results, self.saves + other.saves)


def insert_history(session: Session, user: User, shifts: Iterable[BulkShift], *, now: datetime) -> BulkCount:
    """Insert many new shifts with results and save history; streams, writes one audit row, touches SHIFTS once.

    `last_update` None is the last save, else check-out. The values must already be right: the database
    refuses negative counts and doubles, and then nothing of the transaction stays.
    """
    user.require(Right.IMPORT_FILES)
    count = BulkCount()
    source = iter(shifts)
    while chunk := list(islice(source, CHUNK)):
        count = count + insert_shifts(session, chunk, now=now)
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="shift.insert_history", subject="shift:*",
        after={"shifts": count.shifts, "results": count.results, "saves": count.saves},
    )  # fmt: skip
    touch(session, Topic.SHIFTS)
    return count


def insert_shifts(session: Session, chunk: Sequence[BulkShift], *, now: datetime) -> BulkCount:
    """Insert one chunk of new shifts; the caller checks the right, writes the audit row and touches SHIFTS."""
    shift_rows: list[Values] = []
    result_rows: list[Values] = []
    save_rows: list[Values] = []
    result_ids = iter(new_ids(session, "result", sum(len(shift.results) for shift in chunk)))
    for shift_id, shift in zip(new_ids(session, "shift", len(chunk)), chunk, strict=True):
        last = shift.last_update or max((save.at for result in shift.results for save in result.saves), default=shift.check_out)
        shift_rows.append(
            (
                shift_id, shift.agent_id, shift.template_id, shift.business_date, str(shift.status), shift.check_in, shift.check_out,
                shift.checked_in_by, shift.submitted_at, last, 1, shift.note,
            )
        )  # fmt: skip
        for result in shift.results:
            result_id = next(result_ids)
            declared = (result.complaints_handled, result.reviews_handled)
            result_rows.append(
                (result_id, shift_id, result.shop_id, 1, result.updated_at or last or now, *declared, *_numbers(result.totals))
            )
            save_rows.extend((result_id, save.at, save.by, "", *_numbers(save.totals)) for save in result.saves)
    load_rows(session, "shift", SHIFT_COLUMNS, shift_rows)
    load_rows(session, "result", RESULT_COLUMNS, result_rows)
    load_rows(session, "result_save", SAVE_COLUMNS, save_rows)
    return BulkCount(len(shift_rows), len(result_rows), len(save_rows))
