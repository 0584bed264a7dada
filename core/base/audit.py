"""The append-only audit trail: who, when, what, before, after. Triggers keep it so in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core.base.tables import AuditRow


@dataclass(frozen=True)
class AuditEntry:
    """One act, as it is shown."""

    id: int
    at: datetime
    actor_id: int | None
    actor: str
    action: str
    subject: str
    before: Any
    after: Any
    reason: str


def record(
    session: Session,
    *,
    at: datetime,
    actor_id: int | None,
    actor: str,
    action: str,
    subject: str,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> None:
    """Write one act into the trail, in the same transaction as the act. `subject` is `kind:id`.

    A person is kept as `user:id` only: the trail can never be changed, and a leaver's name must go.
    """
    kept = f"user:{actor_id}" if actor_id else actor
    session.add(AuditRow(at=at, actor_id=actor_id, actor=kept, action=action, subject=subject, before=before, after=after, reason=reason))


def entries(session: Session, *, subject: str | None = None, limit: int = 200) -> list[AuditEntry]:
    """Return the newest entries, newest first, of one subject or of all. Callers check the right."""
    query = select(AuditRow).order_by(col(AuditRow.id).desc()).limit(limit)
    if subject is not None:
        query = query.where(AuditRow.subject == subject)
    return [
        AuditEntry(row.id or 0, row.at, row.actor_id, row.actor, row.action, row.subject, row.before, row.after, row.reason)
        for row in session.exec(query)
    ]
