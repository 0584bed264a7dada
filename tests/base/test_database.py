"""One transaction at the edge; many writers, no lost write; what a driver says in plain words."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import literal, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from core.base import audit
from core.base import database as database_module
from core.base.changes import Topic, read_versions, touch
from core.base.clock import UtcDateTime
from core.base.database import Database, seconds_between
from core.base.errors import AlreadyDone, Unavailable
from core.base.leases import give_back, take_lease
from core.base.migrate import alembic_config, migrate, newest_revision, stored_revision
from core.base.settings import load_settings
from core.base.tables import LeaseRow
from core.base.tokens import spend

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def test_an_error_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:
        audit.record(session, at=NOW, actor_id=None, actor="x", action="y", subject="z")
        session.flush()
        raise ZeroDivisionError
    with database.read() as session:
        assert audit.entries(session) == []


def test_fifty_writers_that_read_first_lose_nothing(database: Database) -> None:
    def add_one(_: int) -> None:
        with database.write() as session:
            session.connection().execute(text("SELECT count(*) FROM change_counter")).scalar_one()
            touch(session, Topic.SHIFTS)

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(add_one, range(200)))
    with database.read() as session:
        assert read_versions(session)["shifts"] == 200


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises((Unavailable, DBAPIError)), database.read() as session:
        session.connection().execute(text("INSERT INTO change_counter (topic, version) VALUES ('x', 1)"))


def test_listeners_hear_what_changed(database: Database) -> None:
    heard: list[frozenset[str]] = []
    database.after_write.append(heard.append)
    with database.write() as session:
        touch(session, Topic.CASES, Topic.SHIFTS)
    assert heard == [frozenset({"cases", "shifts"})]


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(DBAPIError), database.write() as session:
        session.connection().execute(
            text("INSERT INTO sign_in_session (token_hash, user_id, created_at, last_seen_at, expires_at) VALUES ('x', 99, :at, :at, :at)"),
            {"at": NOW.replace(tzinfo=None)},
        )


def test_the_trail_only_grows(database: Database) -> None:
    with database.write() as session:
        audit.record(session, at=NOW, actor_id=None, actor="x", action="y", subject="z")
    for statement in ("UPDATE audit SET actor = 'other'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="only grows"), database.write() as session:
            session.connection().execute(text(statement))


def test_a_token_is_spent_once(database: Database) -> None:
    with database.write() as session:
        spend(session, "abc", at=NOW)
    with pytest.raises(AlreadyDone), database.write() as session:
        spend(session, "abc", at=NOW)


def test_a_lease_has_one_holder(database: Database) -> None:
    def take(holder: str, at: datetime) -> bool:
        with database.write() as session:
            return take_lease(session, "refresh", holder, at=at, for_seconds=60)

    assert take("one", NOW) is True
    assert take("two", NOW + timedelta(seconds=59)) is False
    assert take("one", NOW + timedelta(seconds=59)) is True
    assert take("two", NOW + timedelta(seconds=119)) is True
    with database.write() as session:
        give_back(session, "refresh", "two")
    assert take("one", NOW + timedelta(seconds=120)) is True


def test_seconds_between_moments_in_sql(database: Database) -> None:
    with database.write() as session:
        session.add(LeaseRow(name="a", holder="x", until=NOW))
    with database.read() as session:
        later = literal(NOW + timedelta(hours=25, seconds=7), UtcDateTime())
        assert [int(found) for found in session.exec(select(seconds_between(col(LeaseRow.until), later)))] == [25 * 3600 + 7]


def test_migrating_twice_does_nothing(database: Database) -> None:
    assert migrate(database) is False
    assert stored_revision(database) == newest_revision()


def test_many_processes_migrate_one_file_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    done: list[bool] = []
    lock = threading.Lock()

    def bring_up() -> None:
        database = Database(url)
        changed = migrate(database)
        with lock:
            done.append(changed)
        database.close()

    threads = [threading.Thread(target=bring_up) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False] * 5 + [True]


def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    from alembic import command

    import core.cases.tables
    import core.catalog.tables
    import core.people.tables
    import core.score.tables
    import core.shifts.tables  # noqa: F401

    with database.writer.begin() as connection:
        command.check(alembic_config(connection))


def test_a_locked_file_says_so(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(sqlite_database.url.database)
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_MS", 50)
    impatient = Database(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="busy"), impatient.write() as session:
        touch(session, Topic.SHIFTS)
    other.close()
    impatient.close()


def test_no_tables_says_migrate(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="python -m core migrate"), Database(f"sqlite:///{tmp_path / 'empty.db'}").read() as session:
        read_versions(session)


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "photo.db"
    path.write_bytes(b"not a database at all, " * 100)
    with pytest.raises(Unavailable, match="damaged"), Database(f"sqlite:///{path}").write() as session:
        touch(session, Topic.SHIFTS)


def test_a_full_disk_says_so_and_saves_nothing(sqlite_database: Database) -> None:
    with sqlite_database.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        raw = connection.connection.driver_connection
    assert raw is not None
    with pytest.raises(Unavailable, match="disk is full"), sqlite_database.write() as session:
        audit.record(session, at=NOW, actor_id=None, actor="x" * 200_000, action="y", subject="z")
    with sqlite_database.read() as session:
        assert audit.entries(session) == []


def test_a_server_that_is_not_there_says_so() -> None:
    url = load_settings(database_url="postgresql://nobody@127.0.0.1:9/none").database_url.get_secret_value()
    with pytest.raises(Unavailable, match="does not answer"), Database(url).read() as session:
        read_versions(session)
