"""Row `page`: a full rerun of the live page on the 60-day demo against a page of one line."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from core.base.clock import utc_now
from tests.bench.client import Line, Visitor, sign_in
from tests.bench.data import evening_shift, live_demo
from tests.bench.figure import Figure, Pace
from tests.bench.server import ONE_LINE, served_app, served_page

ROUNDS, RERUNS = 9, 12


def measure(pace: Pace) -> Iterator[Figure]:
    """Measure both in turn, one visitor each."""
    shift = evening_shift(utc_now())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        demo = live_demo(Path(folder), utc_now() + shift)
        with served_page(ONE_LINE) as plain, served_app(demo, shift) as ours:
            yield asyncio.run(_compare(plain.base, ours.base, pace.rounds(ROUNDS), at_once=True))
            yield asyncio.run(_compare(plain.base, ours.base, pace.rounds(ROUNDS) // 3, at_once=False))


async def _compare(plain: str, ours: str, rounds: int, *, at_once: bool) -> Figure:
    async with Line(Visitor(plain), at_once=at_once) as trivial, Line(await sign_in(ours), "live", at_once=at_once) as live:
        times: dict[str, list[float]] = {"trivial": [], "live": []}
        for number in range(rounds + 1):
            for name, line in (("trivial", trivial), ("live", live)):
                taken = [await line.rerun() for _ in range(RERUNS)]
                if number:  # the first round warms up
                    times[name] += taken
        drawn = live.messages
        await live.rerun()
        return Figure(
            row="page",
            what="live page, full rerun, 60-day demo" + ("" if at_once else ", with a browser's delayed acknowledgements"),
            value=statistics.median(times["live"]) * 1e3,
            unit="ms",
            baseline=statistics.median(times["trivial"]) * 1e3,
            against="a page of one line",
            bar=2 if at_once else None,
            note=f"{live.messages - drawn} messages a run" + (f"; shows: {live.alerts[0]}" if live.alerts else ""),
        )
