"""What runs beside the requests: warm imports, the sheet refresh, the watch over open pages, the broom."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.concurrency import run_in_threadpool

from core.base.clock import utc_now
from core.base.database import Database
from core.base.errors import CaTrucError
from core.base.settings import Settings
from core.people.actions.sign_in import forget_old
from core.people.session_book import SessionBook
from core.web.lines import LiveLines
from core.web.metrics import SHEET_REFRESHES
from core.web.telemetry import log

_HEAVY = ("pandas", "altair", "sqlmodel", "core.score.queries.live", "core.shifts.actions.save")
_BROOM_SECONDS = 3_600
_LOOK_SECONDS = 5.0
_SEEN_SECONDS = 10.0
_WRITE_SECONDS = 60.0
_HOLDER = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


async def for_ever(name: str, seconds: float, work: Callable[[], Awaitable[None]], *, after: float = 0) -> None:
    """Do the work again and again, first `after` seconds from now; a failing round is logged and the next one comes."""
    await asyncio.sleep(after)
    while True:
        try:
            await work()
        except CaTrucError as error:
            log.warning("background.refused", task=name, why=str(error))
        except Exception:  # noqa: BLE001 - a background task that dies is worse than any of its errors
            log.exception("background.failed", task=name)
        await asyncio.sleep(seconds)


@contextlib.asynccontextmanager
async def background(database: Database, settings: Settings, book: SessionBook, lines: LiveLines) -> AsyncIterator[None]:
    """Run the tasks for as long as the server runs; it serves nobody before it can do so quickly."""
    await run_in_threadpool(warm_imports)

    async def sweep() -> None:
        def forget() -> None:
            with database.write() as session:
                forget_old(session, now=utc_now())

        await run_in_threadpool(forget)

    async def seen() -> None:
        await run_in_threadpool(book.write_seen)

    async def refresh() -> None:
        await run_in_threadpool(refresh_sheets, database, settings)

    async def write_back() -> None:
        await run_in_threadpool(write_results, database, settings)

    tasks = [
        asyncio.create_task(lines.watch()),
        asyncio.create_task(for_ever("seen", _SEEN_SECONDS, seen, after=_SEEN_SECONDS)),
        asyncio.create_task(for_ever("sweep", _BROOM_SECONDS, sweep, after=60)),
        asyncio.create_task(for_ever("sheets", _LOOK_SECONDS, refresh, after=2)),
        asyncio.create_task(for_ever("write-back", _WRITE_SECONDS, write_back, after=_WRITE_SECONDS)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def warm_imports() -> None:
    """Import what the first page needs, so that its visitor does not wait."""
    for name in _HEAVY:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001 - whoever needs it will hear; the rest of the application can do without
            log.exception("background.import", module=name)


def refresh_sheets(database: Database, settings: Settings) -> None:
    """Refresh the sheets that are due, each spreadsheet by one replica."""
    from core.catalog.refresh import refresh_due  # reading sheets brings heavy libraries; not before the first answer

    for synced in refresh_due(database, settings, now=utc_now(), holder=_HOLDER):
        SHEET_REFRESHES.labels("failed" if synced.failure else "ok").inc()
        if synced.failure:
            log.warning("sheet.failed", source=synced.source.name, code=synced.failure.code)
        elif synced.changed:
            log.info("sheet.changed", source=synced.source.name, version=synced.version)


def write_results(database: Database, settings: Settings) -> None:
    """Write the results that are due into the spreadsheets whose owner switched that on; at most once an hour each."""
    from core.score.write_back import write_due

    for outcome in write_due(database, settings, now=utc_now()):
        if outcome.failure:
            log.warning("sheet.not_written", source=outcome.back.source, code=outcome.failure.code)
        elif outcome.sent:
            log.info("sheet.written", source=outcome.back.source, rows=outcome.rows)
