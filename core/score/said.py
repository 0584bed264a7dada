"""A reason in words: a message id with its values, said in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.base.money import format_vnd
from core.base.words import Language, Sayable, translate


@dataclass(frozen=True)
class Said:
    """A sentence: `template` is a message id; values that can say themselves are asked to."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def said(self, language: Language) -> str:
        """Return the sentence."""
        values = {key: value.said(language) if isinstance(value, Sayable) else value for key, value in self.values.items()}
        return translate(self.template, language, **values)


@dataclass(frozen=True)
class Vnd:
    """An amount inside a sentence."""

    amount: int

    def said(self, language: Language) -> str:
        """Return the amount as this language writes it."""
        return format_vnd(self.amount, language=language)


@dataclass(frozen=True)
class Plain:
    """A number inside a sentence, rounded to some decimals, trailing zeros dropped."""

    value: float
    decimals: int = 1
    unit: str = ""

    def said(self, language: Language) -> str:
        """Return the number as this language writes it."""
        text = f"{self.value:.{self.decimals}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return (text.replace(".", ",") if language == "vi" else text) + self.unit
