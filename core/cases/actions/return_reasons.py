"""Teach which category a marketplace's return reason means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, Problem
from core.base.words import mark
from core.cases.category import Category
from core.cases.market_returns_reasons import plain_reason
from core.cases.tables import ReturnReasonRow
from core.cases.wording import one_line
from core.people.shop import Marketplace
from core.people.user import Right, User

NEEDS_REASON: Final = mark("The reason is blank.")


@dataclass(frozen=True)
class ReasonMeans:
    """A reason as a file wrote it, and the category it means; None forgets what was taught."""

    marketplace: Marketplace
    said: str
    category: Category | None


def teach_reasons(session: Session, user: User, taught: tuple[ReasonMeans, ...], *, now: datetime) -> int:
    """Keep what reasons mean, for this and every later import; returns how many were new or changed."""
    user.require(Right.IMPORT_FILES)
    changed = 0
    for one in taught:
        said, plain = one_line(one.said)[:300], plain_reason(one.said)[:300]
        if not plain:
            raise InvalidInput([Problem("reason", NEEDS_REASON)])
        row = session.exec(
            select(ReturnReasonRow).where(ReturnReasonRow.marketplace == str(one.marketplace), ReturnReasonRow.folded == plain)
        ).one_or_none()
        before = row.category if row else ""
        if before == str(one.category or ""):
            continue
        changed += 1
        if one.category is None and row is not None:
            session.delete(row)
        elif one.category is not None:
            row = row or ReturnReasonRow(marketplace=str(one.marketplace), folded=plain, said=said, category="", at=now)
            row.said, row.category, row.at, row.by_id = said, str(one.category), now, user.id or None
            session.add(row)
        audit.record(
            session, at=now, actor_id=user.id or None, actor=user.name, action="return_reason.teach",
            subject=f"return_reason:{one.marketplace}", before={"category": before, "said": said},
            after={"category": str(one.category or ""), "said": said},
        )  # fmt: skip
    if changed:
        session.flush()
        touch(session, Topic.CASES)
    return changed
