"""Tables of complaints and reviews; private to this wing."""

from __future__ import annotations

from datetime import date, datetime
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
        CheckConstraint("cost_vnd >= 0", name="cost_not_negative"),
        Index("ix_complaint_status_resolve_due", "status", "resolve_due"),
        Index("ix_complaint_status_resolved_at", "status", "resolved_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id")
    order_no: str = Field(max_length=64, index=True)
    customer: str = Field(default="", max_length=120)
    category: str = Field(max_length=40)
    severity: str = Field(max_length=16)
    status: str = Field(max_length=16)
    waiting_for: str = Field(default="", max_length=16)
    description: str = Field(default="", sa_type=Text)
    folded: str = Field(default="", sa_type=Text)  # what is searched: order, customer, description without accents
    opened_at: datetime = Field(sa_type=UtcDateTime, index=True)
    opened_by: int | None = Field(default=None, foreign_key="user_account.id")
    owner_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    first_answer_due: datetime = Field(sa_type=UtcDateTime)
    first_answer_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    clock_from: datetime = Field(sa_type=UtcDateTime)  # opened, or opened again
    paused_s: int = 0  # service seconds this round has waited so far
    resolve_due: datetime = Field(sa_type=UtcDateTime, index=True)
    waiting_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_by: int | None = Field(default=None, foreign_key="user_account.id")
    resolution: str = Field(default="", max_length=40)
    resolution_note: str = Field(default="", sa_type=Text)
    cost_vnd: int | None = Field(default=None, sa_column=Column("cost_vnd", BigInteger, nullable=True))
    cause: str = Field(default="", sa_type=Text)
    prevention: str = Field(default="", sa_type=Text)
    repeat_of: int | None = Field(default=None, foreign_key="complaint.id")
    reopened: int = 0
    imported_version: int | None = None  # the version an import left; another one means that people worked on it since
    version: int = 1


class ComplaintRoundRow(Table, table=True):
    """How a complaint was closed before it was opened again; it counts apart from the next time."""

    __tablename__ = "complaint_round"
    __table_args__ = (UniqueConstraint("complaint_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    complaint_id: int = Field(foreign_key="complaint.id")
    number: int
    status: str = Field(max_length=16)
    clock_from: datetime = Field(sa_type=UtcDateTime)
    resolve_due: datetime = Field(sa_type=UtcDateTime, index=True)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    resolved_by: int | None = Field(default=None, foreign_key="user_account.id")
    resolution: str = Field(default="", max_length=40)
    resolution_note: str = Field(default="", sa_type=Text)
    cost_vnd: int | None = Field(default=None, sa_column=Column("cost_vnd", BigInteger, nullable=True))


class ReviewRow(Table, table=True):
    """A customer's review of a product."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("shop_id", "order_no", "product", "posted_at"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars_1_to_5"),
        Index("ix_review_status_stars_posted_at", "status", "stars", "posted_at"),
        Index("ix_review_status_first_reply_at_closed_at", "status", "first_reply_at", "closed_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id")
    order_no: str = Field(default="", max_length=64, index=True)
    product: str = Field(default="", max_length=300)
    stars: int
    text: str = Field(default="", sa_type=Text)
    folded: str = Field(default="", sa_type=Text)  # what is searched: order, product, text without accents
    posted_at: datetime = Field(sa_type=UtcDateTime, index=True)
    logged_by: int | None = Field(default=None, foreign_key="user_account.id")
    owner_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    status: str = Field(max_length=16)
    first_reply_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replied_by: int | None = Field(default=None, foreign_key="user_account.id")
    reply: str = Field(default="", sa_type=Text)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: int | None = Field(default=None, foreign_key="user_account.id")
    outcome: str = Field(default="", max_length=40)
    imported_version: int | None = None  # as for complaints
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


class MarketReturnRow(Table, table=True):
    """One article of a return or refund as a marketplace's file states it; what people did about it is its complaint's."""

    __tablename__ = "market_return"
    __table_args__ = (
        UniqueConstraint("shop_id", "order_no", "return_no", "article"),
        CheckConstraint("refund_vnd >= 0", name="refund_not_negative"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id")
    order_no: str = Field(max_length=64, index=True)
    return_no: str = Field(max_length=64)  # where the file has none: the moment it was asked for
    article: str = Field(default="", max_length=120)  # the SKU, or the product's name
    product: str = Field(default="", max_length=300)
    handle: str = Field(default="", max_length=120, index=True)  # the buyer's, as compared (`core.cases.loyal.handle_key`)
    reason: str = Field(default="", max_length=300)
    status: str = Field(default="", max_length=200)  # letter for letter
    requested_at: datetime = Field(sa_type=UtcDateTime)
    ordered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refunded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refund_vnd: int | None = Field(default=None, sa_column=Column("refund_vnd", BigInteger, nullable=True))
    complaint_id: int = Field(foreign_key="complaint.id", index=True)


class ReturnReasonRow(Table, table=True):
    """Which category a marketplace's return reason means, where the built-in table does not know it."""

    __tablename__ = "return_reason"
    __table_args__ = (UniqueConstraint("marketplace", "folded"),)
    id: int | None = Field(default=None, primary_key=True)
    marketplace: str = Field(max_length=16)
    folded: str = Field(max_length=300)
    said: str = Field(max_length=300)
    category: str = Field(max_length=40)
    at: datetime = Field(sa_type=UtcDateTime)
    by_id: int | None = Field(default=None, foreign_key="user_account.id")


class ReviewThemeRow(Table, table=True):
    """A theme of reviews and the words it is found by: the owner's own, or a built-in one as the owner changed it."""

    __tablename__ = "review_theme"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    name: str = Field(default="", max_length=80)  # blank: the built-in name
    words: Any = Field(sa_column=Column("words", JSON, nullable=False))
    active: bool = True
    version: int = 1


class KnownProblemRow(Table, table=True):
    """Something known to go wrong: the prepared answer, who prevents the next one, until when."""

    __tablename__ = "known_problem"
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=120)
    what: str = Field(default="", sa_type=Text)
    answer: str = Field(default="", sa_type=Text)
    category: str = Field(default="", max_length=40, index=True)  # blank: any
    shop_id: int | None = Field(default=None, foreign_key="shop.id")
    product: str = Field(default="", max_length=300)
    prevention: str = Field(default="", sa_type=Text)
    owner_id: int | None = Field(default=None, foreign_key="user_account.id")
    until: date | None = None
    state: str = Field(max_length=16, index=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1


class CustomerNoteRow(Table, table=True):
    """A note about a customer for the next agent; the newest of a handle counts, the others are its history."""

    __tablename__ = "customer_note"
    __table_args__ = (Index("ix_customer_note_handle", "handle", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    handle: str = Field(max_length=120)
    text: str = Field(default="", sa_type=Text)
    at: datetime = Field(sa_type=UtcDateTime)
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
