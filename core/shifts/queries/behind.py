"""The single shifts behind a person's sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from core.base.errors import NotFound
from core.people.user import User
from core.shifts.queries.shifts import may_see
from core.shifts.queries.sums import of_shifts, of_shops, pair_values
from core.shifts.tables import ResultRow, ShiftRow


@dataclass(frozen=True)
class ShiftNumbers:
    """What one shift brought in one shop to a quotient: `top` of `bottom`."""

    shift_id: int
    day: date
    template_id: int
    shop_id: int
    status: str
    top: int
    bottom: int


def shift_numbers(
    session: Session,
    user: User,
    agent_id: int,
    *,
    start: date,
    end: date,
    top: str,
    bottom: str,
    shops: Sequence[int] = (),
    templates: Sequence[int] = (),
    statuses: Sequence[str] = (),
) -> tuple[ShiftNumbers, ...]:
    """Return a person's shifts of business dates start…end (both included) that count in bottom, newest first.

    `top` and `bottom` are fields of `core.shifts.queries.sums`. One's own, or anybody's for who sees the team.
    """
    if not may_see(user, agent_id):
        raise NotFound("There is no such shift.", field="shift")
    values = pair_values(ResultRow)
    columns: tuple[Any, ...] = (ShiftRow.id, ShiftRow.business_date, ShiftRow.template_id, ResultRow.shop_id, ShiftRow.status)
    where = [*of_shifts(start, end, templates=templates, agents=(agent_id,), statuses=statuses), *of_shops(shops)]
    query: Select[Any] = (
        select(*(col(column) for column in columns), values[top], values[bottom])
        .select_from(ShiftRow)
        .join(ResultRow, col(ResultRow.shift_id) == col(ShiftRow.id))
        .where(*where, values[bottom].is_not(None))
        .order_by(col(ShiftRow.business_date).desc(), col(ShiftRow.check_in).desc(), col(ShiftRow.id), col(ResultRow.shop_id))
    )
    return tuple(ShiftNumbers(*row) for row in session.connection().execute(query))
