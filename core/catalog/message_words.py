"""Words of a message at their places, and phrases found among them whatever the case, accents or Unicode form.

A phrase is words, not a regular expression: `anh/chị/bạn phải` names alternatives, `giảm*` any ending, a
lone `*` up to six words between. Matching walks words, so its cost is bounded whatever a rule holds.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

from core.base.text import fold, same_tones
from core.base.words import mark
from core.catalog.placeholders import placeholder_places

K = TypeVar("K", bound=Hashable)
BETWEEN = 6
"""The most words a lone `*` stands for."""
LONGEST, MOST_PIECES, MOST_GAPS, MOST_OPTIONS = 200, 12, 2, 40
_HIDDEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_JOINED = rf"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|[{_HIDDEN}]+(?=[^\W\d_]|[\u0300-\u036f]))*"
_TOKEN = re.compile(
    r"(?P<opaque>https?://\S+)"
    r"|(?P<five>(?:[★⭐🌟]\ufe0f?){5})|(?P<star>[★⭐🌟]\ufe0f?|(?<=\d)\*)"
    rf"|(?P<number>\d+(?:[.,]\d+)*)|(?P<word>{_JOINED})|(?P<sign>[%％])"
    r"|(?P<stop>[.!?…;。！？]+|\n\s*\n)|(?P<line>\n)"
)
_HIDE = dict.fromkeys(map(ord, _HIDDEN))


@dataclass(frozen=True, slots=True)
class Word:
    """One word at its place in the text as it was given.

    `said` is composed, lower-case, with one spelling of tone marks; `bare` is without marks. `sentence` and
    `line` count up; `left` and `right` say that a letter or digit stands against it.
    """

    said: str
    bare: str
    start: int
    end: int
    sentence: int
    line: int
    left: bool = False
    right: bool = False

    @property
    def marked(self) -> bool:
        """Tell whether it was typed with Vietnamese marks."""
        return self.said != self.bare


@lru_cache(maxsize=20_000)
def _forms(token: str) -> tuple[str, str]:
    said = same_tones(unicodedata.normalize("NFKC", token.translate(_HIDE)).casefold())
    return said, fold(said)


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text in order; gaps to fill and links are no words, five stars are `5 sao`."""
    hidden = [(start, end) for start, end, _ in placeholder_places(text)]
    found: list[Word] = []
    sentence = line = number = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        while number < len(hidden) and hidden[number][1] <= start:
            number += 1
        if number < len(hidden) and hidden[number][0] < end:
            continue
        kind = match.lastgroup
        if kind in ("stop", "line"):
            sentence += kind == "stop"
            line += 1
        elif kind in ("star", "five"):
            if kind == "five":
                found.append(Word("5", "5", start, end, sentence, line))
            found.append(Word("sao", "sao", start, end, sentence, line))
        elif kind != "opaque":
            said, bare = _forms(match.group())
            found.append(Word(said, bare, start, end, sentence, line, _against(text, start - 1), _against(text, end)))
    return tuple(found)


def _against(text: str, place: int) -> bool:
    return 0 <= place < len(text) and (text[place].isalnum() or text[place] == "_")


@dataclass(frozen=True)
class Option:
    """One way to say a word of a phrase; `open` takes any ending."""

    said: str
    bare: str
    open: bool = False

    def fits(self, word: Word, forgiving: bool) -> bool:
        """Tell whether a word of a text is this one; `forgiving` lets a word typed without marks pass."""
        if self.open:
            return word.said.startswith(self.said) or (forgiving and not word.marked and word.bare.startswith(self.bare))
        return word.said == self.said or (forgiving and not word.marked and word.bare == self.bare)


Piece = tuple[Option, ...]
"""The alternatives at one place of a phrase; empty stands for up to `BETWEEN` words."""


def parse_phrase(phrase: str) -> tuple[Piece, ...] | str:
    """Return the pieces of a phrase, or the message id of what is wrong with it."""
    if len(phrase) > LONGEST:
        return mark("A phrase has at most 200 characters.")
    pieces: list[Piece] = []
    for part in phrase.split():
        if part in ("*", "…", "..."):
            pieces.append(())
            continue
        sayings = [saying for saying in part.split("/") if saying]
        made = [_options(saying) for saying in sayings[: MOST_OPTIONS + 1]]
        if len(made) > MOST_OPTIONS:
            return mark("A word has at most 40 alternatives.")
        if len(made) == 1:
            pieces += [(option,) for option in made[0]]
        elif any(len(options) != 1 for options in made):
            return mark("Alternatives with / are single words: anh/chị/bạn.")
        else:
            pieces.append(tuple(option for options in made for option in options))
    return _wrong(pieces) or tuple(pieces)


