"""Leases on background work: among any number of processes, one holder at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BindParameter, bindparam, text
from sqlmodel import Session

from core.base.clock import UtcDateTime


def take_lease(session: Session, name: str, holder: str, *, at: datetime, for_seconds: int) -> bool:
    """Try to hold `name` until `at + for_seconds`; True when it was free, expired or already ours."""
    statement = text(
        "INSERT INTO lease (name, holder, until, fence) VALUES (:name, :holder, :until, 1) "
        "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until, fence = lease.fence + 1 "
        "WHERE lease.until <= :now OR lease.holder = excluded.holder"
    ).bindparams(
        *(_moment(key) for key in ("until", "now")),
    )
    values = {"name": name, "holder": holder, "until": at + timedelta(seconds=for_seconds), "now": at}
    return session.connection().execute(statement, values).rowcount == 1


def give_back(session: Session, name: str, holder: str) -> None:
    """Give the lease back early; somebody else's stays."""
    session.connection().execute(text("DELETE FROM lease WHERE name = :name AND holder = :holder"), {"name": name, "holder": holder})


def _moment(key: str) -> BindParameter[datetime]:
    return bindparam(key, type_=UtcDateTime())
