"""From counts per agent and cell to the rows of the leaderboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
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


def rank(counts: Counts, people: Mapping[int, User], asker: int, unsettled: Set[int] = frozenset()) -> Ranking:
    """Rank agents by their fair index, then by name; those without enough data come last, by name.

    The agents in `unsettled` are marked provisional.
    """
    ids, place = np.unique(counts.agents, return_inverse=True)
    _, cells = np.unique(counts.cells, return_inverse=True)
    found = expectation(place, cells, counts.successes, counts.trials, len(ids))
    team_rate = found.team_rate
    raw = {
        agent: _raw(people.get(agent), agent, found, at, is_me=agent == asker, provisional=agent in unsettled)
        for at, agent in enumerate(ids.tolist())
    }
    enough = np.flatnonzero(found.enough)
    if not len(enough) or team_rate is None:
        return Ranking(tuple(sorted(raw.values(), key=_by_name)), None, team_rate, True)
    expected = found.expected[enough]
    mixture = posterior(found.successes[enough] / expected, found.variance[enough] / expected**2)
    judged = [raw.pop(agent) for agent in ids[enough].tolist()]
    index = mixture.mean.round(12).tolist()  # equals must stay equal whatever the last bit says
    order = sorted(range(len(judged)), key=lambda at: (-index[at], _by_name(judged[at])))
    numbers = bands(order, mixture)
    sizes = Counter(numbers)
    first = {number: numbers.index(number) + 1 for number in sizes}
    ranked = (
        _judged(judged[at], mixture, at, team_rate, (number, first[number], first[number] + sizes[number] - 1))
        for at, number in zip(order, numbers, strict=True)
    )
    return Ranking((*ranked, *sorted(raw.values(), key=_by_name)), mixture.tau, team_rate, numbers[-1] == 1)


def _raw(person: User | None, agent: int, found: Expectation, at: int, *, is_me: bool, provisional: bool) -> LeaderboardRow:
    x, n = int(found.successes[at]), int(found.trials[at])
    low, high = wilson(x, n) or (None, None)
    return LeaderboardRow(
        agent_id=agent,
        agent=person.name if person else str(agent),
        display=person.display if person else str(agent),
        is_me=is_me,
        successes=x,
        trials=n,
        raw=x / n if n else None,
        raw_low=low,
        raw_high=high,
        expected=float(found.expected[at]),
        provisional=provisional,
    )


def _judged(row: LeaderboardRow, mixture: Posterior, at: int, team_rate: float, place: tuple[int, int, int]) -> LeaderboardRow:
    index, low, high = float(mixture.mean[at]), float(mixture.low[at]), float(mixture.high[at])
    band, rank_from, rank_to = place
    return replace(
        row,
        index=index,
        sd=float(mixture.sd[at]),
        low=low,
        high=high,
        fair=index * team_rate,
        fair_low=low * team_rate,
        fair_high=high * team_rate,
        band=band,
        rank_from=rank_from,
        rank_to=rank_to,
        enough_data=True,
    )


def _by_name(row: LeaderboardRow) -> str:
    return row.agent or ""
