"""Sums over results, added up by the database: what every metric is made of.

The columns (`RESULT_FIELDS`) are counts that add up over any grouping. A pair `…_num`, `…_den` sums
only the rows where every field of its formula is recorded, so their quotient is the metric; the
quotients themselves are never added. `…_rows` counts the rows where the field is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, case, cast, exists, func, literal, select, union_all
from sqlmodel import Session, col

from core.people.user import Right, User
from core.shifts.cell import CELL_BITS, SHOP_BITS
from core.shifts.tables import ResultRow, ResultSaveRow, ShiftRow

Totals = type[ResultRow] | type[ResultSaveRow]
Expression = ColumnElement[Any]

ALL_STATUSES: Final = ("open", "submitted", "returned", "approved")
KEYS: Final = ("agent_id", "shop_id", "template_id", "business_date", "status", "campaign")
"""What sums can be grouped by; `campaign` is whether the business date is one of `campaign_dates`."""


def _big(column: Any) -> Expression:
    return cast(column, BigInteger)


def _where(value: Any, *recorded: Any) -> Expression:
    """The value where all of these are recorded, else null; null as soon as an operand is null needs no case."""
    return case((and_(*(column.is_not(None) for column in recorded)), value))


@cache
def pair_values(t: Totals) -> dict[str, Expression]:
    """Return, per column of sums, its value of one row of results or of one save (null: not recorded)."""
    chats, presale, answered, unanswered = col(t.chats), col(t.presale_chats), col(t.answered_30s), col(t.unanswered)
    average, orders, paid, revenue = col(t.first_response_avg_s), col(t.orders), col(t.paid_orders), _big(t.revenue_vnd)
    asked = func.coalesce(presale, chats)
    answered_chats = chats - unanswered
    return {
        "chats": chats + 0,
        "orders": orders + 0,
        "revenue": revenue,
        "answered_30s_num": _where(answered, chats),
        "answered_30s_den": _where(chats, answered),
        "unanswered_num": _where(unanswered, chats),
        "unanswered_den": _where(chats, unanswered),
        "first_response_num": _big(average) * answered_chats,
        "first_response_den": _where(answered_chats, average),
        "conversion_num": _where(orders, asked),
        "conversion_den": _where(asked, orders),
        "conversion_assumed": case((and_(presale.is_(None), orders.is_not(None)), chats)),
        "payment_num": _where(paid, orders),
        "payment_den": _where(orders, paid),
        "aov_num": _where(revenue, orders),
        "aov_den": _where(orders, col(t.revenue_vnd)),
    }


PAIR_FIELDS: Final = tuple(pair_values(ResultRow))
REVENUE_FIELDS: Final = ("revenue", "revenue_rows", "aov_num", "aov_den")


@cache
def _sums() -> dict[str, Expression]:
    sums: dict[str, Expression] = {name: func.sum(value) for name, value in pair_values(ResultRow).items()}
    sums |= {
        "chats_rows": func.count(col(ResultRow.chats)),
        "orders_rows": func.count(col(ResultRow.orders)),
        "revenue_rows": func.count(col(ResultRow.revenue_vnd)),
        "complaints_declared": func.sum(col(ResultRow.complaints_handled)),
        "complaints_declared_rows": func.count(col(ResultRow.complaints_handled)),
        "reviews_declared": func.sum(col(ResultRow.reviews_handled)),
        "reviews_declared_rows": func.count(col(ResultRow.reviews_handled)),
        "results": func.count(),
    }
    return {name: func.coalesce(_big(value), 0) for name, value in sums.items()}


RESULT_FIELDS: Final = tuple(_sums())
"""The columns `result_sums` can return beside its keys."""


def key_column(name: str, campaign_dates: Sequence[date] = ()) -> Expression:
    """SQL of one of KEYS."""
    if name == "campaign":
        return case((col(ShiftRow.business_date).in_(campaign_dates), 1), else_=0)
    column: Any = ResultRow.shop_id if name == "shop_id" else getattr(ShiftRow, name)
    return col(column)  # type: ignore[return-value]


def of_shifts(
    start: date, end: date, *, templates: Sequence[int], agents: Sequence[int], statuses: Sequence[str]
) -> list[ColumnElement[bool]]:
    """Conditions on shifts. The dates must drive: `+ 0` keeps a planner without statistics off the other indexes."""
    where: list[ColumnElement[bool]] = [col(ShiftRow.business_date).between(start, end)]
    if templates:
        where.append((col(ShiftRow.template_id) + 0).in_(templates))
    if agents:
        where.append((col(ShiftRow.agent_id) + 0).in_(agents))
    if statuses:
        where.append(col(ShiftRow.status).in_(statuses))
    return where


def of_shops(shops: Sequence[int]) -> list[ColumnElement[bool]]:
    """Conditions on results."""
    return [(col(ResultRow.shop_id) + 0).in_(shops)] if shops else []


def result_sums(
    session: Session,
    user: User,
    *,
    start: date,
    end: date,
    by: Sequence[str] = (),
    fields: Sequence[str] = RESULT_FIELDS,
    shops: Sequence[int] = (),
    templates: Sequence[int] = (),
    agents: Sequence[int] = (),
    statuses: Sequence[str] = (),
    campaign_dates: Sequence[date] = (),
) -> pd.DataFrame:
    """Return sums of results of business dates start…end (both included), a row per group of `by` (see KEYS).

    Empty filters mean all. Without `by` there is exactly one row. Fields of REVENUE_FIELDS are 0
    (nothing recorded) for those who may not see revenue. Ids, no names: who is shown is the caller's to decide.
    """
    user.require(Right.SEE_LIVE)
    hidden = () if user.may(Right.SEE_REVENUE) else REVENUE_FIELDS
    sums = _sums()
    asked = [name for name in fields if name not in hidden]
    keys = [key_column(name, campaign_dates).label(name) for name in by]
    query: Select[Any] = (
        select(*keys, *(sums[name].label(name) for name in asked))
        .select_from(ShiftRow)
        .join(ResultRow, col(ResultRow.shift_id) == col(ShiftRow.id))
        .where(*of_shifts(start, end, templates=templates, agents=agents, statuses=statuses), *of_shops(shops))
        .group_by(*keys)
    )
    names = [*by, *asked]
    columns = zip(*session.connection().execute(query).all(), strict=True)  # column by column: pandas is slow on rows of a driver
    found: dict[str, Any] = dict(zip(names, columns, strict=False)) or dict.fromkeys(names, ())
    return pd.DataFrame(found | {name: 0 for name in fields if name in hidden}, index=range(len(found[names[0]])))


def cell_sums(
    session: Session,
    user: User,
    *,
    start: date,
    end: date,
    fields: Sequence[str],
    shops: Sequence[int] = (),
    templates: Sequence[int] = (),
    statuses: Sequence[str] = (),
    campaign_dates: Sequence[date] = (),
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return agents, cells and sums (a column per field), a row per agent × shop × template × campaign day.

    A cell is one number that stands for its three parts (`core.shifts.cell`). Agent and cell travel as one
    integer key, because SQLite sorts to group and sorts one integer fastest.
    """
    user.require(Right.SEE_LIVE)
    listed = {"shops": shops, "templates": templates, "statuses": statuses, "campaign": campaign_dates}
    query = _cells(tuple(fields), tuple(name for name, values in listed.items() if values))
    values = {name: list(values) for name, values in listed.items() if values}
    # The driver's own tuples: whole numbers need no translation, and a row object each would cost as much as the sums.
    rows = session.connection().execute(query, {"first": start, "last": end, **values}).cursor.fetchall()
    found = np.array(rows, dtype=np.int64).reshape(-1, len(fields) + 1)
    return found[:, 0] >> CELL_BITS, found[:, 0] & (1 << CELL_BITS) - 1, found[:, 1:].astype(np.float64)


