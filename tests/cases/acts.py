"""Short ways to act on cases in the tests, each in its own transaction as on a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from core.base.audit import AuditEntry, entries
from core.base.changes import read_versions
from core.base.database import Database
from core.cases.actions.complaints import log_complaint
from core.cases.actions.reviews import log_review
from core.cases.complaint import Complaint
from core.cases.inputs import NewComplaint, NewReview
from core.cases.review import Review
from core.people.user import User
from tests.cases.moments import at
from tests.conftest import Cast

T = TypeVar("T")
OPENED = at("2026-09-07 14:00")
"""Monday, 14:00."""
ORDER = "240907ABCDEF12"


def act(database: Database, action: Callable[..., T], user: User, given: Any, now: datetime) -> T:
    """Run one action in its own write transaction."""
    with database.write() as session:
        return action(session, user, given, now=now)


def ask(database: Database, query: Callable[..., T], user: User, *args: Any, **named: Any) -> T:
    """Run one query in its own read transaction."""
    with database.read() as session:
        return query(session, user, *args, **named)


def complain(database: Database, cast: Cast, *, by: User | None = None, now: datetime = OPENED, **given: Any) -> Complaint:
    """Log a complaint as Lan, hers, at 14:00."""
    person = by or cast.lan
    filled = {"shop_id": cast.shop_a.id, "order_no": ORDER, "category": "damaged", "owner_id": person.id or None} | given
    return act(database, log_complaint, person, NewComplaint(**filled), now)


def review(database: Database, cast: Cast, *, by: User | None = None, now: datetime = OPENED, **given: Any) -> Review:
    """Log a 1★ review as Lan, hers, at 14:00."""
    person = by or cast.lan
    filled = {"shop_id": cast.shop_a.id, "stars": 1, "text": "Giao sai màu", "owner_id": person.id} | given
    return act(database, log_review, person, NewReview(**filled), now)


def trail(database: Database, subject: str) -> list[AuditEntry]:
    """Return the audit entries of a subject, oldest first."""
    with database.read() as session:
        return entries(session, subject=subject)[::-1]


def changes(database: Database) -> int:
    """Return how often cases changed."""
    with database.read() as session:
        return read_versions(session)["cases"]
