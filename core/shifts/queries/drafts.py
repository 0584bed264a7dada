"""One's own drafts of a shift, from every page and device they were typed on."""

from __future__ import annotations

from sqlmodel import Session, col, select

from core.people.user import User
from core.shifts.draft import KeptDraft, from_stored
from core.shifts.tables import ResultDraftRow


def as_draft(row: ResultDraftRow) -> KeptDraft:
    """Return the frozen value of a stored draft."""
    return KeptDraft(row.id or 0, row.shift_id, row.device, from_stored(row.typed), row.saved_at, row.version)


def my_drafts(session: Session, user: User, shift_id: int) -> tuple[KeptDraft, ...]:
    """Return what this person typed into a shift and has not saved, newest first; nobody sees another's."""
    query = select(ResultDraftRow).where(ResultDraftRow.shift_id == shift_id, ResultDraftRow.user_id == user.id)
    rows = session.exec(query.order_by(col(ResultDraftRow.saved_at).desc(), col(ResultDraftRow.id).desc()))
    return tuple(map(as_draft, rows))
