"""Row `viewers`: 1, 50 and 300 people watch the live page at 5 s on one process, while an agent keeps saving."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

from core.base.clock import utc_now
from tests.bench.data import evening_shift, live_demo
from tests.bench.figure import Figure, Pace, percentile
from tests.bench.saver import Saver
from tests.bench.server import ONE_LINE_FRAGMENT, ROOT, Server, served_app, served_page

SECONDS, SAVE_EVERY = 30.0, 10.0
CROWDS = (1, 50, 300)


def measure(pace: Pace) -> Iterator[Figure]:
    """Hold each crowd on a fresh server of its own, ours and the one-line page in turn."""
    seconds = pace.seconds(SECONDS)
    for viewers in CROWDS:
        shift = evening_shift(utc_now())
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            demo = live_demo(Path(folder), utc_now() + shift)
            with served_page(ONE_LINE_FRAGMENT) as plain:
                baseline = _watch(plain, viewers, seconds, signed_in=False)
            with served_app(demo, shift) as ours, _agent_at_work(demo, shift):
                found = _watch(ours, viewers, seconds, signed_in=True)
        yield from _figures(viewers, found, baseline)


def _figures(viewers: int, found: Watched, baseline: Watched) -> Iterator[Figure]:
    judged = viewers == max(CROWDS)
    note = (
        f"p50 {percentile(found.latencies, 0.5) * 1e3:.0f} ms, slowest {max(found.latencies) * 1e3:.0f} ms; {found.redraws} of "
        f"{len(found.latencies)} ticks redrew the page; "
        f"server at {found.cpu_share:.0%} of a core, {found.memory_mb:.0f} MB"
    )
    against = f"a fragment of one line, {viewers} viewers"
    yield Figure(
        row="viewers",
        what=f"{viewers} viewers at 5 s, p95 of a tick",
        value=percentile(found.latencies, 0.95) * 1e3,
        unit="ms",
        baseline=percentile(baseline.latencies, 0.95) * 1e3,
        against=against,
        bar=250 if judged else None,
        bar_on="value",
        note=note,
    )
    yield Figure(
        row="viewers",
        what=f"{viewers} viewers at 5 s, ticks missed of {len(found.latencies)}",
        value=found.missed,
        unit="",
        baseline=baseline.missed,
        against=against,
        bar=0 if judged else None,
        bar_on="value",
    )


class Watched:
    """What a crowd saw: seconds from when each tick was due to its complete answer."""

    def __init__(self, document: dict[str, Any], cpu_share: float, memory_mb: float) -> None:
        self.latencies: list[float] = document["latencies"]
        self.missed = len(document["missed"])
        self.redraws: int = document["redraws"]
        self.cpu_share = cpu_share
        self.memory_mb = memory_mb


def _watch(server: Server, viewers: int, seconds: float, *, signed_in: bool) -> Watched:
    command = [sys.executable, "-m", "tests.bench.crowd", server.base, str(viewers), str(seconds), "manager" if signed_in else ""]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as crowd:
        assert crowd.stdout is not None
        try:
            if crowd.stdout.readline().strip() != "ready":
                raise RuntimeError("the crowd did not get in")
            before = server.cpu_seconds()
            document = json.loads(crowd.stdout.readline())
            share = (server.cpu_seconds() - before) / seconds
        finally:
            crowd.terminate()
    return Watched(document, share, server.memory_mb())


class _agent_at_work:  # noqa: N801 - reads as a verb
    def __init__(self, demo: str, shift: timedelta) -> None:
        self._saver = Saver(demo, shift)
        self._done = Event()
        self._thread = Thread(target=self._work, daemon=True)

    def _work(self) -> None:
        while not self._done.wait(SAVE_EVERY):
            self._saver.save()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self._saver.close()
