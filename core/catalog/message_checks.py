"""The checks that are more than phrases; a rule names one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from core.base.text import fold
from core.catalog.message_codes import CodeBook, CodeTrouble
from core.catalog.message_data import word_list
from core.catalog.message_dates import dead_dates
from core.catalog.message_reminder import reminder_length, reminder_name, reminder_subject
from core.catalog.message_rule import MessageKind
from core.catalog.message_words import Word

Place = tuple[int, int, Mapping[str, Any]]
MOST_NEGATIVES = 2
"""More in one sentence are a pile."""
_NEGATIVES = frozenset({"không", "ko", "khong", "hông", "hok", "khum", "chưa", "chẳng", "chả", "đừng", "chớ"})
_HARMLESS_AFTER = frozenset({"dầu", "khí", "gian", "những", "chỉ", "sao", "dây", "hương", "cồn", "đường", "giới", "quân", "gỉ"})
_SOFT = frozenset({"ạ", "nhé", "nha", "nhỉ", "vậy", "thế", "ah", "a", "hả", "đó", "anh", "chị", "bạn", "mình", "em"})
_BROKEN = re.compile(r"\{\{?[^{}\n]{0,40}(?=\n|$)|\{\s*\}|\[\s*\]|_{3,}|(?<!\w)[xX]{3,}(?!\w)|(?<![\w.])\.{4,}|\}\}?")


@dataclass(frozen=True)
class Message:
    """A text ready to be checked."""

    text: str
    words: tuple[Word, ...]
    gaps: tuple[tuple[int, int, str], ...]
    kind: MessageKind | None
    today: date
    codes: CodeBook | None = None
    template: bool = False
    names: tuple[str, ...] = ()
    customer: str = ""

    @property
    def whole(self) -> tuple[int, int]:
        """The place of the text without the blanks around it."""
        start = len(self.text) - len(self.text.lstrip())
        return start, start + len(self.text.strip())


def _gaps(message: Message) -> Iterator[Place]:
    """Gaps of a text that is to be sent; in a script of the sheet they are meant."""
    if not message.template:
        for start, end, _ in message.gaps:
            yield start, end, {"gap": message.text[start:end]}


def _broken_gaps(message: Message) -> Iterator[Place]:
    for match in _BROKEN.finditer(message.text):
        if not any(start < match.end() and match.start() < end for start, end, _ in message.gaps):
            yield *match.span(), {}


def _codes(trouble: CodeTrouble) -> Callable[[Message], Iterator[Place]]:
    def find(message: Message) -> Iterator[Place]:
        hidden = [gap[:2] for gap in message.gaps]
        for start, end, found in message.codes.troubles(message.text) if message.codes else ():
            if found is trouble and not any(low < end and start < high for low, high in hidden):
                yield start, end, {"code": message.text[start:end]}

    return find


def _dead_dates(message: Message) -> Iterator[Place]:
    for start, end in dead_dates(message.text, message.today):
        yield start, end, {"date": message.text[start:end]}


def _negatives(message: Message) -> Iterator[Place]:
    """More than two negatives in one sentence; a question's closing `không?` and names such as `không dầu` do not count."""
    for _, sentence in groupby(message.words, key=lambda word: (word.sentence, word.line)):
        words = list(sentence)
        told = [word.said for word in words]
        while told and told[-1] in _SOFT:
            told.pop()
        counted = [
            word
            for place, word in enumerate(words[: len(told)])
            if word.said in _NEGATIVES
            and not word.left
            and not (place + 1 == len(told) and place > 0)
            and not (place + 1 < len(told) and told[place + 1] in _HARMLESS_AFTER)
            and not (place > 0 and told[place - 1] in {"có", "hay", "số"})
        ]
        if len(counted) > MOST_NEGATIVES:
            yield counted[0].start, counted[-1].end, {"n": len(counted)}


def _cold(message: Message) -> Iterator[Place]:
    """A word alone, or two bare ones (`hết hàng`); a gap, a number or a link is no word."""
    words = [word for word in message.words if word.bare.isalpha()]
    if message.gaps or not words or len(words) != len(message.words) or "://" in message.text:
        return
    if len(words) == 1 or (len(words) == 2 and all(word.said in word_list("cold") for word in words)):
        yield *message.whole, {}


def _mixed_address(message: Message) -> Iterator[Place]:
    """Both `anh` and `chị` for one customer, but for `anh chị`, `anh/chị`; a name between stays the same person."""
    said = [word for word in message.words if word.said in {"anh", "chị"}]
    alone: dict[str, Word] = {}
    for number, word in enumerate(said):
        near = [other for other in said[max(0, number - 1) : number + 2] if other is not word and other.said != word.said]
        paired = any(re.fullmatch(r"\s*[/,&-]?\s*(?:hoặc\s+|và\s+)?", _between(message.text, word, other)) for other in near)
        language = word.said == "anh" and re.search(r"(?:tiếng|nước)\s+$", message.text[max(0, word.start - 12) : word.start].lower())
        if not paired and not language:
            alone.setdefault(word.said, word)
    if len(alone) == 2:
        one, other = sorted(alone.values(), key=lambda word: word.start)
        yield other.start, other.end, {"one": one.said, "other": other.said}


def _between(text: str, one: Word, other: Word) -> str:
    first, last = sorted((one, other), key=lambda word: word.start)
    return text[first.end : last.start][:40]


def _reminder_name(message: Message) -> Iterator[Place]:
    yield from ((start, end, {}) for start, end in reminder_name(message.text, message.words, message.gaps, message.customer))


def _reminder_subject(message: Message) -> Iterator[Place]:
    known = [folded for name in message.names if (folded := fold(name))]
    if not reminder_subject(message.text, message.words, message.gaps, known):
        yield *message.whole, {}


def _reminder_length(message: Message) -> Iterator[Place]:
    found = reminder_length(message.text)
    if found is not None:
        yield found[0], message.whole[1], {"n": found[1]}


CHECKS: Mapping[str, Callable[[Message], Iterator[Place]]] = {
    "gaps": _gaps,
    "broken_gaps": _broken_gaps,
    "voucher_expired": _codes(CodeTrouble.EXPIRED),
    "voucher_early": _codes(CodeTrouble.EARLY),
    "voucher_unknown": _codes(CodeTrouble.UNKNOWN),
    "dead_dates": _dead_dates,
    "negatives": _negatives,
    "cold": _cold,
    "mixed_address": _mixed_address,
    "reminder_name": _reminder_name,
    "reminder_subject": _reminder_subject,
    "reminder_length": _reminder_length,
}
