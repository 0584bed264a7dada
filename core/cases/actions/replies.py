"""What was sent to a customer, written down once it passed a check that the asker brings along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from core.base.errors import InvalidInput, Problem
from core.cases.actions.complaints import NEEDS_NOTE, answer_complaint
from core.cases.actions.reviews import reply_review
from core.cases.actions.trail import take_complaint, write_complaint
from core.cases.complaint import Complaint
from core.cases.event import Step
from core.cases.inputs import CaseNote
from core.cases.review import Review
from core.cases.wording import kept_text, length_problems
from core.people.user import User

TextCheck = Callable[[Session, User, str], Sequence[Problem]]
"""Tells why a text must not be sent; the message rules live in another wing, so whoever asks brings them."""


def send_answer(session: Session, user: User, reply: CaseNote, *, now: datetime, check: TextCheck) -> Complaint:
    """Note what the customer was told; the first one stops the clock of the first answer. A forbidden text is refused."""
    text = _passed(session, user, reply.note, check)
    row = take_complaint(session, user, reply.id, reply.version)
    if row.first_answer_at is None:
        return answer_complaint(session, user, reply, now=now)
    return write_complaint(session, user, row, Step.SENT, now=now, note=text)


def send_public_reply(session: Session, user: User, reply: CaseNote, *, now: datetime, check: TextCheck) -> Review:
    """Note the public reply of a review, or correct it. A forbidden text is refused; without a text only the moment is kept."""
    if reply.note.strip():
        _passed(session, user, reply.note, check)
    return reply_review(session, user, reply, now=now)


def _passed(session: Session, user: User, said: str, check: TextCheck) -> str:
    text = kept_text(said)
    problems: list[Any] = [*length_problems("note", text), *(check(session, user, text) if text else ())]
    if not text:
        problems.append(Problem("note", NEEDS_NOTE))
    if problems:
        raise InvalidInput(problems)
    return text
