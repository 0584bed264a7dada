"""What managers taught about the marketplaces' return reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core.cases.category import Category
from core.cases.complaint import Person
from core.cases.queries.scope import people_of
from core.cases.tables import ReturnReasonRow
from core.people.shop import Marketplace
from core.people.user import Right, User


@dataclass(frozen=True)
class TaughtReason:
    """A reason as the file wrote it, the category it means, who said so."""

    marketplace: Marketplace
    said: str
    category: Category
    at: datetime
    by: Person | None


def taught_reasons(session: Session, user: User) -> dict[tuple[Marketplace, str], Category]:
    """Return (marketplace, reason as compared) → category."""
    user.require(Right.IMPORT_FILES)
    return {(Marketplace(row.marketplace), row.folded): Category(row.category) for row in session.exec(select(ReturnReasonRow))}


def list_taught_reasons(session: Session, user: User) -> tuple[TaughtReason, ...]:
    """Return what was taught, the newest first."""
    user.require(Right.IMPORT_FILES)
    rows = list(session.exec(select(ReturnReasonRow).order_by(col(ReturnReasonRow.at).desc(), col(ReturnReasonRow.id).desc())))
    people = people_of(session, [row.by_id for row in rows])
    return tuple(
        TaughtReason(Marketplace(row.marketplace), row.said, Category(row.category), row.at, people.get(row.by_id or 0)) for row in rows
    )
