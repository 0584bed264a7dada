"""The message check: what is wrong with a text, at its exact places, by rules that are data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from core.base.clock import local_date
from core.base.text import clean
from core.base.words import Language
from core.catalog.message_checks import CHECKS, Message
from core.catalog.message_codes import CodeBook
from core.catalog.message_rule import SEVERITIES, MessageKind, MessageRule, Severity, kind_of_stage
from core.catalog.message_words import PhraseIndex, words_of
from core.catalog.placeholders import placeholder_places
from core.catalog.script import Script
from core.catalog.voucher import Voucher

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MOST_FINDINGS = 200
_FOUND, _UNLESS, _ABSENT = range(3)


@dataclass(frozen=True)
class Finding:
    """One thing wrong: the rule, and the place [start, end) in the text as given, in characters (code points)."""

    rule: MessageRule
    start: int
    end: int
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """The rule's."""
        return self.rule.severity

    def why(self, language: Language) -> str:
        """Return what is wrong, in a person's language."""
        return self.rule.words(self.rule.why, language, **self.values)

    def instead(self, language: Language) -> str:
        """Return what to say instead, in a person's language."""
        return self.rule.words(self.rule.instead, language)


@dataclass(frozen=True)
class Scene:
    """What a text is held against besides the rules.

    `vouchers` None means that no voucher sheet is there: codes are not judged. `template` says that gaps
    may stand (a script of the sheet). `names` are shops and products known by name, `customer` the
    addressee's name where it is known.
    """

    at: datetime
    zone: ZoneInfo = VIETNAM
    vouchers: tuple[Voucher, ...] | None = None
    template: bool = False
    names: tuple[str, ...] = ()
    customer: str = ""


class RuleBook:
    """Rules prepared to be held against many texts."""

    def __init__(self, rules: Sequence[MessageRule]) -> None:
        self.rules = tuple(rules)
        lists = ((_FOUND, "phrases"), (_UNLESS, "unless"), (_ABSENT, "absent"))
        self._phrases = PhraseIndex(
            [((number, part), said) for number, rule in enumerate(self.rules) for part, name in lists for said in getattr(rule, name)]
        )

    def check(self, message: Message) -> tuple[Finding, ...]:
        """Return what is wrong with a message, worst first, then in reading order; a blank one has nothing wrong."""
        if not clean(message.text):
            return ()
        spans: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for key, first, last in self._phrases.find(message.words):
            spans[key].append((message.words[first].start, message.words[last - 1].end))
        found = [
            Finding(rule, start, end, message.text[start:end], values)
            for number, rule in enumerate(self.rules)
            if rule.applies(message.kind) and not spans.get((number, _ABSENT))
            for start, end, values in self._places(message, rule, spans[number, _FOUND], spans[number, _UNLESS])
        ]
        found.sort(key=lambda finding: (SEVERITIES.index(finding.severity), finding.start, finding.end))
        return tuple(found[:MOST_FINDINGS])

    def _places(
        self, message: Message, rule: MessageRule, found: list[tuple[int, int]], unless: list[tuple[int, int]]
    ) -> Iterator[tuple[int, int, Mapping[str, Any]]]:
        last = 0
        for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
            if start >= last and not any(low < end and start < high for low, high in unless):
                yield start, end, {}
                last = end
        if rule.check:
            yield from CHECKS[rule.check](message)
        elif not rule.phrases:
            yield (*message.whole, {})


@lru_cache(maxsize=8)
def rule_book(rules: tuple[MessageRule, ...]) -> RuleBook:
    """Return the rules prepared; the same rules are prepared once."""
    return RuleBook(rules)


def check_message(text: str, rules: tuple[MessageRule, ...], scene: Scene, *, kind: MessageKind | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with one text; `kind` None checks it by the rules for every kind of message."""
    return rule_book(rules).check(_reader(scene)(text, kind))


@dataclass(frozen=True)
class ScriptFindings:
    """A script of the sheet with what is wrong with it, worst first."""

    script: Script
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """The worst of them."""
        return self.findings[0].severity


def check_scripts(
    scripts: Iterable[Script],
    vouchers: tuple[Voucher, ...] | None,
    rules: tuple[MessageRule, ...],
    at: datetime,
    *,
    zone: ZoneInfo = VIETNAM,
) -> tuple[ScriptFindings, ...]:
    """Return the scripts with something wrong, worst first, most findings first, then in the sheet's order.

    A script's stage says what kind of message it is; its gaps are meant. `vouchers` as in `Scene`.
    """
    book, read = rule_book(rules), _reader(Scene(at, zone, vouchers, template=True))
    seen = ((script, book.check(read(script.text, kind_of_stage(script.stage_key)))) for script in scripts)
    wrong = [ScriptFindings(script, findings) for script, findings in seen if findings]
    return tuple(
        sorted(wrong, key=lambda one: (SEVERITIES.index(one.severity), -sum(found.severity is one.severity for found in one.findings)))
    )


def _reader(scene: Scene) -> Callable[[str, MessageKind | None], Message]:
    today: date = local_date(scene.at, scene.zone)
    codes = None if scene.vouchers is None else CodeBook(scene.vouchers, scene.at)

    def read(text: str, kind: MessageKind | None) -> Message:
        return Message(
            text=text, words=words_of(text), gaps=placeholder_places(text), kind=kind, today=today, codes=codes,
            template=scene.template, names=scene.names, customer=scene.customer,
        )  # fmt: skip

    return read
