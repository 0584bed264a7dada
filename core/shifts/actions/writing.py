"""What every act on a shift begins and ends with: the shift locked and seen as allowed; its version moved on."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import Conflict, NotFound, Refused
from core.base.words import mark
from core.people.user import Right, User
from core.shifts.queries.shifts import may_see, read_shifts, subject_of
from core.shifts.shift import WRITABLE, Shift
from core.shifts.tables import ShiftRow

CHANGED: Final = mark("Somebody changed this shift in the meantime. Look at the numbers once more, then try again.")
CLOSED: Final = mark("This shift was handed in. A manager can return it, then it can be changed.")


def lock_shift(session: Session, user: User, shift_id: int) -> ShiftRow:
    """Return the stored shift, locked until the transaction ends; only its agent, or who may log for anyone."""
    row = session.exec(select(ShiftRow).where(ShiftRow.id == shift_id).with_for_update()).one_or_none()
    if row is None or not may_see(user, row.agent_id):
        raise NotFound("There is no such shift.", field="shift")
    user.require(Right.LOG_OWN_SHIFT if row.agent_id == user.id else Right.LOG_ANY_SHIFT)
    return row


def require_writable(row: ShiftRow) -> None:
    """Raise Refused unless the shift is open or was returned."""
    if row.status not in WRITABLE:
        raise Refused(CLOSED)


def require_version(session: Session, row: ShiftRow, version: int) -> None:
    """Raise Conflict with the shift as it is now unless the person saw this very version."""
    if row.version != version:
        raise Conflict(CHANGED, current=read_shifts(session, [row])[0])


def finish(
    session: Session, user: User, row: ShiftRow, action: str, *, now: datetime, before: Any = None, after: Any = None, reason: str = ""
) -> Shift:
    """Move the shift's version on, write the audit row, touch SHIFTS, and return the shift as it now is."""
    row.version += 1
    session.add(row)
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action=action, subject=subject_of(row.id or 0),
        before=before, after=after, reason=reason,
    )  # fmt: skip
    touch(session, Topic.SHIFTS)
    return read_shifts(session, [row])[0]
