"""Shifts with their results, each only for those who may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from core.base.audit import entries
from core.base.errors import NotFound
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.shifts.queries.templates import as_template
from core.shifts.result import FIELDS, Result, Totals
from core.shifts.shift import WRITABLE, Shift, ShiftStatus
from core.shifts.tables import ResultRow, ShiftRow, TemplateRow
from core.shifts.template import Template


def may_see(user: User, agent_id: int) -> bool:
    """Tell whether a person may see the shifts of an agent: their own, or as one who sees the team."""
    return agent_id == user.id or user.may(Right.SEE_TEAM)


def subject_of(shift_id: int) -> str:
    """Return how the audit trail names a shift."""
    return f"shift:{shift_id}"


def totals_of(row: ResultRow) -> Totals:
    """Return the numbers of a stored result."""
    return Totals(**{name: getattr(row, name) for name in FIELDS})


def read_shifts(session: Session, rows: Sequence[ShiftRow]) -> tuple[Shift, ...]:
    """Return frozen shifts of stored rows, in their order; callers check who may see them."""
    if not rows:
        return ()
    people = {row.agent_id for row in rows} | {row.checked_in_by for row in rows if row.checked_in_by}
    names = {number: person.display for number, person in users_by_id(session, people).items()}
    kinds = {row.id: as_template(row) for row in session.exec(select(TemplateRow))}
    results: dict[int, list[Result]] = defaultdict(list)
    stored = select(ResultRow).where(col(ResultRow.shift_id).in_([row.id for row in rows])).order_by(col(ResultRow.shop_id))
    for result in session.exec(stored):
        results[result.shift_id].append(Result(result.shop_id, totals_of(result), result.version, result.updated_at))
    return tuple(
        as_shift(
            row, kinds[row.template_id], names, tuple(results[row.id or 0]), return_reason(session, row.id or 0, ShiftStatus(row.status))
        )
        for row in rows
    )


def as_shift(row: Any, template: Template, names: Mapping[int, str], results: tuple[Result, ...], reason: str) -> Shift:
    """Return the frozen value of a stored shift, from its row object or from its columns."""
    return Shift(
        id=row.id or 0,
        agent_id=row.agent_id,
        agent=names[row.agent_id],
        template=template,
        business_date=row.business_date,
        status=ShiftStatus(row.status),
        check_in=row.check_in,
        check_out=row.check_out,
        version=row.version,
        arrival=row.arrival,
        checked_in_by=names[row.checked_in_by] if row.checked_in_by not in (None, row.agent_id) else "",
        submitted_at=row.submitted_at,
        last_update=row.last_update,
        note=row.note,
        return_reason=reason,
        results=results,
    )


def return_reason(session: Session, shift_id: int, status: ShiftStatus) -> str:
    """Return why a shift was returned, while it is; else nothing."""
    if status is not ShiftStatus.RETURNED:
        return ""
    return next((entry.reason for entry in entries(session, subject=subject_of(shift_id)) if entry.action == "shift.return"), "")


def shift_with_results(session: Session, user: User, shift_id: int) -> Shift:
    """Return a shift with its results; NotFound when there is none or it is another's."""
    row = session.get(ShiftRow, shift_id)
    if row is None or not may_see(user, row.agent_id):
        raise NotFound("There is no such shift.", field="shift")
    return read_shifts(session, [row])[0]


def find_shift(session: Session, user: User, shift_id: int) -> Shift | None:
    """Return a shift with its results; None when there is none or it is another's (for a link somebody followed)."""
    try:
        return shift_with_results(session, user, shift_id)
    except NotFound:
        return None


def open_shifts(session: Session, user: User, agent_id: int | None = None) -> tuple[Shift, ...]:
    """Return the shifts of an agent (default: one's own) still to be submitted, the oldest first, so that none is forgotten."""
    agent = user.id if agent_id is None else agent_id
    if not may_see(user, agent):
        raise NotFound("There is no such shift.", field="shift")
    query = (
        select(ShiftRow)
        .where(ShiftRow.agent_id == agent, col(ShiftRow.status).in_([str(status) for status in WRITABLE]))
        .order_by(col(ShiftRow.business_date), col(ShiftRow.check_in), col(ShiftRow.id))
    )
    return read_shifts(session, session.exec(query).all())


def list_shifts(
    session: Session,
    user: User,
    start: date,
    end: date,
    *,
    agents: Sequence[int] = (),
    statuses: Sequence[ShiftStatus] = (),
    limit: int = 500,
) -> tuple[Shift, ...]:
    """Return shifts of business dates start…end (both included), newest first; an agent gets only their own."""
    query = select(ShiftRow).where(col(ShiftRow.business_date).between(start, end))
    if not user.may(Right.SEE_TEAM):
        query = query.where(ShiftRow.agent_id == user.id)
    elif agents:
        query = query.where(col(ShiftRow.agent_id).in_(agents))
    if statuses:
        query = query.where(col(ShiftRow.status).in_([str(status) for status in statuses]))
    query = query.order_by(col(ShiftRow.business_date).desc(), col(ShiftRow.check_in).desc(), col(ShiftRow.id)).limit(limit)
    return read_shifts(session, session.exec(query).all())


def usual_shops(session: Session, user: User, agent_id: int | None = None, *, last: int = 10) -> tuple[int, ...]:
    """Return ids of the shops an agent recorded numbers for in their last shifts, to show those first."""
    agent = user.id if agent_id is None else agent_id
    if not may_see(user, agent):
        return ()
    recent = select(ShiftRow.id).where(ShiftRow.agent_id == agent).order_by(col(ShiftRow.business_date).desc()).limit(last)
    query = select(ResultRow.shop_id).where(col(ResultRow.shift_id).in_(recent), col(ResultRow.chats).is_not(None)).distinct()
    return tuple(sorted(session.exec(query)))
