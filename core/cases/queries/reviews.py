"""Reviews: the work list, one review with its timeline, what waits for a reply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case
from sqlmodel import Session, col, select

from core.base.errors import NotFound
from core.cases.complaint import Person
from core.cases.event import CaseEvent, CaseKind, review_facts
from core.cases.queries.complaints import NO_SUCH_CASE
from core.cases.queries.scope import CaseFilter, chosen, people_of, shops_of, total, visible
from core.cases.queries.timeline import stored_events
from core.cases.review import LOW_STARS, WAITING_STATES, Outcome, Review, ReviewState
from core.cases.tables import ReviewRow
from core.people.user import Right, User


@dataclass(frozen=True)
class ReviewList:
    """A page of the work list, and how many there are in all."""

    lines: tuple[Review, ...]
    total: int


def as_reviews(session: Session, user: User, rows: Iterable[ReviewRow]) -> tuple[Review, ...]:
    """Return the frozen values of stored reviews, with the names they are shown under."""
    kept = list(rows)
    shops = shops_of(session, user)
    people = people_of(session, [number for row in kept for number in (row.logged_by, row.owner_id, row.replied_by)])

    def who(number: int | None) -> Person | None:
        return people.get(number) if number else None

    return tuple(
        Review(
            id=row.id or 0, shop_id=row.shop_id, shop_code=shops[row.shop_id].code, shop_name=shops[row.shop_id].name,
            marketplace=shops[row.shop_id].marketplace, order_no=row.order_no, product=row.product, stars=row.stars, text=row.text,
            posted_at=row.posted_at, logged_by=who(row.logged_by), owner=who(row.owner_id), state=ReviewState(row.status),
            first_reply_at=row.first_reply_at, replied_by=who(row.replied_by), reply=row.reply, closed_at=row.closed_at,
            outcome=Outcome(row.outcome) if row.outcome else None, version=row.version,
        )
        for row in kept
    )  # fmt: skip


def list_reviews(session: Session, user: User, wanted: CaseFilter, *, limit: int = 200) -> ReviewList:
    """Return the work list: 1–2★ waiting for a reply by deadline, then the other waiting ones, then the newest."""
    r = ReviewRow
    query = select(r).where(*chosen(session, user, r, wanted))
    waits = col(r.status).in_([str(state) for state in WAITING_STATES])
    low = col(r.stars) <= LOW_STARS
    ordered = query.order_by(
        case((waits & low, 0), (waits, 1), else_=2),
        case((waits & low, col(r.posted_at))),
        col(r.posted_at).desc(),
        col(r.id).desc(),
    )
    lines = as_reviews(session, user, session.exec(ordered.limit(limit)))
    return ReviewList(lines, len(lines) if len(lines) < limit else total(session, query))


def get_review(session: Session, user: User, review_id: int) -> Review:
    """Return one review; NotFound when there is none or it is somebody else's."""
    row = session.exec(select(ReviewRow).where(col(ReviewRow.id) == review_id, visible(ReviewRow, user))).one_or_none()
    if row is None:
        raise NotFound(NO_SUCH_CASE)
    return as_reviews(session, user, [row])[0]


def review_timeline(session: Session, user: User, review_id: int) -> tuple[CaseEvent, ...]:
    """Return the steps of one review, oldest first; of an imported one what its dates tell."""
    found = get_review(session, user, review_id)
    return tuple(stored_events(session, CaseKind.REVIEW, review_id) or review_facts(found))


def last_review_entry(session: Session, user: User) -> int | None:
    """Return the shop of the review this person logged last; None before the first time."""
    user.require(Right.WORK_CASES)
    query = select(ReviewRow.shop_id).where(ReviewRow.logged_by == user.id).order_by(col(ReviewRow.id).desc()).limit(1)
    return session.exec(query).first()


def low_reviews_waiting(session: Session, user: User, *, now: datetime, limit: int = 20) -> ReviewList:
    """Return 1–2★ reviews without a reply (since `posted_at`; `reply_due` says until when), longest first."""
    r = ReviewRow
    query = select(r).where(
        visible(r, user), col(r.status).in_([str(state) for state in WAITING_STATES]), col(r.stars) <= LOW_STARS,
        col(r.first_reply_at).is_(None), col(r.posted_at) <= now,
    )  # fmt: skip
    lines = as_reviews(session, user, session.exec(query.order_by(col(r.posted_at)).limit(limit)))
    return ReviewList(lines, len(lines) if len(lines) < limit else total(session, query))
