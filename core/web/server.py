"""Everything beside Streamlit, put together for `app.py`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
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
from core.web.metrics import MetricsRoute
from core.web.sign_in_routes import SignInRoutes
from core.web.telemetry import log, set_up_logging

ASSETS = Path(__file__).with_name("assets")


class Server:
    """The routes, the gate and the life of one process."""

    def __init__(self, settings: Settings, database: Database, book: SessionBook) -> None:
        self.settings = settings
        self.database = database
        self.lines = LiveLines(book)
        self.routes: list[BaseRoute] = [
            *SignInRoutes(database, book, settings).routes(),
            *FirstRunRoutes(database, book, settings).routes(),
            *HealthRoute(database).routes(),
            *MetricsRoute(database, settings, self.lines).routes(),
            Mount("/assets", StaticFiles(directory=ASSETS)),
        ]
        self.middleware = [
            Middleware(SecurityHeaders, settings=settings),
            Middleware(Gate, book=book, settings=settings, lines=self.lines),
        ]

    @contextlib.asynccontextmanager
    async def lifespan(self, _app: Any) -> AsyncIterator[None]:
        """Prepare the database before the first request, run the background tasks until the last."""
        try:
            await run_in_threadpool(prepare, self.database, self.settings)
        except CaTrucError as error:
            # Not fatal: /healthz says why, and the next start or a mended database goes on.
            log.error("start.database", why=str(error))
        async with background(self.database, self.settings, self.lines):
            yield
        self.database.close()


def the_server() -> Server:
    """Return the server of the settings; a setting that makes no sense ends the start with one line."""
    try:
        settings = get_settings()
        set_up_logging(settings.log_level, as_json=settings.log_json)
        return Server(settings, the_database(), the_session_book())
    except CaTrucError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(1) from None
