"""Hand a shift in, return it for changes, approve it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from core.base.database import translated
from core.base.errors import CaTrucError, Conflict, InvalidInput, Problem, Refused
from core.base.settings import get_settings
from core.base.text import clean
from core.base.words import mark
from core.people.user import Right, User
from core.shifts.actions.drafts import drop_all_drafts
from core.shifts.actions.save import SaveResults, ShopTotals, save_results
from core.shifts.actions.writing import finish, lock_shift, require_version
from core.shifts.queries.shifts import read_shifts
from core.shifts.queries.templates import as_template
from core.shifts.shift import WRITABLE, Shift, ShiftStatus, check_out_moment
from core.shifts.tables import ShiftRow, TemplateRow

MAX_NOTE = 1_000
OTHERWISE = mark("This shift was handed in meanwhile with other numbers. Ask a manager to return it; what you typed is kept as a draft.")


@dataclass(frozen=True)
class Submit:
    """Hand in a shift as seen at `version`; numbers typed but not saved yet go in with it; the note is for the manager."""

    shift_id: int
    version: int
    note: str = ""
    shops: tuple[ShopTotals, ...] = ()


@dataclass(frozen=True)
class Return:
    """Give a shift back to its agent, with the reason."""

    shift_id: int
    reason: str


@dataclass(frozen=True)
class Seen:
    """A shift as somebody saw it in the queue."""

    shift_id: int
    version: int


@dataclass(frozen=True)
class Approved:
    """Which shifts were approved now or before, and why the others were not."""

    done: tuple[int, ...]
    refused: tuple[tuple[int, CaTrucError], ...] = ()


def submit_shift(session: Session, user: User, wanted: Submit, *, now: datetime) -> Shift:
    """Check out and hand in; a shift already handed in stays as it is, so twice is once.

    Handed in meanwhile with other numbers than these: Conflict with the shift as it was handed in.

    Check-out is now, or the planned end when the shift was forgotten (see `check_out_moment`); a returned
    shift keeps the check-out it had.
    """
    row = lock_shift(session, user, wanted.shift_id)
    if row.status not in WRITABLE:
        shift = read_shifts(session, [row])[0]
        if any(shop.totals != shift.result_of(shop.shop_id).totals for shop in wanted.shops):
            raise Conflict(OTHERWISE, current=shift)
        return shift
    require_version(session, row, wanted.version)
    save_results(session, user, SaveResults(wanted.shift_id, wanted.shops), now=now)
    session.refresh(row)
    note = clean(wanted.note)
    if len(note) > MAX_NOTE:
        raise InvalidInput([Problem("note", "The note is longer than {most} characters. Shorten it.", {"most": MAX_NOTE})])
    if row.check_out is None:
        template = session.get_one(TemplateRow, row.template_id)
        _, end = as_template(template).hours(row.business_date, get_settings().zone)
        row.check_out = check_out_moment(row.check_in, end, row.last_update, now)
    before = row.status
    row.status, row.submitted_at, row.note = str(ShiftStatus.SUBMITTED), now, note
    after = {"status": row.status, "check_out": row.check_out.isoformat(), "note": note}
    return finish(session, user, row, "shift.submit", now=now, before={"status": before}, after=after)


def return_shift(session: Session, user: User, wanted: Return, *, now: datetime) -> Shift:
    """Open a handed-in shift again for its agent; never one's own, and only with a reason."""
    row = _others_shift(session, user, wanted.shift_id)
    reason = clean(wanted.reason)
    if not reason or len(reason) > MAX_NOTE:
        raise InvalidInput([Problem("reason", "Say why the shift goes back, at most {most} characters.", {"most": MAX_NOTE})])
    if row.status in WRITABLE:
        return read_shifts(session, [row])[0]
    before = row.status
    row.status = str(ShiftStatus.RETURNED)
    return finish(session, user, row, "shift.return", now=now, before={"status": before}, after={"status": row.status}, reason=reason)


def approve_shift(session: Session, user: User, shift_id: int, version: int, *, now: datetime) -> Shift:
    """Approve a handed-in shift as seen at `version`; never one's own."""
    row = _others_shift(session, user, shift_id)
    if row.status == ShiftStatus.APPROVED:
        return read_shifts(session, [row])[0]
    if row.status != ShiftStatus.SUBMITTED:
        raise Refused("This shift has not been handed in yet.")
    require_version(session, row, version)
    row.status = str(ShiftStatus.APPROVED)
    drop_all_drafts(session, row.id or 0)
    return finish(session, user, row, "shift.approve", now=now, before={"status": "submitted"}, after={"status": row.status})


def approve_shifts(session: Session, user: User, wanted: Sequence[Seen], *, now: datetime) -> Approved:
    """Approve every shift that can be; one that changed since, is one's own or of a locked month stays, with the reason."""
    user.require(Right.APPROVE_SHIFTS)
    done: list[int] = []
    refused: list[tuple[int, CaTrucError]] = []
    for seen in sorted(set(wanted), key=lambda seen: seen.shift_id):  # one order, so that two managers wait for each other
        try:
            with translated(), session.begin_nested():
                approve_shift(session, user, seen.shift_id, seen.version, now=now)
        except CaTrucError as error:
            refused.append((seen.shift_id, error))
        else:
            done.append(seen.shift_id)
    return Approved(tuple(done), tuple(refused))


def _others_shift(session: Session, user: User, shift_id: int) -> ShiftRow:
    user.require(Right.APPROVE_SHIFTS)
    row = lock_shift(session, user, shift_id)
    if row.agent_id == user.id:
        raise Refused("Nobody decides about their own shift. Ask another manager or the owner.")
    return row
