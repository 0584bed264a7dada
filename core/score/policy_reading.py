"""Reading a policy from JSON: every problem is named with its place, nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, Final

from core.base.errors import InvalidInput, Problem
from core.base.words import mark
from core.score.metric import FAIR_METRICS, METRICS, Unit
from core.score.policy import DEFAULT_CAP, DEFAULT_POLICY, KPI_METRICS, Gates, MetricRule, Policy, default_min_n, policy_document

UNKNOWN: Final = mark("“{name}” is not part of the policy.")
NOT_A_NUMBER: Final = mark("“{name}” must be a number from {low} to {high}.")
NOT_WHOLE: Final = mark("“{name}” must be a whole number from {low} to {high}.")
MOST_VND: Final = 1_000_000_000
MOST_TIERS: Final = 20


def policy_from(document: Any) -> Policy:
    """Read and check a policy; keys left out keep their defaults, a wrong or unknown one is a problem of its own."""
    reader = _Reader()
    defaults = policy_document(DEFAULT_POLICY)
    given = reader.table(document, "policy", defaults)
    merged = defaults | given
    metrics = reader.metrics(merged["metrics"])
    tiers = reader.tiers(merged["tiers"])
    prize_metric = merged["prize_metric"]
    if prize_metric not in FAIR_METRICS:
        reader.problem("prize_metric", "The prize goes by a fair rate: one of {metrics}.", metrics=", ".join(FAIR_METRICS))
    prizes = merged["prizes_vnd"]
    if not isinstance(prizes, list | tuple) or len(prizes) > 100:
        reader.problem("prizes_vnd", "Write the prizes as a list of amounts, the first rank first.")
        prizes = []
    gates = defaults["gates"] | reader.table(merged["gates"], "gates", defaults["gates"])
    overdue = gates["no_overdue_complaints"]
    if not isinstance(overdue, bool):
        reader.problem("gates.no_overdue_complaints", "“{name}” must be true or false.", name="gates.no_overdue_complaints")
    policy = Policy(
        metrics=metrics,
        tiers=tiers,
        base_bonus_vnd=reader.whole(merged["base_bonus_vnd"], "base_bonus_vnd", MOST_VND),
        prize_metric=str(prize_metric),
        prizes_vnd=tuple(reader.whole(prize, f"prizes_vnd[{place}]", MOST_VND) for place, prize in enumerate(prizes, start=1)),
        evening_allowance_vnd=reader.whole(merged["evening_allowance_vnd"], "evening_allowance_vnd", MOST_VND),
        night_premium_rate=reader.number(merged["night_premium_rate"], "night_premium_rate", 0, 10),
        gates=Gates(
            min_approved_shifts=reader.whole(gates["min_approved_shifts"], "gates.min_approved_shifts", 200),
            max_unanswered_rate=reader.number(gates["max_unanswered_rate"], "gates.max_unanswered_rate", 0, 1),
            no_overdue_complaints=bool(overdue),
        ),
    )
    if reader.problems:
        raise InvalidInput(reader.problems)
    return policy


class _Reader:
    """Collects problems; what could not be read becomes 0 and is never used."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def problem(self, place: str, template: str, **values: Any) -> None:
        self.problems.append(Problem(place, template, values))

    def table(self, given: Any, place: str, known: Mapping[str, Any]) -> dict[str, Any]:
        if not isinstance(given, Mapping):
            self.problem(place, "“{name}” must be a table of names and values.", name=place)
            return {}
        for key in given:
            if key not in known:
                inner = str(key) if place == "policy" else f"{place}.{key}"
                self.problem(inner, UNKNOWN, name=inner)
        return {key: value for key, value in given.items() if key in known}

    def number(self, given: Any, place: str, low: int, high: int, *, above: bool = False) -> Decimal:
        """Read a number within [low, high], `above` within (low, high]."""
        try:
            value = Decimal(str(given)) if isinstance(given, int | float | Decimal) and not isinstance(given, bool) else Decimal("NaN")
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not low <= value <= high or (above and value == low):
            if above:
                self.problem(place, "“{name}” must be more than {low}, at most {high}.", name=place, low=low, high=high)
            else:
                self.problem(place, NOT_A_NUMBER, name=place, low=low, high=high)
            return Decimal(0)
        return value

    def whole(self, given: Any, place: str, high: int) -> int:
        if isinstance(given, float | Decimal) and given == given // 1:
            given = int(given)
        if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= high:
            self.problem(place, NOT_WHOLE, name=place, low=0, high=high)
            return 0
        return given

    def metrics(self, given: Any) -> dict[str, MetricRule]:
        if not isinstance(given, Mapping) or not given:
            self.problem("metrics", "A policy weighs at least one metric.")
            return {}
        rules = {}
        before = len(self.problems)
        for key, written in given.items():
            place = f"metrics.{key}"
            if key not in KPI_METRICS:
                known = ", ".join(KPI_METRICS)
                self.problem(place, "The policy cannot weigh “{metric}”. It may weigh: {metrics}.", metric=key, metrics=known)
                continue
            entry = self.table(written, place, dict.fromkeys(("weight", "target", "cap", "min_n")))
            highest = 1 if METRICS[key].unit is Unit.RATE else 1_000_000_000
            rules[key] = MetricRule(
                weight=self.number(entry.get("weight"), f"{place}.weight", 0, 100),
                target=self.number(entry.get("target", METRICS[key].target), f"{place}.target", 0, highest, above=True),
                cap=self.number(entry.get("cap", DEFAULT_CAP), f"{place}.cap", 0, 10, above=True),
                min_n=self.whole(entry.get("min_n", default_min_n(key)), f"{place}.min_n", 1_000_000),
            )
        total = sum(rule.weight for rule in rules.values())
        if len(self.problems) == before and total != 100:
            self.problem("metrics", "The weights add up to {total}; they must add up to 100.", total=f"{Decimal(total).normalize():f}")
        return rules

    def tiers(self, given: Any) -> tuple[tuple[Decimal, Decimal], ...]:
        if not isinstance(given, list | tuple) or not 1 <= len(given) <= MOST_TIERS or not all(_is_pair(tier) for tier in given):
            self.problem("tiers", "Write the tiers as pairs: from which KPI percent on, which factor of the base bonus.")
            return ()
        tiers = tuple(
            (self.number(start, f"tiers[{place}]", 0, 1000), self.number(factor, f"tiers[{place}]", 0, 100))
            for place, (start, factor) in enumerate(given, start=1)
        )
        starts, factors = [start for start, _ in tiers], [factor for _, factor in tiers]
        if any(later <= earlier for earlier, later in pairwise(starts)) or starts[0] != 0:
            self.problem("tiers", "The tiers must begin at 0 and rise from one to the next.")
        elif factors != sorted(factors):
            self.problem("tiers", "A higher tier must not pay less than the one below it.")
        return tiers


def _is_pair(tier: Any) -> bool:
    return isinstance(tier, list | tuple) and len(tier) == 2
