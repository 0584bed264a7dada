"""The database: SQLite by default, PostgreSQL by URL; one transaction at the edge, nothing commits elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Float
from sqlmodel import Session

from core.base import changes
from core.base.errors import Refused, Unavailable
from core.base.words import mark

BUSY_TIMEOUT_MS = 15_000
BUSY = mark("The database is busy with another program. What you typed is still here: try again in a moment.")
DAMAGED = mark("The database file is damaged or is no database. Restore a backup, or set database_url to another file.")
FINAL = mark("The bonus of this month is locked, so its shifts stay as they are. What comes late is an adjustment in a later month.")
NO_TABLES = mark("The database has no tables yet. Run: python -m core migrate")


class seconds_between(FunctionElement[float]):  # noqa: N801 - reads as a SQL function
    """SQL: whole seconds from the first argument to the second, both UtcDateTime; null when either is."""

    name = "seconds_between"
    inherit_cache = True
    type = Float()


@compiles(seconds_between, "sqlite")
def _seconds_sqlite(element: seconds_between, compiler: Any, **kw: Any) -> str:
    start, end = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(CAST(strftime('%s', {end}) AS INTEGER) - CAST(strftime('%s', {start}) AS INTEGER))"


@compiles(seconds_between, "postgresql")
def _seconds_postgresql(element: seconds_between, compiler: Any, **kw: Any) -> str:
    start, end = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"FLOOR(EXTRACT(EPOCH FROM ({end} - {start})))"


class Database:
    """Two engines on one database: writers that take the write lock at once, readers that never wait for it."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            path = Path(str(self.url.database))
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise Unavailable("The folder of the database cannot be made: {why}.", why=error.strerror or "") from None
            self.writer = _sqlite_engine(url, write=True)
            self.reader = _sqlite_engine(url, write=False)
        else:
            # SSL and credentials travel in the URL; pre-ping survives a restarted server.
            self.writer = create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, connect_args={"connect_timeout": 5})
            self.reader = self.writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self.after_write: list[Callable[[frozenset[str]], None]] = []

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open the one write transaction of an act: committed at the end, rolled back on any error."""
        with translated(), Session(self.writer, expire_on_commit=False) as session:
            with session.begin():
                yield session
                session.flush()
                topics = changes.bump_touched(session)
            for listener in self.after_write:
                listener(topics)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a read-only transaction: one consistent view, whatever writers do meanwhile."""
        with translated(), Session(self.reader, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Give every pooled connection back."""
        self.writer.dispose()
        self.reader.dispose()


def _sqlite_engine(url: str, *, write: bool) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
        pool_size=5 if write else 20,
        max_overflow=10,
        pool_timeout=30,
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours, see below
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={'FULL' if write else 'NORMAL'}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA cache_size=-65536")
        if not write:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        # A deferred BEGIN that reads and then writes loses to another writer in spite of busy_timeout.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


@contextmanager
def translated() -> Iterator[None]:
    """Turn what a driver says about a lock, a disk or a server into one line a person can act on."""
    try:
        yield
    except OperationalError as error:
        said = str(error.orig).lower()
        if "locked" in said or "busy" in said:
            raise Unavailable(BUSY) from error
        if "full" in said or "disk i/o" in said or "no space" in said:
            raise Unavailable("The disk is full, nothing was saved. Free some space, then save again.") from error
        if "readonly" in said or "read-only" in said or "unable to open" in said:
            raise Unavailable("The database file cannot be written. Check the folder's rights and the setting database_url.") from error
        if "no such table" in said:
            raise Unavailable(NO_TABLES) from error
        raise Unavailable("The database does not answer. Check the setting database_url and that the server runs.") from error
    except sqlite3.DatabaseError as error:
        raise Unavailable(
            "The database file is damaged or is no database. Restore a backup, or set database_url to another file."
        ) from error
    except DBAPIError as error:
        said = str(error.orig).lower()
        if "bonus of this month is final" in said:
            raise Refused(FINAL) from error
        if "not a database" in said or "malformed" in said:
            raise Unavailable(
                "The database file is damaged or is no database. Restore a backup, or set database_url to another file."
            ) from error
        if "does not exist" in said and "relation" in said:
            raise Unavailable(NO_TABLES) from error
        raise
    except SQLAlchemyError as error:
        if "QueuePool" in str(error):
            raise Unavailable(BUSY) from error
        raise
