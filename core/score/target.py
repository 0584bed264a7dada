"""Targets: what a metric should reach, from which business date on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from core.score.metric import METRICS


@dataclass(frozen=True)
class Target:
    """A metric's target; `from_date` None is the default that holds while nothing is stored."""

    metric: str
    value: float
    from_date: date | None = None


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

    def all(self) -> tuple[Target, ...]:
        """Return the defaults and the stored targets, by metric as shown, then by date."""
        defaults = (Target(metric.key, metric.target) for metric in METRICS.values() if metric.target is not None)
        return in_order((*defaults, *self.stored))


def in_order(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Sort by the order metrics are shown in, then by date, the default first."""
    place = {key: number for number, key in enumerate(METRICS)}
    return tuple(sorted(targets, key=lambda target: (place[target.metric], target.from_date or date.min)))
