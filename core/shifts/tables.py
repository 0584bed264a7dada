"""Tables of templates, shifts, results, handovers and the roster; private to this wing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field

from core.base.clock import UtcDateTime
from core.base.tables import Table


class TemplateRow(Table, table=True):
    """A kind of shift; minutes after local midnight, the end may pass 1440."""

    __tablename__ = "shift_template"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    name: str = Field(max_length=80)
    start_minute: int
    end_minute: int
    evening: bool = False
    retired_from: date | None = None
    break_minutes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class ShiftRow(Table, table=True):
    """An agent's shift on a business date."""

    __tablename__ = "shift"
    __table_args__ = (
        UniqueConstraint("agent_id", "template_id", "business_date"),
        CheckConstraint("check_out IS NULL OR check_out >= check_in", name="check_out_after_check_in"),
        Index("ix_shift_business_date_status", "business_date", "status"),
    )
    id: int | None = Field(default=None, primary_key=True)
    agent_id: int = Field(foreign_key="user_account.id", index=True)
    template_id: int = Field(foreign_key="shift_template.id", index=True)
    business_date: date
    status: str = Field(max_length=16)
    check_in: datetime = Field(sa_type=UtcDateTime)
    check_out: datetime | None = Field(default=None, sa_type=UtcDateTime)
    checked_in_by: int | None = Field(default=None, foreign_key="user_account.id")
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_update: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1
    note: str = Field(default="", sa_type=Text)
    arrival: str = Field(default="", max_length=16, sa_column_kwargs={"server_default": ""})


