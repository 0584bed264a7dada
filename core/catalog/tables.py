"""Tables of sheet sources and their stored copies; private to this wing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Index, Text, UniqueConstraint
from sqlmodel import Field

from core.base.clock import UtcDateTime
from core.base.tables import Table


class SheetSourceRow(Table, table=True):
    """Where a sheet lives, how it is read, and how the last tries went."""

    __tablename__ = "sheet_source"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=120)
    kind: str = Field(max_length=16)
    place: str = Field(sa_type=Text)
    tab: str = Field(default="", max_length=120)
    mapping: Any = Field(default=None, sa_column=Column("mapping", JSON(none_as_null=True)))
    active: bool = True
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    tried_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failures: int = 0
    error: Any = Field(default=None, sa_column=Column("error", JSON(none_as_null=True)))
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 0


class SheetSnapshotRow(Table, table=True):
    """A good copy of a sheet's cells as read, with its version; the newest not held is what pages draw from."""

    __tablename__ = "sheet_snapshot"
    __table_args__ = (UniqueConstraint("source_id", "version"), Index("ix_sheet_snapshot_source", "source_id", "held", "version"))
    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="sheet_source.id")
    version: int
    read_at: datetime = Field(sa_type=UtcDateTime)
    digest: str = Field(max_length=64)
    tab: str = Field(default="", max_length=120)
    cells: Any = Field(sa_column=Column("cells", JSON, nullable=False))
    held: bool = False


class ScriptCopyRow(Table, table=True):
    """One click on a script's or voucher's copy button."""

    __tablename__ = "copy_click"
    __table_args__ = (Index("ix_copy_click_at", "kind", "at", "item"), Index("ix_copy_click_user", "user_id", "kind", "at"))
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=16)
    item: str = Field(max_length=120)
    user_id: int = Field(foreign_key="user_account.id")
    at: datetime = Field(sa_type=UtcDateTime)


class FavouriteRow(Table, table=True):
    """A script (or voucher) somebody starred for themselves."""

    __tablename__ = "catalog_favourite"
    __table_args__ = (UniqueConstraint("user_id", "kind", "item"),)
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id")
    kind: str = Field(max_length=16)
    item: str = Field(max_length=120)
    at: datetime = Field(sa_type=UtcDateTime)


class WriteBackRow(Table, table=True):
    """What is written into a source's spreadsheet, into which tab, and how the last tries went; off unless the owner says so."""

    __tablename__ = "sheet_write_back"
    source_id: int = Field(foreign_key="sheet_source.id", primary_key=True)
    on: bool = Field(default=False, sa_column=Column("switched_on", Boolean, nullable=False))
    what: str = Field(max_length=16)
    mode: str = Field(max_length=16)
    tab: str = Field(max_length=100)
    gid: int
    revenue: bool = False
    changed_at: datetime = Field(sa_type=UtcDateTime)
    digest: str = Field(default="", max_length=64)
    rows: int = 0
    written_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tried_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failures: int = 0
    error: Any = Field(default=None, sa_column=Column("error", JSON(none_as_null=True)))


class MessageRuleRow(Table, table=True):
    """A rule of the message check that the owner wrote."""

    __tablename__ = "message_rule"
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(unique=True, max_length=80)
    severity: str = Field(max_length=8)
    phrases: Any = Field(sa_column=Column("phrases", JSON, nullable=False))
    unless: Any = Field(sa_column=Column("unless", JSON, nullable=False))
    kinds: Any = Field(sa_column=Column("kinds", JSON, nullable=False))
    why: str = Field(default="", sa_type=Text)
    instead: str = Field(default="", sa_type=Text)
    active: bool = True
    changed_at: datetime = Field(sa_type=UtcDateTime)


class MessageRuleOffRow(Table, table=True):
    """A built-in rule of the message check that is switched off."""

    __tablename__ = "message_rule_off"
    rule: str = Field(primary_key=True, max_length=60)
    switched_at: datetime = Field(sa_type=UtcDateTime)
