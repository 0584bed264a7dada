"""From sums to values: the one place where a metric is worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from core.score.metric import METRICS, Metric

Fields = Mapping[str, float]
"""Field name → sum; a field that is missing is 0: nothing recorded."""


@dataclass(frozen=True)
class Value:
    """A metric's value with the number behind it; `value` None is no data.

    `assumed` counts, for the conversion, the chats taken where pre-sale chats were not recorded.
    """

    value: float | int | None = None
    n: int = 0
    assumed: int = 0


@dataclass(frozen=True)
class MetricRow:
    """All metrics of one group; `group` is a user name, shop code, template code, ISO date or hour `08`…`23`.

    `group` is None for a person whose name is not for the asker to see.
    """

    group: str | None
    values: Mapping[str, Value]


@dataclass(frozen=True)
class MetricTable:
    """Metrics of a period, a row per group, and the total over everything in the filter."""

    start: date
    end: date
    by: str | None
    rows: tuple[MetricRow, ...]
    total: Mapping[str, Value]


def value_of(metric: Metric, fields: Fields) -> Value:
    """Work a metric out from sums: None when its denominator is 0 or nothing was recorded."""
    top = _sum(fields, metric.top)
    if metric.is_ratio:
        bottom = _sum(fields, metric.bottom)
        assumed = round(fields.get("conversion_assumed", 0)) if metric.key == "conversion" else 0
        return Value(top * metric.scale / bottom if bottom > 0 else None, round(bottom / metric.n_scale), assumed)
    return Value(top if _sum(fields, metric.seen) > 0 else None, round(_sum(fields, metric.n)))


def values_of(fields: Fields, metrics: Iterable[str] = METRICS) -> dict[str, Value]:
    """Work several metrics out from the same sums."""
    return {key: value_of(METRICS[key], fields) for key in metrics}


def added(*parts: Fields) -> dict[str, float]:
    """Add sums up, field by field."""
    total: dict[str, float] = {}
    for part in parts:
        for name, amount in part.items():
            total[name] = total.get(name, 0) + amount
    return total


def _sum(fields: Fields, names: Iterable[str]) -> float:
    return sum(fields.get(name, 0) for name in names)
