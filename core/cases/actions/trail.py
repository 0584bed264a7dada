"""What every act on a case shares: take the row, check whose it is and that nobody was faster, write the step down."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import inspect
from sqlmodel import Session, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import Conflict, InvalidInput, NotFound, Problem, Refused
from core.base.words import mark
from core.cases.complaint import Complaint
from core.cases.event import CaseEvent, CaseKind, Step, complaint_facts, review_facts
from core.cases.queries.complaints import NO_SUCH_CASE, as_complaints
from core.cases.queries.reviews import as_reviews
from core.cases.queries.timeline import stored_events
from core.cases.review import Review
from core.cases.tables import CaseEventRow, ComplaintRow, ReviewRow
from core.people.queries.shops import list_shops
from core.people.queries.users import user_by_id
from core.people.user import Right, User

NOT_YOURS = mark("This case belongs to somebody else. Ask a manager to give it to you.")
CHANGED_MEANWHILE = mark("Somebody changed this case in the meantime. Look at what it says now, then save again.")
ONLY_MANAGERS_GIVE = mark("Only a manager may give a case to somebody else.")
NO_SUCH_PERSON = mark("Choose a person who is still in the team.")
NO_SUCH_SHOP = mark("Choose a shop.")
CaseRow = ComplaintRow | ReviewRow
_AUDITED: Final = ("status", "waiting_for", "owner_id", "severity", "category", "resolution", "cost_vnd", "stars", "outcome")
IMPOSSIBLE = mark("A case that is “{state}” cannot become “{to}”.")


def take_complaint(session: Session, user: User, complaint_id: int, version: int) -> ComplaintRow:
    """Return the row, locked for this transaction, when this person may work on it and it is as they saw it."""
    user.require(Right.WORK_CASES)
    query = select(ComplaintRow).where(ComplaintRow.id == complaint_id)
    row = session.exec(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(NO_SUCH_CASE)
    _check(user, row.owner_id)
    if row.version != version:
        raise Conflict(CHANGED_MEANWHILE, current=as_complaints(session, user, [row])[0])
    _first_events(session, CaseKind.COMPLAINT, complaint_id, complaint_facts(as_complaints(session, user, [row])[0]))
    return row


def take_review(session: Session, user: User, review_id: int, version: int) -> ReviewRow:
    """Return the row, locked for this transaction, when this person may work on it and it is as they saw it."""
    user.require(Right.WORK_CASES)
    query = select(ReviewRow).where(ReviewRow.id == review_id)
    row = session.exec(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(NO_SUCH_CASE)
    _check(user, row.owner_id)
    if row.version != version:
        raise Conflict(CHANGED_MEANWHILE, current=as_reviews(session, user, [row])[0])
    _first_events(session, CaseKind.REVIEW, review_id, review_facts(as_reviews(session, user, [row])[0]))
    return row


def _check(user: User, owner_id: int | None) -> None:
    if owner_id not in (None, user.id) and not user.may(Right.MANAGE_CASES):
        raise Refused(NOT_YOURS)


def owner_problems(session: Session, user: User, owner_id: int | None) -> list[Problem]:
    """Return what is wrong with a new owner; an agent may only take a case or give it back."""
    if owner_id is None or owner_id == user.id:
        return []
    if not user.may(Right.MANAGE_CASES):
        raise Refused(ONLY_MANAGERS_GIVE)
    person = user_by_id(session, owner_id)
    return [] if person and person.may(Right.WORK_CASES) else [Problem("owner", NO_SUCH_PERSON)]


def shop_problems(session: Session, user: User, shop_id: int) -> list[Problem]:
    """Return what is wrong with a case's shop."""
    return [] if shop_id in {shop.id for shop in list_shops(session, user)} else [Problem("shop", NO_SUCH_SHOP)]


def impossible(state: str, to: str) -> InvalidInput:
    """Return the error of a step that does not exist; both are message ids."""
    return InvalidInput([Problem("state", IMPOSSIBLE, {"state": state, "to": to})])


def write_complaint(session: Session, user: User, row: ComplaintRow, step: Step, *, now: datetime, **detail: Any) -> Complaint:
    """Store a new or changed complaint with the step, its audit row and the change counter."""
    _write(session, user, CaseKind.COMPLAINT, row, step=step, now=now, detail=detail)
    return as_complaints(session, user, [row])[0]


def write_review(session: Session, user: User, row: ReviewRow, step: Step, *, now: datetime, **detail: Any) -> Review:
    """Store a new or changed review with the step, its audit row and the change counter."""
    _write(session, user, CaseKind.REVIEW, row, step=step, now=now, detail=detail)
    return as_reviews(session, user, [row])[0]


def _write(session: Session, user: User, kind: CaseKind, row: CaseRow, *, step: Step, now: datetime, detail: dict[str, Any]) -> None:
    """`detail` is what the timeline shows; the audit row holds what changed, never a customer's words."""
    before, after = _changes(row, new=step is Step.OPENED)
    if step is not Step.OPENED:
        row.version += 1
    session.add(row)
    session.flush()
    case_id, actor = row.id or 0, user.id or None
    kept = {name: value for name, value in detail.items() if value not in ("", None, [])}
    session.add(CaseEventRow(kind=str(kind), case_id=case_id, at=now, actor_id=actor, action=str(step), detail=kept or None))
    audit.record(
        session, at=now, actor_id=actor, actor=user.name, action=f"{kind}.{step}", subject=f"{kind}:{case_id}",
        before=before or None, after=after or None,
    )  # fmt: skip
    touch(session, Topic.CASES)


def _changes(row: CaseRow, *, new: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    if new:
        return {}, {name: value for name in _AUDITED if (value := getattr(row, name, None)) not in ("", None)}
    before, after = dict[str, Any](), dict[str, Any]()
    attributes = inspect(row).attrs
    for name in _AUDITED:
        history = attributes[name].history if name in attributes else None
        if history and history.added and list(history.added) != list(history.deleted or ()):
            after[name], before[name] = history.added[0], (history.deleted or (None,))[0]
    return before, after


def _first_events(session: Session, kind: CaseKind, case_id: int, facts: list[CaseEvent]) -> None:
    """Write down what the dates of an imported case tell, before the first step is added to it here."""
    if stored_events(session, kind, case_id):
        return
    for event in facts:
        detail = event.detail | ({"note": event.note} if event.note else {})
        actor = event.actor.id if event.actor else None
        session.add(
            CaseEventRow(kind=str(kind), case_id=case_id, at=event.at, actor_id=actor, action=str(event.step), detail=detail or None)
        )
    session.flush()
