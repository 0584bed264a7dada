"""Search that forgives: no diacritics needed, abbreviations known, typing errors pardoned, best match first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.catalog.script import Script
from core.catalog.voucher import Voucher

T = TypeVar("T")


class SearchIndex(Generic[T]):
    """Items prepared for searching; built once per version of a sheet, then only read."""

    items: tuple[T, ...]


@dataclass(frozen=True)
class Hit(Generic[T]):
    """One item found, with its score (higher is better; only its order means something)."""

    item: T
    score: float


def index_scripts(scripts: Iterable[Script]) -> SearchIndex[Script]:
    """Prepare scripts for searching."""
    raise NotImplementedError


def index_vouchers(vouchers: Iterable[Voucher]) -> SearchIndex[Voucher]:
    """Prepare vouchers for searching."""
    raise NotImplementedError


def search_scripts(index: SearchIndex[Script], query: str, *, limit: int | None = None) -> tuple[Hit[Script], ...]:
    """Return the scripts that match, best first; a blank query returns all in sheet order with score 0."""
    raise NotImplementedError


def search_vouchers(index: SearchIndex[Voucher], query: str, *, limit: int | None = None) -> tuple[Hit[Voucher], ...]:
    """Return the vouchers that match, best first; a blank query returns all in sheet order with score 0."""
    raise NotImplementedError
