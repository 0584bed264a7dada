"""Wilson's score interval: an honest interval for a rate from few trials."""

from __future__ import annotations

from math import sqrt
from typing import Final

Z_95: Final = 1.959963984540054
"""The 97.5 % point of the standard normal."""


def wilson(successes: float, trials: float, z: float = Z_95) -> tuple[float, float] | None:
    """Return the interval of successes/trials within 0…1; None without trials (Wilson 1927)."""
    if trials <= 0:
        return None
    rate = min(successes / trials, 1.0)  # orders can exceed chats; the interval then ends at 1
    spread = z * z / trials
    middle = rate + spread / 2
    half = z * sqrt(rate * (1 - rate) / trials + spread / (4 * trials))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))
