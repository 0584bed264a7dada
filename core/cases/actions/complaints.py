"""Complaints: log one, answer, wait, solve, reject, open again, give to somebody, correct."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from core.base.errors import AlreadyDone, InvalidInput, Problem
from core.base.money import parse_vnd
from core.base.words import mark
from core.cases.actions.bulk import complaint_search, complaint_values
from core.cases.actions.links import link_repeats
from core.cases.actions.trail import impossible, owner_problems, shop_problems, take_complaint, write_complaint
from core.cases.category import Category, find_category
from core.cases.complaint import (
    CLOSED,
    NEXT_STATES,
    STATE_NAMES,
    Complaint,
    ComplaintFacts,
    ComplaintState,
    Severity,
    WaitingFor,
    find_resolution,
    find_severity,
    first_answer_due,
    resolve_due,
)
from core.cases.deadline import service_hours
from core.cases.event import Step
from core.cases.inputs import CaseNote, EditComplaint, GiveCase, MoveComplaint, NewComplaint
from core.cases.order_no import clean_order_no
from core.cases.picture import clean_links
from core.cases.queries.complaints import as_complaints
from core.cases.tables import ComplaintRoundRow, ComplaintRow
from core.cases.wording import customer_problems, kept_text, length_problems, one_line
from core.people.user import Right, User

NEEDS_CATEGORY = mark("Choose what the complaint is about.")
NEEDS_SEVERITY = mark("Choose how severe it is.")
NEEDS_RESOLUTION = mark("Choose how it was solved.")
NEEDS_REASON = mark("Say why it is rejected; the customer will ask.")
NEEDS_WHY_AGAIN = mark("Say why it is opened again.")
NEEDS_PARTY = mark("Choose whether you wait for the customer or for the marketplace.")
NEEDS_NOTE = mark("Type the note first.")
IN_FUTURE = mark("This moment is in the future.")
TWIN = mark("This complaint was logged a moment ago; look for it in the list.")
ANSWERED = mark("The first answer is already noted.")


def log_complaint(session: Session, user: User, new: NewComplaint, *, now: datetime) -> Complaint:
    """Log a complaint: deadlines start, a repeat of the last 7 days is linked."""
    user.require(Right.WORK_CASES)
    problems = [*shop_problems(session, user, new.shop_id), *owner_problems(session, user, new.owner_id)]
    order_no, links = "", tuple[str, ...]()
    try:
        order_no = clean_order_no(new.order_no)
    except InvalidInput as error:
        problems += error.problems
    try:
        links = clean_links(new.links)
    except InvalidInput as error:
        problems += error.problems
    category, severity = find_category(new.category), find_severity(new.severity)
    if category is None:
        problems.append(Problem("category", NEEDS_CATEGORY))
    if severity is None:
        problems.append(Problem("severity", NEEDS_SEVERITY))
    customer, description = one_line(new.customer), kept_text(new.description)
    problems += [*customer_problems(customer), *length_problems("description", description)]
    opened_at = (new.opened_at or now).replace(microsecond=0)
    if opened_at > now:
        problems.append(Problem("opened_at", IN_FUTURE))
    if problems or category is None or severity is None:
        raise InvalidInput(problems)
    facts = ComplaintFacts(
        shop_id=new.shop_id, order_no=order_no, category=category, severity=severity, opened_at=opened_at, customer=customer,
        description=description, state=ComplaintState.IN_PROGRESS if new.answered else ComplaintState.NEW,
        first_answer_at=now if new.answered else None, opened_by=user.id or None, owner_id=new.owner_id or None,
    )  # fmt: skip
    row = ComplaintRow(**complaint_values(facts, service_hours()))
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise AlreadyDone(TWIN) from None
    link_repeats(session, [order_no])
    session.refresh(row)
    return write_complaint(session, user, row, Step.OPENED, now=now, answered=new.answered or None, links=list(links))


def answer_complaint(session: Session, user: User, answer: CaseNote, *, now: datetime) -> Complaint:
    """Note the first answer to the customer; a new complaint is then being worked on."""
    row = take_complaint(session, user, answer.id, answer.version)
    if row.first_answer_at is not None:
        raise InvalidInput([Problem("state", ANSWERED)])
    state = ComplaintState(row.status)
    if state in CLOSED:
        raise impossible(STATE_NAMES[state], STATE_NAMES[ComplaintState.IN_PROGRESS])
    note = _note(answer.note)
    row.first_answer_at = now.replace(microsecond=0)
    if state is ComplaintState.NEW:
        row.status = str(ComplaintState.IN_PROGRESS)
    _own(row, user)
    return write_complaint(session, user, row, Step.ANSWERED, now=now, note=note)


def move_complaint(session: Session, user: User, move: MoveComplaint, *, now: datetime) -> Complaint:
    """Take a complaint to another state; whoever moves nobody's complaint becomes its owner."""
    row = take_complaint(session, user, move.id, move.version)
    state = ComplaintState(row.status)
    if move.to not in NEXT_STATES[state] or (state is move.to and row.waiting_for == move.waiting_for):
        raise impossible(STATE_NAMES[state], STATE_NAMES[move.to])
    note, moment = _note(move.note), now.replace(microsecond=0)
    if state in CLOSED:
        return _reopen(session, user, row, note, now=moment)
    if move.to in CLOSED:
        return _close(session, user, row, move, note, now=moment)
    if move.to is ComplaintState.WAITING:
        if move.waiting_for is None:
            raise InvalidInput([Problem("waiting_for", NEEDS_PARTY)])
        row.waiting_for = str(move.waiting_for)
        row.waiting_since = row.waiting_since or moment
        if move.waiting_for is WaitingFor.CUSTOMER:  # who waits for the customer has written to them
            row.first_answer_at = row.first_answer_at or moment
    paused = _end_pause(row, moment) if move.to is ComplaintState.IN_PROGRESS else None
    row.status = str(move.to)
    _own(row, user)
    step = Step.WAITED if move.to is ComplaintState.WAITING else Step.STARTED
    return write_complaint(session, user, row, step, now=now, note=note, waiting_for=row.waiting_for, paused_s=paused)


