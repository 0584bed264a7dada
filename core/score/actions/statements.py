"""Note in the audit trail that statements leave the house."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from core.base import audit
from core.people.user import Right, User
from core.score.queries.statements import StatementFile
from core.score.statement import ExportStatements


def record_export(session: Session, user: User, wanted: ExportStatements, made: StatementFile, *, now: datetime) -> None:
    """Write the line of a file made; before the file is handed out. The file is made outside: setting 500 pages takes a while."""
    user.require(Right.SEE_BONUS)
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="bonus.export", subject=f"bonus:{wanted.month:%Y-%m}",
        after={"file": str(wanted.kind), "statements": made.statements, "agent": wanted.agent_id, "status": made.status},
    )  # fmt: skip
