"""What a manager checks a shift against: its numbers as typed one after the other, its neighbours, its kind's past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from core.base.database import seconds_between
from core.people.user import Right, User
from core.shifts.queries.saves import saved_totals
from core.shifts.result import FIELDS, Totals
from core.shifts.tables import ResultRow, ResultSaveRow, ShiftRow

HANDED_IN: Final = ("approved", "submitted")


@dataclass(frozen=True)
class Typed:
    """One save: when, what, and why when the application made it (see `core.shifts.actions.save`)."""

    at: datetime
    totals: Totals
    reason: str = ""


@dataclass(frozen=True)
class Evidence:
    """The stored result of a shift in a shop; `check_out` None: not checked out."""

    result_id: int
    shift_id: int
    agent_id: int
    shop_id: int
    template_id: int
    business_date: date
    check_in: datetime
    check_out: datetime | None
    updated_at: datetime
    totals: Totals


def evidence_of(session: Session, user: User, shift_ids: Sequence[int]) -> tuple[Evidence, ...]:
    """Return the results of these shifts, by shift and shop; for those who see the team."""
    user.require(Right.SEE_TEAM)
    if not shift_ids:
        return ()
    return _read(session, _evidence().where(col(ShiftRow.id).in_(shift_ids)))


def evidence_around(
    session: Session, user: User, start: date, end: date, shops: Collection[int], *, least_orders: int = 1
) -> tuple[Evidence, ...]:
    """Return the results with so many orders of all shifts that can overlap one of the business dates start…end (both included)."""
    user.require(Right.SEE_TEAM)
    a_day = timedelta(days=1)  # a shift may pass midnight
    where = (col(ShiftRow.business_date).between(start - a_day, end + a_day), (col(ResultRow.shop_id) + 0).in_(shops))
    return _read(session, _evidence().where(*where, col(ResultRow.orders) >= least_orders, col(ResultRow.revenue_vnd) > 0))


def typed(session: Session, user: User, result_ids: Collection[int]) -> dict[int, tuple[Typed, ...]]:
    """Return result → its saves, the oldest first; a result without history (imported) is missing."""
    user.require(Right.SEE_TEAM)
    found: dict[int, list[Typed]] = defaultdict(list)
    for some in _slices(result_ids):
        saves = select(ResultSaveRow).where(col(ResultSaveRow.result_id).in_(some)).order_by(col(ResultSaveRow.id))
        for row in session.execute(saves).scalars():
            found[row.result_id].append(Typed(row.saved_at, saved_totals(row), row.reason))
    return {key: tuple(saves) for key, saves in found.items()}


Sold = tuple[datetime, int, int]
"""When it was saved, orders so far, their revenue so far in đồng."""


def sold(session: Session, user: User, result_ids: Collection[int]) -> dict[int, list[Sold]]:
    """Return result → its saves that hold both orders and revenue, the oldest first."""
    user.require(Right.SEE_TEAM)
    found: dict[int, list[Sold]] = defaultdict(list)
    t = ResultSaveRow
    columns: tuple[Any, ...] = (t.result_id, t.saved_at, t.orders, t.revenue_vnd)
    for some in _slices(result_ids):
        query: Select[Any] = select(*(col(column) for column in columns)).where(
            col(t.result_id).in_(some), col(t.orders).is_not(None), col(t.revenue_vnd).is_not(None)
        )
        for result_id, at, orders, revenue in session.connection().execute(query.order_by(col(t.id))).all():
            found[result_id].append((at, orders, revenue))
    return found


def _slices(ids: Collection[int]) -> Iterator[list[int]]:
    """SQLite takes some 32,000 values in one query."""
    source = iter(ids)
    while some := list(islice(source, 20_000)):
        yield some


@dataclass(frozen=True)
class Past:
    """Handed-in results that hold orders, as columns."""

    shops: NDArray[np.int64]
    templates: NDArray[np.int64]
    days: NDArray[np.int64]  # ordinals of the business dates
    orders: NDArray[np.int64]
    asked: NDArray[np.int64]  # pre-sale chats, where blank all chats; 0 where neither is recorded


def past_results(session: Session, user: User, *, start: date, end: date, shops: Collection[int], templates: Collection[int]) -> Past:
    """Return the handed-in results of business dates start…end (both included) in these shops and templates."""
    user.require(Right.SEE_TEAM)
    asked = func.coalesce(col(ResultRow.presale_chats), col(ResultRow.chats), 0)
    columns: tuple[Any, ...] = (
        col(ResultRow.shop_id),
        col(ShiftRow.template_id),
        col(ShiftRow.business_date),
        col(ResultRow.orders),
        asked,
    )
    query = _handed_in(select(*columns), start, end, templates)
    query = query.where((col(ResultRow.shop_id) + 0).in_(shops), col(ResultRow.orders).is_not(None))
    rows = [(shop, template, day.toordinal(), *numbers) for shop, template, day, *numbers in session.connection().execute(query).all()]
    return Past(*np.array(rows, dtype=np.int64).reshape(-1, len(columns)).T)


@dataclass(frozen=True)
class PastShifts:
    """Handed-in shifts that recorded chats, as columns: chats of all shops, seconds from check-in to check-out."""

    templates: NDArray[np.int64]
    days: NDArray[np.int64]
    chats: NDArray[np.int64]
    seconds: NDArray[np.int64]


def past_shifts(session: Session, user: User, *, start: date, end: date, templates: Collection[int]) -> PastShifts:
    """Return the handed-in shifts of business dates start…end (both included) in these templates, with a check-out."""
    user.require(Right.SEE_TEAM)
    worked = seconds_between(col(ShiftRow.check_in), col(ShiftRow.check_out))
    columns: tuple[Any, ...] = (col(ShiftRow.template_id), col(ShiftRow.business_date), func.sum(col(ResultRow.chats)), worked)
    query = _handed_in(select(*columns), start, end, templates).where(
        col(ResultRow.chats).is_not(None), col(ShiftRow.check_out).is_not(None)
    )
    rows = session.connection().execute(query.group_by(col(ShiftRow.id))).all()
    made = [(template, day.toordinal(), int(chats), int(seconds)) for template, day, chats, seconds in rows]
    return PastShifts(*np.array(made, dtype=np.int64).reshape(-1, len(columns)).T)


def _handed_in(query: Select[Any], start: date, end: date, templates: Collection[int]) -> Select[Any]:
    return _of_results(query).where(
        col(ShiftRow.business_date).between(start, end), col(ShiftRow.status).in_(HANDED_IN), (col(ShiftRow.template_id) + 0).in_(templates)
    )


def _of_results(query: Select[Any]) -> Select[Any]:
    return query.select_from(ShiftRow).join(ResultRow, col(ResultRow.shift_id) == col(ShiftRow.id))


def _evidence() -> Select[Any]:
    of_shift = (ShiftRow.id, ShiftRow.agent_id, ResultRow.shop_id, ShiftRow.template_id, ShiftRow.business_date)
    times = (ShiftRow.check_in, ShiftRow.check_out, ResultRow.updated_at)
    columns = (ResultRow.id, *of_shift, *times, *(getattr(ResultRow, name) for name in FIELDS))
    return _of_results(select(*(col(column) for column in columns))).order_by(col(ShiftRow.id), col(ResultRow.shop_id))


def _read(session: Session, query: Select[Any]) -> tuple[Evidence, ...]:
    found = []
    for result_id, shift_id, agent_id, shop_id, template_id, day, check_in, check_out, updated_at, *numbers in session.connection().execute(
        query
    ):
        totals = Totals(*numbers)
        found.append(Evidence(result_id, shift_id, agent_id, shop_id, template_id, day, check_in, check_out, updated_at, totals))
    return tuple(found)
