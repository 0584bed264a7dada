"""A change counter per topic, bumped inside each write transaction: what caches key on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import text
from sqlmodel import Session, select

from core.base.tables import ChangeCounterRow


class Topic(StrEnum):
    """What a write touched; one per wing."""

    PEOPLE = "people"
    SIGN_IN = "sign_in"  # sessions revoked, own language chosen; kept apart so that it empties no cache
    SHIFTS = "shifts"
    CASES = "cases"
    CATALOG = "catalog"
    ORDERS = "orders"
    SCORE = "score"


_KEY = "touched_topics"
_BUMP = text(
    "INSERT INTO change_counter (topic, version) VALUES (:topic, 1) ON CONFLICT (topic) DO UPDATE SET version = change_counter.version + 1"
)


def touch(session: Session, *topics: Topic) -> None:
    """Note that this transaction changes these topics; the counters move just before the commit."""
    session.info.setdefault(_KEY, set()).update(topics)


def bump_touched(session: Session) -> frozenset[str]:
    """Move the counters of the touched topics (sorted, so two writers lock rows in one order)."""
    topics = sorted(session.info.pop(_KEY, ()))
    for topic in topics:
        session.connection().execute(
            _BUMP,
            {"topic": str(topic)},
        )
    return frozenset(map(str, topics))


def read_versions(session: Session) -> Mapping[str, int]:
    """Return each topic's counter; a topic never touched is 0."""
    stored = {row.topic: row.version for row in session.exec(select(ChangeCounterRow))}
    return {topic: stored.get(topic, 0) for topic in map(str, Topic)}
