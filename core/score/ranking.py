"""From counts per agent and cell to the rows of the leaderboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.people.user import User
from core.score.fair_rate import Expectation, Floats, Posterior, bands, expectation, posterior
from core.score.leaderboard import LeaderboardRow
from core.score.wilson import wilson

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """A row per agent and cell: who, where (shop × template × campaign day, as one number), successes, trials."""

    agents: Numbers
    cells: Numbers
    successes: Floats
    trials: Floats


@dataclass(frozen=True)
class Ranking:
    """The rows as shown, the spread of the agents τ (None: nobody to compare), the team's rate, and the mixture behind."""

    rows: tuple[LeaderboardRow, ...]
    tau: float | None
    team_rate: float | None
    one_band: bool


def rank(counts: Counts, people: Mapping[int, User], asker: int) -> Ranking:
    """Rank agents by their fair index, then by name; those without enough data come last, by name."""
    ids, place = np.unique(counts.agents, return_inverse=True)
    _, cells = np.unique(counts.cells, return_inverse=True)
    found = expectation(place, cells, counts.successes, counts.trials, len(ids))
    team_rate = found.team_rate
    rows = [_raw(people.get(agent), agent, found, at) for at, agent in enumerate(ids.tolist())]
    rows = [replace(row, is_me=row.agent_id == asker) for row in rows]
    enough = np.flatnonzero(found.enough)
    if not len(enough) or team_rate is None:
        return Ranking(tuple(sorted(rows, key=_by_name)), None, team_rate, True)
    expected = found.expected[enough]
    mixture = posterior(found.successes[enough] / expected, found.variance[enough] / expected**2)
    by_id = {row.agent_id: row for row in rows}
    judged = [_judged(by_id.pop(agent), mixture, at, team_rate) for at, agent in enumerate(ids[enough].tolist())]
    # Equals must stay equal whatever the last bit says.
    order = sorted(range(len(judged)), key=lambda at: (-round(judged[at].index or 0, 12), _by_name(judged[at])))
    numbers = bands(order, mixture)
    ranked = []
    for position, number in enumerate(numbers):
        first = numbers.index(number) + 1
        row = replace(judged[order[position]], band=number, rank_from=first, rank_to=first + numbers.count(number) - 1)
        ranked.append(row)
    return Ranking((*ranked, *sorted(by_id.values(), key=_by_name)), mixture.tau, team_rate, numbers[-1] == 1)


def _raw(person: User | None, agent: int, found: Expectation, at: int) -> LeaderboardRow:
    x, n = int(found.successes[at]), int(found.trials[at])
    low, high = wilson(x, n) or (None, None)
    return LeaderboardRow(
        agent_id=agent,
        agent=person.name if person else str(agent),
        display=person.display if person else str(agent),
        is_me=False,
        successes=x,
        trials=n,
        raw=x / n if n else None,
        raw_low=low,
        raw_high=high,
        expected=float(found.expected[at]),
    )


def _judged(row: LeaderboardRow, mixture: Posterior, at: int, team_rate: float) -> LeaderboardRow:
    index, low, high = float(mixture.mean[at]), float(mixture.low[at]), float(mixture.high[at])
    return replace(
        row,
        index=index,
        sd=float(mixture.sd[at]),
        low=low,
        high=high,
        fair=index * team_rate,
        fair_low=low * team_rate,
        fair_high=high * team_rate,
        enough_data=True,
    )


def _by_name(row: LeaderboardRow) -> str:
    return row.agent or ""
