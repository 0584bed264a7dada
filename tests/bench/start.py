"""Row `start`: from the command to the first healthy answer, and from there to the first whole page."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from core.base.clock import utc_now
from tests.bench.client import Line, Visitor, sign_in
from tests.bench.data import copied, live_demo, url_of
from tests.bench.figure import Figure, Pace, side_by_side
from tests.bench.server import ONE_LINE, served_page, started_app

ROUNDS = 3


def measure(pace: Pace) -> Iterator[Figure]:
    """Start again and again on copies of one demo; the page of one line for comparison."""
    pages: list[float] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        demo = Path(live_demo(folder, utc_now()).removeprefix("sqlite:///"))

        def ours() -> float:
            with tempfile.TemporaryDirectory(dir=folder) as copy:
                database = url_of(copied(demo, Path(copy)))
                started = time.perf_counter()
                with started_app(database) as server:
                    server.wait_until("/healthz")
                    healthy = time.perf_counter() - started
                    pages.append(asyncio.run(_first_page(server.base)))
            return healthy

        def plain() -> float:
            started = time.perf_counter()
            with served_page(ONE_LINE) as server:
                healthy = time.perf_counter() - started
                firsts.append(asyncio.run(_first_look(Visitor(server.base), "")))
            return healthy

        firsts: list[float] = []
        healthy, one_line = side_by_side(pace.rounds(ROUNDS), ours, plain)
    yield Figure("start", "start to the first 200 of /healthz", healthy, "s", one_line, "the one-line page", 5, "value")
    yield Figure(
        "start",
        "signing in and the first live page after",
        max(pages),
        "s",
        max(firsts),
        "the one-line page",
        2,
        "value",
        "the slowest of all starts",
    )


async def _first_page(base: str) -> float:
    started = time.perf_counter()
    visitor = await sign_in(base)
    await _first_look(visitor, "live")
    return time.perf_counter() - started


async def _first_look(visitor: Visitor, page: str) -> float:
    started = time.perf_counter()
    async with httpx.AsyncClient(base_url=visitor.base, headers={"Cookie": visitor.cookie} if visitor.cookie else {}) as http:
        answer = await http.get("/" + page)
        answer.raise_for_status()
    async with Line(visitor, page):
        return time.perf_counter() - started
