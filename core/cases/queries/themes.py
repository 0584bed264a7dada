"""Themes of reviews as they hold now, and what a period's reviews teach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from core.cases.complaint import FIRST_ANSWER_WITHIN
from core.cases.deadline import ServiceHours, service_hours
from core.cases.lesson import on_clock
from core.cases.queries.learning import Period
from core.cases.review import Outcome, ReviewState
from core.cases.review_lesson import ReplyBand, ReviewFact, Stars, Themes, by_product, by_theme, low_by_reply, stars_by_answer, stars_of
from core.cases.tables import ComplaintRow, ReviewRow, ReviewThemeRow
from core.cases.themes import STARTER, Theme
from core.people.user import Right, User


def list_themes(session: Session, user: User) -> tuple[Theme, ...]:
    """Return every theme: the built-in ones, as the owner changed them where so, then the owner's own."""
    user.require(Right.WORK_CASES)
    stored = {row.code: row for row in session.exec(select(ReviewThemeRow).order_by(col(ReviewThemeRow.id)))}
    built_in = tuple(_changed(theme, stored.pop(theme.code, None)) for theme in STARTER)
    return (*built_in, *(Theme(row.code, row.name, tuple(row.words), row.active, version=row.version) for row in stored.values()))


def _changed(theme: Theme, row: ReviewThemeRow | None) -> Theme:
    if row is None:
        return theme
    return replace(
        theme, name=row.name or theme.name, words=tuple(row.words), active=row.active, built_in=not row.name, changed=True,
        version=row.version,
    )  # fmt: skip


@dataclass(frozen=True)
class ReviewLessons:
    """What the reviews posted in a period teach, as they stand now."""

    total: Stars
    products: tuple[Stars, ...]
    themes: Themes
    by_reply: tuple[ReplyBand, ...]
    by_answer: tuple[Stars, ...]


def review_lessons(session: Session, user: User, period: Period, *, now: datetime) -> ReviewLessons:
    """Return everything the page of lessons says about the reviews posted in a period. Managers and owners only."""
    user.require(Right.MANAGE_CASES)
    facts = review_facts(session, user, period, now=now)
    themes = list_themes(session, user)
    return ReviewLessons(stars_of("", facts), by_product(facts), by_theme(facts, themes), low_by_reply(facts), stars_by_answer(facts))


def review_facts(session: Session, user: User, period: Period, *, now: datetime) -> tuple[ReviewFact, ...]:
    """Return the reviews posted in a period as facts, oldest first. Managers and owners only."""
    user.require(Right.MANAGE_CASES)
    r, hours = ReviewRow, service_hours()
    where = period.holds(col(r.posted_at), now, hours.zone)
    if period.shops:
        where.append(col(r.shop_id).in_(period.shops))
    rows = list(session.exec(select(r).where(*where).order_by(col(r.posted_at), col(r.id))))
    c = ComplaintRow
    first = (
        core_select(col(c.shop_id), col(c.order_no), col(c.opened_at), col(c.first_answer_due), col(c.first_answer_at))
        .where(col(c.order_no).in_(select(r.order_no).where(*where, r.order_no != "")))
        .order_by(col(c.opened_at).desc(), col(c.id).desc())
    )
    complaints = {(shop_id, order_no): (opened, due, at) for shop_id, order_no, opened, due, at in session.execute(first)}
    return tuple(
        ReviewFact(
            id=row.id or 0, shop_id=row.shop_id, product=row.product, stars=row.stars, text=row.text, posted_at=row.posted_at,
            first_reply_at=row.first_reply_at, outcome=Outcome(row.outcome) if row.outcome else None,
            closed=row.status == str(ReviewState.CLOSED), answered_in=_answered(complaints.get((row.shop_id, row.order_no)), row, hours),
        )
        for row in rows
    )  # fmt: skip


def _answered(complaint: tuple[datetime, datetime, datetime | None] | None, review: ReviewRow, hours: ServiceHours) -> timedelta | None:
    """The oldest complaint of an order decides, because it is read last."""
    opened_at, due, at = complaint or (None, None, None)
    if opened_at is None or due is None or at is None or opened_at > review.posted_at:
        return None
    return on_clock(FIRST_ANSWER_WITHIN, due, at, hours)
