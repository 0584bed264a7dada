"""Known problems: what goes wrong again and again, the prepared answer, who prevents the next one, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from core.base.errors import Problem
from core.base.text import fold
from core.base.words import mark
from core.cases.category import Category
from core.cases.complaint import MAX_TEXT, Person
from core.cases.review import MAX_PRODUCT
from core.cases.wording import length_problems

MAX_TITLE: Final = 120
NEEDS_TITLE: Final = mark("Give the problem a name.")
NEEDS_ANSWER: Final = mark("Write the answer agents shall give.")
NEEDS_WHERE: Final = mark("Say where it shows: choose a category, a shop or a product.")


class KnownState(StrEnum):
    """Where a known problem is."""

    ACTIVE = "active"
    WATCHING = "watching"
    CLOSED = "closed"


KNOWN_STATE_NAMES: Final = {
    KnownState.ACTIVE: mark("Happening now"),
    KnownState.WATCHING: mark("Prevented, being watched"),
    KnownState.CLOSED: mark("Closed"),
}


@dataclass(frozen=True)
class KnownProblem:
    """A known problem as it is shown; its texts are a manager's words, plain.

    No category, shop or product means any. `sure` is False when it is bound to a product and the
    order's product is not known. `seen` counts the complaints it fits that were opened in the last 30 days.
    """

    id: int
    title: str
    what: str
    answer: str
    category: Category | None
    shop_id: int | None
    shop_name: str
    product: str
    prevention: str
    owner: Person | None
    until: date | None
    state: KnownState
    version: int
    sure: bool = True
    seen: int | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether agents are shown it on a day: not closed, and `until` (included) not over."""
        return self.state is not KnownState.CLOSED and (self.until is None or day <= self.until)

    @property
    def narrowness(self) -> int:
        """How many of category, shop and product it names; the narrowest is shown first."""
        return sum(map(bool, (self.category, self.shop_id, self.product)))


@dataclass(frozen=True)
class KnownProblemInput:
    """What a manager writes; `id` and `version` None for a new one."""

    title: str
    answer: str
    what: str = ""
    category: Category | None = None
    shop_id: int | None = None
    product: str = ""
    prevention: str = ""
    owner_id: int | None = None
    until: date | None = None
    state: KnownState = KnownState.ACTIVE
    id: int | None = None
    version: int | None = None


def input_problems(given: KnownProblemInput) -> list[Problem]:
    """Return what is wrong with an input, field by field; texts are already as they are kept."""
    problems = [*length_problems("title", given.title, MAX_TITLE), *length_problems("product", given.product, MAX_PRODUCT)]
    for field in ("what", "answer", "prevention"):
        problems += length_problems(field, getattr(given, field), MAX_TEXT)
    if not given.title:
        problems.append(Problem("title", NEEDS_TITLE))
    if not given.answer:
        problems.append(Problem("answer", NEEDS_ANSWER))
    if not (given.category or given.shop_id or given.product):
        problems.append(Problem("category", NEEDS_WHERE))
    return problems


def stands_in(wanted: str, products: tuple[str, ...]) -> bool:
    """Tell whether a product's name, or a part of it, stands in one of the names, accents and case aside."""
    part = fold(wanted)
    return any(part in fold(name) for name in products)
