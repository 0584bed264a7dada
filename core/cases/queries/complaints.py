"""Complaints: the work list, one complaint with its timeline, what is known of an order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case
from sqlmodel import Session, col, select

from core.base.errors import InvalidInput, NotFound
from core.base.words import mark
from core.cases.category import Category
from core.cases.complaint import CLOSED, Complaint, ComplaintState, PastResolution, Person, Resolution, Severity, WaitingFor
from core.cases.event import CaseEvent, CaseKind, complaint_facts
from core.cases.order_no import clean_order_no
from core.cases.queries.scope import CaseFilter, chosen, late_complaints, people_of, shops_of, total, visible
from core.cases.queries.timeline import stored_events
from core.cases.tables import ComplaintRoundRow, ComplaintRow
from core.people.user import Right, User

NO_SUCH_CASE = mark("This case does not exist, or it belongs to somebody else.")


@dataclass(frozen=True)
class ComplaintList:
    """A page of the work list, and how many there are in all."""

    lines: tuple[Complaint, ...]
    total: int


@dataclass(frozen=True)
class OrderComplaint:
    """An earlier complaint of an order: enough to see a repeat, whoever works on it."""

    id: int
    category: Category
    state: ComplaintState
    opened_at: datetime
    mine_to_open: bool


@dataclass(frozen=True)
class LastEntry:
    """What a person logged last, and when: the next form's defaults."""

    shop_id: int
    category: Category
    opened_at: datetime


def as_complaints(session: Session, user: User, rows: Iterable[ComplaintRow]) -> tuple[Complaint, ...]:
    """Return the frozen values of stored complaints, with the names they are shown under."""
    kept = list(rows)
    shops = shops_of(session, user)
    people = people_of(session, [number for row in kept for number in (row.opened_by, row.owner_id, row.resolved_by)])

    def who(number: int | None) -> Person | None:
        return people.get(number) if number else None

    return tuple(
        Complaint(
            id=row.id or 0, shop_id=row.shop_id, shop_code=shops[row.shop_id].code, shop_name=shops[row.shop_id].name,
            marketplace=shops[row.shop_id].marketplace, order_no=row.order_no, customer=row.customer, category=Category(row.category),
            severity=Severity(row.severity), state=ComplaintState(row.status),
            waiting_for=WaitingFor(row.waiting_for) if row.waiting_for else None,
            description=row.description, opened_at=row.opened_at, opened_by=who(row.opened_by), owner=who(row.owner_id),
            first_answer_due=row.first_answer_due, first_answer_at=row.first_answer_at, resolve_due=row.resolve_due,
            waiting_since=row.waiting_since, resolved_at=row.resolved_at, resolved_by=who(row.resolved_by),
            resolution=Resolution(row.resolution) if row.resolution else None, resolution_note=row.resolution_note,
            cost_vnd=row.cost_vnd, cause=row.cause, prevention=row.prevention, repeat_of=row.repeat_of, reopened=row.reopened,
            version=row.version,
        )
        for row in kept
    )  # fmt: skip


def list_complaints(session: Session, user: User, wanted: CaseFilter, *, limit: int = 200) -> ComplaintList:
    """Return the work list: what is due first comes first, then what waits, then what is closed, newest first."""
    query = select(ComplaintRow).where(*chosen(session, user, ComplaintRow, wanted))
    c = ComplaintRow
    closed = col(c.status).in_([str(state) for state in CLOSED])
    waiting = col(c.status) == str(ComplaintState.WAITING)
    unanswered = (col(c.first_answer_at).is_(None)) & ~waiting & (col(c.first_answer_due) < col(c.resolve_due))
    ordered = query.order_by(
        case((closed, 2), (waiting, 1), else_=0),
        case((closed, None), (unanswered, col(c.first_answer_due)), else_=col(c.resolve_due)),
        case((closed, col(c.resolved_at))).desc().nulls_last(),
        col(c.id).desc(),
    )
    lines = as_complaints(session, user, session.exec(ordered.limit(limit)))
    return ComplaintList(lines, len(lines) if len(lines) < limit else total(session, query))


def count_complaints(session: Session, user: User, wanted: CaseFilter) -> int:
    """Return how many complaints a filter holds."""
    return total(session, select(ComplaintRow.id).where(*chosen(session, user, ComplaintRow, wanted)))


def get_complaint(session: Session, user: User, complaint_id: int) -> Complaint:
    """Return one complaint; NotFound when there is none or it is somebody else's."""
    row = session.exec(select(ComplaintRow).where(col(ComplaintRow.id) == complaint_id, visible(ComplaintRow, user))).one_or_none()
    if row is None:
        raise NotFound(NO_SUCH_CASE)
    return as_complaints(session, user, [row])[0]


