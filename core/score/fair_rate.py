"""Fair rates: what an agent's rate says once the difficulty of their shifts and luck are taken out.

Mix adjustment by cell (shop × template × campaign day) and a normal hierarchical model whose spread τ
is averaged over a grid (Gelman et al., *Bayesian Data Analysis*, ch. 5). Pure arrays in, arrays out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, exp, pi, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TAU_SCALE: Final = 0.2
"""Scale of the half-normal prior of τ: policy."""
TAU_GRID: Final[Floats] = np.arange(201) / 200
SURE: Final = 0.95
"""A new band starts where the band's first is better with at least this probability."""
INTERVAL: Final = (0.05, 0.95)
Z_95: Final = 1.6448536269514722
"""The 95 % point of the standard normal: where the search for the interval starts."""
TOLERANCE: Final = 1e-10
_NO_WEIGHT: Final = 1e-18  # of 201 components; what is dropped is far below the tolerance


@dataclass(frozen=True)
class Expectation:
    """Per agent: successes, trials, what the team's average would have got with the same shifts, and its variance."""

    successes: Floats
    trials: Floats
    expected: Floats
    variance: Floats

    @property
    def enough(self) -> NDArray[np.bool_]:
        """Which agents have enough data to be compared."""
        return (self.expected > 0) & (self.variance > 0)

    @property
    def team_rate(self) -> float | None:
        """All successes over all trials; None without trials."""
        trials = float(self.trials.sum())
        return float(self.successes.sum()) / trials if trials > 0 else None


def expectation(agents: NDArray[np.int64], cells: NDArray[np.int64], x: Floats, n: Floats, count: int) -> Expectation:
    """Work out step 1 from rows (agent number 0…count-1, cell number, successes, trials)."""
    width = int(cells.max()) + 1 if cells.size else 0
    cell_x, cell_n = np.bincount(cells, x, width), np.bincount(cells, n, width)
    p = np.divide(cell_x, cell_n, out=np.zeros(width), where=cell_n > 0)
    # More orders than chats is possible, so a cell can exceed 1; like a cell at 0 or 1 it tells no luck from skill.
    spread = np.maximum(p * (1 - p), 0.0)

    def per_agent(amounts: Floats) -> Floats:
        return np.bincount(agents, amounts, count).astype(np.float64)

    return Expectation(per_agent(x), per_agent(n), per_agent(n * p[cells]), per_agent(n * spread[cells]))


@dataclass(frozen=True)
class Posterior:
    """The mixture over τ per agent: weights and means/variances (agents × kept grid points), and what is shown of it.

    `mean`, `sd`, `low`, `high` are the fair index, its standard deviation and its 90 % interval floored at 0.
    """

    tau: float
    weights: Floats  # all 201, summing to 1
    kept: NDArray[np.int64]  # the grid points with any weight
    means: Floats
    variances: Floats
    mean: Floats
    sd: Floats
    low: Floats
    high: Floats

    def better(self, first: int, others: NDArray[np.int64] | Sequence[int]) -> Floats:
        """Return P(θ of the first > θ of each other), the point component counted as one half."""
        gap = self.means[first] - self.means[others]
        spread = np.sqrt(self.variances[first] + self.variances[others])
        point = spread == 0
        z = np.divide(gap, spread, out=np.zeros_like(gap), where=~point)
        result: Floats = (np.where(point, 0.5, normal_cdf(z)) * self.weights[self.kept]).sum(axis=1)
        return result


def posterior(r: Floats, s2: Floats) -> Posterior:
    """Work out steps 3 and 4 for the ratios r = x/e with their variances s² (all positive)."""
    total = s2[:, None] + TAU_GRID**2
    logs = -(TAU_GRID**2) / (2 * TAU_SCALE**2) - 0.5 * (np.log(total) + (r[:, None] - 1) ** 2 / total).sum(axis=0)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    kept = np.flatnonzero(weights > _NO_WEIGHT)
    w, t2 = weights[kept], TAU_GRID[kept] ** 2
    shrink = t2 / (t2 + s2[:, None])
    means = 1 + shrink * (r[:, None] - 1)
    variances = shrink * s2[:, None]
    mean = means @ w
    sd = np.sqrt(np.maximum((variances + (means - mean[:, None]) ** 2) @ w, 0.0))
    low, high = np.maximum(_quantiles(_Mixture(w, t2 == 0, means, np.sqrt(variances), mean, sd)), 0.0)
    return Posterior(float(weights @ TAU_GRID), weights, kept, means, variances, mean, sd, low, high)


