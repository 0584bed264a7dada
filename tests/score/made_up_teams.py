"""Made-up teams whose true rates are known: what fair rates say about them, counted."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.score.fair_rate import TAU_SCALE, Floats, bands, expectation, posterior

CELLS = 6
BASE = (0.20, 0.55)
"""Between these lies the rate an average agent has in a cell."""
MONTH = (500, 2000)
"""Chats before buying of an agent in a month: twenty a day up to eighty."""
THIN = (100, 500)
FROM_PRIOR = -1.0
"""Instead of a fixed spread τ: each team's is drawn from the prior."""


@dataclass
class Told:
    """Sums over many teams; squared errors are of the index, 1 being the team's average with the same shifts."""

    agents: int = 0
    held: int = 0  # 90 % intervals that hold the true index
    teams: int = 0
    one_band: int = 0
    errors: Floats = field(default_factory=lambda: np.zeros(3))  # of the fair index, of the raw rate, of the raw rate by expectation

    @property
    def coverage(self) -> float:
        """Share of intervals that hold the truth."""
        return self.held / self.agents

    @property
    def alike(self) -> float:
        """Share of teams in one band."""
        return self.one_band / self.teams

    @property
    def mean_squares(self) -> list[float]:
        """Mean squared errors: fair, raw, raw ÷ expected."""
        return (self.errors / self.agents).tolist()


def tell(random: np.random.Generator, teams: int, size: int, tau: float, chats: tuple[int, int] = MONTH) -> Told:
    """Rank many teams of one size whose agents differ by τ, and compare with the truth."""
    told = Told()
    for _ in range(teams):
        _one(random, told, size, abs(random.normal(0, TAU_SCALE)) if tau == FROM_PRIOR else tau, chats)
    return told


def _one(random: np.random.Generator, told: Told, size: int, tau: float, chats: tuple[int, int]) -> None:
    gifts = np.clip(random.normal(1, tau, size), 0.05, None)
    base = random.uniform(*BASE, CELLS)
    each = np.exp(random.uniform(*np.log(chats), size)).astype(int)
    # Nobody works in all cells alike: who gets the hard shifts differs, as in a real roster.
    n = np.stack([random.multinomial(total, random.dirichlet(np.full(CELLS, 0.8))) for total in each])
    p = np.clip(gifts[:, None] * base, 0, 1)
    x = random.binomial(n, p)
    agents, cells = np.repeat(np.arange(size), CELLS), np.tile(np.arange(CELLS), size)
    found = expectation(agents, cells, x.ravel().astype(float), n.ravel().astype(float), size)
    enough = found.enough
    expected = found.expected[enough]
    ratio = found.successes[enough] / expected
    fair = posterior(ratio, found.variance[enough] / expected**2)
    # The true index: what each would get in the long run, over what this team's true average would get in the same shifts.
    average = (n * p).sum(axis=0) / np.maximum(n.sum(axis=0), 1)
    truth = ((n * p).sum(axis=1) / (n * average).sum(axis=1))[enough]
    raw = (found.successes / found.trials)[enough] / (found.team_rate or 1)
    told.agents += len(truth)
    told.held += int(((fair.low <= truth + 1e-12) & (truth - 1e-12 <= fair.high)).sum())
    told.teams += 1
    order = np.argsort(-fair.mean.round(12), kind="stable")
    told.one_band += bands(order, fair)[-1] == 1
    told.errors += [float(((value - truth) ** 2).sum()) for value in (fair.mean, raw, ratio)]
