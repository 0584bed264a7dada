"""What a manager checks a shift against: its numbers as typed one after the other, its neighbours, its kind's past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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


def evidence_around(session: Session, user: User, start: date, end: date, shops: Collection[int]) -> tuple[Evidence, ...]:
    """Return the results with orders of all shifts that can overlap one of the business dates start…end (both included)."""
    user.require(Right.SEE_TEAM)
    a_day = timedelta(days=1)  # a shift may pass midnight
    where = (col(ShiftRow.business_date).between(start - a_day, end + a_day), (col(ResultRow.shop_id) + 0).in_(shops))
    return _read(session, _evidence().where(*where, col(ResultRow.orders) > 0))


def typed(session: Session, user: User, result_ids: Collection[int]) -> dict[int, tuple[Typed, ...]]:
    """Return result → its saves, the oldest first; a result without history (imported) is missing."""
    user.require(Right.SEE_TEAM)
    found: dict[int, list[Typed]] = defaultdict(list)
    if result_ids:
        saves = select(ResultSaveRow).where(col(ResultSaveRow.result_id).in_(result_ids)).order_by(col(ResultSaveRow.id))
        for row in session.execute(saves).scalars():
            found[row.result_id].append(Typed(row.saved_at, saved_totals(row), row.reason))
    return {key: tuple(saves) for key, saves in found.items()}


@dataclass(frozen=True)
class Past:
    """Handed-in results as columns, 0 and -1 telling "not recorded": `seconds` worked, -1 without a check-out."""

    shops: NDArray[np.int64]
    templates: NDArray[np.int64]
    days: NDArray[np.int64]  # ordinals of the business dates
    orders: NDArray[np.int64]
    asked: NDArray[np.int64]  # pre-sale chats, where blank all chats; 0 unless the orders are recorded too
    chats: NDArray[np.int64]
    seconds: NDArray[np.int64]


def past_results(session: Session, user: User, *, start: date, end: date, shops: Collection[int], templates: Collection[int]) -> Past:
    """Return the handed-in results of business dates start…end (both included) in these shops and templates."""
    user.require(Right.SEE_TEAM)
    asked = func.coalesce(col(ResultRow.presale_chats), col(ResultRow.chats), 0)
    columns: tuple[Any, ...] = (
        col(ResultRow.shop_id), col(ShiftRow.template_id), col(ShiftRow.business_date), func.coalesce(col(ResultRow.orders), -1), asked,
        func.coalesce(col(ResultRow.chats), -1), func.coalesce(seconds_between(col(ShiftRow.check_in), col(ShiftRow.check_out)), -1),
    )  # fmt: skip
    query = _of_results(select(*columns)).where(
        col(ShiftRow.business_date).between(start, end),
        col(ShiftRow.status).in_(HANDED_IN),
        (col(ResultRow.shop_id) + 0).in_(shops),
        (col(ShiftRow.template_id) + 0).in_(templates),
    )
    rows = [(shop, template, day.toordinal(), *numbers) for shop, template, day, *numbers in session.connection().execute(query)]
    table = np.array(rows, dtype=np.int64).reshape(-1, len(columns))
    shop, template, day, orders, trials, chats, seconds = table.T
    return Past(shop, template, day, orders, np.where(orders >= 0, trials, 0), chats, seconds)


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
