"""Known problems: the list, and those that fit a complaint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Session, col, or_, select

from core.base.text import fold
from core.cases.category import Category
from core.cases.known_problem import KnownProblem, KnownState, stands_in
from core.cases.queries.products import products_of
from core.cases.queries.scope import people_of, shops_of
from core.cases.tables import ComplaintRow, KnownProblemRow
from core.people.user import Right, User

SEEN_WITHIN: Final = timedelta(days=30)
_ORDER = {KnownState.ACTIVE: 0, KnownState.WATCHING: 1, KnownState.CLOSED: 2}


def known_problems_for(
    session: Session, user: User, category: Category | None, shop_id: int, order_no: str = "", *, on: date
) -> tuple[KnownProblem, ...]:
    """Return the known problems that fit a complaint on a local date, the narrowest first.

    One bound to a product fits when the name stands in a product of the order; where no product of the
    order is known it is shown too, as not sure.
    """
    user.require(Right.WORK_CASES)
    k = KnownProblemRow
    query = select(k).where(
        col(k.state) != str(KnownState.CLOSED),
        or_(col(k.category) == "", col(k.category) == str(category or "")),
        or_(col(k.shop_id).is_(None), col(k.shop_id) == shop_id),
    )
    found = [problem for problem in as_known(session, user, session.exec(query)) if problem.holds_on(on)]
    if any(problem.product for problem in found):
        products = products_of(session, [(shop_id, order_no)]).get((shop_id, order_no), ()) if order_no else ()
        found = [
            replace(problem, sure=bool(products) or not problem.product)
            for problem in found
            if not (problem.product and products) or stands_in(problem.product, products)
        ]
    return tuple(sorted(found, key=lambda one: (not one.sure, -one.narrowness, -one.id)))


def list_known_problems(session: Session, user: User, *, search: str = "", now: datetime) -> tuple[KnownProblem, ...]:
    """Return all known problems, those happening now first, with how many complaints of 30 days each fits; search is folded."""
    user.require(Right.WORK_CASES)
    words = fold(search).split()
    found = [
        problem
        for problem in as_known(session, user, session.exec(select(KnownProblemRow)))
        if all(word in fold(f"{problem.title} {problem.what} {problem.answer} {problem.product} {problem.shop_name}") for word in words)
    ]
    seen = _seen(session, found, now)
    return tuple(replace(one, seen=seen[one.id]) for one in sorted(found, key=lambda one: (_ORDER[one.state], -seen[one.id], -one.id)))


def as_known(session: Session, user: User, rows: Iterable[KnownProblemRow]) -> tuple[KnownProblem, ...]:
    """Return the frozen values of stored rows."""
    kept = list(rows)
    shops = shops_of(session, user)
    people = people_of(session, [row.owner_id for row in kept])
    return tuple(
        KnownProblem(
            id=row.id or 0, title=row.title, what=row.what, answer=row.answer, category=Category(row.category) if row.category else None,
            shop_id=row.shop_id, shop_name=shops[row.shop_id].name if row.shop_id else "", product=row.product, prevention=row.prevention,
            owner=people.get(row.owner_id or 0), until=row.until, state=KnownState(row.state), version=row.version,
        )
        for row in kept
    )  # fmt: skip


def _seen(session: Session, problems: list[KnownProblem], now: datetime) -> dict[int, int]:
    """Count the complaints of the last 30 days; of a product only those whose order is known to hold it."""
    c = ComplaintRow
    query = select(c.category, c.shop_id, c.order_no).where(col(c.opened_at) > now - SEEN_WITHIN, col(c.opened_at) <= now)
    cases = list(session.exec(query)) if problems else []
    bound = any(problem.product for problem in problems)
    products = products_of(session, {(shop_id, order_no) for _, shop_id, order_no in cases}) if bound else {}
    return {
        one.id: sum(
            (not one.category or category == str(one.category))
            and (not one.shop_id or shop_id == one.shop_id)
            and (not one.product or stands_in(one.product, products.get((shop_id, order_no), ())))
            for category, shop_id, order_no in cases
        )
        for one in problems
    }
