"""What a manager looks at before approving: the queue, a shift beside its past, its whole history."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from core.base.audit import entries
from core.people.queries.users import displays_of
from core.people.user import Right, User
from core.shifts.comparison import LOOK_BACK, Compared, Worked, compare
from core.shifts.queries.saves import save_history
from core.shifts.queries.shifts import read_shifts, shift_with_results, subject_of
from core.shifts.result import FIELDS, Totals
from core.shifts.shift import Shift, ShiftStatus
from core.shifts.tables import ResultRow, ShiftRow
from core.shifts.timeline import Act, Event, Step, timeline_of

MOST: Final = 300
HANDED_IN: Final = (str(ShiftStatus.SUBMITTED), str(ShiftStatus.APPROVED))
_STEPS: Final = {
    "shift.check_in": Step.CHECK_IN,
    "shift.submit": Step.SUBMIT,
    "shift.return": Step.RETURN,
    "shift.approve": Step.APPROVE,
}


@dataclass(frozen=True)
class QueueFilter:
    """Which handed-in shifts: business dates start…end (both included); no agents or templates means all."""

    start: date
    end: date
    statuses: tuple[ShiftStatus, ...] = (ShiftStatus.SUBMITTED,)
    agents: tuple[int, ...] = ()
    templates: tuple[int, ...] = ()


@dataclass(frozen=True)
class Queue:
    """The first shifts of the queue, and how many there are in all."""

    shifts: tuple[Shift, ...]
    total: int


def approval_queue(session: Session, user: User, wanted: QueueFilter) -> Queue:
    """Return the shifts that wait, the oldest business date first; with one's own, which somebody else decides."""
    user.require(Right.APPROVE_SHIFTS)
    where = [
        col(ShiftRow.business_date).between(wanted.start, wanted.end),
        col(ShiftRow.status).in_([str(status) for status in wanted.statuses]),
    ]
    for column, chosen in ((col(ShiftRow.agent_id), wanted.agents), (col(ShiftRow.template_id), wanted.templates)):
        if chosen:
            where.append(column.in_(chosen))
    order = (col(ShiftRow.business_date), col(ShiftRow.check_in), col(ShiftRow.id))
    ids = list(session.exec(select(ShiftRow.id).where(*where).order_by(*order)))
    rows = session.exec(select(ShiftRow).where(col(ShiftRow.id).in_(ids[:MOST])).order_by(*order)).all()
    return Queue(read_shifts(session, rows), len(ids))


def shift_comparison(session: Session, user: User, shift_id: int) -> tuple[Compared, ...]:
    """Return a shift's metrics beside the medians of the eight weeks before it: the agent's own, and everybody's.

    Same template and shop, handed-in shifts of the business dates before this one; for those who see the team.
    """
    user.require(Right.SEE_TEAM)
    shift = shift_with_results(session, user, shift_id)
    hours = None if shift.check_out is None else (shift.check_out - shift.check_in).total_seconds() / 3600
    results = [Worked(shift.agent_id, result.shop_id, hours, result.totals) for result in shift.results if not result.totals.blank]
    if not results:
        return ()
    shops = [result.shop_id for result in results]
    past = _past(session, shift.template.id, shift.business_date - LOOK_BACK, shift.business_date - timedelta(days=1), shops)
    return compare(results, past)


def _past(session: Session, template_id: int, start: date, end: date, shops: Collection[int]) -> list[Worked]:
    columns: tuple[Any, ...] = (ShiftRow.agent_id, ResultRow.shop_id, ShiftRow.check_in, ShiftRow.check_out)
    query = (
        core_select(*(col(column) for column in columns), *(col(getattr(ResultRow, name)) for name in FIELDS))
        .select_from(ShiftRow)
        .join(ResultRow, col(ResultRow.shift_id) == col(ShiftRow.id))
        .where(
            col(ShiftRow.business_date).between(start, end),
            (col(ShiftRow.template_id) + 0) == template_id,
            col(ShiftRow.status).in_(HANDED_IN),
            (col(ResultRow.shop_id) + 0).in_(shops),
        )
    )
    return [
        Worked(agent, shop, None if check_out is None else (check_out - check_in).total_seconds() / 3600, Totals(*numbers))
        for agent, shop, check_in, check_out, *numbers in session.connection().execute(query)
    ]


def shift_timeline(session: Session, user: User, shift_id: int) -> tuple[Event, ...]:
    """Return everything that happened to a shift, oldest first; for those who may see the shift."""
    shift = shift_with_results(session, user, shift_id)
    saves = tuple(reversed(save_history(session, user, shift_id)))
    told = [entry for entry in reversed(entries(session, subject=subject_of(shift_id), limit=1_000)) if entry.action in _STEPS]
    names = displays_of(session, {entry.actor_id for entry in told})
    acts = [
        Act(
            entry.at,
            names.get(entry.actor_id or 0, entry.actor),
            _STEPS[entry.action],
            entry.reason or (str((entry.after or {}).get("note", "")) if entry.action == "shift.submit" else ""),
        )
        for entry in told
    ]
    steps = {act.step for act in acts}
    # History brought in by an import or a bulk insert has no trail of its own: the shift itself tells this much.
    if Step.CHECK_IN not in steps:
        acts.insert(0, Act(shift.check_in, shift.checked_in_by or shift.agent, Step.CHECK_IN))
    if Step.SUBMIT not in steps and shift.submitted_at is not None:
        acts.insert(1, Act(shift.submitted_at, shift.agent, Step.SUBMIT, shift.note))
    return timeline_of(saves, acts)
