"""Search that forgives: no diacritics needed, abbreviations known, typing errors pardoned, best match first."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.base.errors import InvalidInput
from core.base.money import parse_vnd
from core.base.text import fold, nfc
from core.catalog.script import Script
from core.catalog.synonyms import SHORT_FORMS, expansions
from core.catalog.voucher import ValueUnit, Voucher

T = TypeVar("T")
Weights = dict[int, float]
_WORD = re.compile(r"\d+(?:[.,]\d+)*(?:k|tr|trieu|m|d|%)?(?![a-z0-9])|[a-z0-9]+(?:[_-][a-z0-9]+)*")
_AMOUNT = re.compile(r"\d+(?:[.,]\d+)*(?:k|tr|trieu|m|d)|\d{1,3}(?:[.,]\d{3})+|\d{4,}")
ENOUGH = 0.6
"""The share of a query's weight an item must match; one or two words must all match."""


@dataclass(frozen=True)
class Hit(Generic[T]):
    """One item found, with its score (higher is better; only its order means something)."""

    item: T
    score: float


class SearchIndex(Generic[T]):
    """Items prepared for searching; built once per version of a sheet, then only read."""

    def __init__(self, items: Sequence[T], fields: Callable[[T], Iterable[tuple[str, float]]]) -> None:
        self.items = tuple(items)
        self._known: dict[str, str] = {}
        self._holders: dict[str, Weights] = defaultdict(dict)
        self._joined: dict[str, Weights] = defaultdict(dict)
        self._lines: list[tuple[tuple[str, str, float], ...]] = []
        for place, item in enumerate(self.items):
            said = [(self._folded(text), text.casefold(), weight) for text, weight in fields(item) if text]
            self._lines.append(tuple((f" {folded} ", toned, weight) for folded, toned, weight in said))
            for folded, _, weight in said:
                self._add(place, _words(folded), weight)
        self._known.clear()
        self._vocabulary = sorted(self._holders)
        self._letters = [word for word in self._vocabulary if word.isalpha() and len(word) > 2]

    def _folded(self, text: str) -> str:
        """Fold word by word: a sheet says the same few thousand words over and over."""
        words = text.split()
        for word in words:
            if word not in self._known:
                self._known[word] = fold(word)
        return " ".join(folded for word in words if (folded := self._known[word]))

    def _add(self, place: int, words: list[str], weight: float) -> None:
        for word in set(words):
            _raise(self._holders[word], place, weight)
            for meant in SHORT_FORMS.get(word, ()):
                for part in meant.split():
                    _raise(self._holders[part], place, weight * 0.9)
        for one, two in set(pairwise(words)):
            _raise(self._joined[one + two], place, weight)

    def search(self, query: str, limit: int | None) -> tuple[Hit[T], ...]:
        """Return the items that match enough of the query, best first; blank returns all with score 0."""
        words = words_of(query)
        if not words:
            return tuple(Hit(item, 0.0) for item in self.items[:limit]) if not query.strip() else ()
        scores: Weights = defaultdict(float)
        covered: Weights = defaultdict(float)
        terms = [self._holding(term) for term in _terms(words)]
        rarities = [math.log(1 + len(self.items) / (1 + len(found))) for found in terms if found]
        for found, rarity in zip(filter(None, terms), rarities, strict=True):
            for place, weight in found.items():
                scores[place] += rarity * weight
                covered[place] += rarity
        missing = terms.count({}) * sum(rarities) / max(len(rarities), 1)  # a word nobody uses weighs as an average one
        needed = (sum(rarities) + missing) * (ENOUGH if len(words) > 2 else 0.999)
        kept = [place for place, share in covered.items() if share >= needed]
        plain, toned = f" {fold(query)} ", " ".join(nfc(query).casefold().split())
        ranked = sorted((-self._final(place, scores[place], plain, toned), place) for place in kept)
        return tuple(Hit(self.items[place], -score) for score, place in ranked[:limit])

    def _final(self, place: int, score: float, plain: str, toned: str) -> float:
        """Raise a score where the query stands as one phrase; tones that were typed should be there too."""
        more, same = 0.0, toned == plain.strip()
        for folded, exact, weight in self._lines[place]:
            if plain in folded:
                heard = toned in exact
                same = same or heard
                more = max(more, 0.5 * weight + (0.5 * weight if heard else 0.0) + (1.0 if plain == folded else 0.0))
        return score * (1 + more) * (1.0 if same else 0.4)

    def _holding(self, term: tuple[str, ...]) -> Weights:
        """Return the items that hold a term: itself, as a beginning, in other words, or with a typing error."""
        found = _every([self._word(word, last=len(term) == 1) for word in term])
        for other in expansions(" ".join(term)):
            for place, weight in _every([self._holders.get(word, {}) for word in other]).items():
                _raise(found, place, weight * 0.8)
        if len(term) == 1:
            for place, weight in self._joined.get(term[0], {}).items():
                _raise(found, place, weight * 0.9)
            if not found:
                found = self._mistyped(term[0])
        return found

    def _word(self, word: str, *, last: bool) -> Weights:
        found = dict(self._holders.get(word, {}))
        if last and len(word) > 1:
            for place in range(bisect_left(self._vocabulary, word), len(self._vocabulary)):
                longer = self._vocabulary[place]
                if not longer.startswith(word):
                    break
                for item, weight in self._holders[longer].items():
                    _raise(found, item, weight * (0.5 + 0.4 * len(word) / len(longer)))
        return found

    def _mistyped(self, word: str) -> Weights:
        """Forgive one slip in a short word, two in a long one; letters only, for a code one sign off is another code."""
        found: Weights = {}
        if not word.isalpha() or len(word) < 3:
            return found
        allowed = 1 if len(word) < 8 else 2
        for near, slips, _ in process.extract(word, self._letters, scorer=OSA.distance, score_cutoff=allowed, limit=12):
            if len(word) < 4 and sorted(near) != sorted(word):
                continue
            for place, weight in self._holders[near].items():
                _raise(found, place, weight * (0.6 if slips < 2 else 0.4))
        if not found and len(word) > 5:
            for near, _, _ in process.extract(word, list(self._joined), scorer=OSA.distance, score_cutoff=1, limit=5):
                for place, weight in self._joined[near].items():
                    _raise(found, place, weight * 0.5)
        return found