@cache
def _cells(fields: tuple[str, ...], listed: tuple[str, ...]) -> Select[Any]:
    """Return the query of `cell_sums`; made once, because making it takes longer than a small team's answer."""

    def one_of(name: str) -> Any:
        return bindparam(name, expanding=True)

    key = _big(col(ShiftRow.agent_id)) * (1 << CELL_BITS) + _big(col(ShiftRow.template_id)) * (1 << SHOP_BITS + 1)
    key += col(ResultRow.shop_id) * 2
    if "campaign" in listed:
        key += case((col(ShiftRow.business_date).in_(one_of("campaign")), 1), else_=0)
    key = key.label("cell_key")
    where = [col(ShiftRow.business_date).between(bindparam("first"), bindparam("last"))]
    if "templates" in listed:
        where.append((col(ShiftRow.template_id) + 0).in_(one_of("templates")))
    if "statuses" in listed:
        where.append(col(ShiftRow.status).in_(one_of("statuses")))
    if "shops" in listed:
        where.append((col(ResultRow.shop_id) + 0).in_(one_of("shops")))
    return (
        select(key, *(_sums()[name] for name in fields))
        .select_from(ShiftRow)
        .join(ResultRow, col(ResultRow.shift_id) == col(ShiftRow.id))
        .where(*where)
        .group_by(key)
    )


def unsettled_agents(
    session: Session,
    user: User,
    *,
    start: date,
    end: date,
    young_from: date,
    statuses: Sequence[str],
    shops: Sequence[int] = (),
    templates: Sequence[int] = (),
) -> tuple[set[int], set[int]]:
    """Return the agents whose sums may still change: with shifts of these statuses not approved; with shifts from `young_from` on."""
    user.require(Right.SEE_LIVE)
    in_shops = [exists().where(col(ResultRow.shift_id) == col(ShiftRow.id), *of_shops(shops))] if shops else []
    not_approved = [status for status in statuses or ALL_STATUSES if status != "approved"]
    parts = [
        select(literal(place), col(ShiftRow.agent_id))
        .where(*of_shifts(first, end, templates=templates, agents=(), statuses=of_status), *in_shops)
        .distinct()
        for place, first, of_status in ((0, start, not_approved), (1, max(start, young_from), statuses))
        if first <= end
    ]
    found: tuple[set[int], set[int]] = (set(), set())
    if parts:
        for place, agent in session.connection().execute(union_all(*parts)).all():
            found[place].add(agent)
    return found
