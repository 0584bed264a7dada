"""Reviews: log one, contact the customer, note the public reply, close with the outcome, give to somebody."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from core.base.errors import AlreadyDone, InvalidInput, Problem
from core.base.words import mark
from core.cases.actions.bulk import review_values
from core.cases.actions.complaints import IN_FUTURE, NEEDS_NOTE
from core.cases.actions.trail import impossible, owner_problems, shop_problems, take_review, write_review
from core.cases.event import Step
from core.cases.inputs import CaseNote, CloseReview, GiveCase, NewReview
from core.cases.order_no import clean_order_no
from core.cases.picture import clean_links
from core.cases.review import MAX_PRODUCT, NEXT_REVIEW_STATES, REVIEW_STATE_NAMES, Review, ReviewFacts, ReviewState
from core.cases.tables import ReviewRow
from core.cases.wording import kept_text, length_problems, one_line
from core.people.user import Right, User

WRONG_STARS = mark("Choose 1 to 5 stars.")
NEEDS_OUTCOME = mark("Choose how it ended.")
TWIN_REVIEW = mark("This review is already in the list.")


def log_review(session: Session, user: User, new: NewReview, *, now: datetime) -> Review:
    """Log a review; the 24 hours for 1–2★ run from when it was posted."""
    user.require(Right.WORK_CASES)
    problems = [*shop_problems(session, user, new.shop_id), *owner_problems(session, user, new.owner_id)]
    order_no, product, text, links = "", one_line(new.product), kept_text(new.text), tuple[str, ...]()
    if new.order_no.strip():
        try:
            order_no = clean_order_no(new.order_no)
        except InvalidInput as error:
            problems += error.problems
    try:
        links = clean_links(new.links)
    except InvalidInput as error:
        problems += error.problems
    if new.stars not in range(1, 6):
        problems.append(Problem("stars", WRONG_STARS))
    posted_at = (new.posted_at or now).replace(microsecond=0)
    if posted_at > now:
        problems.append(Problem("posted_at", IN_FUTURE))
    problems += [*length_problems("product", product, MAX_PRODUCT), *length_problems("text", text)]
    if problems:
        raise InvalidInput(problems)
    facts = ReviewFacts(
        shop_id=new.shop_id, stars=new.stars, state=ReviewState.NEW, posted_at=posted_at, order_no=order_no, product=product, text=text,
        logged_by=user.id or None, owner_id=new.owner_id or None,
    )  # fmt: skip
    row = ReviewRow(**review_values(facts))
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise AlreadyDone(TWIN_REVIEW) from None
    return write_review(session, user, row, Step.OPENED, now=now, links=list(links))


def contact_review(session: Session, user: User, note: CaseNote, *, now: datetime) -> Review:
    """Note that the customer was contacted, or open a closed review again."""
    row = take_review(session, user, note.id, note.version)
    state = ReviewState(row.status)
    _step(state, ReviewState.CONTACTED)
    row.status = str(ReviewState.CONTACTED)
    step = Step.CONTACTED
    if state is ReviewState.CLOSED:
        row.status = str(ReviewState.REPLIED if row.first_reply_at else ReviewState.CONTACTED)
        row.closed_at, row.closed_by, row.outcome = None, None, ""
        step = Step.REOPENED
    _own(row, user)
    return write_review(session, user, row, step, now=now, note=_note(note.note))


def reply_review(session: Session, user: User, reply: CaseNote, *, now: datetime) -> Review:
    """Note the public reply; the first one counts for the 24 hours, a later one corrects its text."""
    row = take_review(session, user, reply.id, reply.version)
    _step(ReviewState(row.status), ReviewState.REPLIED)
    text = _note(reply.note)
    if row.first_reply_at is None:
        row.first_reply_at, row.replied_by = now.replace(microsecond=0), user.id or None
    elif not text:
        raise InvalidInput([Problem("note", NEEDS_NOTE)])
    row.status, row.reply = str(ReviewState.REPLIED), text or row.reply
    _own(row, user)
    return write_review(session, user, row, Step.REPLIED, now=now, note=text)


def close_review(session: Session, user: User, close: CloseReview, *, now: datetime) -> Review:
    """Close a review with its outcome."""
    row = take_review(session, user, close.id, close.version)
    _step(ReviewState(row.status), ReviewState.CLOSED)
    if close.outcome is None:
        raise InvalidInput([Problem("outcome", NEEDS_OUTCOME)])
    row.status, row.outcome = str(ReviewState.CLOSED), str(close.outcome)
    row.closed_at, row.closed_by = now.replace(microsecond=0), user.id or None
    _own(row, user)
    return write_review(session, user, row, Step.CLOSED, now=now, note=_note(close.note), outcome=row.outcome)


def assign_review(session: Session, user: User, give: GiveCase, *, now: datetime) -> Review:
    """Take a review, give it back, or (managers) give it to somebody."""
    row = take_review(session, user, give.id, give.version)
    if problems := owner_problems(session, user, give.owner_id):
        raise InvalidInput(problems)
    row.owner_id = give.owner_id or None
    return write_review(session, user, row, Step.ASSIGNED, now=now, to=give.owner_id)


def note_review(session: Session, user: User, note: CaseNote, *, now: datetime) -> Review:
    """Add a remark to the timeline."""
    row = take_review(session, user, note.id, note.version)
    text, links = _note(note.note), clean_links(note.links)
    if not text and not links:
        raise InvalidInput([Problem("note", NEEDS_NOTE)])
    return write_review(session, user, row, Step.NOTED, now=now, note=text, links=list(links))


def _step(state: ReviewState, to: ReviewState) -> None:
    if to not in NEXT_REVIEW_STATES[state]:
        raise impossible(REVIEW_STATE_NAMES[state], REVIEW_STATE_NAMES[to])


def _own(row: ReviewRow, user: User) -> None:
    if row.owner_id is None:
        row.owner_id = user.id or None


def _note(text: str) -> str:
    note = kept_text(text)
    if problems := length_problems("note", note):
        raise InvalidInput(problems)
    return note
