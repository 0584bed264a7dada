"""Funnel plot: which rates chance alone explains, given how many trials there were.

Spiegelhalter, *Funnel plots for comparing institutional performance*, Statistics in Medicine 24 (2005), with
the limits of the score test: a rate lies inside exactly when the team's rate lies in its Wilson interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

Z_90: Final = 1.6448536269514722
"""The 95 % point of the standard normal: 5 % on each side."""
Z_99: Final = 2.5758293035489004
"""The 99.5 % point."""
POINTS: Final = 120


@dataclass(frozen=True)
class Limits:
    """Between these rates chance alone puts 90 % and 99 % of the agents with `trials` whose true rate is the team's."""

    trials: float
    low_99: float
    low_90: float
    high_90: float
    high_99: float


def limits(team_rate: float, trials: float) -> Limits:
    """Return the limits for a number of trials (more than 0), cut to 0…1."""
    spread = sqrt(max(0.0, team_rate * (1 - team_rate)) / trials)
    low_99, low_90, high_90, high_99 = (min(1.0, max(0.0, team_rate + z * spread)) for z in (-Z_99, -Z_90, Z_90, Z_99))
    return Limits(trials, low_99, low_90, high_90, high_99)


def funnel(team_rate: float, most: int) -> tuple[Limits, ...]:
    """Return the funnel from a few trials up to `most`, closer together where it bends."""
    return tuple(limits(team_rate, max(1.0, most * (step / POINTS) ** 2)) for step in range(6, POINTS + 1))


def beyond(rate: float, trials: float, team_rate: float) -> int:
    """Return how sure it is that a rate is not chance alone: 0, 90 or 99 (per cent)."""
    if trials <= 0:
        return 0
    at = limits(team_rate, trials)
    return 99 if not at.low_99 <= rate <= at.high_99 else 90 if not at.low_90 <= rate <= at.high_90 else 0
