"""Fair rates and bands: the worked examples to all their digits, an independent integration, the edges."""

from __future__ import annotations

import time
from math import erf, exp, pi, sqrt

import numpy as np
import pytest

from core.people.user import Role, User
from core.score.fair_rate import TAU_GRID, TAU_SCALE, Posterior, bands, expectation, normal_cdf, posterior
from core.score.leaderboard import LeaderboardRow
from core.score.ranking import Counts, Ranking, rank
from core.score.wilson import wilson

LAN, MINH, HOA = 1, 2, 3
PEOPLE = {number: User(number, name, name.title(), Role.AGENT) for number, name in ((LAN, "lan"), (MINH, "minh"), (HOA, "hoa"))}


def counts(*rows: tuple[int, int, int, int], times: int = 1) -> Counts:
    """Rows of agent, cell, successes, trials."""
    agents, cells, x, n = (np.array(column) for column in zip(*rows, strict=True))
    return Counts(agents, cells, x * float(times), n * float(times))


EXAMPLE = ((LAN, 0, 30, 100), (MINH, 0, 20, 100), (MINH, 1, 45, 100), (HOA, 1, 55, 100))


def by_name(found: Ranking) -> dict[str, LeaderboardRow]:
    return {row.agent or "": row for row in found.rows}


def shown(row: LeaderboardRow) -> tuple[float, ...]:
    return tuple(round(value or 0, 6) for value in (row.index, row.sd, row.low, row.high))


def test_wilson_intervals() -> None:
    given = {(3, 3): (0.4385, 1.000), (9, 10): (0.596, 0.982), (45, 100): (0.356, 0.548), (120, 300): (0.346, 0.456)}
    for (x, n), expected in given.items():
        low, high = wilson(x, n) or (0, 0)
        assert (low, high) == pytest.approx(expected, abs=0.0005)
    assert wilson(0, 0) is None
    assert wilson(5, 4) == wilson(4, 4)


def test_expectation_of_the_worked_example() -> None:
    agents, cells = np.array([0, 1, 1, 2]), np.array([0, 0, 1, 1])
    found = expectation(agents, cells, np.array([30.0, 20, 45, 55]), np.array([100.0] * 4), 3)
    assert found.successes.tolist() == [30, 65, 55]
    assert found.expected.tolist() == [25, 75, 50]
    assert found.variance.tolist() == [18.75, 43.75, 25]
    assert found.team_rate == 0.375
    r = found.successes / found.expected
    assert r.round(6).tolist() == [1.2, 0.866667, 1.1]
    assert (found.variance / found.expected**2).round(7).tolist() == [0.03, 0.0077778, 0.01]


def test_the_worked_example() -> None:
    found = rank(counts(*EXAMPLE), PEOPLE, LAN)
    assert [row.agent for row in found.rows] == ["lan", "hoa", "minh"]
    assert round(found.tau or 0, 6) == 0.111744
    rows = by_name(found)
    assert shown(rows["lan"]) == (1.055928, 0.102584, 0.922702, 1.254530)
    assert shown(rows["hoa"]) == (1.045490, 0.073414, 0.943768, 1.182229)
    assert shown(rows["minh"]) == (0.933887, 0.073673, 0.797513, 1.029385)
    assert [round(row.fair or 0, 6) for row in found.rows] == [0.395973, 0.392059, 0.350207]
    assert [row.raw for row in found.rows] == [0.30, 0.55, 0.325]
    assert {(row.band, row.rank_from, row.rank_to) for row in found.rows} == {(1, 1, 3)}
    assert found.one_band
    assert rows["lan"].is_me
    assert not rows["hoa"].is_me


def test_the_weights_and_comparisons_of_the_worked_example() -> None:
    lan, minh, hoa = 0, 1, 2
    found = posterior(np.array([1.2, 65 / 75, 1.1]), np.array([0.03, 43.75 / 75**2, 0.01]))
    assert round(float(found.weights[0]), 6) == 0.023690
    assert found.weights.sum() == pytest.approx(1, abs=1e-15)
    assert found.better(lan, [minh]).round(6).tolist() == [0.822762]
    assert found.better(hoa, [minh]).round(6).tolist() == [0.844138]
    assert (found.better(lan, [hoa]) + found.better(hoa, [lan])).tolist() == pytest.approx([1], abs=1e-14)


