"""The append-only audit trail: who, when, what, before, after. Triggers keep it so in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_
from sqlmodel import Session, col, select

from core.base.tables import AuditRow

_RECORD = insert(AuditRow.metadata.tables[str(AuditRow.__tablename__)])


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
    values = {"at": at, "actor_id": actor_id, "actor": kept, "action": action, "subject": subject}
    session.connection().execute(_RECORD, {**values, "before": before, "after": after, "reason": reason})


def entries(session: Session, *, subject: str | None = None, limit: int = 200) -> list[AuditEntry]:
    """Return the newest entries, newest first, of one subject or of all. Callers check the right."""
    query = select(AuditRow).order_by(col(AuditRow.id).desc()).limit(limit)
    if subject is not None:
        query = query.where(AuditRow.subject == subject)
    return [_as_entry(row) for row in session.exec(query)]


def found(
    session: Session,
    *,
    since: datetime,
    until: datetime,
    actor_id: int | None = None,
    kind: str = "",
    besides: tuple[str, ...] = (),
    limit: int = 500,
) -> list[AuditEntry]:
    """Return the newest entries from `since` (closed) to `until` (open), newest first; callers check the right.

    `kind` is the part of the action before its dot, `besides` are beginnings of actions that are left out.
    """
    query = select(AuditRow).where(col(AuditRow.at) >= since, col(AuditRow.at) < until)
    if actor_id is not None:
        query = query.where(AuditRow.actor_id == actor_id)
    if kind:
        query = query.where(or_(col(AuditRow.action) == kind, col(AuditRow.action).startswith(f"{kind}.", autoescape=True)))
    for beginning in besides:
        query = query.where(~col(AuditRow.action).startswith(beginning, autoescape=True))
    return [_as_entry(row) for row in session.exec(query.order_by(col(AuditRow.id).desc()).limit(limit))]


def newest_of(session: Session, action: str) -> AuditEntry | None:
    """Return the newest entry of an action, None when it never happened. Callers check the right."""
    row = session.exec(select(AuditRow).where(AuditRow.action == action).order_by(col(AuditRow.id).desc()).limit(1)).first()
    return None if row is None else _as_entry(row)


def anything_since(session: Session, entry: AuditEntry, *, besides: frozenset[str]) -> bool:
    """Tell whether anything was recorded after an entry, other than the actions named."""
    later = select(AuditRow.id).where(col(AuditRow.id) > entry.id, col(AuditRow.action).not_in(besides)).limit(1)
    return session.exec(later).first() is not None


def _as_entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(row.id or 0, row.at, row.actor_id, row.actor, row.action, row.subject, row.before, row.after, row.reason)
