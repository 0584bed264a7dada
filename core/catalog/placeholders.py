"""Gaps in a script (`{ten_khach}`, `{{customer_name}}`, `[tên khách]`, `<mã đơn>`): find them, fill them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Placeholder:
    """One gap to fill, however often and in whatever spelling it stands in the text.

    `key` names the form field; `label` is a message id when the gap is a known one (`known`), else the
    text's own words; `written` lists its spellings as they stand.
    """

    key: str
    label: str
    known: bool
    written: tuple[str, ...]


def find_placeholders(text: str) -> tuple[Placeholder, ...]:
    """Return the gaps of a text in reading order, each once."""
    raise NotImplementedError


def fill_placeholders(text: str, values: Mapping[str, str]) -> str:
    """Return the text with every gap whose key has a non-blank value filled; the others stay as written."""
    raise NotImplementedError
