"""The root of all tables, and the few that belong to no wing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Integer, MetaData, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from core.base.clock import UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """Base of every stored row; its own registry keeps a hot reload from defining a table twice."""


class ChangeCounterRow(Table, table=True):
    """How often each topic changed; caches key on it."""

    __tablename__ = "change_counter"
    topic: str = Field(primary_key=True)
    version: int = Field(default=0, nullable=False)


class AuditRow(Table, table=True):
    """One security- or money-relevant act; triggers forbid changing or deleting it."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor_id: int | None = Field(default=None, index=True)
    actor: str
    action: str = Field(index=True)
    subject: str = Field(index=True)
    before: Any = Field(default=None, sa_column=Column("before", JSON(none_as_null=True)))
    after: Any = Field(default=None, sa_column=Column("after", JSON(none_as_null=True)))
    reason: str = Field(default="", sa_type=Text)


class UsedTokenRow(Table, table=True):
    """A form's one-use token, taken; the primary key makes the second sending fail."""

    __tablename__ = "used_token"
    token: str = Field(primary_key=True)
    used_at: datetime = Field(sa_type=UtcDateTime, index=True)


class AppSettingRow(Table, table=True):
    """A setting that lives with the data (for example: this is a demo database)."""

    __tablename__ = "app_setting"
    key: str = Field(primary_key=True)
    value: Any = Field(default=None, sa_column=Column("value", JSON))


class LeaseRow(Table, table=True):
    """Who may do a piece of background work until when; any number of replicas, one worker."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    holder: str
    until: datetime = Field(sa_type=UtcDateTime)
    fence: int = Field(default=0, sa_column=Column("fence", Integer, nullable=False))
