"""Many complaints or reviews at once, for files and demo data: plain inserts, deadlines and repeats worked out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import Session

from core.base import audit
from core.base.changes import Topic, touch
from core.base.text import fold
from core.cases.actions.links import link_repeats
from core.cases.complaint import ComplaintFacts, first_answer_due, resolve_due
from core.cases.deadline import ServiceHours, service_hours
from core.cases.review import ReviewFacts
from core.cases.tables import ComplaintRow, ReviewRow
from core.people.user import Right, User

CHUNK: Final = 5_000


def bulk_complaints(session: Session, user: User, facts: Iterable[ComplaintFacts], *, now: datetime) -> int:
    """Insert many new complaints; streams, one audit row, touches CASES once. Returns how many.

    The values must already be right: the database refuses doubles of shop + order + category +
    opened_at, and then nothing of the transaction stays. Times are kept to the second.
    """
    user.require(Right.IMPORT_FILES)
    hours, count, orders, source = service_hours(), 0, set[str](), iter(facts)
    while chunk := list(islice(source, CHUNK)):
        session.connection().execute(insert(ComplaintRow), [complaint_values(fact, hours) for fact in chunk])
        orders.update(fact.order_no for fact in chunk)
        count += len(chunk)
    link_repeats(session, orders)
    _note(session, user, "complaint.insert_history", count, now)
    return count


def bulk_reviews(session: Session, user: User, facts: Iterable[ReviewFacts], *, now: datetime) -> int:
    """Insert many new reviews; streams, one audit row, touches CASES once. Returns how many.

    The values must already be right: the database refuses doubles of shop + order + product +
    posted_at, and then nothing of the transaction stays.
    """
    user.require(Right.IMPORT_FILES)
    count, source = 0, iter(facts)
    while chunk := list(islice(source, CHUNK)):
        session.connection().execute(insert(ReviewRow), [review_values(fact) for fact in chunk])
        count += len(chunk)
    _note(session, user, "review.insert_history", count, now)
    return count


def _note(session: Session, user: User, action: str, count: int, now: datetime) -> None:
    subject = action.partition(".")[0] + ":*"
    audit.record(session, at=now, actor_id=user.id or None, actor=user.name, action=action, subject=subject, after={"count": count})
    touch(session, Topic.CASES)


def _second(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(microsecond=0)


def complaint_values(fact: ComplaintFacts, hours: ServiceHours) -> dict[str, Any]:
    """Return a new row's columns, with its deadlines and what search looks at."""
    opened_at = fact.opened_at.replace(microsecond=0)
    return {
        "shop_id": fact.shop_id, "order_no": fact.order_no, "customer": fact.customer, "category": str(fact.category),
        "severity": str(fact.severity), "status": str(fact.state), "waiting_for": str(fact.waiting_for or ""),
        "description": fact.description, "folded": complaint_search(fact.order_no, fact.customer, fact.description),
        "opened_at": opened_at, "opened_by": fact.opened_by, "owner_id": fact.owner_id,
        "first_answer_due": first_answer_due(opened_at, hours), "first_answer_at": _second(fact.first_answer_at),
        "clock_from": opened_at, "paused_s": round(fact.paused.total_seconds()),
        "resolve_due": resolve_due(opened_at, fact.severity, fact.paused, hours), "waiting_since": _second(fact.waiting_since),
        "resolved_at": _second(fact.resolved_at), "resolved_by": fact.resolved_by, "resolution": str(fact.resolution or ""),
        "resolution_note": fact.resolution_note, "cost_vnd": fact.cost_vnd, "cause": fact.cause, "prevention": fact.prevention,
        "reopened": 0, "version": 1,
    }  # fmt: skip


def review_values(fact: ReviewFacts) -> dict[str, Any]:
    """Return a new row's columns, with what search looks at."""
    return {
        "shop_id": fact.shop_id, "order_no": fact.order_no, "product": fact.product, "stars": fact.stars, "text": fact.text,
        "folded": review_search(fact.order_no, fact.product, fact.text), "posted_at": fact.posted_at.replace(microsecond=0),
        "logged_by": fact.logged_by, "owner_id": fact.owner_id, "status": str(fact.state),
        "first_reply_at": _second(fact.first_reply_at), "replied_by": fact.replied_by, "reply": fact.reply,
        "closed_at": _second(fact.closed_at), "closed_by": fact.closed_by, "outcome": str(fact.outcome or ""), "version": 1,
    }  # fmt: skip


def complaint_search(order_no: str, customer: str, description: str) -> str:
    """Return what a search in complaints looks at, folded."""
    return fold(f"{order_no} {customer} {description}")


def review_search(order_no: str, product: str, text: str) -> str:
    """Return what a search in reviews looks at, folded."""
    return fold(f"{order_no} {product} {text}")
