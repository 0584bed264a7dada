"""A complaint that turns out to be more severe: raised with its reason, due sooner."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from core.base.errors import InvalidInput, Problem
from core.base.words import mark
from core.cases.actions.trail import take_complaint, write_complaint
from core.cases.complaint import OPEN, SEVERITY_NAMES, Complaint, ComplaintState, Severity, find_severity, resolve_due
from core.cases.deadline import service_hours
from core.cases.event import Step
from core.cases.inputs import RaiseComplaint
from core.cases.wording import kept_text, length_problems
from core.people.user import User

NEEDS_WHY = mark("Say why it is more severe than it looked.")
NOT_HIGHER = mark("Choose a severity above “{severity}”.")
NOT_OPEN = mark("This complaint is closed; open it again first.")
_RANK = {Severity.LOW: 0, Severity.NORMAL: 1, Severity.HIGH: 2}


def higher_severities(severity: Severity) -> tuple[Severity, ...]:
    """Return the severities above one, the highest first."""
    return tuple(one for one in Severity if _RANK[one] > _RANK[severity])


def raise_complaint(session: Session, user: User, given: RaiseComplaint, *, now: datetime) -> Complaint:
    """Raise the severity of an open complaint; the deadline is that of the new severity, from when its clock started."""
    row = take_complaint(session, user, given.id, given.version)
    before, severity, why = Severity(row.severity), find_severity(given.severity), kept_text(given.why)
    if ComplaintState(row.status) not in OPEN:
        raise InvalidInput([Problem("severity", NOT_OPEN)])
    problems = length_problems("note", why)
    if severity is None or severity not in higher_severities(before):
        problems.append(Problem("severity", NOT_HIGHER, {"severity": SEVERITY_NAMES[before]}))
    if not why:
        problems.append(Problem("note", NEEDS_WHY))
    if problems or severity is None:
        raise InvalidInput(problems)
    row.severity = str(severity)
    row.resolve_due = resolve_due(row.clock_from, severity, timedelta(seconds=row.paused_s), service_hours())
    return write_complaint(session, user, row, Step.RAISED, now=now, note=why, severity=row.severity)
