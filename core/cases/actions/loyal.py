"""The note about a customer for the next agent: one per handle, its history kept."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlmodel import Session

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import Conflict, InvalidInput, Problem
from core.base.words import mark
from core.cases.loyal import MASKED, MAX_NOTE, NO_HANDLE, CustomerNote, NewCustomerNote, handle_key, is_masked
from core.cases.queries.loyal import customer_notes
from core.cases.tables import CustomerNoteRow
from core.cases.wording import customer_problems, kept_text, length_problems
from core.people.user import Right, User

CHANGED: Final = mark("Somebody wrote another note in the meantime. Read it, then save again.")


def write_note(session: Session, user: User, new: NewCustomerNote, *, now: datetime) -> CustomerNote:
    """Keep a note about a customer; a blank one empties it. The notes before it stay as its history."""
    user.require(Right.WORK_CASES)
    key, text = handle_key(new.handle), kept_text(new.text)
    problems = [*customer_problems(key), *length_problems("note", text, MAX_NOTE)]
    if not key:
        problems.append(Problem("customer", NO_HANDLE))
    elif is_masked(new.handle):
        problems.append(Problem("customer", MASKED, {"value": new.handle}))
    if problems:
        raise InvalidInput(problems)
    notes = customer_notes(session, user, key)
    newest = notes[0] if notes else None
    if (newest.id if newest else None) != new.seen:
        raise Conflict(CHANGED, current=newest)
    if newest and newest.text == text:
        return newest
    row = CustomerNoteRow(handle=key, text=text, at=now, by_id=user.id or None)
    session.add(row)
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="customer_note.write", subject=f"customer_note:{row.id}",
        after={"length": len(text)},
    )  # fmt: skip
    touch(session, Topic.CASES)
    return customer_notes(session, user, key)[0]
