"""Known problems: write one down, change it, close it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import Conflict, InvalidInput, NotFound, Problem
from core.base.words import mark
from core.cases.actions.trail import NO_SUCH_PERSON, NO_SUCH_SHOP
from core.cases.known_problem import KnownProblem, KnownProblemInput, input_problems
from core.cases.queries.known_problems import as_known
from core.cases.tables import KnownProblemRow
from core.cases.wording import kept_text, one_line
from core.people.queries.shops import list_shops
from core.people.queries.users import user_by_id
from core.people.user import Right, User

GONE: Final = mark("This known problem does not exist.")
CHANGED: Final = mark("Somebody changed this known problem in the meantime. Look at what it says now, then save again.")
_AUDITED: Final = ("title", "category", "shop_id", "product", "owner_id", "until", "state")


def save_known_problem(session: Session, user: User, given: KnownProblemInput, *, now: datetime) -> KnownProblem:
    """Keep a known problem: a new one, or `given.id` as it is now. Managers and owners only."""
    user.require(Right.MANAGE_CASES)
    given = replace(
        given, title=one_line(given.title), product=one_line(given.product), what=kept_text(given.what), answer=kept_text(given.answer),
        prevention=kept_text(given.prevention),
    )  # fmt: skip
    problems = input_problems(given)
    if given.shop_id is not None and given.shop_id not in {shop.id for shop in list_shops(session, user, everything=True)}:
        problems.append(Problem("shop", NO_SUCH_SHOP))
    if given.owner_id is not None and user_by_id(session, given.owner_id) is None:
        problems.append(Problem("owner", NO_SUCH_PERSON))
    if problems:
        raise InvalidInput(problems)
    row = KnownProblemRow(title="", state="", made_at=now) if given.id is None else _take(session, user, given.id, given.version)
    before = _told(row) if given.id is not None else None
    row.title, row.what, row.answer, row.product, row.prevention = given.title, given.what, given.answer, given.product, given.prevention
    row.category, row.shop_id, row.owner_id, row.until = str(given.category or ""), given.shop_id, given.owner_id, given.until
    row.state = str(given.state)
    if given.id is not None:
        row.version += 1
    session.add(row)
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="known_problem.save", subject=f"known_problem:{row.id}",
        before=before, after=_told(row),
    )  # fmt: skip
    touch(session, Topic.CASES)
    return as_known(session, user, [row])[0]


def _take(session: Session, user: User, known_id: int, version: int | None) -> KnownProblemRow:
    query = select(KnownProblemRow).where(KnownProblemRow.id == known_id)
    row = session.exec(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(GONE)
    if row.version != version:
        raise Conflict(CHANGED, current=as_known(session, user, [row])[0])
    return row


def _told(row: KnownProblemRow) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in _AUDITED}
    return told | {"until": row.until.isoformat() if row.until else None}
