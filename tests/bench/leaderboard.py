"""Row `leaderboard`: a month's ranking with fair rates and bands against the bare SQL GROUP BY, as the history grows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from core.base.database import Database
from core.people.user import SYSTEM
from core.score.queries.fields import Filter
from core.score.queries.leaderboard import RANKED, leaderboard
from core.score.ranking import Counts, rank
from tests.bench.data import LAST_DAY, busy_month, history, url_of
from tests.bench.figure import Figure, Pace, clocked, side_by_side

ROUNDS = 9
START = LAST_DAY.replace(day=1)
NOW = datetime(2026, 9, 1, 5, tzinfo=UTC)
_SQL = f"""
    SELECT {{key}}, SUM(result.orders), SUM(COALESCE(result.presale_chats, result.chats))
    FROM result JOIN shift ON shift.id = result.shift_id
    WHERE shift.business_date BETWEEN ? AND ? AND shift.status IN ({", ".join("?" * len(RANKED))})
      AND result.orders IS NOT NULL AND result.chats IS NOT NULL
    GROUP BY {{key}}
"""
BY_AGENT = _SQL.format(key="shift.agent_id")
DATES_FIRST = _SQL.format(key="+shift.agent_id")
"""The same, spelled so that SQLite without statistics starts from the month: faster in a long history."""
BY_CELL = _SQL.format(key="+shift.agent_id, +result.shop_id, +shift.template_id")


class Ranked:
    """A history, opened by the application and bare."""

    def __init__(self, path: Path) -> None:
        self.database = Database(url_of(path))
        self.bare = sqlite3.connect(path)
        for pragma in ("query_only=ON", "cache_size=-65536"):
            self.bare.execute(f"PRAGMA {pragma}")
        self.results = self.bare.execute("SELECT COUNT(*) FROM result").fetchone()[0]
        self.month = self.bare.execute(
            "SELECT COUNT(*) FROM result JOIN shift ON shift.id = shift_id WHERE business_date BETWEEN ? AND ?", self._dates()
        ).fetchone()[0]

    def _dates(self) -> tuple[str, str]:
        return START.isoformat(), LAST_DAY.isoformat()

    def ranking(self) -> float:
        """Return the seconds of the whole ranking, everybody named."""

        def ask() -> None:
            with self.database.read() as session:
                found = leaderboard(session, SYSTEM, Filter(START, LAST_DAY, now=NOW))
                assert found.rows

        return clocked(ask)

    def bare_sums(self, query: str) -> Callable[[], float]:
        """Return what measures the seconds of bare sums."""
        return lambda: clocked(lambda: self.bare.execute(query, (*self._dates(), *RANKED)).fetchall())


def measure(pace: Pace) -> Iterator[Figure]:
    """Measure about 10k, 100k and 1M results: a million as ten times the history of one month, and all in the month itself."""
    sizes = {"10k": history(29, agents=50), "100k": history(29), "1M": history(290), "1M in the month": busy_month()}
    opened = {name: Ranked(path) for name, path in sizes.items()}
    queries = (BY_AGENT, DATES_FIRST, BY_CELL)
    sides = [side for one in opened.values() for side in (one.ranking, *map(one.bare_sums, queries))]
    times = iter(side_by_side(pace.rounds(ROUNDS), *sides))
    found = {name: (next(times), min(next(times), next(times)), next(times)) for name in opened}
    for name, one in opened.items():
        yield Figure(
            row="leaderboard",
            what=f"month leaderboard, {one.month:,} results in the month"
            + (f" of {one.results:,} in all" if one.results > one.month else ""),
            value=found[name][0] * 1e3,
            unit="ms",
            baseline=found[name][1] * 1e3,
            against="bare SQL GROUP BY agent of the same rows, the faster of two spellings",
            bar=3,
            note=f"GROUP BY agent × shop × template alone {found[name][2] * 1e3:.0f} ms",
        )
    yield _without_sql(pace)
    yield Figure(
        row="leaderboard",
        what="the same month, ten times the history",
        value=found["1M"][0] * 1e3,
        unit="ms",
        baseline=found["100k"][0] * 1e3,
        against=f"{opened['100k'].results:,} results",
        bar=1.5,
    )


def _without_sql(pace: Pace) -> Figure:
    """What fair rates, intervals and bands of 500 agents cost beyond the sums."""
    random = np.random.default_rng(1)
    agents, cells = np.repeat(np.arange(1, 501), 60), np.tile(np.arange(60), 500)
    trials = random.integers(5, 60, agents.size).astype(float)
    rates = np.clip(random.uniform(0.2, 0.5, 60)[cells] * np.repeat(random.normal(1, 0.08, 500), 60), 0, 1)
    counts = Counts(agents, cells, random.binomial(trials.astype(int), rates).astype(float), trials)
    (seconds,) = side_by_side(pace.rounds(ROUNDS), lambda: clocked(lambda: rank(counts, {}, 0)))
    return Figure(
        row="leaderboard",
        what="fair rates, intervals and bands of 500 agents, without the SQL",
        value=seconds * 1e3,
        unit="ms",
        bar=50,
        bar_on="value",
        note="30,000 cells",
    )
