"""One line of the speed table, and how two things are measured against each other."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["PASS", "over", "under", "info"]


@dataclass(frozen=True)
class Figure:
    """A measured value beside its baseline.

    `bar` is the most that is allowed: of the ratio, or of the value itself where `bar_on` says so;
    `least` the least. A figure without a bar informs and is never judged.
    """

    row: str
    what: str
    value: float
    unit: str
    baseline: float | None = None
    against: str = ""
    bar: float | None = None
    bar_on: Literal["ratio", "value"] = "ratio"
    note: str = ""
    least: float | None = None

    @property
    def ratio(self) -> float | None:
        """Value over baseline; None without a baseline."""
        return None if not self.baseline else self.value / self.baseline

    @property
    def verdict(self) -> Verdict:
        """PASS up to and including the bar, from and including the least."""
        judged = self.ratio if self.bar_on == "ratio" else self.value
        if self.bar is None or judged is None:
            return "info"
        return "under" if self.least is not None and judged < self.least else "PASS" if judged <= self.bar else "over"


@dataclass(frozen=True)
class Pace:
    """How thorough a run is."""

    quick: bool = False

    def rounds(self, usual: int) -> int:
        """Return how often A and B alternate; never fewer than 3, so that a median means something."""
        return max(3, usual // 3) if self.quick else usual

    def seconds(self, usual: float) -> float:
        """Return how long a steady load is held."""
        return usual / 3 if self.quick else usual


def clocked(work: Callable[[], object]) -> float:
    """Return the wall seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def side_by_side(rounds: int, *sides: Callable[[], float]) -> tuple[float, ...]:
    """Run A/B/A/B… after one unmeasured round and return each side's median, so that noise hits both alike."""
    for side in sides:
        side()
    found: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for values, side in zip(found, sides, strict=True):
            values.append(side())
    return tuple(statistics.median(values) for values in found)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * round(share * 100) // 100) - 1))]
