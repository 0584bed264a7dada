"""The stored steps of a case. Callers have checked that the asker may see the case."""

from __future__ import annotations

from sqlmodel import Session, col, select

from core.cases.event import CaseEvent, CaseKind, Step, in_order
from core.cases.queries.scope import people_of
from core.cases.tables import CaseEventRow


def stored_events(session: Session, kind: CaseKind, case_id: int) -> list[CaseEvent]:
    """Return what was written down of a case, oldest first."""
    query = select(CaseEventRow).where(CaseEventRow.kind == str(kind), CaseEventRow.case_id == case_id).order_by(col(CaseEventRow.id))
    rows = list(session.exec(query))
    details = [dict(row.detail or {}) for row in rows]
    people = people_of(session, [row.actor_id for row in rows] + [detail.get("to") for detail in details])
    return in_order(
        CaseEvent(
            row.at,
            people.get(row.actor_id or 0),
            Step(row.action),
            str(detail.pop("note", "")),
            people.get(detail.pop("to", 0) or 0),
            detail,
        )
        for row, detail in zip(rows, details, strict=True)
    )
