"""The gate around a small inner application that tells what reached it, and a real server for the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.base.clock import utc_now
from core.base.database import Database
from core.base.migrate import migrate
from core.base.opened import ChangeWatch
from core.base.settings import Settings, load_settings
from core.people.actions.sign_in import begin_attempt, finish_attempt
from core.people.session_book import SessionBook
from core.people.sign_in import SessionLimits
from core.people.user import User
from core.web.gate import Gate
from core.web.headers import SecurityHeaders
from core.web.lines import LiveLines
from tests.conftest import Cast, hire
from tests.serving import serve

LIMITS = SessionLimits(idle=timedelta(minutes=30), absolute=timedelta(hours=12))
PASSWORD = "đúng mật khẩu 1"
HOST = "catruc.test"


def token_of(database: Database, user: User) -> str:
    """Sign a person in, now; the token is what the cookie holds."""
    now = utc_now()
    with database.write() as session:
        attempt = begin_attempt(session, user.name, "127.0.0.1", now=now)
        return finish_attempt(session, attempt, now=now, limits=LIMITS)[0]


@dataclass
class Door:
    """The gate with an inner application behind it; `passed` are the scopes that got through."""

    database: Database
    settings: Settings = field(default_factory=load_settings)
    passed: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.book = SessionBook(self.database, ChangeWatch(self.database), LIMITS)
        self.lines = LiveLines(self.book)
        self.app = SecurityHeaders(Gate(self._inner, self.book, self.settings, self.lines), self.settings)

    async def _inner(self, scope: Any, receive: Any, send: Any) -> None:
        self.passed.append(scope)
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            while (await receive())["type"] != "websocket.disconnect":
                await send({"type": "websocket.send", "text": "number"})
            return
        page = b'<html lang="en"><head><title>Streamlit</title></head><script>\n go() \n</script><script src="./x.js"></script></html>'
        headers = [(b"content-type", b"text/html"), (b"content-length", str(len(page)).encode()), (b"etag", b'"1"')]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": page})

    def ask(
        self, method: str, path: str, *, scheme: str = "http", headers: dict[str, str] | list[tuple[str, str]] | None = None
    ) -> httpx.Response:
        """Send one request."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://{HOST}") as client:
                return await client.request(method, path, headers=headers)

        return asyncio.run(send())

    def connect(
        self, headers: dict[str, str], *, path: str = "/_stcore/stream", then: Callable[[Line], Awaitable[None]] | None = None
    ) -> list[dict[str, Any]]:
        """Open a websocket, do `then` on it, close it; returns what the server sent."""

        async def run() -> list[dict[str, Any]]:
            line = Line()
            named = {"host": HOST, **headers}
            scope = {
                "type": "websocket", "path": path, "scheme": "ws", "query_string": b"", "client": ("127.0.0.1", 1),
                "headers": [(key.lower().encode(), value.encode()) for key, value in named.items()],
            }  # fmt: skip
            await line.say({"type": "websocket.connect"})
            serving = asyncio.create_task(self.app(scope, line.sent_by_browser.get, line.hear))
            if then is not None:
                await then(line)
            await line.say({"type": "websocket.disconnect", "code": 1001})
            await asyncio.wait_for(serving, 5)
            return line.heard

        return asyncio.run(run())


class Line:
    """The browser's end of a websocket."""

    def __init__(self) -> None:
        self.sent_by_browser: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.heard: list[dict[str, Any]] = []

    async def say(self, message: dict[str, Any]) -> None:
        """Send as the browser."""
        await self.sent_by_browser.put(message)
        await asyncio.sleep(0)

    async def hear(self, message: Any) -> None:
        """Receive as the browser."""
        self.heard.append(dict(message))

    async def until(self, kind: str) -> None:
        """Wait until the server sent a message of that type."""
        async with asyncio.timeout(5):
            while not any(message["type"] == kind for message in self.heard):
                await asyncio.sleep(0.01)


@pytest.fixture
def door(database: Database) -> Door:
    """The gate on the test's database."""
    return Door(database)


@dataclass(frozen=True)
class Served:
    """A running server, its database and the people in it."""

    base: str
    url: str
    database: Database
    cast: Cast

    def client(self, **named: Any) -> httpx.Client:
        """Return a browser that keeps cookies and follows nothing by itself."""
        return httpx.Client(base_url=self.base, timeout=20, **named)

    @contextmanager
    def signed_in(self, name: str) -> Iterator[httpx.Client]:
        """Give a browser somebody signed in with."""
        with self.client() as client:
            answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
            yield client


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real server for one file of tests, the cast in its database."""
    folder: Path = tmp_path_factory.mktemp("served")
    url = f"sqlite:///{folder / 'served.db'}"
    database = Database(url)
    migrate(database)
    cast = hire(database)
    with serve(url, folder / "server.log", CATRUC_METRICS_TOKEN="ein-langes-token") as base:
        yield Served(base, url, database, cast)
    database.close()
