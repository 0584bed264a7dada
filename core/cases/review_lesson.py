"""What a period's reviews teach: by product, by theme, and low stars against how fast they were answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.base.words import mark
from core.cases.review import LOW_STARS, REPLY_WITHIN, Outcome
from core.cases.themes import Match, Theme, ThemeFinder

EXAMPLES: Final = 5


@dataclass(frozen=True)
class ReviewFact:
    """A review as the lessons read it.

    `answered_in` is the service time to the first answer of the first complaint of the same order, when that
    was opened before the review; None when there is none.
    """

    id: int
    shop_id: int
    product: str
    stars: int
    text: str
    posted_at: datetime
    first_reply_at: datetime | None = None
    outcome: Outcome | None = None
    closed: bool = False
    answered_in: timedelta | None = None


@dataclass(frozen=True)
class Stars:
    """How reviews of one kind stand: how many, 1–2★ among them, stars in all."""

    key: str
    n: int
    low: int
    stars: int

    @property
    def average(self) -> float | None:
        """Mean stars; None without reviews."""
        return self.stars / self.n if self.n else None

    @property
    def low_rate(self) -> float | None:
        """Share of 1–2★; None without reviews."""
        return self.low / self.n if self.n else None


def stars_of(key: str, facts: Sequence[ReviewFact]) -> Stars:
    """Return how a group of reviews stands."""
    return Stars(key, len(facts), sum(fact.stars <= LOW_STARS for fact in facts), sum(fact.stars for fact in facts))


def by_product(facts: Sequence[ReviewFact]) -> tuple[Stars, ...]:
    """Return a line per product, most 1–2★ first, then most reviews; reviews without a product stand under ""."""
    groups: dict[str, list[ReviewFact]] = {}
    for fact in facts:
        groups.setdefault(fact.product, []).append(fact)
    return tuple(sorted((stars_of(key, group) for key, group in groups.items()), key=lambda one: (-one.low, -one.n, one.key)))


@dataclass(frozen=True)
class Example:
    """A review of a theme with the word that made it belong."""

    review_id: int
    stars: int
    text: str
    match: Match


@dataclass(frozen=True)
class ThemeLine:
    """How the reviews of one theme stand, which words were found how often, and the newest, low stars first."""

    theme: Theme
    stars: Stars
    words: tuple[tuple[str, int], ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Themes:
    """A line per theme that was found, most 1–2★ first; a review of two themes counts in both.

    `no_theme` reviews have words but none of a list; `no_words` have stars only.
    """

    lines: tuple[ThemeLine, ...]
    read: int
    no_theme: int
    no_words: int


def by_theme(facts: Sequence[ReviewFact], themes: Sequence[Theme]) -> Themes:
    """Sort reviews into themes by the words they hold."""
    finder = ThemeFinder(themes)
    groups: dict[str, list[tuple[ReviewFact, Match]]] = {}
    no_theme = no_words = 0
    for fact in facts:
        if not fact.text:
            no_words += 1
            continue
        matches = finder.find(fact.text)
        no_theme += not matches
        for match in matches:
            groups.setdefault(match.code, []).append((fact, match))
    lines = [_line(theme, groups[theme.code]) for theme in themes if theme.code in groups]
    lines.sort(key=lambda line: (-line.stars.low, -line.stars.n, line.theme.code))
    return Themes(tuple(lines), len(facts) - no_words, no_theme, no_words)


def _line(theme: Theme, found: Sequence[tuple[ReviewFact, Match]]) -> ThemeLine:
    words = Counter(match.word for _, match in found)
    shown = sorted(found, key=lambda pair: (pair[0].stars, -pair[0].posted_at.timestamp(), pair[0].id))[:EXAMPLES]
    return ThemeLine(
        theme,
        stars_of(theme.code, [fact for fact, _ in found]),
        tuple(sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))),
        tuple(Example(fact.id, fact.stars, fact.text, match) for fact, match in shown),
    )


REPLY_BANDS: Final = (
    (mark("up to 1 hour"), timedelta(hours=1)),
    (mark("1–6 hours"), timedelta(hours=6)),
    (mark("6–24 hours"), REPLY_WITHIN),
    (mark("more than 24 hours"), timedelta.max),
)
NO_REPLY: Final = mark("no reply")
ANSWER_BANDS: Final = (
    (mark("up to 5 minutes"), timedelta(minutes=5)),
    (mark("5–30 minutes"), timedelta(minutes=30)),
    (mark("30 minutes – 2 hours"), timedelta(hours=2)),
    (mark("more than 2 hours"), timedelta.max),
)


@dataclass(frozen=True)
class ReplyBand:
    """1–2★ reviews first replied to within a band of calendar time: how many, how many are closed, and of these changed by the customer."""

    name: str
    n: int
    closed: int
    updated: int


def low_by_reply(facts: Sequence[ReviewFact]) -> tuple[ReplyBand, ...]:
    """Return every band of the time to the first public reply, slowest last, with the outcome of its 1–2★ reviews."""
    low = [fact for fact in facts if fact.stars <= LOW_STARS]

    bands: list[ReplyBand] = []
    after = timedelta(seconds=-1)
    for name, until in REPLY_BANDS:
        bands.append(_band(name, [fact for fact in low if _replied(fact, after, until)]))
        after = until
    return (*bands, _band(NO_REPLY, [fact for fact in low if fact.first_reply_at is None]))


def _band(name: str, group: Sequence[ReviewFact]) -> ReplyBand:
    closed = [fact for fact in group if fact.closed and fact.outcome]
    return ReplyBand(name, len(group), len(closed), sum(fact.outcome is Outcome.UPDATED for fact in closed))


def _replied(fact: ReviewFact, after: timedelta, until: timedelta) -> bool:
    return fact.first_reply_at is not None and after < max(timedelta(0), fact.first_reply_at - fact.posted_at) <= until


def stars_by_answer(facts: Sequence[ReviewFact]) -> tuple[Stars, ...]:
    """Return, of the reviews whose order had a complaint before, how they stand by the service time to that complaint's first answer."""
    lines: list[Stars] = []
    after = timedelta(seconds=-1)
    for name, until in ANSWER_BANDS:
        lines.append(stars_of(name, [fact for fact in facts if fact.answered_in is not None and after < fact.answered_in <= until]))
        after = until
    return tuple(lines)
