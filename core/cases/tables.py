"""Tables of complaints and reviews; private to this wing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field

from core.base.clock import UtcDateTime
from core.base.tables import Table


class ComplaintRow(Table, table=True):
    """A customer's complaint; keyed by shop + order, never by a phone number."""

    __tablename__ = "complaint"
    __table_args__ = (
        UniqueConstraint("shop_id", "order_no", "category", "opened_at"),
        Index("ix_complaint_status_resolve_due", "status", "resolve_due"),
        Index("ix_complaint_repeat", "shop_id", "order_no", "category", "opened_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id")
    order_no: str = Field(max_length=64)
    customer: str = Field(default="", max_length=120)
    category: str = Field(max_length=40)
    severity: str = Field(max_length=16)
    status: str = Field(max_length=16)
    description: str = Field(default="", sa_type=Text)
    opened_at: datetime = Field(sa_type=UtcDateTime, index=True)
    opened_by: int | None = Field(default=None, foreign_key="user_account.id")
    owner_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    first_answer_due: datetime = Field(sa_type=UtcDateTime)
    first_answer_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolve_due: datetime = Field(sa_type=UtcDateTime, index=True)
    waiting_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    resolved_by: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    first_resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolution: str = Field(default="", max_length=40)
    cost_vnd: int = Field(default=0, sa_column=Column("cost_vnd", BigInteger, nullable=False, server_default="0"))
    cause: str = Field(default="", sa_type=Text)
    prevention: str = Field(default="", sa_type=Text)
    repeat_of: int | None = Field(default=None, foreign_key="complaint.id")
    reopened: int = 0
    version: int = 1


class ReviewRow(Table, table=True):
    """A customer's review of a product."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("shop_id", "order_no", "product", "posted_at"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars_1_to_5"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id")
    order_no: str = Field(default="", max_length=64)
    product: str = Field(default="", max_length=300)
    stars: int
    text: str = Field(default="", sa_type=Text)
    posted_at: datetime = Field(sa_type=UtcDateTime, index=True)
    logged_by: int | None = Field(default=None, foreign_key="user_account.id")
    owner_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    status: str = Field(max_length=16, index=True)
    first_reply_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    replied_by: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    outcome: str = Field(default="", max_length=40)
    reply: str = Field(default="", sa_type=Text)
    version: int = 1


class CaseEventRow(Table, table=True):
    """One step in the life of a complaint or review; the timeline."""

    __tablename__ = "case_event"
    __table_args__ = (Index("ix_case_event_case", "kind", "case_id", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=16)
    case_id: int
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: int | None = Field(default=None, foreign_key="user_account.id")
    action: str = Field(max_length=40)
    detail: Any = Field(default=None, sa_column=Column("detail", JSON))
