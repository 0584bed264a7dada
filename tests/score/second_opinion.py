"""A leaderboard worked out a second time, from ranking.md alone: plain loops, the standard library, nothing of `core.score`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import erf, exp, log, sqrt
from typing import Any

Row = tuple[str, tuple[Any, ...], int, int]
"""Agent, cell, successes, trials."""
GRID = [k / 200 for k in range(201)]


def phi(z: float) -> float:
    return 0.5 * (1 + erf(z / sqrt(2)))


def second_opinion(rows: Iterable[Row]) -> dict[str, Any]:
    """Return team rate, τ, and per agent what `report leaderboard` says, in its order."""
    by_cell: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    own: dict[str, dict[tuple[Any, ...], list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for agent, cell, x, n in rows:
        for sums in (by_cell[cell], own[agent][cell]):
            sums[0] += x
            sums[1] += n
    found: dict[str, dict[str, Any]] = {}
    for agent, cells in own.items():
        e = v = 0.0
        for cell, (_, n) in cells.items():
            if by_cell[cell][1]:
                p = by_cell[cell][0] / by_cell[cell][1]
                e += n * p
                v += n * max(0.0, p * (1 - p))
        x, n = sum(c[0] for c in cells.values()), sum(c[1] for c in cells.values())
        found[agent] = {
            "agent": agent,
            "successes": x,
            "trials": n,
            "raw": x / n if n else None,
            "expected": e,
            "enough_data": e > 0 and v > 0,
        }
        if e > 0 and v > 0:
            found[agent] |= {"r": x / e, "s2": v / e**2}
    trials = sum(c[1] for c in by_cell.values())
    team = sum(c[0] for c in by_cell.values()) / trials if trials else None
    judged = [agent for agent in found if found[agent]["enough_data"]]
    if not judged:
        return {"team_rate": team, "tau": None, "rows": [found[agent] for agent in sorted(found)]}

    logs = []
    for tau in GRID:
        total = -(tau**2) / (2 * 0.2**2)
        for agent in judged:
            spread = found[agent]["s2"] + tau**2
            total += -0.5 * log(spread) - (found[agent]["r"] - 1) ** 2 / (2 * spread)
        logs.append(total)
    top = max(logs)
    raised = [exp(value - top) for value in logs]
    weights = [value / sum(raised) for value in raised]
    alive = [k for k, weight in enumerate(weights) if weight > 1e-16]
    for agent in judged:
        r, s2 = found[agent]["r"], found[agent]["s2"]
        parts = []
        for k in alive:
            b = GRID[k] ** 2 / (GRID[k] ** 2 + s2)
            parts.append((weights[k], 1 + b * (r - 1), b * s2))
        mean = sum(w * m for w, m, _ in parts)
        variance = sum(w * (u + (m - mean) ** 2) for w, m, u in parts)
        found[agent] |= {"index": mean, "sd": sqrt(variance), "parts": parts}
        found[agent]["low"], found[agent]["high"] = (max(0.0, quantile(parts, level)) for level in (0.05, 0.95))
        found[agent]["fair"] = mean * (team or 0)

    order = sorted(judged, key=lambda agent: (-round(found[agent]["index"], 12), agent))
    at, band = 0, 0
    while at < len(order):
        band += 1
        size = 1
        while at + size < len(order) and better(found[order[at]]["parts"], found[order[at + size]]["parts"]) < 0.95:
            size += 1
        for agent in order[at : at + size]:
            found[agent] |= {"band": band, "rank_from": at + 1, "rank_to": at + size}
        at += size
    rest = sorted(agent for agent in found if not found[agent]["enough_data"])
    tau = sum(w * t for w, t in zip(weights, GRID, strict=True))
    return {"team_rate": team, "tau": tau, "rows": [found[agent] for agent in (*order, *rest)]}


def better(first: list[tuple[float, float, float]], second: list[tuple[float, float, float]]) -> float:
    total = 0.0
    for (w, m1, u1), (_, m2, u2) in zip(first, second, strict=True):
        total += w * (phi((m1 - m2) / sqrt(u1 + u2)) if u1 + u2 else 0.5)
    return total


def quantile(parts: list[tuple[float, float, float]], level: float) -> float:
    low, high = -5.0, 10.0
    while high - low > 1e-12:
        q = (low + high) / 2
        below = sum(w * (phi((q - m) / sqrt(u)) if u else float(q >= m)) for w, m, u in parts)
        low, high = (q, high) if below < level else (low, q)
    return (low + high) / 2
