"""Tables of targets; private to this wing."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from core.base.tables import Table


class TargetRow(Table, table=True):
    """A metric's target and the business date from which it holds."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("metric", "from_date"),)
    id: int | None = Field(default=None, primary_key=True)
    metric: str = Field(max_length=40)
    value: float
    from_date: date
