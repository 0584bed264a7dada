"""Everything beside Streamlit, put together for `app.py`."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from core.base.database import Database
from core.base.errors import CaTrucError
from core.base.opened import the_database
from core.base.settings import Settings, get_settings
from core.people.session_book import SessionBook, the_session_book
from core.web.background import background
from core.web.first_run import prepare
from core.web.first_run_routes import FirstRunRoutes
from core.web.gate import Gate
from core.web.headers import SecurityHeaders
from core.web.health import HealthRoute
from core.web.lines import LiveLines
from core.web.metrics import SCRIPT_ERRORS, MetricsRoute
from core.web.sign_in_routes import SignInRoutes
from core.web.telemetry import log, set_up_logging

_RETRY_SECONDS = 5.0
ASSETS = Path(__file__).with_name("assets")


class Server:
    """The routes, the gate and the life of one process."""

    def __init__(self, settings: Settings, database: Database, book: SessionBook) -> None:
        self.settings = settings
        self.database = database
        self.book = book
        self.lines = LiveLines(book)
        self.routes: list[BaseRoute] = [
            *SignInRoutes(database, book, settings).routes(),
            *FirstRunRoutes(database, book, settings).routes(),
            *HealthRoute(database).routes(),
            *MetricsRoute(database, settings, self.lines).routes(),
            Route("/favicon.ico", lambda _request: FileResponse(ASSETS / "icon.svg"), methods=["GET", "HEAD"]),
            Mount("/assets", StaticFiles(directory=ASSETS)),
        ]
        self.middleware = [
            Middleware(SecurityHeaders, settings=settings),
            Middleware(Gate, book=book, settings=settings, lines=self.lines),
        ]

    def counting(self, show: Callable[[Exception], bool]) -> Callable[[Exception], bool]:
        """Return the handler of page errors, counted."""

        def handle(error: Exception) -> bool:
            if not isinstance(error, CaTrucError):
                SCRIPT_ERRORS.inc()
            return show(error)

        return handle

    @contextlib.asynccontextmanager
    async def lifespan(self, _app: Any) -> AsyncIterator[None]:
        """Prepare the database before the first request, run the background tasks until the last."""
        preparing = None
        if not await self._prepared():
            preparing = asyncio.create_task(self._prepare_later())
        async with background(self.database, self.settings, self.book, self.lines):
            yield
        if preparing is not None:
            preparing.cancel()
        self.database.close()

    async def _prepared(self) -> bool:
        try:
            await run_in_threadpool(prepare, self.database, self.settings)
        except CaTrucError as error:  # a database that is away now may come; /healthz says why meanwhile
            log.error("start.database", why=str(error))
            return False
        return True

    async def _prepare_later(self) -> None:
        while True:
            await asyncio.sleep(_RETRY_SECONDS)
            if await self._prepared():
                return


def the_server() -> Server:
    """Return the server of the settings; a setting that makes no sense ends the start with one line."""
    try:
        settings = get_settings()
        set_up_logging(settings.log_level, as_json=settings.log_json)
        return Server(settings, the_database(), the_session_book())
    except CaTrucError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(1) from None
