"""Pareto: which few categories or causes make most of the complaints, or most of the cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from core.base.text import fold
from core.base.words import mark
from core.cases.lesson import CaseFact

FEW: Final = 0.8
"""The vital few are the first that together reach 80 %."""


class Measure(StrEnum):
    """What the bars count."""

    COUNT = "count"
    COST = "cost"


MEASURE_NAMES: Final = {Measure.COUNT: mark("By number"), Measure.COST: mark("By cost")}


@dataclass(frozen=True)
class ParetoBar:
    """One bar: how many complaints, what the `cost_n` of them with a known cost add up to, its share of the measure, the running share."""

    key: str
    count: int
    cost_vnd: int | None
    cost_n: int
    share: float
    cumulative: float


@dataclass(frozen=True)
class Pareto:
    """Bars, the largest first. `unnamed` complaints have no key (no cause noted) and are in no share."""

    measure: Measure
    bars: tuple[ParetoBar, ...]
    count: int
    cost_vnd: int | None
    unnamed: int

    @property
    def vital_few(self) -> int:
        """Return how many bars together reach 80 % of the measure; 0 without any."""
        before = sum(bar.cumulative < FEW - 1e-12 for bar in self.bars)
        return min(before + 1, len(self.bars))


def pareto(facts: Iterable[CaseFact], key: Callable[[CaseFact], str], measure: Measure = Measure.COUNT) -> Pareto:
    """Group complaints by `key`; a blank key is counted apart, equal sizes stand by count, then by key."""
    groups: dict[str, list[CaseFact]] = {}
    unnamed = 0
    for fact in facts:
        if said := key(fact):
            groups.setdefault(said, []).append(fact)
        else:
            unnamed += 1
    counted = [(said, len(group), *_cost(group)) for said, group in groups.items()]
    total = sum(_size(measure, count, cost) for _, count, cost, _ in counted)
    counted.sort(key=lambda one: (-_size(measure, one[1], one[2]), -one[1], one[0]))
    bars: list[ParetoBar] = []
    so_far = 0
    for said, count, cost, cost_n in counted:
        size = _size(measure, count, cost)
        so_far += size
        bars.append(ParetoBar(said, count, cost, cost_n, size / total if total else 0.0, so_far / total if total else 0.0))
    costs = [bar.cost_vnd for bar in bars if bar.cost_vnd is not None]
    return Pareto(measure, tuple(bars), sum(bar.count for bar in bars), sum(costs) if costs else None, unnamed)


def _cost(group: Sequence[CaseFact]) -> tuple[int | None, int]:
    known = [fact.cost_vnd for fact in group if fact.cost_vnd is not None]
    return (sum(known), len(known)) if known else (None, 0)


def _size(measure: Measure, count: int, cost: int | None) -> int:
    return count if measure is Measure.COUNT else cost or 0


def by_category(fact: CaseFact) -> str:
    """Return the category's key."""
    return str(fact.category)


def cause_of(facts: Iterable[CaseFact]) -> Callable[[CaseFact], str]:
    """Return what groups causes: spellings that differ in accents, case or a full stop are one, shown as most often written."""
    spellings: dict[str, Counter[str]] = {}
    for fact in facts:
        if fact.cause:
            spellings.setdefault(_plain(fact.cause), Counter())[" ".join(fact.cause.split())] += 1
    shown = {plain: min(said.items(), key=lambda pair: (-pair[1], pair[0]))[0] for plain, said in spellings.items()}
    return lambda fact: shown.get(_plain(fact.cause), "") if fact.cause else ""


@lru_cache(maxsize=8_192)
def _plain(cause: str) -> str:
    return fold(cause).rstrip(" .!")
