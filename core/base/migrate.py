"""The schema: created and upgraded forward only, under a lock, safe from several processes at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlmodel import Session

from core.base.changes import read_versions
from core.base.database import Database, translated

SCRIPTS = Path(__file__).with_name("migrations")
_LOCK = 0x_CA_7B_0C  # any constant; one advisory lock for the schema


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration bound to an open connection."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """Return the revision this code expects."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return str(ScriptDirectory.from_config(config).get_current_head())


def stored_revision(database: Database) -> str | None:
    """Return the revision of the database, None when it has no schema."""
    with database.read() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def migrate(database: Database) -> bool:
    """Bring the schema to the newest revision; True when something was done.

    SQLite: the write lock of BEGIN IMMEDIATE is held throughout; PostgreSQL: an advisory lock. A
    second process waits, then finds nothing left to do.
    """
    with translated(), database.writer.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = MigrationContext.configure(connection).get_current_revision()
        if before == newest_revision():
            return False
        command.upgrade(alembic_config(connection), "head")
        return True


def start_over(database: Database, may: Callable[[Session], None]) -> None:
    """Empty the database: every table dropped and made anew in one transaction, as after a first `migrate`.

    `may` looks at the old content under the write lock and raises to stop. The change counters go on
    from where they were, so nothing cached of the old content is taken for the new.
    """
    with translated(), database.writer.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        with Session(connection, join_transaction_mode="rollback_only") as session:
            may(session)
            counters = read_versions(session)
        old = MetaData()
        old.reflect(connection)
        if database.is_sqlite:
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        old.drop_all(connection)
        if not database.is_sqlite:
            connection.execute(text("DROP FUNCTION IF EXISTS refuse_change()"))
        command.upgrade(alembic_config(connection), "head")
        for topic, version in counters.items():
            values = {"topic": topic, "version": version + 1}
            connection.execute(text("INSERT INTO change_counter (topic, version) VALUES (:topic, :version)"), values)
    for listener in database.after_write:
        listener(frozenset(counters))
