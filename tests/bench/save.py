"""Row `save`: a save of a shift's results against a bare SQLite commit of the same rows."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from core.base.clock import utc_now
from core.base.database import BUSY_TIMEOUT_MS
from core.shifts.result import FIELDS
from tests.bench.data import KEPT, copied, url_of, with_demo
from tests.bench.figure import Figure, Pace, clocked, side_by_side
from tests.bench.saver import Saver

ROUNDS, SAVES = 15, 20
_SET = ", ".join(f"{name} = ?" for name in FIELDS)
_NAMES, _MARKS = ", ".join(FIELDS), ", ".join("?" * len(FIELDS))


def measure(pace: Pace) -> Iterator[Figure]:
    """Measure on two copies of one 60-day demo, on the disk the application uses."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="save-", dir=KEPT) as name:
        folder = Path(name)
        (folder / "bare").mkdir()
        demo = folder / "demo.db"
        with_demo(demo, now=utc_now())
        saver, bare = Saver(url_of(demo)), BareSaver(copied(demo, folder / "bare"))

        def batch(save: object) -> float:
            assert callable(save)
            return clocked(lambda: [save() for _ in range(SAVES)]) / SAVES

        action, commit = side_by_side(pace.rounds(ROUNDS), lambda: batch(saver.save), lambda: batch(bare.save))
        shops = len(saver.shift.results)
        saver.close()
        bare.connection.close()
    yield Figure(
        row="save",
        what=f"save of a shift's results, {shops} shops",
        value=action * 1e3,
        unit="ms",
        baseline=commit * 1e3,
        against="bare SQLite commit of the same rows",
        bar=3,
        note="WAL, synchronous=FULL on both",
    )


class BareSaver:
    """Writes what a save writes, with nothing around it."""

    def __init__(self, path: Path) -> None:
        saver = Saver(url_of(path))  # the same shift, seen once
        saver.close()
        self.shift_id = saver.shift.id
        self.shops = {result.shop_id: result for result in saver.shift.results}
        self.now = saver.now
        self.version = saver.shift.version
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}", "cache_size=-65536"):
            self.connection.execute(f"PRAGMA {pragma}")
        found = self.connection.execute("SELECT id, shop_id FROM result WHERE shift_id = ?", (self.shift_id,))
        self.result_ids = {shop: number for number, shop in found}

    def save(self) -> None:
        """Write results, their history, the shift, the audit row and the change counter, and commit."""
        execute, many = self.connection.execute, self.connection.executemany
        self.version += 1
        at = self.now.replace(tzinfo=None).isoformat(" ", "microseconds")
        rows = [
            (self.result_ids[shop], [(result.totals.chats or 0) + self.version, *[getattr(result.totals, name) for name in FIELDS[1:]]])
            for shop, result in self.shops.items()
        ]
        told = json.dumps({str(number): dict(zip(FIELDS, values, strict=True)) for number, values in rows})
        execute("BEGIN IMMEDIATE")
        many(f"UPDATE result SET {_SET}, version = version + 1, updated_at = ? WHERE id = ?", [(*v, at, n) for n, v in rows])
        many(
            f"INSERT INTO result_save (result_id, saved_at, saved_by, reason, {_NAMES}) VALUES (?, ?, NULL, '', {_MARKS})",
            [(n, at, *v) for n, v in rows],
        )
        execute("UPDATE shift SET version = version + 1, last_update = ? WHERE id = ?", (at, self.shift_id))
        execute(
            "INSERT INTO audit (at, actor, action, subject, before, after, reason) VALUES (?, 'system', 'shift.save', ?, ?, ?, '')",
            (at, f"shift:{self.shift_id}", told, told),
        )
        execute("UPDATE change_counter SET version = version + 1 WHERE topic = 'shifts'")
        execute("COMMIT")
