"""A few complaints of the demo are opened again, through the same actions people use, so their timelines are real."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from core.cases.actions.complaints import move_complaint
from core.cases.complaint import Complaint, ComplaintState, Resolution
from core.cases.deadline import ServiceHours
from core.cases.inputs import MoveComplaint
from core.cases.queries.complaints import list_complaints
from core.cases.queries.scope import CaseFilter
from core.demo.texts import NOTES, REOPENED
from core.people.queries.users import user_by_id
from core.people.user import SYSTEM, User

SOLVED_AGAIN = 3
LOOKED_AT = 60


def reopen_some(session: Session, hours: ServiceHours, *, now: datetime) -> int:
    """Open up to four recently solved complaints again, the older ones to be solved a second time; returns how many."""
    listed = list_complaints(session, SYSTEM, CaseFilter(states=(str(ComplaintState.RESOLVED),)), limit=LOOKED_AT).lines
    solved = [(case.resolved_at, case) for case in listed if case.resolved_at and case.repeat_of is None]
    older = [(at, case) for at, case in solved if at < now - timedelta(days=3)]
    chosen = older[:: max(1, len(older) // SOLVED_AGAIN)][:SOLVED_AGAIN]
    for at, case in chosen:
        reopened_at = hours.after(at, timedelta(hours=5, minutes=20))
        again = _reopen(session, case, now=reopened_at)
        solution = MoveComplaint(
            id=again.id, version=again.version, to=ComplaintState.RESOLVED, resolution=str(Resolution.VOUCHER), cost="30000",
            note=NOTES[Resolution.VOUCHER][0],
        )  # fmt: skip
        move_complaint(session, _owner(session, case), solution, now=hours.after(reopened_at, timedelta(hours=1, minutes=40)))
    recent = [case for at, case in solved if now - timedelta(days=3) <= at < now - timedelta(hours=6)][:1]
    for case in recent:
        _reopen(session, case, now=now - timedelta(minutes=25))
    return len(chosen) + len(recent)


def _reopen(session: Session, case: Complaint, *, now: datetime) -> Complaint:
    move = MoveComplaint(id=case.id, version=case.version, to=ComplaintState.IN_PROGRESS, note=REOPENED)
    return move_complaint(session, _owner(session, case), move, now=now)


def _owner(session: Session, case: Complaint) -> User:
    return (user_by_id(session, case.owner.id) if case.owner else None) or SYSTEM
