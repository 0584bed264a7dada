"""The bonus policy: what is measured, weighed and paid. Frozen, checked whole, read from and written as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from core.score.metric import METRICS, Better, Source

KPI_METRICS: Final = tuple(
    metric.key
    for metric in METRICS.values()
    if metric.better is not Better.NEITHER and metric.source is not Source.COVERAGE and not metric.revenue
)
"""What a policy may weigh: metrics of a person that have a better side, none about revenue."""

DEFAULT_CAP: Final = Decimal("1.2")


def default_min_n(metric: str) -> int:
    """Return below which number a metric is left out: 30, cases 5."""
    return 30 if METRICS[metric].source is Source.RESULTS else 5


@dataclass(frozen=True)
class MetricRule:
    """How one metric enters the KPI: weight in percent, target in the metric's own unit, cap of the achievement, least n."""

    weight: Decimal
    target: Decimal
    cap: Decimal
    min_n: int


@dataclass(frozen=True)
class Gates:
    """What must hold before a KPI bonus or prize is paid."""

    min_approved_shifts: int
    max_unanswered_rate: Decimal
    no_overdue_complaints: bool


@dataclass(frozen=True)
class Policy:
    """Everything a month's bonus follows. Money in đồng; tiers are (from this KPI percent on, factor of the base)."""

    metrics: Mapping[str, MetricRule]
    tiers: tuple[tuple[Decimal, Decimal], ...]
    base_bonus_vnd: int
    prize_metric: str
    prizes_vnd: tuple[int, ...]
    evening_allowance_vnd: int
    night_premium_rate: Decimal
    gates: Gates

    def __hash__(self) -> int:
        return hash((tuple(self.metrics.items()), self.tiers, self.base_bonus_vnd, self.prize_metric, self.prizes_vnd, self.gates))

    def factor(self, percent: Any) -> Decimal:
        """Return the factor of the tier a KPI percent lies in: each tier holds from its first percent, that included."""
        return max((tier for tier in self.tiers if tier[0] <= percent), key=lambda tier: tier[0])[1]


def _default_rule(metric: str, weight: int) -> MetricRule:
    return MetricRule(Decimal(weight), Decimal(str(METRICS[metric].target)), DEFAULT_CAP, default_min_n(metric))


DEFAULT_POLICY: Final = Policy(
    metrics={
        key: _default_rule(key, weight)
        for key, weight in {
            "conversion": 35, "answer_30s_rate": 25, "first_response_s": 10, "payment_rate": 10,
            "complaints_in_sla_rate": 10, "reviews_in_24h_rate": 10,
        }.items()
    },
    tiers=tuple((Decimal(start), Decimal(factor)) for start, factor in ((0, "0"), (70, "0.5"), (85, "0.8"), (100, "1"), (110, "1.2"))),
    base_bonus_vnd=2_000_000,
    prize_metric="conversion",
    prizes_vnd=(500_000, 300_000, 200_000),
    evening_allowance_vnd=50_000,
    night_premium_rate=Decimal("0.3"),
    gates=Gates(min_approved_shifts=10, max_unanswered_rate=Decimal("0.1"), no_overdue_complaints=True),
)  # fmt: skip
"""What holds while the owner has set nothing: version 0."""


def policy_document(policy: Policy) -> dict[str, Any]:
    """Return the policy as JSON: the shape `policy_from` reads."""
    return {
        "metrics": {
            key: {"weight": _number(rule.weight), "target": _number(rule.target), "cap": _number(rule.cap), "min_n": rule.min_n}
            for key, rule in policy.metrics.items()
        },
        "tiers": [[_number(start), _number(factor)] for start, factor in policy.tiers],
        "base_bonus_vnd": policy.base_bonus_vnd,
        "prize_metric": policy.prize_metric,
        "prizes_vnd": list(policy.prizes_vnd),
        "evening_allowance_vnd": policy.evening_allowance_vnd,
        "night_premium_rate": _number(policy.night_premium_rate),
        "gates": {
            "min_approved_shifts": policy.gates.min_approved_shifts,
            "max_unanswered_rate": _number(policy.gates.max_unanswered_rate),
            "no_overdue_complaints": policy.gates.no_overdue_complaints,
        },
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
