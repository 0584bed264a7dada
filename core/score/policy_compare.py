"""Two policies side by side: which fields differ, and what a field is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.base.words import mark
from core.score.metric import METRICS
from core.score.policy import Policy, policy_document
from core.score.said import Said

FIELD_NAMES: Final = {
    "metrics": mark("Weights and targets"),
    "weight": mark("Weight"),
    "target": mark("Target"),
    "cap": mark("Cap"),
    "min_n": mark("Least n"),
    "tiers": mark("KPI tiers"),
    "base_bonus_vnd": mark("Base bonus"),
    "prize_metric": mark("Metric of the prizes"),
    "prizes_vnd": mark("Ranking prizes"),
    "evening_allowance_vnd": mark("Evening allowance a shift"),
    "night_premium_rate": mark("Night premium rate"),
    "min_approved_shifts": mark("Fewest approved shifts"),
    "max_unanswered_rate": mark("Highest missed rate"),
    "no_overdue_complaints": mark("No complaint left overdue"),
}
_PLACE = re.compile(r"\[(\d+)\]$")


@dataclass(frozen=True)
class Change:
    """One field that differs; None where a policy does not have it."""

    place: str
    before: Any
    after: Any


def policy_changes(before: Policy, after: Policy) -> tuple[Change, ...]:
    """Return the fields that differ, in the order of the document, those only in the later one last."""
    first, second = _leaves(policy_document(before)), _leaves(policy_document(after))
    return tuple(Change(place, first.get(place), second.get(place)) for place in (first | second) if first.get(place) != second.get(place))


def _leaves(document: Mapping[str, Any], at: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in document.items():
        found |= _leaves(value, f"{at}{key}.") if isinstance(value, Mapping) else {f"{at}{key}": value}
    return found


def field_name(place: str) -> Said:
    """Return what a place of the document is called, `metrics.conversion.weight` → Weight · Conversion; as it is if unknown."""
    bare = _PLACE.sub("", place)
    row = _PLACE.search(place)
    parts = bare.split(".")
    name = FIELD_NAMES.get(parts[-1])
    if row and name:
        return Said("{field}, row {n}", {"field": Said(name), "n": row[1]})
    if parts[0] == "metrics" and len(parts) > 1 and parts[1] in METRICS:
        metric = Said(METRICS[parts[1]].name)
        return Said("{field}: {metric}", {"field": Said(name), "metric": metric}) if name and len(parts) > 2 else metric
    return Said(name) if name else Said("{field}", {"field": place})
