"""`make bench`: measures the rows of the speed table, prints it and keeps it as JSON under bench-results/."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import time
import traceback
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.figure import Figure, Pace
from tests.bench.server import ROOT

ROWS = {
    "page": "tests.bench.page_rerun",
    "tick": "tests.bench.live_tick",
    "viewers": "tests.bench.viewers",
    "leaderboard": "tests.bench.leaderboard",
    "simulation": "tests.bench.simulation",
    "save": "tests.bench.save",
    "crash": "tests.bench.crash",
    "search": "tests.bench.search",
    "start": "tests.bench.start",
}
_COLOURS = {"PASS": "green", "over": "bold red", "under": "bold red", "info": "dim"}


def main() -> int:
    """Measure the asked rows; 1 when a row could not be measured at all, whatever the figures say."""
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument("--only", action="append", choices=ROWS, metavar="ROW", help=f"one of: {', '.join(ROWS)}; may be repeated")
    options.add_argument("--quick", action="store_true", help="fewer rounds, for a first look")
    asked = options.parse_args()
    console, pace = Console(width=None if sys.stdout.isatty() else 130, highlight=False), Pace(asked.quick)
    figures: list[Figure] = []
    failed: dict[str, str] = {}
    for name in asked.only or ROWS:
        started = time.monotonic()
        try:
            with console.status(f"measuring {name}"):
                figures += list(importlib.import_module(ROWS[name]).measure(pace))
        except Exception as error:  # noqa: BLE001 - the other rows are still worth measuring
            failed[name] = f"{type(error).__name__}: {error}"
            console.print(f"[bold red]{name} could not be measured[/]")
            console.print(traceback.format_exc(), markup=False, highlight=False)
        console.print(f"{name}: {time.monotonic() - started:.0f} s", style="dim")
    console.print(_table(figures))
    path = _keep(figures, failed, quick=asked.quick)
    console.print(f"kept in {path.relative_to(ROOT)}", style="dim")
    return 1 if failed else 0


def _table(figures: list[Figure]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("row", "what", "value", "baseline", "ratio", "bar", ""):
        number = heading in ("value", "baseline", "ratio", "bar")
        table.add_column(heading, justify="right" if number else "left", no_wrap=number)
    for figure in figures:
        limit = "" if figure.bar is None else f"≤ {figure.bar:g}" + ("×" if figure.bar_on == "ratio" else f" {figure.unit}".rstrip())
        if figure.least is not None:
            limit = f"{figure.least:g} – {figure.bar:g} {figure.unit}"
        base = "" if figure.baseline is None else f"{_plain(figure.baseline)} {figure.unit}"
        table.add_row(
            figure.row,
            f"{figure.what}\n[dim]{'; '.join(part for part in (figure.against and f'against {figure.against}', figure.note) if part)}[/]",
            f"{_plain(figure.value)} {figure.unit}",
            base,
            "" if figure.ratio is None else f"{figure.ratio:.2f}",
            limit,
            f"[{_COLOURS[figure.verdict]}]{figure.verdict}[/]",
        )
    return table


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or value >= 1_000 else f"{value:.3g}"


def _keep(figures: list[Figure], failed: dict[str, str], *, quick: bool) -> Path:
    now = datetime.now(UTC)
    folder = ROOT / "bench-results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{now:%Y-%m-%dT%H%M%S}Z.json"
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    document = {
        "measured_at": now.isoformat(timespec="seconds"),
        "commit": commit,
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        "quick": quick,
        "figures": [{**asdict(figure), "ratio": figure.ratio, "verdict": figure.verdict} for figure in figures],
        "failed": failed,
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    return path


if __name__ == "__main__":
    raise SystemExit(main())