def _wrong(pieces: list[Piece]) -> str | None:
    said = [piece for piece in pieces if piece]
    if not said or not pieces[0] or not pieces[-1] or any(not one and not two for one, two in pairwise(pieces)):
        return mark("A phrase begins and ends with a word; a lone * stands between words.")
    if len(pieces) > MOST_PIECES or len(pieces) - len(said) > MOST_GAPS:
        return mark("A phrase has at most 12 words and two lone *.")
    if any(option.open and len(option.bare) < 2 for piece in said for option in piece):
        return mark("Before a * at the end of a word stand at least two letters.")
    if not any(option.bare.isalnum() for piece in said for option in piece):
        return mark("A phrase needs a word.")
    return None


def _options(saying: str) -> list[Option]:
    opened = saying.endswith("*") and saying[:-1][-1:].isalpha()
    words = words_of(saying[:-1] if opened else saying)
    last = len(words) - 1
    return [Option(word.said, word.bare, opened and number == last) for number, word in enumerate(words)]


@dataclass(frozen=True)
class _Entry(Generic[K]):
    """A phrase under its key. `needs` are bare words of which a text must hold one each to be worth a closer look."""

    key: K
    pieces: tuple[Piece, ...]
    several: bool
    needs: tuple[frozenset[str], ...]


def _entry(key: K, pieces: tuple[Piece, ...]) -> _Entry[K]:
    several = sum(any(option.bare.isalpha() for option in piece) for piece in pieces) > 1
    closed = [piece for piece in pieces[1:] if piece and not any(option.open for option in piece)]
    return _Entry(key, pieces, several, tuple(frozenset(option.bare for option in piece) for piece in closed))


class PhraseIndex(Generic[K]):
    """Phrases prepared to be found in many texts; each is known by a key of the maker's choice."""

    def __init__(self, phrases: Sequence[tuple[K, str]]) -> None:
        self._first: dict[str, list[_Entry[K]]] = defaultdict(list)
        self._opened: dict[str, list[_Entry[K]]] = defaultdict(list)
        for key, phrase in phrases:
            pieces = parse_phrase(phrase)
            if isinstance(pieces, str):
                raise ValueError(f"{phrase}: {pieces}")
            entry = _entry(key, pieces)
            for option in pieces[0]:
                if option.open:
                    self._opened[option.bare[:2]].append(entry)
                else:
                    self._first[option.bare].append(entry)

    def find(self, words: Sequence[Word]) -> Iterator[tuple[K, int, int]]:
        """Find every phrase: its key, its first word's number and the number after its last word.

        Marks may be missing where the whole text was typed without any, or in phrases of two words and more;
        a single word typed without marks among marked ones (`không phai màu`) is another word.
        """
        bares = {word.bare for word in words}
        unmarked = not any(word.marked for word in words)
        for place, word in enumerate(words):
            if word.left:
                continue
            for entry in (*self._first.get(word.bare, ()), *self._opened.get(word.bare[:2], ())):
                if any(bares.isdisjoint(need) for need in entry.needs):
                    continue
                end = _match(entry.pieces, words, place, unmarked or entry.several)
                if end is not None:
                    yield entry.key, place, end


def _match(pieces: tuple[Piece, ...], words: Sequence[Word], place: int, forgiving: bool) -> int | None:
    """Return the word number after the shortest match that begins at `place`, None when there is none."""
    sentence = words[place].sentence
    reached = {place}
    gap = False
    for piece in pieces:
        if not piece:
            gap = True
            continue
        if gap:
            reached = {start + between for start in reached for between in range(BETWEEN + 1)}
            gap = False
        reached = {
            start + 1
            for start in reached
            if start < len(words) and words[start].sentence == sentence and any(option.fits(words[start], forgiving) for option in piece)
        }
        if not reached:
            return None
    whole = [end for end in reached if not words[end - 1].right]
    return min(whole) if whole else None
