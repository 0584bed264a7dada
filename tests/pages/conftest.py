"""Open a page as a person: the real shell, the real guard, the test's own database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.base import opened
from core.base.clock import utc_now
from core.base.database import Database
from core.people.actions.sign_in import begin_attempt, finish_attempt
from core.people.badge import write_badge
from core.people.session_book import the_session_book
from core.people.sign_in import SessionLimits, SignedIn
from core.people.user import User
from tests.conftest import ROOT, clean_database

# What a page asks of the database is tested on both engines where it is asked; drawing is slow, and the same on
# both, so one test file (`test_every_page`) draws on both and the others on SQLite.
BOTH = "test_every_page.py"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each page test its engines."""
    if "database" in metafunc.fixturenames:
        kinds = ["sqlite", "postgresql"] if metafunc.definition.path.name == BOTH else ["sqlite"]
        metafunc.parametrize("database", kinds, indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A clean, migrated database of the engine the test was given."""
    yield from clean_database(request.param, request, tmp_path)


OpenPage = Callable[[str, User], AppTest]
LIMITS = SessionLimits(idle=timedelta(minutes=30), absolute=timedelta(hours=12))


def use_database(monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    """Make the test's database the process's own; undone by `forget_database`."""
    forget_database()
    monkeypatch.setattr(opened, "Database", lambda _url: database)


def forget_database() -> None:
    """Let go of everything that was opened for one test."""
    import streamlit as st

    st.cache_data.clear()
    st.cache_resource.clear()
    for kept in (opened.the_database, opened.the_changes, the_session_book):
        kept.cache_clear()


def session_of(database: Database, user: User) -> SignedIn:
    """Sign a person in, now."""
    now = utc_now()
    with database.write() as session:
        attempt = begin_attempt(session, user.name, "127.0.0.1", now=now)
        return finish_attempt(session, attempt, now=now, limits=LIMITS)[1]


@pytest.fixture
def open_page(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenPage]:
    """`open_page("complaints", cast.lan)` → the page, run once, as that person sees it.

    It runs at the real present; move the clock with `time_machine.travel(..., tick=False)` before.
    """
    use_database(monkeypatch, database)

    def open_as(page_key: str, user: User) -> AppTest:
        at = AppTest.from_file(str(ROOT / "core" / "ui" / "shell.py"), default_timeout=30)
        at.user = {"badge": write_badge(session_of(database, user).key)}
        at.run()
        return at.switch_page(str(ROOT / "pages" / f"{page_key}.py")).run()

    yield open_as
    forget_database()
