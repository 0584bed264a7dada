"""Rules a message is checked against: kept as data, the starter ones in a file, the owner's own beside them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from core.base.errors import InvalidInput, Problem
from core.base.text import clean
from core.base.words import Language, mark, translate
from core.catalog.message_data import rules_document
from core.catalog.message_words import parse_phrase

MOST_PHRASES = 100
LONGEST_TITLE, LONGEST_WORDS = 80, 300


class Severity(StrEnum):
    """How bad it is to send the text as it stands; worst first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


SEVERITIES = tuple(Severity)


class MessageKind(StrEnum):
    """What a message is for; the stages of the scripts, with `payment` called what it is: a reminder."""

    GREETING = "greeting"
    ADVICE = "advice"
    CLOSING = "closing"
    REMINDER = "reminder"
    DELIVERY = "delivery"
    WARRANTY = "warranty"
    RETURNS = "returns"
    COMPLAINT = "complaint"
    REVIEW = "review"
    CONGRATULATION = "congratulation"
    PROMOTION = "promotion"
    THANKS = "thanks"
    REFUSAL = "refusal"


def kind_of_stage(stage: str | None) -> MessageKind | None:
    """Return the kind of message a known stage (`core.catalog.script.stage_key`) holds; None when it names none."""
    if stage == "payment":
        return MessageKind.REMINDER
    return next((kind for kind in MessageKind if kind == stage), None)


@dataclass(frozen=True)
class MessageRule:
    """One rule. `title`, `why`, `instead`, `source` are message ids when it is built in, else the owner's own words.

    It finds its `phrases` (but not where an `unless` phrase lies over them), or what its named `check`
    finds; it is silent when an `absent` phrase stands anywhere in the text, and without phrases and check
    it finds just that none does. `kinds` empty means every message, `not_kinds` all but these.
    """

    id: str
    severity: Severity
    title: str
    why: str
    instead: str
    phrases: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    check: str = ""
    kinds: frozenset[MessageKind] = frozenset()
    not_kinds: frozenset[MessageKind] = frozenset()
    source: str = ""
    built_in: bool = False

    def applies(self, kind: MessageKind | None) -> bool:
        """Tell whether messages of a kind are held against it; of an unknown kind only by rules for every kind."""
        return (not self.kinds or kind in self.kinds) and kind not in self.not_kinds

    def words(self, text: str, language: Language, **values: Any) -> str:
        """Return one of its texts in a language; the owner's own words are never translated nor filled."""
        return translate(text, language, **values) if self.built_in else text


@lru_cache(maxsize=1)
def starter_rules() -> tuple[MessageRule, ...]:
    """Return the rules of the data file, worst first."""
    document = rules_document()
    words: dict[str, list[str]] = document["words"]
    rules = [_built_in(rule, words) for rule in document["rule"]]
    return tuple(sorted(rules, key=lambda rule: SEVERITIES.index(rule.severity)))


def _built_in(rule: dict[str, Any], words: dict[str, list[str]]) -> MessageRule:
    """A list entry `@name` stands for one of the file's named word lists."""

    def listed(key: str) -> tuple[str, ...]:
        return tuple(phrase for said in rule.get(key, ()) for phrase in (words[said[1:]] if said.startswith("@") else [said]))

    return MessageRule(
        id=rule["id"], severity=Severity(rule["severity"]), title=rule["title"], why=rule["why"], instead=rule["instead"],
        phrases=listed("phrases"), unless=listed("unless"), absent=listed("absent"), check=rule.get("check", ""),
        kinds=frozenset(map(MessageKind, rule.get("kinds", ()))), not_kinds=frozenset(map(MessageKind, rule.get("not_kinds", ()))),
        source=rule["source"], built_in=True,
    )  # fmt: skip


@dataclass(frozen=True)
class OwnRule:
    """What an owner writes: phrases (see `message_words`), how bad they are, why, and what to say instead."""

    title: str
    severity: Severity
    phrases: tuple[str, ...]
    why: str = ""
    instead: str = ""
    unless: tuple[str, ...] = ()
    kinds: frozenset[MessageKind] = frozenset()


def checked_rule(own: OwnRule) -> OwnRule:
    """Return the rule with its texts cleaned, each phrase once; everything wrong with it is refused at once."""
    problems: list[Problem] = []
    texts = {"title": clean(own.title), "why": clean(own.why), "instead": clean(own.instead)}
    if not texts["title"]:
        problems.append(Problem("title", "Give the rule a name."))
    for field, longest in (("title", LONGEST_TITLE), ("why", LONGEST_WORDS), ("instead", LONGEST_WORDS)):
        if len(texts[field]) > longest:
            problems.append(Problem(field, "At most {n} characters, please.", {"n": longest}))
    lists = {"phrases": _each_once(own.phrases), "unless": _each_once(own.unless)}
    if not lists["phrases"]:
        problems.append(Problem("phrases", "Write at least one phrase, one per line."))
    for field, phrases in lists.items():
        if len(phrases) > MOST_PHRASES:
            problems.append(Problem(field, "At most {n} phrases in one rule.", {"n": MOST_PHRASES}))
            continue
        for phrase in phrases:
            if isinstance(wrong := parse_phrase(phrase), str):
                problems.append(Problem(field, mark("“{phrase}”: {why}"), {"phrase": phrase[:60], "why": wrong}))
    if problems:
        raise InvalidInput(problems)
    return OwnRule(texts["title"], own.severity, lists["phrases"], texts["why"], texts["instead"], lists["unless"], own.kinds)


def _each_once(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said for phrase in phrases if (said := " ".join(clean(phrase).split()))))
