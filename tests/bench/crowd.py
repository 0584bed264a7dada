"""A crowd of viewers in a process of its own: `python -m tests.bench.crowd BASE VIEWERS SECONDS [ROLE]`.

Prints `ready` when everybody has seen the page, then one JSON line: `latencies` of all ticks in seconds
from when they were due, so that a late tick counts as slow; those `missed`, whose answer was not there
when the next one was due; and how many `redraws` of the whole page the ticks led to.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import AsyncExitStack

import httpx

from tests.bench.client import PATIENCE, Line, Visitor, sign_in

EVERY = 5.0
_AT_ONCE = 4


async def watch(base: str, viewers: int, seconds: float, role: str) -> None:
    """Let everybody in, each with a sign-in of their own, then tick evenly spread."""
    async with AsyncExitStack() as open_lines, httpx.AsyncClient(base_url=base, timeout=PATIENCE) as http:
        visitors = [await sign_in(base, role, http) if role else Visitor(base) for _ in range(viewers)]
        door = asyncio.Semaphore(_AT_ONCE)

        async def enter(visitor: Visitor) -> Line:
            async with door:
                return await open_lines.enter_async_context(Line(visitor, "live" if role else ""))

        lines = await asyncio.gather(*map(enter, visitors))
        print("ready", flush=True)
        start = time.perf_counter() + 0.5
        everything = await asyncio.gather(*(_tick(line, start + EVERY * n / viewers, seconds) for n, line in enumerate(lines)))
        latencies = [latency for one in everything for latency in one]
        missed = [latency for latency in latencies if latency > EVERY]
        print(json.dumps({"latencies": latencies, "missed": missed, "redraws": sum(line.redraws for line in lines)}), flush=True)


async def _tick(line: Line, first: float, seconds: float) -> list[float]:
    found = []
    for number in range(max(1, round(seconds / EVERY))):
        due = first + EVERY * number
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        try:
            await line.tick()
        except TimeoutError:
            found.append(PATIENCE)
            break
        found.append(time.perf_counter() - due)
    return found


if __name__ == "__main__":
    asyncio.run(watch(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]))