def test_the_worked_example_times_ten() -> None:
    found = rank(counts(*EXAMPLE, times=10), PEOPLE, 0)
    assert round(found.tau or 0, 6) == 0.173679
    rows = by_name(found)
    assert shown(rows["lan"]) == (1.174358, 0.054043, 1.086033, 1.263867)
    assert shown(rows["hoa"]) == (1.095079, 0.031083, 1.044054, 1.146307)
    assert shown(rows["minh"]) == (0.871863, 0.027665, 0.826303, 0.917317)
    assert [(row.agent, row.band, row.rank_from, row.rank_to) for row in found.rows] == [
        ("lan", 1, 1, 2),
        ("hoa", 1, 1, 2),
        ("minh", 2, 3, 3),
    ]
    assert not found.one_band
    mixture = posterior(np.array([1.2, 65 / 75, 1.1]), np.array([0.03, 43.75 / 75**2, 0.01]) / 10)
    assert mixture.better(0, [2, 1]).round(6).tolist() == [0.903002, 1.000000]


def normal(x: np.ndarray, mean: float, variance: float | np.ndarray) -> np.ndarray:
    return np.exp(-((x - mean) ** 2) / (2 * variance)) / np.sqrt(2 * pi * variance)


def integrated(r: np.ndarray, s2: np.ndarray, agent: int) -> tuple[float, float, float, float]:
    """Work one agent out by brute force: the joint density of θ and τ on a fine grid, summed by the trapezoid rule.

    Nothing of the closed forms is used: each agent's likelihood given τ is itself an integral over θ.
    Returns mean, standard deviation, 5 % and 95 % point.
    """
    theta = np.linspace(-1.5, 3.5, 40_001)
    taus = TAU_GRID[1:]
    prior = np.exp(-(TAU_GRID**2) / (2 * TAU_SCALE**2))
    density = np.zeros_like(theta)
    for tau, weight in zip(taus, prior[1:], strict=True):
        given = normal(theta, 1.0, tau**2)
        others = np.prod([np.trapezoid(normal(r[j], theta, s2[j]) * given, theta) for j in range(len(r)) if j != agent])
        density += weight * others * given * normal(r[agent], theta, s2[agent])
    point = prior[0] * np.prod([float(normal(np.array(r[j]), 1.0, s2[j])) for j in range(len(r))])
    total = np.trapezoid(density, theta) + point
    mean = (np.trapezoid(theta * density, theta) + point) / total
    variance = (np.trapezoid((theta - mean) ** 2 * density, theta) + point * (1 - mean) ** 2) / total
    step = theta[1] - theta[0]
    below = np.concatenate([[0], np.cumsum((density[1:] + density[:-1]) / 2 * step)]) + np.where(theta >= 1, point, 0)
    low, high = (float(np.interp(level * total, below, theta)) for level in (0.05, 0.95))
    return float(mean), sqrt(variance), low, high


@pytest.mark.parametrize(
    ("r", "s2"),
    [
        ((1.2, 65 / 75, 1.1), (0.03, 43.75 / 75**2, 0.01)),
        ((0.7, 1.3, 1.0, 1.05, 0.9), (0.02, 0.004, 0.05, 0.001, 0.2)),
        ((1.02, 0.99), (0.0009, 0.0016)),
    ],
)
def test_against_brute_force_integration(r: tuple[float, ...], s2: tuple[float, ...]) -> None:
    ratios, variances = np.array(r), np.array(s2)
    found = posterior(ratios, variances)
    for agent in range(len(r)):
        mean, sd, low, high = integrated(ratios, variances, agent)
        assert found.mean[agent] == pytest.approx(mean, abs=2e-6)
        assert found.sd[agent] == pytest.approx(sd, abs=2e-6)
        assert found.low[agent] == pytest.approx(low, abs=2e-4)
        assert found.high[agent] == pytest.approx(high, abs=2e-4)


def bisected(level: float, found: Posterior, agent: int) -> float:
    """Find a quantile by plain bisection with the exact error function."""
    low, high = -10.0, 10.0
    while high - low > 1e-12:
        middle, total = (low + high) / 2, 0.0
        for at, grid in enumerate(found.kept.tolist()):
            spread = sqrt(found.variances[agent, at])
            gap = middle - found.means[agent, at]
            total += found.weights[grid] * (0.5 * (1 + erf(gap / spread / sqrt(2))) if spread else float(gap >= 0))
        low, high = (middle, high) if total < level else (low, middle)
    return (low + high) / 2


