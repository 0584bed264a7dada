"""Tables of people, shops and sign-in; private to this wing (other wings refer to them by foreign key)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from core.base.clock import UtcDateTime
from core.base.tables import Table


class UserRow(Table, table=True):
    """An account."""

    __tablename__ = "user_account"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=64)
    display: str = Field(max_length=120)
    role: str = Field(max_length=16)
    password_hash: str | None = None
    active: bool = True
    language: str | None = Field(default=None, max_length=8)
    created_at: datetime = Field(sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInSessionRow(Table, table=True):
    """A signed-in browser: the token only as its SHA-256, revocable."""

    __tablename__ = "sign_in_session"
    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInAttemptRow(Table, table=True):
    """A try to sign in, for the throttle per name and per address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_name_at", "name", "at"), Index("ix_sign_in_attempt_address_at", "address", "at"))
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    name: str = Field(max_length=64)
    address: str = Field(max_length=64)
    succeeded: bool = False


class ShopRow(Table, table=True):
    """A shop."""

    __tablename__ = "shop"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    marketplace: str = Field(max_length=16)
    name: str = Field(max_length=120)
    active: bool = True
    position: int = 0
