"""Tables of targets, the bonus policy, wages and bonus periods; private to this wing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field

from core.base.clock import UtcDateTime
from core.base.tables import Table


class TargetRow(Table, table=True):
    """A metric's target and the business date from which it holds."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("metric", "from_date"),)
    id: int | None = Field(default=None, primary_key=True)
    metric: str = Field(max_length=40)
    value: float
    from_date: date


class PolicyRow(Table, table=True):
    """A version of the bonus policy, kept forever; `from_month` is the first day of the first month it holds for."""

    __tablename__ = "bonus_policy"
    version: int | None = Field(default=None, primary_key=True)
    from_month: date
    document: Any = Field(default=None, sa_column=Column("document", JSON, nullable=False))
    set_at: datetime = Field(sa_type=UtcDateTime)
    set_by: int | None = Field(default=None, foreign_key="user_account.id")


class WageRow(Table, table=True):
    """An hourly wage from a business date on, kept forever; of one date the last one counts."""

    __tablename__ = "wage"
    __table_args__ = (CheckConstraint("hourly_vnd >= 0", name="not_negative"), Index("ix_wage_user_from", "user_id", "from_date"))
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id")
    from_date: date
    hourly_vnd: int = Field(sa_type=BigInteger)
    set_at: datetime = Field(sa_type=UtcDateTime)
    set_by: int | None = Field(default=None, foreign_key="user_account.id")


class SnapshotRow(Table, table=True):
    """Everything a month's bonus was worked out from, kept forever: input rows and policy as canonical JSON, their hash."""

    __tablename__ = "bonus_snapshot"
    id: int | None = Field(default=None, primary_key=True)
    month: date = Field(index=True)
    as_of: datetime = Field(sa_type=UtcDateTime)
    taken_by: int | None = Field(default=None, foreign_key="user_account.id")
    policy_version: int
    policy: str = Field(sa_type=Text)
    inputs: str = Field(sa_type=Text)
    input_hash: str = Field(max_length=64)
    totals: str = Field(sa_type=Text)  # agent id → đồng, as worked out then


class PeriodRow(Table, table=True):
    """The bonus of a month that was computed at least once; triggers hold the shifts of a locked one."""

    __tablename__ = "bonus_period"
    __table_args__ = (CheckConstraint("status IN ('computed', 'review', 'approved', 'locked')", name="status"),)
    month: date = Field(primary_key=True)
    last_day: date
    status: str = Field(max_length=16)
    snapshot_id: int = Field(foreign_key="bonus_snapshot.id")
    computed_at: datetime = Field(sa_type=UtcDateTime)
    computed_by: int | None = Field(default=None, foreign_key="user_account.id")
    disputes_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    approved_by: int | None = Field(default=None, foreign_key="user_account.id")
    locked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    locked_by: int | None = Field(default=None, foreign_key="user_account.id")


class DisputeRow(Table, table=True):
    """An agent's objection to a line of their own statement, and its answer."""

    __tablename__ = "bonus_dispute"
    id: int | None = Field(default=None, primary_key=True)
    month: date = Field(foreign_key="bonus_period.month", index=True)
    agent_id: int = Field(foreign_key="user_account.id", index=True)
    line: str = Field(max_length=24)
    reason: str = Field(sa_type=Text)
    raised_at: datetime = Field(sa_type=UtcDateTime)
    status: str = Field(default="open", max_length=16)
    answer: str = Field(default="", sa_type=Text)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_by: int | None = Field(default=None, foreign_key="user_account.id")


class AdjustmentRow(Table, table=True):
    """What a locked month still owes somebody, paid in a later one; kept forever."""

    __tablename__ = "bonus_adjustment"
    __table_args__ = (
        CheckConstraint("amount_vnd > 0", name="positive"),
        CheckConstraint("month > from_month", name="later"),
        Index("ix_bonus_adjustment_month", "month"),
    )
    id: int | None = Field(default=None, primary_key=True)
    agent_id: int = Field(foreign_key="user_account.id")
    from_month: date
    month: date
    amount_vnd: int = Field(sa_type=BigInteger)
    reason: str = Field(sa_type=Text)
    added_at: datetime = Field(sa_type=UtcDateTime)
    added_by: int | None = Field(default=None, foreign_key="user_account.id")


class PlatformDayRow(Table, table=True):
    """What a marketplace's own export says of a shop on a day; null: the export does not say. The newest file counts."""

    __tablename__ = "platform_day"
    __table_args__ = (UniqueConstraint("shop_id", "day"),)
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id")
    day: date = Field(index=True)
    chats: int | None = None
    orders: int | None = None
    paid_orders: int | None = None
    revenue_vnd: int | None = Field(default=None, sa_column=Column("revenue_vnd", BigInteger, nullable=True))
    source: str = Field(default="", max_length=200)
    read_at: datetime = Field(sa_type=UtcDateTime)
