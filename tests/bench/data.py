"""Demo databases to measure on, made once and kept beside the results until what makes them changes."""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from core.base.clock import at_local, local_date
from core.base.database import Database
from core.base.migrate import migrate
from core.demo.fill import fill_demo
from tests.bench.server import ROOT

KEPT = ROOT / "bench-results" / "data"
LAST_DAY = date(2026, 8, 31)
"""The last day of the ranked month; the histories end there, so they do not age with the calendar."""
_MAKERS = ("core/demo/*.py", "core/shifts/actions/bulk.py", "core/cases/actions/bulk.py", "core/base/migrations/versions/*.py")
_EVENING = 21 * 60 + 10
_LARGE_TEAM = {"agents": 500, "shops": 10}


def evening_shift(now: datetime) -> timedelta:
    """Return how far to move the clock so that it is 21:10 local, mid-peak: the board is then at its fullest."""
    return at_local(local_date(now), _EVENING) - now


def live_demo(folder: Path, now: datetime) -> str:
    """Make the 60-day demo as of `now` and return its URL."""
    path = folder / "live.db"
    with_demo(path, now=now)
    return url_of(path)


def history(days: int, agents: int = _LARGE_TEAM["agents"], shops: int = _LARGE_TEAM["shops"]) -> Path:
    """Return the file of a team's history up to LAST_DAY, made at first use."""
    path = KEPT / f"{agents}x{shops}x{days}-{_made_by()}.db"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        for stale in KEPT.glob(f"{agents}x{shops}x{days}-*"):
            stale.unlink()
        unfinished = path.with_suffix(f".{os.getpid()}.tmp")
        with_demo(unfinished, agents=agents, shops=shops, days=days, until=LAST_DAY, now=datetime(2026, 9, 1, 5, tzinfo=UTC))
        unfinished.rename(path)
    return path


def with_demo(path: Path, **wanted: object) -> None:
    """Make a migrated SQLite file filled by the demo, everything in the one file."""
    database = Database(url_of(path))
    migrate(database)
    fill_demo(database, **wanted)  # type: ignore[arg-type]
    with database.writer.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()
    for side_file in ("-wal", "-shm"):
        path.with_name(path.name + side_file).unlink(missing_ok=True)


def copied(path: Path, folder: Path) -> Path:
    """Return a copy to write into."""
    return Path(shutil.copy(path, folder / path.name))


def url_of(path: Path) -> str:
    """Return the database URL of a SQLite file."""
    return f"sqlite:///{path}"


def _made_by() -> str:
    made = hashlib.sha256()
    for pattern in _MAKERS:
        for path in sorted(ROOT.glob(pattern)):
            made.update(path.read_bytes())
    return made.hexdigest()[:12]
