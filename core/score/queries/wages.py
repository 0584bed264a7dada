"""Hourly wages, for the owner alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.score.tables import WageRow


@dataclass(frozen=True)
class Wage:
    """An hourly wage from a business date on."""

    agent_id: int
    agent: str
    display: str
    from_date: date
    hourly_vnd: int
    set_at: datetime


def wages(session: Session, user: User) -> tuple[Wage, ...]:
    """Return the wages that count, by person and then by date; of two of one date the later entry."""
    user.require(Right.SEE_WAGES)
    held = {(row.user_id, row.from_date): row for row in session.exec(select(WageRow).order_by(col(WageRow.id)))}
    people = users_by_id(session, [row.user_id for row in held.values()])
    found = [Wage(row.user_id, people[row.user_id].name, people[row.user_id].display, row.from_date, row.hourly_vnd, row.set_at)
             for row in held.values()]  # fmt: skip
    return tuple(sorted(found, key=lambda wage: (wage.agent, wage.from_date)))
