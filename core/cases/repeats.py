"""Repeat issues: what those who came back with the same problem have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.base.words import mark
from core.cases.lesson import CaseFact
from core.cases.pareto import cause_of

LEAST: Final = 2
"""A trait of a single repeat is nothing in common."""
FEW: Final = 10
"""Below this many repeats the page says that it is too early to conclude."""
STANDS_OUT: Final = 1.5


class Trait(StrEnum):
    """What repeats can share."""

    CATEGORY = "category"
    SHOP = "shop"
    PRODUCT = "product"
    CAUSE = "cause"
    SOLUTION = "solution"


TRAIT_NAMES: Final = {
    Trait.CATEGORY: mark("Same category"),
    Trait.SHOP: mark("Same shop"),
    Trait.PRODUCT: mark("Same product"),
    Trait.CAUSE: mark("Same cause"),
    Trait.SOLUTION: mark("Solved the first time by"),
}


@dataclass(frozen=True)
class Common:
    """Of `repeats` of which the trait is known, `n` have this value; of all such `cases`, `among_all` have it.

    The solution is that of the complaint they repeat, so there `cases` is 0: nothing usual to hold it against.
    """

    trait: Trait
    key: str
    n: int
    repeats: int
    among_all: int
    cases: int

    @property
    def share(self) -> float:
        """Share among the repeats."""
        return self.n / self.repeats

    @property
    def usual(self) -> float | None:
        """Share among all complaints; None of a solution."""
        return self.among_all / self.cases if self.cases and self.trait is not Trait.SOLUTION else None

    @property
    def stands_out(self) -> bool:
        """Tell whether it is clearly more common among repeats: at least three, and half as much again as usual."""
        return self.n >= 3 and self.usual is not None and self.share >= STANDS_OUT * self.usual


@dataclass(frozen=True)
class Repeats:
    """How many of the complaints are repeats, and what these share, the commonest first within each trait."""

    repeats: int
    cases: int
    common: tuple[Common, ...]

    @property
    def rate(self) -> float | None:
        """Share of repeats among all complaints; None without any."""
        return self.repeats / self.cases if self.cases else None


def in_common(facts: Sequence[CaseFact]) -> Repeats:
    """Count what the repeats among the complaints share; only what at least two of them share is told."""
    again = [fact for fact in facts if fact.repeats]
    cause = cause_of(facts)
    told: list[Common] = []
    for trait, keys in (
        (Trait.CATEGORY, lambda fact: (str(fact.category),)),
        (Trait.SHOP, lambda fact: (str(fact.shop_id),)),
        (Trait.PRODUCT, lambda fact: fact.products),
        (Trait.CAUSE, lambda fact: (cause(fact),) if fact.cause else ()),
    ):
        told += _shared(trait, again, facts, keys)
    told += _shared(Trait.SOLUTION, again, (), lambda fact: (str(fact.first_resolution),) if fact.first_resolution else ())
    return Repeats(len(again), len(facts), tuple(told))


def _shared(
    trait: Trait, again: Sequence[CaseFact], facts: Sequence[CaseFact], keys: Callable[[CaseFact], tuple[str, ...]]
) -> list[Common]:  # fmt: skip
    n = Counter(key for fact in again for key in keys(fact))
    everywhere = Counter(key for fact in facts for key in keys(fact))
    known, cases = sum(bool(keys(fact)) for fact in again), sum(bool(keys(fact)) for fact in facts)
    found = [Common(trait, key, count, known, everywhere[key], cases) for key, count in n.items() if count >= LEAST]
    return sorted(found, key=lambda one: (-one.n, one.key))
