"""`users` and `shops` on the command line: JSON and nothing else, one line when refused, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from core.base.audit import entries
from core.base.database import Database
from core.people.passwords import check_password
from core.people.tables import UserRow
from tests.conftest import ROOT, Cast, hire

Run = Callable[..., subprocess.CompletedProcess[str]]
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def people(sqlite_database: Database) -> Cast:
    """The cast, in a file another process can open."""
    return hire(sqlite_database)


@pytest.fixture
def run(sqlite_database: Database, tmp_path: Path) -> Run:
    """`run("users", "list", "--json")` as an administrator types it."""

    def call(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "core", *arguments, "--database", f"sqlite:///{sqlite_database.url.database}"]
        env = {**os.environ, "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(command, cwd=ROOT, env=env, input=stdin, capture_output=True, text=True, timeout=60, check=False)

    return call


def stored(database: Database, name: str) -> UserRow:
    with database.read() as session:
        return session.exec(select(UserRow).where(UserRow.name == name)).one()


def test_an_account_is_added_with_the_password_of_stdin(run: Run, sqlite_database: Database) -> None:
    done = run("users", "add", "Tam.Le", "--role", "agent", "--display", "Lê Tâm", "--password-stdin", "--json", stdin="mật khẩu của tôi\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"name": "tam.le", "display": "Lê Tâm", "role": "agent", "active": True}
    assert check_password("mật khẩu của tôi", stored(sqlite_database, "tam.le").password_hash)


def test_without_stdin_a_password_is_made_and_said_once(run: Run, sqlite_database: Database) -> None:
    done = run("users", "add", "tam", "--role", "owner", "--display", "Tâm", "--json")
    said = json.loads(done.stdout)
    assert len(said["password"]) == 16
    assert check_password(said["password"], stored(sqlite_database, "tam").password_hash)
    with sqlite_database.read() as session:
        assert said["password"] not in str(entries(session))


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (["users", "add", "lan", "--role", "agent", "--display", "Lan"], "", "There is already a user “lan”."),
        (["users", "add", "LAN", "--role", "agent", "--display", "Lan"], "", "There is already a user “lan”."),
        (["users", "add", "bad name", "--role", "agent", "--display", "Lan"], "", "A user name has letters a–z"),
        (["users", "add", "tam", "--role", "agent", "--display", " "], "", "The name to show is needed"),
        (
            ["users", "add", "tam", "--role", "agent", "--display", "T", "--password-stdin"],
            "short\n",
            "A password has at least 8 characters.",
        ),
        (["users", "add", "tam", "--role", "agent", "--display", "T", "--password-stdin"], "", "No password came on stdin."),
        (["users", "disable", "nobody"], "", "There is no user “nobody”."),
        (["users", "reset", "nobody"], "", "There is no user “nobody”."),
        (["users", "erase", "nobody"], "", "There is no user “nobody”."),
        (["shops", "add", "a", "--marketplace", "tiki", "--name", "X"], "", "There is already a shop “a”."),
    ],
)
def test_what_is_refused_is_one_line_and_exit_1(arguments: list[str], stdin: str, said: str, run: Run, people: Cast) -> None:
    done = run(*arguments, "--json", stdin=stdin)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["users", "add", "x"], ["users", "add", "x", "--role", "boss", "--display", "X"], ["users"], ["shops", "list", "--bad"]]
)
def test_wrong_usage_is_exit_2(arguments: list[str], run: Run) -> None:
    command = [sys.executable, "-m", "core", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2


def test_accounts_are_listed(run: Run, people: Cast) -> None:
    done = run("users", "list", "--json")
    assert [user["name"] for user in json.loads(done.stdout)["users"]] == ["hoa", "lan", "duc", "minh"]
    assert "Nguyễn Thị Lan" in run("users", "list").stdout


def test_a_disabled_account_is_opened_by_a_new_password(run: Run, people: Cast, sqlite_database: Database) -> None:
    assert json.loads(run("users", "disable", "lan", "--json").stdout)["active"] is False
    assert stored(sqlite_database, "lan").active is False
    done = run("users", "reset", "lan", "--password-stdin", "--json", stdin="mật khẩu khác\n")
    assert json.loads(done.stdout) == {"name": "lan", "display": "Nguyễn Thị Lan", "role": "agent", "active": True}
    assert check_password("mật khẩu khác", stored(sqlite_database, "lan").password_hash)


def test_an_erased_leaver_leaves_a_number_and_no_name(run: Run, people: Cast, sqlite_database: Database) -> None:
    name = f"erased-{people.lan.id}"
    assert json.loads(run("users", "erase", "lan", "--json").stdout) == {
        "name": name, "display": f"#{people.lan.id}", "role": "agent", "active": False,
    }  # fmt: skip
    assert stored(sqlite_database, name).password_hash is None
    refused = run("users", "reset", name, "--json")
    assert (refused.returncode, refused.stderr) == (1, "This account was erased and stays closed.\n")
    with sqlite_database.writer.begin() as connection:
        said = " ".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert "Nguyễn Thị Lan" not in said
    assert "'lan'" not in said
    assert '"lan"' not in said


def test_shops_are_added_and_listed(run: Run, people: Cast) -> None:
    done = run("shops", "add", "zalo1", "--marketplace", "zalo", "--name", "Shop Zalo", "--json")
    assert json.loads(done.stdout) == {"code": "zalo1", "marketplace": "zalo", "name": "Shop Zalo", "active": True}
    assert [shop["code"] for shop in json.loads(run("shops", "list", "--json").stdout)["shops"]] == ["A", "B", "zalo1"]


def test_a_missing_schema_is_named_with_its_cure(run: Run, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "core", "users", "list", "--database", f"sqlite:///{tmp_path / 'empty.db'}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, "The database has no tables yet. Run: python -m core migrate\n")