def _raise(weights: Weights, place: int, weight: float) -> None:
    if weights.get(place, 0.0) < weight:
        weights[place] = weight


def _every(parts: list[Weights]) -> Weights:
    """Return what is in all parts, with the mean weight."""
    if len(parts) < 2:
        return parts[0] if parts else {}
    common = set(parts[0]).intersection(*parts[1:])
    return {place: sum(part[place] for part in parts) / len(parts) for place in common}


def _terms(words: list[str]) -> list[tuple[str, ...]]:
    """Join two words that mean one thing (`hoan xu`, `giao hang`), so that their other names are found too."""
    terms: list[tuple[str, ...]] = []
    place = 0
    while place < len(words):
        pair = tuple(words[place : place + 2])
        step = 2 if len(pair) == 2 and expansions(" ".join(pair)) else 1
        terms.append(pair[:step])
        place += step
    return terms


def words_of(text: str) -> list[str]:
    """Return the folded words of a text; an amount is one word, however it is written (`30k` = `30.000đ`)."""
    return _words(fold(text))


def _words(folded: str) -> list[str]:
    return [_one_spelling(word) if word[0].isdigit() else word for word in _WORD.findall(folded)]


def _one_spelling(word: str) -> str:
    if _AMOUNT.fullmatch(word):
        try:
            return f"{parse_vnd(word)}d"
        except InvalidInput:
            return word
    return word


def index_scripts(scripts: Iterable[Script]) -> SearchIndex[Script]:
    """Prepare scripts for searching."""
    return SearchIndex(
        tuple(scripts),
        lambda script: (
            (script.code, 3.0), (script.situation, 2.5), (script.stage, 2.0), (script.product, 2.0), (script.text, 1.0),
            (script.note, 0.7), (script.marketplace or "", 1.0), *((text, 0.5) for _, text in script.extra),
        ),
    )  # fmt: skip


def index_vouchers(vouchers: Iterable[Voucher]) -> SearchIndex[Voucher]:
    """Prepare vouchers for searching."""
    return SearchIndex(tuple(vouchers), _voucher_fields)


_KIND_WORDS = {
    "discount": "giảm giá discount", "cashback": "hoàn xu cashback", "freeship": "freeship miễn phí vận chuyển",
    "gift": "quà tặng gift", "flash_sale": "flash sale",
}  # fmt: skip


def _voucher_fields(voucher: Voucher) -> Iterable[tuple[str, float]]:
    amount = f"{voucher.value}%" if voucher.unit is ValueUnit.PERCENT else f"{voucher.value}đ" if voucher.value else ""
    yield from ((code, 3.0) for code in voucher.codes)
    yield from (
        (voucher.title, 2.0),
        (amount, 1.5),
        (_KIND_WORDS[voucher.kind], 1.0),
        (voucher.shop, 1.0),
        (voucher.marketplace or "", 1.0),
    )
    yield from ((f"{limit}đ", 0.8) for limit in (voucher.cap_vnd, voucher.min_spend_vnd) if limit is not None)
    yield from ((text, 0.8) for text in (*voucher.conditions, voucher.note))
    yield from ((text, 0.5) for _, text in voucher.extra)


def search_scripts(index: SearchIndex[Script], query: str, *, limit: int | None = None) -> tuple[Hit[Script], ...]:
    """Return the scripts that match, best first; a blank query returns all in sheet order with score 0."""
    return index.search(query, limit)


def search_vouchers(index: SearchIndex[Voucher], query: str, *, limit: int | None = None) -> tuple[Hit[Voucher], ...]:
    """Return the vouchers that match, best first; a blank query returns all in sheet order with score 0."""
    return index.search(query, limit)
