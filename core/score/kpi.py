"""The KPI score of one person: each metric against its target, weighed; exact fractions up to the last step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.score.metric import METRICS, Better, Metric
from core.score.policy import MetricRule, Policy
from core.score.said import Said
from core.score.totals import Fields

FAIR_DIGITS = 12
"""Fair rates are taken to this many decimals: what lies beyond is noise of the arithmetic, and a tier's edge must not hang on it."""


@dataclass(frozen=True)
class Measured:
    """A metric's exact value with the number behind it; None is no data."""

    value: Fraction | None = None
    n: int = 0


@dataclass(frozen=True)
class MetricScore:
    """One row of the explanation. `achievement` is None without a value; `used` tells whether it counts, `why` why not."""

    key: str
    value: float | None
    n: int
    target: float
    achievement: float | None
    weight: float
    used: bool
    why: Said | None = None


@dataclass(frozen=True)
class Kpi:
    """The KPI in percent, exact; None when no metric has enough data."""

    percent: Fraction | None
    metrics: tuple[MetricScore, ...]


def measured(metric: Metric, fields: Fields) -> Measured:
    """Work a metric out from whole sums, exactly; the same quotient as `core.score.totals.value_of`."""
    top, bottom, n = (Fraction(sum(fields.get(name, 0) for name in names)) for names in (metric.top, metric.bottom, metric.n))
    if metric.is_ratio:
        return Measured(top * metric.scale / bottom if bottom > 0 else None, round(bottom / metric.n_scale))
    seen = sum(fields.get(name, 0) for name in metric.seen)
    return Measured(top if seen > 0 else None, int(n))


def measured_fair(rate: float | None, trials: int) -> Measured:
    """Take a fair rate as a value; None (not enough data to compare) stays no data."""
    return Measured(None if rate is None else Fraction(f"{rate:.{FAIR_DIGITS}f}"), trials)


def achievement(value: Fraction, rule: MetricRule, better: Better) -> Fraction:
    """Return value ÷ target (target ÷ value where less is better, the cap at value 0), between 0 and the cap."""
    target, cap = Fraction(rule.target), Fraction(rule.cap)
    if better is Better.DOWN:
        return cap if value <= 0 else min(cap, target / value)
    return max(Fraction(0), min(cap, value / target))


def kpi_of(policy: Policy, values: Mapping[str, Measured]) -> Kpi:
    """Return Σ weight × achievement ÷ Σ weight over the metrics with enough data, in percent, and a row per metric.

    What has no value or n below its least is left out: its weight goes to the rest in proportion.
    """
    rows = []
    earned = weights = Fraction(0)
    for key, rule in policy.metrics.items():
        found = values.get(key, Measured())
        share = None if found.value is None else achievement(found.value, rule, METRICS[key].better)
        used = share is not None and found.n >= rule.min_n
        if share is not None and used:
            weight = Fraction(rule.weight)
            earned, weights = earned + weight * share, weights + weight
        rows.append(
            MetricScore(
                key=key,
                value=None if found.value is None else float(found.value),
                n=found.n,
                target=float(rule.target),
                achievement=None if share is None else float(share),
                weight=float(rule.weight),
                used=used,
                why=None if used else _left_out(found, rule),
            )
        )
    return Kpi(earned * 100 / weights if weights else None, tuple(rows))


def _left_out(found: Measured, rule: MetricRule) -> Said:
    if found.n < rule.min_n:
        return Said("n = {n} is below {least}: left out, its weight goes to the others", {"n": found.n, "least": rule.min_n})
    return Said("No value to compare: left out, its weight goes to the others")
