"""The catalogue: English message ids in the code, Vietnamese beside them, one part file per area.

Parts are `locale/vi/*.po`; they are read as they are (no compile step), and a test holds them
complete against the code.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

from babel.messages.pofile import read_po

from core.base.errors import CaTrucError, Problem

Language = Literal["vi", "en"]
LOCALE = Path(__file__).with_name("locale")


@lru_cache(maxsize=4)
def catalogue(language: Language) -> dict[str, str]:
    """Return message id → sentence of one language; English is the ids themselves."""
    found: dict[str, str] = {}
    for part in sorted((LOCALE / language).glob("*.po")):
        with part.open("rb") as file:
            for message in read_po(file):
                if message.id and message.string and not message.fuzzy:
                    found[str(message.id)] = str(message.string)
    return found


def translate(template: str, language: Language, /, **values: Any) -> str:
    """Return a message in a language with its values filled in; values are never translated."""
    sentence = catalogue(language).get(template, template) if language != "en" else template
    return sentence.format(**values) if values else sentence


@runtime_checkable
class Sayable(Protocol):
    """A value with a sentence of its own."""

    def said(self, language: Language) -> str:
        """The sentence in a person's language."""


def explain(error: CaTrucError | Problem, language: Language, *, escape: Callable[[str], str] = str) -> str:
    """Return the sentence of an error in a person's language.

    A value that is itself a message id is translated, one that can say itself is asked to; every text
    passes through `escape`.
    """

    def shown(value: Any) -> Any:
        if isinstance(value, Sayable):
            return escape(value.said(language))
        return escape(translate(value, language)) if isinstance(value, str) else value

    return translate(error.template, language, **{key: shown(value) for key, value in error.values.items()})


def mark(template: str) -> str:
    """Mark a message id for extraction where it is declared, to be translated where it is shown."""
    return template