def _close(session: Session, user: User, row: ComplaintRow, move: MoveComplaint, note: str, *, now: datetime) -> Complaint:
    solved = move.to is ComplaintState.RESOLVED
    resolution, cause, prevention = find_resolution(move.resolution), kept_text(move.cause), kept_text(move.prevention)
    problems = [*length_problems("cause", cause), *length_problems("prevention", prevention)]
    cost: int | None = None
    try:
        cost = parse_vnd(move.cost, field="cost_vnd")
    except InvalidInput as error:
        problems += error.problems
    if solved and resolution is None:
        problems.append(Problem("resolution", NEEDS_RESOLUTION))
    if not solved and not note:
        problems.append(Problem("note", NEEDS_REASON))
    if problems:
        raise InvalidInput(problems)
    _end_pause(row, now)
    row.status, row.resolved_at, row.resolved_by = str(move.to), now, user.id or None
    row.resolution, row.cost_vnd = (str(resolution), cost) if solved else ("", None)
    row.resolution_note, row.cause, row.prevention = note, cause or row.cause, prevention or row.prevention
    row.first_answer_at = row.first_answer_at or now
    _own(row, user)
    step = Step.RESOLVED if solved else Step.REJECTED
    return write_complaint(session, user, row, step, now=now, note=note, resolution=row.resolution, cost_vnd=row.cost_vnd)


def _reopen(session: Session, user: User, row: ComplaintRow, why: str, *, now: datetime) -> Complaint:
    """Keep how it was closed, apart, and start the clock anew."""
    if not why:
        raise InvalidInput([Problem("note", NEEDS_WHY_AGAIN)])
    row.reopened += 1
    session.add(
        ComplaintRoundRow(
            complaint_id=row.id or 0, number=row.reopened, status=row.status, clock_from=row.clock_from, resolve_due=row.resolve_due,
            resolved_at=row.resolved_at, resolved_by=row.resolved_by, resolution=row.resolution, resolution_note=row.resolution_note,
            cost_vnd=row.cost_vnd,
        )
    )  # fmt: skip
    row.status, row.resolved_at, row.resolved_by = str(ComplaintState.IN_PROGRESS), None, None
    row.resolution, row.resolution_note, row.cost_vnd = "", "", None
    row.clock_from, row.paused_s = now, 0
    row.resolve_due = resolve_due(now, Severity(row.severity), timedelta(0), service_hours())
    _own(row, user)
    return write_complaint(session, user, row, Step.REOPENED, now=now, note=why)


