"""The process's one database, opened from the settings at first use."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from functools import lru_cache

from core.base.changes import read_versions
from core.base.database import Database
from core.base.settings import get_settings

_FRESH_SECONDS = 1.0


@lru_cache(maxsize=1)
def the_database() -> Database:
    """Return the process's database; opened once."""
    return Database(get_settings().database_url.get_secret_value())


class ChangeWatch:
    """The current change counters, read at most once a second however many viewers ask.

    A write by this process shows at once, another process's within a second.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._stamp = threading.Lock()
        self._writes = 0
        self._versions: Mapping[str, int] = {}
        self._read_at = float("-inf")
        database.after_write.append(self._forget)

    def versions(self) -> Mapping[str, int]:
        """Return topic → counter."""
        if time.monotonic() - self._read_at > _FRESH_SECONDS:
            with self._lock:
                if time.monotonic() - self._read_at > _FRESH_SECONDS:
                    asked_at, writes = time.monotonic(), self._writes
                    with self._database.read() as session:
                        self._versions = dict(read_versions(session))
                    with self._stamp:  # a write that committed while we read may not be in what we read
                        if writes == self._writes:
                            self._read_at = asked_at
        return self._versions

    def _forget(self, topics: frozenset[str]) -> None:
        if topics:
            with self._stamp:
                self._writes += 1
                self._read_at = float("-inf")


@lru_cache(maxsize=1)
def the_changes() -> ChangeWatch:
    """Return the process's change watch."""
    return ChangeWatch(the_database())
