"""Targets: what a metric should reach, from which business date on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from core.score.metric import METRICS, Better


@dataclass(frozen=True)
class Target:
    """A metric's target; `from_date` None is the default that holds while nothing is stored."""

    metric: str
    value: float
    from_date: date | None = None


@dataclass(frozen=True)
class Standing:
    """A metric's target on a day, since when it holds (None: the default), and the next change to come."""

    metric: str
    value: float | None
    since: date | None = None
    next: Target | None = None


@dataclass(frozen=True)
class TargetBook:
    """All targets; a past day is judged by the target of that day."""

    stored: tuple[Target, ...] = field(default=())

    def on(self, metric: str, day: date) -> float | None:
        """Return the target that holds on a day: the latest that began by then, else the default, else None."""
        held = [target for target in self.stored if target.metric == metric and target.from_date and target.from_date <= day]
        if held:
            return max(held, key=lambda target: target.from_date or date.min).value
        return METRICS[metric].target

    def standing(self, metric: str, day: date) -> Standing:
        """Return how a metric's target stands on a day."""
        own = sorted((target for target in self.stored if target.metric == metric and target.from_date), key=_start)
        begun = [target for target in own if _start(target) <= day]
        ahead = [target for target in own if _start(target) > day]
        since = begun[-1].from_date if begun else None
        return Standing(metric, self.on(metric, day), since, ahead[0] if ahead else None)

    def all(self) -> tuple[Target, ...]:
        """Return the defaults and the stored targets, by metric as shown, then by date."""
        defaults = (Target(metric.key, metric.target) for metric in METRICS.values() if metric.target is not None)
        return in_order((*defaults, *self.stored))


def _start(target: Target) -> date:
    return target.from_date or date.min


def meets(metric: str, value: float, target: float) -> bool:
    """Tell whether a value reaches a target, on the side that is better for its metric."""
    return value <= target if METRICS[metric].better is Better.DOWN else value >= target


@dataclass(frozen=True)
class Tried:
    """A target held against past days: `met` of the `days` that have data."""

    target: float
    met: int
    days: int


def tried(metric: str, values: Iterable[float | None], target: float) -> Tried:
    """Hold a target against the values of past days; days without data count nowhere."""
    known = [value for value in values if value is not None]
    return Tried(target, sum(meets(metric, value, target) for value in known), len(known))


def in_order(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Sort by the order metrics are shown in, then by date, the default first."""
    place = {key: number for number, key in enumerate(METRICS)}
    return tuple(sorted(targets, key=lambda target: (place[target.metric], target.from_date or date.min)))
