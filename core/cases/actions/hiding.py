"""Phone numbers and addresses taken out of a case's own text, on request."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from core.base.errors import InvalidInput, Problem
from core.base.words import mark
from core.cases.actions.bulk import complaint_search, review_search
from core.cases.actions.trail import take_complaint, take_review, write_complaint, write_review
from core.cases.complaint import Complaint
from core.cases.event import Step
from core.cases.inputs import HidePersonal
from core.cases.privacy import find_personal, mask_personal
from core.cases.review import Review
from core.people.user import User

NOTHING_TO_HIDE = mark("There is no phone number and no address in it.")


def hide_in_complaint(session: Session, user: User, hide: HidePersonal, *, now: datetime) -> Complaint:
    """Mask the phone numbers and addresses in what was written about a complaint; the timeline says how many."""
    row = take_complaint(session, user, hide.id, hide.version)
    row.description, number = _masked(row.description, hide.address)
    row.folded = complaint_search(row.order_no, row.customer, row.description)
    return write_complaint(session, user, row, Step.HIDDEN, now=now, count=number)


def hide_in_review(session: Session, user: User, hide: HidePersonal, *, now: datetime) -> Review:
    """Mask the phone numbers and addresses in a review's text; the timeline says how many."""
    row = take_review(session, user, hide.id, hide.version)
    row.text, number = _masked(row.text, hide.address)
    row.folded = review_search(row.order_no, row.product, row.text)
    return write_review(session, user, row, Step.HIDDEN, now=now, count=number)


def _masked(text: str, address: str) -> tuple[str, int]:
    found = find_personal(text)
    if not found:
        raise InvalidInput([Problem("description", NOTHING_TO_HIDE)])
    return mask_personal(text, address=address), len(found)
