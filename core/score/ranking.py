"""From counts per agent and cell to the rows of the leaderboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.people.user import User
from core.score.fair_rate import Expectation, Floats, bands, expectation, posterior
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


def rank(counts: Counts, people: Mapping[int, User], asker: int, waiting: Set[int] = frozenset(), young: Set[int] = frozenset()) -> Ranking:
    """Rank agents by their fair index, then by name; those without enough data come last, by name.

    Provisional are the agents in `waiting` (shifts not approved) and in `young` (days within the return window).
    """
    ids, place = np.unique(counts.agents, return_inverse=True)
    _, cells = np.unique(counts.cells, return_inverse=True)
    found = expectation(place, cells, counts.successes, counts.trials, len(ids))
    team_rate = found.team_rate
    enough = np.flatnonzero(found.enough)
    raw = _Raw(ids, people, found, asker=asker, waiting=waiting, young=young)
    others = sorted(np.flatnonzero(~found.enough).tolist(), key=raw.name)
    if not len(enough) or team_rate is None:
        return Ranking(tuple(LeaderboardRow(**raw.of(at)) for at in others), None, team_rate, True)
    expected = found.expected[enough]
    mixture = posterior(found.successes[enough] / expected, found.variance[enough] / expected**2)
    at_of = enough.tolist()
    index = mixture.mean.round(12).tolist()  # equals must stay equal whatever the last bit says
    order = sorted(range(len(at_of)), key=lambda number: (-index[number], raw.name(at_of[number])))
    numbers = bands(order, mixture)
    sizes = Counter(numbers)
    first = {band: numbers.index(band) + 1 for band in sizes}
    shown = list(zip(*(column.tolist() for column in (mixture.mean, mixture.sd, mixture.low, mixture.high)), strict=True))
    ranked = (
        _judged(raw.of(at_of[number]), shown[number], team_rate, (band, first[band], first[band] + sizes[band] - 1))
        for number, band in zip(order, numbers, strict=True)
    )
    return Ranking((*ranked, *(LeaderboardRow(**raw.of(at)) for at in others)), mixture.tau, team_rate, numbers[-1] == 1)


class _Raw:
    """What is known of each agent without comparing: names and plain rates; agents by their place."""

    def __init__(
        self, ids: Numbers, people: Mapping[int, User], found: Expectation, *, asker: int, waiting: Set[int], young: Set[int]
    ) -> None:
        self._ids = ids.tolist()
        self._people, self._asker, self._waiting, self._young = people, asker, waiting, young
        self._successes, self._trials, self._expected = found.successes.tolist(), found.trials.tolist(), found.expected.tolist()

    def name(self, at: int) -> str:
        agent = self._ids[at]
        person = self._people.get(agent)
        return person.name if person else str(agent)

    def of(self, at: int) -> dict[str, Any]:
        agent = self._ids[at]
        person = self._people.get(agent)
        x, n = int(self._successes[at]), int(self._trials[at])
        low, high = wilson(x, n) or (None, None)
        return {
            "agent_id": agent,
            "agent": person.name if person else str(agent),
            "display": person.display if person else str(agent),
            "is_me": agent == self._asker,
            "successes": x,
            "trials": n,
            "raw": x / n if n else None,
            "raw_low": low,
            "raw_high": high,
            "expected": self._expected[at],
            "left": person is not None and not person.active,
            "waiting": agent in self._waiting,
            "provisional": agent in self._waiting or agent in self._young,
        }


def _judged(raw: dict[str, Any], shown: tuple[float, ...], team_rate: float, place: tuple[int, int, int]) -> LeaderboardRow:
    index, sd, low, high = shown
    band, rank_from, rank_to = place
    return LeaderboardRow(
        **raw,
        index=index,
        sd=sd,
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