class ResultRow(Table, table=True):
    """Running totals of a shift in one shop; null means not recorded, never 0."""

    __tablename__ = "result"
    __table_args__ = (
        UniqueConstraint("shift_id", "shop_id"),
        CheckConstraint("chats >= 0 AND answered_30s >= 0 AND unanswered >= 0 AND orders >= 0 AND revenue_vnd >= 0", name="not_negative"),
        CheckConstraint("presale_chats <= chats", name="presale_within_chats"),
        CheckConstraint("answered_30s + COALESCE(unanswered, 0) <= chats", name="answered_within_chats"),
        CheckConstraint("paid_orders <= orders", name="paid_within_orders"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shift_id: int = Field(foreign_key="shift.id")
    shop_id: int = Field(foreign_key="shop.id", index=True)
    chats: int | None = None
    presale_chats: int | None = None
    answered_30s: int | None = None
    unanswered: int | None = None
    first_response_avg_s: int | None = None
    orders: int | None = None
    paid_orders: int | None = None
    revenue_vnd: int | None = Field(default=None, sa_column=Column("revenue_vnd", BigInteger, nullable=True))
    complaints_handled: int | None = None
    reviews_handled: int | None = None
    version: int = 1
    updated_at: datetime = Field(sa_type=UtcDateTime)


class ResultSaveRow(Table, table=True):
    """One save of a result, kept forever: the totals as they were typed, by whom, when."""

    __tablename__ = "result_save"
    __table_args__ = (Index("ix_result_save_result_saved", "result_id", "saved_at"),)
    id: int | None = Field(default=None, primary_key=True)
    result_id: int = Field(foreign_key="result.id")
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: int | None = Field(default=None, foreign_key="user_account.id")
    chats: int | None = None
    presale_chats: int | None = None
    answered_30s: int | None = None
    unanswered: int | None = None
    first_response_avg_s: int | None = None
    orders: int | None = None
    paid_orders: int | None = None
    revenue_vnd: int | None = Field(default=None, sa_column=Column("revenue_vnd", BigInteger, nullable=True))
    reason: str = Field(default="", sa_type=Text)


class ResultDraftRow(Table, table=True):
    """What somebody has typed into a shift's grid and not saved yet, as one browser page of theirs last told it."""

    __tablename__ = "result_draft"
    __table_args__ = (UniqueConstraint("shift_id", "user_id", "device"),)
    id: int | None = Field(default=None, primary_key=True)
    shift_id: int = Field(foreign_key="shift.id")
    user_id: int = Field(foreign_key="user_account.id")
    device: str = Field(max_length=40)
    typed: Any = Field(default=None, sa_column=Column("typed", JSON, nullable=False))
    saved_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1


class HandoverRow(Table, table=True):
    """One thing a shift leaves to the next: what to follow up, who took it, how it ended."""

    __tablename__ = "handover_item"
    __table_args__ = (Index("ix_handover_item_closed_accepted", "closed_at", "accepted_at"),)
    id: int | None = Field(default=None, primary_key=True)
    shift_id: int = Field(foreign_key="shift.id", index=True)
    shop_id: int | None = Field(default=None, foreign_key="shop.id")
    order_no: str = Field(default="", max_length=60)
    customer: str = Field(default="", max_length=80)
    what: str = Field(sa_type=Text)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    priority: str = Field(max_length=16)
    created_by: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    accepted_by: int | None = Field(default=None, foreign_key="user_account.id")
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_shift_id: int | None = Field(default=None, foreign_key="shift.id")
    closed_by: int | None = Field(default=None, foreign_key="user_account.id")
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: str = Field(default="", sa_type=Text)
    passed_from: int | None = Field(default=None, foreign_key="handover_item.id")
    version: int = 1


class RosterWeekRow(Table, table=True):
    """A week of the roster: how often it was changed and published; people who plan it hold this row."""

    __tablename__ = "roster_week"
    week: date = Field(primary_key=True)
    version: int = 1
    publication: int = 0
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    published_by: int | None = Field(default=None, foreign_key="user_account.id")
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    changed_by: int | None = Field(default=None, foreign_key="user_account.id")


class RosterEntryRow(Table, table=True):
    """A planned shift: in the draft, published, or both; in neither the row goes."""

    __tablename__ = "roster_entry"
    __table_args__ = (
        UniqueConstraint("agent_id", "template_id", "business_date"),
        Index("ix_roster_entry_business_date", "business_date"),
    )
    id: int | None = Field(default=None, primary_key=True)
    agent_id: int = Field(foreign_key="user_account.id")
    template_id: int = Field(foreign_key="shift_template.id")
    business_date: date
    drafted: bool = True
    published: bool = False


class RosterChangeRow(Table, table=True):
    """What a publication added to or took from an agent's published shifts; only grows."""

    __tablename__ = "roster_change"
    __table_args__ = (Index("ix_roster_change_week_agent", "week", "agent_id"),)
    id: int | None = Field(default=None, primary_key=True)
    week: date
    publication: int
    agent_id: int = Field(foreign_key="user_account.id")
    template_id: int = Field(foreign_key="shift_template.id")
    business_date: date
    added: bool
    at: datetime = Field(sa_type=UtcDateTime)
    by: int | None = Field(default=None, foreign_key="user_account.id")


class RosterOverrideRow(Table, table=True):
    """A labour-law warning somebody went on with, and why; only grows."""

    __tablename__ = "roster_override"
    id: int | None = Field(default=None, primary_key=True)
    week: date = Field(index=True)
    agent_id: int = Field(foreign_key="user_account.id")
    business_date: date
    rule: str = Field(max_length=24)
    minutes: int
    reason: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcDateTime)
    by: int | None = Field(default=None, foreign_key="user_account.id")


class WishRow(Table, table=True):
    """What an agent would like on a date: to be off, or a certain shift; one a date."""

    __tablename__ = "roster_wish"
    __table_args__ = (UniqueConstraint("agent_id", "business_date"), Index("ix_roster_wish_business_date", "business_date"))
    id: int | None = Field(default=None, primary_key=True)
    agent_id: int = Field(foreign_key="user_account.id")
    business_date: date
    template_id: int | None = Field(default=None, foreign_key="shift_template.id")
    note: str = Field(default="", sa_type=Text)
    status: str = Field(max_length=16)
    answer: str = Field(default="", sa_type=Text)
    wished_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_by: int | None = Field(default=None, foreign_key="user_account.id")


class SwapRow(Table, table=True):
    """One agent asks another to take a published shift, perhaps for one of theirs in return."""

    __tablename__ = "roster_swap"
    id: int | None = Field(default=None, primary_key=True)
    from_agent_id: int = Field(foreign_key="user_account.id", index=True)
    from_template_id: int = Field(foreign_key="shift_template.id")
    from_date: date
    to_agent_id: int = Field(foreign_key="user_account.id", index=True)
    to_template_id: int | None = Field(default=None, foreign_key="shift_template.id")
    to_date: date | None = None
    note: str = Field(default="", sa_type=Text)
    status: str = Field(max_length=16, index=True)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    agreed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: int | None = Field(default=None, foreign_key="user_account.id")
    answer: str = Field(default="", sa_type=Text)
