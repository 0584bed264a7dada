"""The first minutes of a server: an empty database, a demo, a database that is away, settings that make no sense."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
import pytest
from starlette.applications import Starlette

from core.base.database import Database
from core.base.opened import ChangeWatch
from core.base.settings import load_settings
from core.people.queries.users import list_users
from core.people.session_book import SessionBook
from core.people.user import SYSTEM, Role
from core.web.server import Server
from tests.conftest import ROOT
from tests.serving import free_port, serve
from tests.web.conftest import LIMITS

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


def test_two_servers_share_the_sign_in(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    with serve(url, tmp_path / "one") as one, serve(url, tmp_path / "two") as two, httpx.Client(base_url=one, timeout=20) as browser:
        browser.post("/first-run", data={"name": "hoa", "display": "Lê Thị Hoa", "password": "đủ dài rồi"})
        token = browser.cookies["catruc"]
        with httpx.Client(base_url=two, timeout=20, cookies={"catruc": token}) as elsewhere:
            assert elsewhere.get("/live").status_code == 200
            browser.post("/sign-out")
            time.sleep(1.1)  # another process's sign-out is noticed within a second
            assert elsewhere.get("/live").status_code == 303


def test_the_server_runs_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    plain = postgres_url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("CREATE DATABASE served")
    parts = urlsplit(postgres_url)
    url = urlunsplit(parts._replace(path="/served"))
    with serve(url, tmp_path / "log") as base, httpx.Client(base_url=base, timeout=20) as browser:
        assert browser.get("/sign-in").headers["location"] == "/first-run"
        made = browser.post("/first-run", data={"name": "hoa", "display": "Lê Thị Hoa", "password": "đủ dài rồi"})
        assert made.status_code == 303
        assert browser.get("/live").status_code == 200
        wrong = browser.post("/sign-in", data={"name": "\0hoa", "password": "sai"})
        assert wrong.status_code == 401
        browser.post("/sign-out")
        assert browser.get("/live").status_code == 303


def test_a_database_that_is_away_is_said_calmly() -> None:
    settings = load_settings(database_url=f"postgresql://u:geheim@127.0.0.1:{free_port()}/x")
    database = Database(settings.database_url.get_secret_value())
    server = Server(settings, database, SessionBook(database, ChangeWatch(database), LIMITS))

    async def ask() -> list[httpx.Response]:
        app = Starlette(routes=server.routes, middleware=server.middleware)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://catruc.test") as browser:
            browser.cookies.set("catruc", "x" * 43)
            return [await browser.get(path) for path in ("/healthz", "/sign-in", "/live", "/first-run")]

    health, sign_in, page, first_run = asyncio.run(ask())
    assert [answer.status_code for answer in (health, sign_in, page, first_run)] == [503] * 4
    assert health.json()["why"] == "The database does not answer. Check the setting database_url and that the server runs."
    assert "Cơ sở dữ liệu" in sign_in.text
    assert "geheim" not in health.text + sign_in.text + page.text + first_run.text


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
