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
from core.people.queries.sign_in import session_by_id, session_by_token
from core.people.sign_in import SessionLimits, SignedIn, token_hash

_SEEN_EVERY = timedelta(minutes=1)
_MOST = 20_000

Counters = tuple[int, int]


class SessionBook:
    """Sessions by number and by token, as of the present change counters."""

    def __init__(self, database: Database, changes: ChangeWatch, limits: SessionLimits) -> None:
        self.limits = limits
        self._database = database
        self._changes = changes
        self._lock = threading.Lock()
        self._by_id: dict[int, tuple[Counters, SignedIn]] = {}
        self._id_of: dict[str, int] = {}
        self._noted: dict[int, datetime] = {}

    def by_token(self, token: str, now: datetime) -> SignedIn | None:
        """Return the live session of a cookie's token, None for everything else."""
        if not token or len(token) > 200:
            return None
        hashed = token_hash(token)
        known = self._id_of.get(hashed)
        if known is not None:
            return self.by_id(known, now)
        counters = self._counters()
        with self._database.read() as session:
            found = session_by_token(session, hashed)
        return self._keep(found, counters, now, hashed)

    def by_id(self, session_id: int, now: datetime) -> SignedIn | None:
        """Return a live session by its number, None when it ended."""
        counters = self._counters()
        kept = self._by_id.get(session_id)
        if kept is not None and kept[0] == counters and kept[1].alive(now, self.limits.idle):
            return kept[1]
        with self._database.read() as session:
            found = session_by_id(session, session_id)
        return self._keep(found, counters, now)

    def note_seen(self, session_ids: Iterable[int], now: datetime) -> None:
        """Write down that sessions are in use, at most once a minute for each."""
        with self._lock:
            due = [number for number in set(session_ids) if now - self._noted.get(number, now - _SEEN_EVERY) >= _SEEN_EVERY]
            self._noted.update(dict.fromkeys(due, now))
        if not due:
            return
        with self._database.write() as session:
            note_seen(session, due, now=now)
        with self._lock:
            for number in due:
                self._by_id.pop(number, None)

    def due_to_note(self, signed_in: SignedIn, now: datetime) -> bool:
        """Tell whether a use of this session would be written down now."""
        return now - self._noted.get(signed_in.id, signed_in.last_seen_at) >= _SEEN_EVERY

    def _counters(self) -> Counters:
        versions = self._changes.versions()
        return versions.get(str(Topic.PEOPLE), 0), versions.get(str(Topic.SIGN_IN), 0)

    def _keep(self, found: SignedIn | None, counters: Counters, now: datetime, hashed: str = "") -> SignedIn | None:
        if found is None or not found.alive(now, self.limits.idle):
            return None
        with self._lock:
            if len(self._id_of) > _MOST or len(self._by_id) > _MOST or len(self._noted) > _MOST:
                self._id_of.clear()
                self._by_id.clear()
                self._noted.clear()
            self._by_id[found.id] = (counters, found)
            if hashed:
                self._id_of[hashed] = found.id
        return found


@lru_cache(maxsize=1)
def the_session_book() -> SessionBook:
    """Return the process's book, on its database and settings."""
    settings = get_settings()
    limits = SessionLimits(idle=timedelta(minutes=settings.session_idle_minutes), absolute=timedelta(hours=settings.session_hours))
    return SessionBook(the_database(), the_changes(), limits)