def assign_complaint(session: Session, user: User, give: GiveCase, *, now: datetime) -> Complaint:
    """Take a complaint, give it back, or (managers) give it to somebody."""
    row = take_complaint(session, user, give.id, give.version)
    if problems := owner_problems(session, user, give.owner_id):
        raise InvalidInput(problems)
    row.owner_id = give.owner_id or None
    return write_complaint(session, user, row, Step.ASSIGNED, now=now, to=give.owner_id)


def note_complaint(session: Session, user: User, note: CaseNote, *, now: datetime) -> Complaint:
    """Add a remark to the timeline."""
    row = take_complaint(session, user, note.id, note.version)
    text, links = _note(note.note), clean_links(note.links)
    if not text and not links:
        raise InvalidInput([Problem("note", NEEDS_NOTE)])
    return write_complaint(session, user, row, Step.NOTED, now=now, note=text, links=list(links))


def edit_complaint(session: Session, user: User, edit: EditComplaint, *, now: datetime) -> Complaint:
    """Correct what was logged; another severity moves the deadline, another category the repeats."""
    row = take_complaint(session, user, edit.id, edit.version)
    category, severity = find_category(edit.category), find_severity(edit.severity)
    customer, description = one_line(edit.customer), kept_text(edit.description)
    problems = [*customer_problems(customer), *length_problems("description", description)]
    if category is None:
        problems.append(Problem("category", NEEDS_CATEGORY))
    if severity is None:
        problems.append(Problem("severity", NEEDS_SEVERITY))
    if problems or category is None or severity is None:
        raise InvalidInput(problems)
    before = {"category": row.category, "severity": row.severity}
    if _twin(session, row, category):
        raise InvalidInput([Problem("category", TWIN)])
    row.category, row.severity, row.customer, row.description = str(category), str(severity), customer, description
    row.folded = complaint_search(row.order_no, customer, description)
    row.resolve_due = resolve_due(row.clock_from, severity, timedelta(seconds=row.paused_s), service_hours())
    changed = {name: old for name, old in before.items() if old != getattr(row, name)}
    shown = write_complaint(session, user, row, Step.EDITED, now=now, **changed)
    if "category" not in changed:
        return shown
    link_repeats(session, [row.order_no])
    session.refresh(row)
    return as_complaints(session, user, [row])[0]


def _twin(session: Session, row: ComplaintRow, category: Category) -> bool:
    same = select(ComplaintRow.id).where(
        ComplaintRow.shop_id == row.shop_id, ComplaintRow.order_no == row.order_no, ComplaintRow.category == str(category),
        ComplaintRow.opened_at == row.opened_at, ComplaintRow.id != row.id,
    )  # fmt: skip
    return session.exec(same).first() is not None


def _own(row: ComplaintRow, user: User) -> None:
    if row.owner_id is None:
        row.owner_id = user.id or None


def _note(text: str) -> str:
    note = kept_text(text)
    if problems := length_problems("note", note):
        raise InvalidInput(problems)
    return note


def _end_pause(row: ComplaintRow, now: datetime) -> int | None:
    """Move the deadlines by the service time that was spent waiting; returns its seconds, None when the clock ran."""
    if row.waiting_since is None:
        return None
    hours = service_hours()
    this_time = round(hours.between(row.waiting_since, now).total_seconds())
    row.paused_s += this_time
    paused = timedelta(seconds=row.paused_s)
    row.resolve_due = resolve_due(row.clock_from, Severity(row.severity), paused, hours)
    if row.first_answer_at is None:
        row.first_answer_due = first_answer_due(row.opened_at, hours, paused)
    row.waiting_since, row.waiting_for = None, ""
    return this_time