def test_quantiles_are_those_of_plain_bisection() -> None:
    random = np.random.default_rng(7)
    for size in (2, 3, 5):
        r, s2 = 1 + random.normal(0, 0.15, size), random.uniform(0.0004, 0.05, size)
        found = posterior(r, s2)
        for agent in range(size):
            for level, given in ((0.05, found.low), (0.95, found.high)):
                assert given[agent] == pytest.approx(max(0.0, bisected(level, found, agent)), abs=2e-10)


def test_a_level_inside_the_jump_at_one_is_one_exactly() -> None:
    # Many exact, equal agents: nearly all weight falls on τ = 0, where everybody is the point 1.
    found = posterior(np.ones(400), np.full(400, 0.0004))
    assert found.weights[0] > 0.9
    assert set(found.low.tolist()) == {1.0}
    assert set(found.high.tolist()) == {1.0}
    assert bands(list(range(400)), found) == [1] * 400


def test_the_normal_distribution() -> None:
    z = np.linspace(-9, 9, 20_011)
    exact = np.array([0.5 * (1 + erf(value / sqrt(2))) for value in z])
    assert np.abs(normal_cdf(z) - exact).max() < 1e-14
    assert normal_cdf(np.array([-60.0, 60.0])).round(15).tolist() == [0.0, 1.0]
    assert exp(0) == 1


def test_cells_without_any_spread_say_nothing() -> None:
    # In cell 0 everybody always succeeds: e counts, no variance. Minh worked only there.
    found = rank(counts((LAN, 0, 10, 10), (MINH, 0, 10, 10), (LAN, 1, 3, 10), (HOA, 1, 6, 10)), PEOPLE, 0)
    minh = by_name(found)["minh"]
    assert not minh.enough_data
    assert (minh.index, minh.band, minh.rank_from, minh.fair) == (None, None, None, None)
    assert (minh.raw, minh.expected) == (1.0, 10.0)
    assert found.rows[-1].agent == "minh"


def test_nobody_with_enough_data() -> None:
    assert rank(counts((LAN, 0, 0, 10), (HOA, 0, 0, 0)), PEOPLE, 0).tau is None
    found = rank(Counts(*(np.array([], dtype=kind) for kind in (np.int64, np.int64, float, float))), PEOPLE, 0)
    assert (found.rows, found.team_rate, found.tau) == ((), None, None)


def test_one_agent_alone_is_the_average() -> None:
    (row,) = rank(counts((LAN, 0, 30, 100)), PEOPLE, 0).rows
    assert (row.index, row.fair, row.band) == (1.0, 0.3, 1)


def test_more_orders_than_chats_breaks_nothing() -> None:
    found = rank(counts((LAN, 0, 12, 10), (HOA, 0, 11, 10), (LAN, 1, 3, 10), (HOA, 1, 4, 10)), PEOPLE, 0)
    assert all(row.enough_data and row.low is not None and row.low >= 0 for row in found.rows)


def test_equal_agents_are_sorted_by_name() -> None:
    found = rank(counts((MINH, 0, 5, 10), (HOA, 0, 5, 10), (LAN, 0, 5, 10)), PEOPLE, 0)
    assert [row.agent for row in found.rows] == ["hoa", "lan", "minh"]
    assert found.one_band


def test_five_hundred_agents() -> None:
    random = np.random.default_rng(1)
    agents = np.repeat(np.arange(1, 501), 6)
    trials = random.integers(50, 400, 3000).astype(float)
    successes = random.binomial(trials.astype(int), np.clip(0.35 * np.repeat(random.normal(1, 0.08, 500), 6), 0, 1)).astype(float)
    given = Counts(agents, np.tile(np.arange(6), 500), successes, trials)
    started = time.process_time()
    found = rank(given, {}, 0)
    assert time.process_time() - started < 5  # a guard against a slow loop, not a measurement
    assert len(found.rows) == 500
    numbers = [row.band or 0 for row in found.rows]
    assert numbers == sorted(numbers)
    assert [row.rank_from for row in found.rows] == [numbers.index(number) + 1 for number in numbers]
