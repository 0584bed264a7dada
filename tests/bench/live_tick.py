"""Row `tick`: processor time of a live tick against a fragment of one line; what a change costs on top."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from core.base.clock import utc_now
from tests.bench.client import Line, Visitor, sign_in
from tests.bench.data import evening_shift, live_demo
from tests.bench.figure import Figure, Pace
from tests.bench.saver import Saver
from tests.bench.server import ONE_LINE_FRAGMENT, Server, served_app, served_page

VIEWERS, TICKS, ROUNDS = 6, 50, 7


def measure(pace: Pace) -> Iterator[Figure]:
    """Measure several viewers ticking at once, in turn on each server."""
    shift = evening_shift(utc_now())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        demo = live_demo(Path(folder), utc_now() + shift)
        with served_page(ONE_LINE_FRAGMENT) as plain, served_app(demo, shift) as ours:
            yield from asyncio.run(_compare(plain, ours, demo, shift, pace.rounds(ROUNDS)))


async def _compare(plain: Server, ours: Server, demo: str, shift: timedelta, rounds: int) -> list[Figure]:
    async with AsyncExitStack() as open_lines:
        trivial = [await open_lines.enter_async_context(Line(Visitor(plain.base))) for _ in range(VIEWERS)]
        live = [await open_lines.enter_async_context(Line(await sign_in(ours.base), "live")) for _ in range(VIEWERS)]
        saver = Saver(demo, shift)

        async def still() -> float:
            return await _cost(ours, live, TICKS)

        async def after_a_save() -> float:
            spent = []
            for _ in range(4):
                saver.save()
                await asyncio.sleep(1.2)  # another process's write is seen within a second
                spent.append(await _cost(ours, live, 1))
            return statistics.mean(spent)

        one_line, tick, redraw = await _medians(rounds, lambda: _cost(plain, trivial, TICKS), still, after_a_save)
        saver.close()
    minute = (tick * 11 + redraw) / 12
    shared = {"row": "tick", "unit": "ms CPU", "baseline": one_line * 1e3, "against": "a fragment of one line"}
    return [
        Figure(what="live tick, nothing new", value=tick * 1e3, bar=2, note=f"{VIEWERS} viewers × {TICKS} ticks a round", **shared),
        Figure(what="live tick, mean over a still minute", value=minute * 1e3, note="11 ticks as above, 1 that redraws", **shared),
        Figure(what="live tick that redraws after a save", value=redraw * 1e3, **shared),
    ]


async def _cost(server: Server, lines: list[Line], ticks: int) -> float:
    async def run(line: Line) -> None:
        for _ in range(ticks):
            await line.tick()

    before = server.cpu_seconds()
    await asyncio.gather(*map(run, lines))
    return (server.cpu_seconds() - before) / (len(lines) * ticks)


async def _medians(rounds: int, *sides: Callable[[], Awaitable[float]]) -> list[float]:
    found: list[list[float]] = [[] for _ in sides]
    for number in range(rounds + 1):
        for values, side in zip(found, sides, strict=True):
            cost = await side()
            if number:  # the first round warms up
                values.append(cost)
    return [statistics.median(values) for values in found]
