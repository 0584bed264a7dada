"""The first minutes of a server: an empty database, a demo, a database that is away, settings that make no sense."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from core.base.database import Database
from core.people.queries.users import list_users
from core.people.user import SYSTEM, Role
from tests.conftest import ROOT
from tests.serving import free_port, serve

PAGES = ["/", "/live", "/bonus", "/leaderboard", "/my_shift", "/people", "/start-for-real"]


def test_an_empty_server_shows_nothing_but_the_first_owner(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'folder' / 'new.db'}"
    with serve(url, tmp_path / "log") as base, httpx.Client(base_url=base, timeout=20) as browser:
        for path in PAGES:
            answer = browser.get(path)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/sign-in")
            assert answer.text == ""
        assert browser.get("/sign-in").headers["location"] == "/first-run"
        assert "Tạo tài khoản chủ shop" in browser.get("/first-run").text
        wrong = browser.post("/first-run", data={"name": "Hoa Lê", "display": "Lê Thị Hoa", "password": "ngắn"})
        assert wrong.status_code == 422
        assert 'value="Hoa Lê"' in wrong.text
        assert "Mật khẩu cần ít nhất 8 ký tự." in wrong.text
        made = browser.post("/first-run", data={"name": "hoa", "display": "Lê Thị Hoa", "password": "đủ dài rồi"})
        assert (made.status_code, made.headers["location"]) == (303, "/")
        assert browser.get("/live").status_code == 200
        database = Database(url)
        with database.read() as session:
            assert [(user.name, user.role) for user in list_users(session, SYSTEM)] == [("hoa", Role.OWNER)]
        database.close()
        with database.writer.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        sick = browser.get("/healthz")
        assert sick.status_code == 503
        assert "migrate" in sick.json()["why"]
        assert browser.get("/metrics").status_code == 404
        database.close()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CATRUC_LANGUAGE", "xx", "Setting language: Input should be 'vi' or 'en'."),
        ("CATRUC_DATABASE_URL", "mysql://u:geheim@h/d", "Setting database_url: only SQLite files"),
        ("CATRUC_TIMEZONE", "Mars/Base", "Setting timezone: unknown time zone “Mars/Base”"),
        ("CATRUC_SESSION_HOURS", "0", "Setting session_hours: Input should be greater than or equal to 1."),
    ],
)
def test_a_setting_that_makes_no_sense_stops_the_start(name: str, value: str, said: str) -> None:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(free_port()), "--server.address", "127.0.0.1"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, name: value}, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "geheim" not in done.stdout + done.stderr
