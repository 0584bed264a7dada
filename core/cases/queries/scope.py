"""Which cases a person may see: all for managers, own and nobody's for an agent; and who is who."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, true
from sqlmodel import Session, col, select

from core.base.errors import InvalidInput
from core.base.text import fold
from core.base.words import translate
from core.cases.category import CATEGORY_NAMES, Category
from core.cases.complaint import ComplaintState, Person
from core.cases.order_no import clean_order_no
from core.cases.review import LOW_STARS, REPLY_WITHIN, WAITING_STATES
from core.cases.tables import ComplaintRow, ReviewRow
from core.cases.view import Whose as Whose  # noqa: PLC0414 - asked for here by those who plan a filter
from core.people.queries.shops import list_shops
from core.people.queries.users import list_team, users_by_id
from core.people.shop import Shop
from core.people.user import Right, User

CaseTable = type[ComplaintRow] | type[ReviewRow]


@dataclass(frozen=True)
class CaseFilter:
    """What a work list shows; no states means all of them. `search` is folded, its words may stand anywhere.

    `low_stars` keeps reviews to 1–2★; `late_at` keeps to what was past its deadline at that moment.
    """

    whose: Whose = Whose.ALL
    states: tuple[str, ...] = ()
    search: str = ""
    low_stars: bool = False
    late_at: datetime | None = None


def visible(table: CaseTable, user: User) -> ColumnElement[bool]:
    """Return the condition that keeps a query to what this person may see."""
    user.require(Right.WORK_CASES)
    if user.may(Right.MANAGE_CASES):
        return true()
    return or_(col(table.owner_id).is_(None), col(table.owner_id) == user.id)


def chosen(session: Session, user: User, table: CaseTable, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter, within what the person may see."""
    where = [visible(table, user)]
    if wanted.whose is Whose.MINE:
        where.append(col(table.owner_id) == user.id)
    elif wanted.whose is Whose.UNASSIGNED:
        where.append(col(table.owner_id).is_(None))
    if wanted.states:
        where.append(col(table.status).in_(wanted.states))
    if wanted.low_stars and table is ReviewRow:
        where.append(col(ReviewRow.stars) <= LOW_STARS)
    if wanted.late_at is not None:
        where.append(late_complaints(wanted.late_at) if table is ComplaintRow else late_reviews(wanted.late_at))
    if words := fold(wanted.search).split():
        shops = {shop.id: " " + fold(f"{shop.code} {shop.name}") for shop in list_shops(session, user, everything=True)}
        people = {person.id: " " + fold(f"{person.name} {person.display}") for person in list_team(session, user)}
        every = [_holds(table, word, shops, people) for word in words]
        where.append(or_(and_(*every), col(table.order_no) == _as_order(wanted.search)))
    return where


def late_complaints(now: datetime) -> ColumnElement[bool]:
    """Return the condition of an open complaint past a deadline: of the solution, or of the first answer."""
    c = ComplaintRow
    running = col(c.status).in_([str(ComplaintState.NEW), str(ComplaintState.IN_PROGRESS)])
    unanswered = col(c.first_answer_at).is_(None) & (col(c.first_answer_due) < now)
    stood = (col(c.status) == str(ComplaintState.WAITING)) & (col(c.resolve_due) < col(c.waiting_since))
    return or_(running & or_(col(c.resolve_due) < now, unanswered), stood)


def late_reviews(now: datetime) -> ColumnElement[bool]:
    """Return the condition of a 1–2★ review that waits for its first reply longer than 24 hours."""
    r = ReviewRow
    waits = col(r.status).in_([str(state) for state in WAITING_STATES]) & col(r.first_reply_at).is_(None)
    return waits & (col(r.stars) <= LOW_STARS) & (col(r.posted_at) < now - REPLY_WITHIN)


def _holds(table: CaseTable, word: str, shops: dict[int, str], people: dict[int, str]) -> ColumnElement[bool]:
    """A word is found in the text, or begins a word of the name of the shop, the owner or (complaints) the category."""
    begins = f" {word}"
    places = [
        col(table.folded).contains(word, autoescape=True),
        col(table.shop_id).in_([number for number, name in shops.items() if begins in name]),
        col(table.owner_id).in_([number for number, name in people.items() if begins in name]),
    ]
    if table is ComplaintRow:
        places.append(col(ComplaintRow.category).in_([str(key) for key in Category if begins in _category_words(key)]))
    return or_(*places)


def _category_words(key: Category) -> str:
    return " " + fold(f"{translate(CATEGORY_NAMES[key], 'vi')} {translate(CATEGORY_NAMES[key], 'en')}")


def _as_order(search: str) -> str:
    try:
        return clean_order_no(search)
    except InvalidInput:
        return ""


def people_of(session: Session, ids: Iterable[int | None]) -> dict[int, Person]:
    """Return the people of these ids, as they are shown on cases."""
    return {number: Person(number, person.display) for number, person in users_by_id(session, ids).items()}


def shops_of(session: Session, user: User) -> dict[int, Shop]:
    """Return every shop by id, closed ones too."""
    return {shop.id: shop for shop in list_shops(session, user, everything=True)}


def total(session: Session, query: Select[Any]) -> int:
    """Return how many rows a query gives without its order."""
    return int(session.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one())