def bands(order: Sequence[int] | NDArray[np.int64], found: Posterior) -> list[int]:
    """Return the band number (from 1) of each agent of `order` (best first): step 5."""
    order = np.asarray(order, dtype=np.int64)
    numbers = [0] * len(order)
    at, band = 0, 0
    while at < len(order):
        band += 1
        sure = found.better(int(order[at]), order[at + 1 :]) >= SURE
        size = 1 + (int(np.argmax(sure)) if sure.any() else len(sure))
        numbers[at : at + size] = [band] * size
        at += size
    return numbers


@dataclass(frozen=True)
class _Mixture:
    weights: Floats
    point: NDArray[np.bool_]  # which grid point is the point component at 1
    means: Floats
    deviations: Floats
    mean: Floats
    sd: Floats


def _quantiles(mixture: _Mixture) -> Floats:
    """Return each agent's points with 5 % and 95 % of the mixture at or below them (two rows), to TOLERANCE.

    Bisection, with Newton's step wherever it stays inside the bracket. The point component is a jump:
    an agent whose level falls into it has the point 1 exactly.
    """
    agents = len(mixture.mean)
    who = np.tile(np.arange(agents), len(INTERVAL))
    level = np.repeat(INTERVAL, agents)
    smooth = ~mixture.point
    w, means, deviations = mixture.weights[smooth], mixture.means[:, smooth], mixture.deviations[:, smooth]
    jump = float(mixture.weights[mixture.point].sum())
    mean, sd = mixture.mean[who], mixture.sd[who]

    at_one = (normal_cdf((1 - means) / deviations) @ w)[who]
    left, inside = at_one >= level, (at_one < level) & (at_one + jump >= level)
    goal = np.where(left, level, level - jump)
    reach = 40 * (sd + mixture.deviations.max(axis=1, initial=0.0)[who]) + np.abs(mean - 1) + 1e-9
    low, high = np.where(left, mean - reach, 1.0), np.where(left | inside, 1.0, mean + reach)
    low[inside] = 1.0
    q = np.clip(mean + sd * np.where(level > 0.5, Z_95, -Z_95), low, high)
    for _ in range(200):
        todo = np.flatnonzero(high - low > TOLERANCE)
        if not len(todo):
            break
        at, spread = q[todo], deviations[who[todo]]
        z = (at[:, None] - means[who[todo]]) / spread
        miss = normal_cdf(z) @ w - goal[todo]
        slope = (np.exp(-0.5 * z * z) / spread) @ w / sqrt(2 * pi)
        bottom, top = np.where(miss < 0, at, low[todo]), np.where(miss < 0, high[todo], at)
        step = np.divide(miss, slope, out=np.zeros_like(miss), where=slope > 1e-300)
        # Past the root by a hair, so that the bracket closes from both sides.
        newton = at - step - np.sign(step) * TOLERANCE / 4
        inward = (slope > 1e-300) & (newton > bottom) & (newton < top)
        low[todo], high[todo], q[todo] = bottom, top, np.where(inward, newton, (bottom + top) / 2)
    result: Floats = ((low + high) / 2).reshape(len(INTERVAL), agents)
    return result


_REACH: Final = 8.5  # beyond it Φ is 0 or 1 to 1e-17
_PER_UNIT: Final = 1024
_AT: Final[Floats] = np.arange(round(-_REACH * _PER_UNIT), round(_REACH * _PER_UNIT) + 2) / _PER_UNIT
_PHI: Final[Floats] = np.array([0.5 * (1 + erf(z / sqrt(2))) for z in _AT.tolist()])
_SLOPE: Final[Floats] = np.array([exp(-0.5 * z * z) / sqrt(2 * pi) for z in _AT.tolist()]) / _PER_UNIT


def normal_cdf(z: Floats) -> Floats:
    """Return Φ(z) of each element, to 1e-14: cubic Hermite between exact values 1/1024 apart.

    numpy has no error function, and one call of `math.erf` an element would cost more than all the rest.
    """
    place = (np.clip(z, -_REACH, _REACH) + _REACH) * _PER_UNIT
    index = place.astype(np.intp)
    t = place - index
    left, right, slope, next_slope = _PHI[index], _PHI[index + 1], _SLOPE[index], _SLOPE[index + 1]
    rise = right - left
    return left + t * (slope + t * (3 * rise - 2 * slope - next_slope + t * (slope + next_slope - 2 * rise)))
