"""Demo databases to measure on, made once and kept beside the results until what makes them changes."""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from core.base.clock import at_local, local_date
from core.base.database import Database
from core.base.migrate import migrate
from core.demo.fill import fill_demo
from core.people.actions.shops import NewShop, add_shop
from core.people.actions.users import NewUser, add_user
from core.people.shop import Marketplace
from core.people.user import SYSTEM, Role
from core.shifts.actions.bulk import BulkShift, insert_history
from core.shifts.queries.templates import list_templates
from core.shifts.shift import ShiftStatus
from tests.bench.server import ROOT

KEPT = ROOT / "bench-results" / "data"
LAST_DAY = date(2026, 8, 31)
"""The last day of the ranked month; the histories end there, so they do not age with the calendar."""
_MAKERS = (
    "tests/bench/data.py",
    "core/demo/*.py",
    "core/shifts/actions/bulk.py",
    "core/cases/actions/bulk.py",
    "core/base/migrations/versions/*.py",
)
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


def busy_month(agents: int = 500, shops: int = 34, shifts: int = 60) -> Path:
    """Return the file of one month in which everybody works many shifts in all shops: over a million results by default.

    No team is like that; it is what the ranking of a month is measured on when nothing else is in the file.
    """
    path = KEPT / f"month-{agents}x{shops}x{shifts}-{_made_by()}.db"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        for stale in KEPT.glob(f"month-{agents}x{shops}x{shifts}-*"):
            stale.unlink()
        unfinished = path.with_suffix(f".{os.getpid()}.tmp")
        database = Database(url_of(unfinished))
        migrate(database)
        with database.write() as session:
            _fill_month(session, agents, shops, shifts)
        _fold(database, unfinished)
        unfinished.rename(path)
    return path


def _fill_month(session: Session, agents: int, shops: int, shifts: int) -> None:
    hired = datetime(2026, 1, 1, tzinfo=UTC)
    people = [add_user(session, SYSTEM, NewUser(f"a{n:03}", f"Agent {n:03}", Role.AGENT), now=hired) for n in range(agents)]
    for n in range(shops):
        add_shop(session, SYSTEM, NewShop(f"S{n:02}", Marketplace.SHOPEE, f"Shop {n:02}"), now=hired)
    kinds = list_templates(session, SYSTEM)[:2]
    days = [LAST_DAY - timedelta(days=n) for n in reversed(range(shifts // len(kinds)))]
    made = (
        BulkShift(person.id, kind.id, day, ShiftStatus.APPROVED, *kind.hours(day)) for day in days for kind in kinds for person in people
    )
    insert_history(session, SYSTEM, made, now=hired)
    # Numbers that differ from row to row, and are the same each time; nothing else of a result matters here.
    session.connection().exec_driver_sql(
        "INSERT INTO result (shift_id, shop_id, chats, presale_chats, answered_30s, unanswered, orders, version, updated_at) "
        "SELECT s.id, p.id, 20 + (s.id * 7919 + p.id * 104729) % 41, 14 + (s.id * 7919 + p.id * 104729) % 41, 12, 1, "
        "4 + (s.id * 6151 + p.id * 31337) % 9, 1, s.check_in FROM shift s JOIN shop p ORDER BY s.id, p.id"
    )


def with_demo(path: Path, **wanted: object) -> None:
    """Make a migrated SQLite file filled by the demo, everything in the one file."""
    database = Database(url_of(path))
    migrate(database)
    fill_demo(database, **wanted)  # type: ignore[arg-type]
    _fold(database, path)


def _fold(database: Database, path: Path) -> None:
    """Put everything into the one file."""
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
