"""The sign-in sessions this process has seen, kept at hand so that a request costs no query.

An entry counts only under the change counters it was read with: whatever ends a session, closes an
account or changes a role moves a counter, here or in another process, and the entry is read anew.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from core.base.changes import Topic
from core.base.database import Database
from core.base.opened import ChangeWatch, the_changes, the_database
from core.base.settings import get_settings
from core.people.actions.sign_in import note_seen
from core.people.queries.sign_in import session_by_key
from core.people.sign_in import SessionLimits, SignedIn, token_hash

_WRITE_EVERY = timedelta(minutes=1)
_MOST = 20_000

Counters = tuple[int, int]


class SessionBook:
    """Sessions by their key (the SHA-256 of a cookie's token), as of the present change counters."""

    def __init__(self, database: Database, changes: ChangeWatch, limits: SessionLimits) -> None:
        self.limits = limits
        self._database = database
        self._changes = changes
        self._lock = threading.Lock()
        self._known: dict[str, tuple[Counters, SignedIn]] = {}
        self._used: dict[str, datetime] = {}
        self._written: dict[str, datetime] = {}

    def by_token(self, token: str, now: datetime) -> SignedIn | None:
        """Return the live session of a cookie's token, None for everything else."""
        return self.by_key(token_hash(token), now) if 0 < len(token) <= 200 else None

    def by_key(self, key: str, now: datetime) -> SignedIn | None:
        """Return a live session, None when it ended or never was. Looking is not using."""
        counters = self._counters()
        kept = self._known.get(key)
        if kept is not None and kept[0] == counters and self._alive(kept[1], now):
            return kept[1]
        with self._database.read() as session:
            found = session_by_key(session, key)
        if found is None or not self._alive(found, now):
            for book in (self._known, self._used, self._written):
                book.pop(key, None)
            return None
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[key] = (counters, found)
        return found

    def use(self, keys: Iterable[str], now: datetime) -> None:
        """Note in memory that sessions are in use; `write_seen` writes it down."""
        with self._lock:
            self._used.update(dict.fromkeys(keys, now))

    def write_seen(self) -> None:
        """Write down the last use of sessions, of each at most once a minute."""
        with self._lock:
            due = {key: used for key, used in self._used.items() if self._due(key, used)}
        if not due:
            return
        with self._database.write() as session:
            note_seen(session, due)
        with self._lock:
            self._written.update(due)

    def _due(self, key: str, used: datetime) -> bool:
        known = self._known.get(key)
        before = self._written.get(key) or (known[1].last_seen_at if known else None)
        return before is None or used - before >= _WRITE_EVERY

    def _alive(self, found: SignedIn, now: datetime) -> bool:
        used = self._used.get(found.key, found.last_seen_at)
        return found.alive(now, self.limits.idle, last_use=max(used, found.last_seen_at))

    def _counters(self) -> Counters:
        versions = self._changes.versions()
        return versions.get(str(Topic.PEOPLE), 0), versions.get(str(Topic.SIGN_IN), 0)


@lru_cache(maxsize=1)
def the_session_book() -> SessionBook:
    """Return the process's book, on its database and settings."""
    settings = get_settings()
    limits = SessionLimits(idle=timedelta(minutes=settings.session_idle_minutes), absolute=timedelta(hours=settings.session_hours))
    return SessionBook(the_database(), the_changes(), limits)