def complaint_timeline(session: Session, user: User, complaint_id: int) -> tuple[CaseEvent, ...]:
    """Return the steps of one complaint, oldest first; of an imported one what its dates tell."""
    case_ = get_complaint(session, user, complaint_id)
    return tuple(stored_events(session, CaseKind.COMPLAINT, complaint_id) or complaint_facts(case_))


def past_resolutions(session: Session, user: User, complaint_id: int) -> tuple[PastResolution, ...]:
    """Return how a complaint was closed before it was opened again, oldest first."""
    get_complaint(session, user, complaint_id)
    query = select(ComplaintRoundRow).where(ComplaintRoundRow.complaint_id == complaint_id).order_by(col(ComplaintRoundRow.number))
    rows = list(session.exec(query))
    people = people_of(session, [row.resolved_by for row in rows])
    return tuple(
        PastResolution(
            ComplaintState(row.status), row.resolve_due, row.resolved_at, people.get(row.resolved_by or 0),
            Resolution(row.resolution) if row.resolution else None, row.resolution_note, row.cost_vnd,
        )
        for row in rows
    )  # fmt: skip


def complaints_of_order(session: Session, user: User, shop_id: int, order_no: str, *, limit: int = 10) -> tuple[OrderComplaint, ...]:
    """Return the complaints of an order as typed, newest first; none while it is no order number yet."""
    user.require(Right.WORK_CASES)
    try:
        wanted = clean_order_no(order_no)
    except InvalidInput:
        return ()
    query = select(ComplaintRow).where(ComplaintRow.shop_id == shop_id, ComplaintRow.order_no == wanted)
    rows = session.exec(query.order_by(col(ComplaintRow.opened_at).desc()).limit(limit))
    all_mine = user.may(Right.MANAGE_CASES)
    return tuple(
        OrderComplaint(
            row.id or 0, Category(row.category), ComplaintState(row.status), row.opened_at, all_mine or row.owner_id in (None, user.id)
        )
        for row in rows
    )


def last_complaint_entry(session: Session, user: User) -> LastEntry | None:
    """Return the shop and category this person logged last; None before the first time."""
    user.require(Right.WORK_CASES)
    row = session.exec(select(ComplaintRow).where(ComplaintRow.opened_by == user.id).order_by(col(ComplaintRow.id).desc()).limit(1)).first()
    return None if row is None else LastEntry(row.shop_id, Category(row.category), row.opened_at)


def overdue_complaints(session: Session, user: User, *, now: datetime, limit: int = 20) -> ComplaintList:
    """Return open complaints past their deadline (since `resolve_due`), longest first; a paused clock is not overdue."""
    c = ComplaintRow
    query = select(c).where(
        visible(c, user), col(c.status).in_([str(ComplaintState.NEW), str(ComplaintState.IN_PROGRESS)]), col(c.resolve_due) < now
    )
    stood = select(c).where(visible(c, user), col(c.status) == str(ComplaintState.WAITING), col(c.resolve_due) < col(c.waiting_since))
    rows = [*session.exec(query.order_by(col(c.resolve_due)).limit(limit)), *session.exec(stood.order_by(col(c.resolve_due)).limit(limit))]
    rows.sort(key=lambda row: row.resolve_due)
    number = len(rows) if len(rows) < limit else total(session, query) + total(session, stood)
    return ComplaintList(as_complaints(session, user, rows[:limit]), number)


def count_late(session: Session, user: User, *, now: datetime) -> int:
    """Return how many open complaints are past a deadline: of the solution, or of the first answer."""
    return total(session, select(ComplaintRow.id).where(visible(ComplaintRow, user), late_complaints(now)))


def escalated_complaints(session: Session, user: User, *, now: datetime, limit: int = 20) -> ComplaintList:
    """Return the severe complaints past a deadline, longest first: what a manager must look at."""
    user.require(Right.MANAGE_CASES)
    c = ComplaintRow
    query = select(c).where(col(c.severity) == str(Severity.HIGH), late_complaints(now))
    lines = as_complaints(session, user, session.exec(query.order_by(col(c.resolve_due)).limit(limit)))
    return ComplaintList(lines, len(lines) if len(lines) < limit else total(session, query))


def unanswered_complaints(session: Session, user: User, *, now: datetime, limit: int = 20) -> ComplaintList:
    """Return complaints whose customer should have had a first answer by now (since `first_answer_due`), longest first."""
    c = ComplaintRow
    query = select(c).where(
        visible(c, user), col(c.status).in_([str(ComplaintState.NEW), str(ComplaintState.IN_PROGRESS)]),
        col(c.first_answer_at).is_(None), col(c.first_answer_due) < now,
    )  # fmt: skip
    lines = as_complaints(session, user, session.exec(query.order_by(col(c.first_answer_due)).limit(limit)))
    return ComplaintList(lines, len(lines) if len(lines) < limit else total(session, query))
