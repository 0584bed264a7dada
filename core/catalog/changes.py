"""What changed between two versions of a sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields, replace
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

from core.catalog.parsed import Parsed
from core.catalog.script import Script
from core.catalog.voucher import Voucher

T = TypeVar("T", Voucher, Script)
ALIKE = 80
"""From which likeness (0 to 100) on a row without a code counts as the same one, rewritten."""

MOST_COMPARED = 2_000_000
"""A sheet rewritten from end to end is not compared row with row."""


@dataclass(frozen=True)
class Changed(Generic[T]):
    """One row that is another now; `fields` names what differs."""

    before: T
    after: T
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Changes(Generic[T]):
    """The difference of two versions, in the order of the sheets."""

    added: tuple[T, ...] = ()
    removed: tuple[T, ...] = ()
    changed: tuple[Changed[T], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def what_changed(old: Parsed[T], new: Parsed[T]) -> Changes[T]:
    """Return what was added, removed and changed; a row that only moved did not change.

    Rows are paired by code (with shop, marketplace, start), then by code alone, then, without a code, by
    what they are about, and last by likeness of their words. Parse both versions with the same `today`,
    or dates without a year may differ by themselves.
    """
    before, after = _without_the_same(old.good, new.good)
    pairs: list[tuple[T, T]] = []
    for key in (_full_key, _code_key, _subject_key):
        before, after = _pair(before, after, key, pairs)
    before, after = _pair_alike(before, after, pairs)
    places = {id(row): place for place, row in enumerate(new.good)}
    pairs.sort(key=lambda pair: places[id(pair[1])])
    return Changes(tuple(after), tuple(before), tuple(Changed(one, two, _differing(one, two)) for one, two in pairs))


def _without_the_same(old: tuple[T, ...], new: tuple[T, ...]) -> tuple[list[T], list[T]]:
    """Take off the rows both versions have, wherever they stand, as often as both have them."""
    standing: dict[T, int] = defaultdict(int)
    for row in old:
        standing[replace(row, cell="")] += 1
    after = []
    for row in new:
        bare = replace(row, cell="")
        if standing[bare] > 0:
            standing[bare] -= 1
        else:
            after.append(row)
    before = []
    for row in reversed(old):
        bare = replace(row, cell="")
        if standing[bare] > 0:
            standing[bare] -= 1
            before.append(row)
    return before[::-1], after


def _pair(before: list[T], after: list[T], key: Callable[[T], Hashable], pairs: list[tuple[T, T]]) -> tuple[list[T], list[T]]:
    """Pair rows whose key is the same; several with one key pair in the order they stand."""
    waiting: dict[Hashable, list[T]] = defaultdict(list)
    for row in before:
        if (name := key(row)) is not None:
            waiting[name].append(row)
    rest = []
    paired: set[int] = set()
    for row in after:
        name = key(row)
        if name is not None and waiting.get(name):
            one = waiting[name].pop(0)
            paired.add(id(one))
            pairs.append((one, row))
        else:
            rest.append(row)
    return [row for row in before if id(row) not in paired], rest


def _pair_alike(before: list[T], after: list[T], pairs: list[tuple[T, T]]) -> tuple[list[T], list[T]]:
    """Pair rows without a code whose words are much alike, the nearest first come."""
    free = {place: _words(row) for place, row in enumerate(before) if not _codes(row)}
    if len(free) * len(after) > MOST_COMPARED:
        free = {}
    rest = []
    for row in after:
        found = None if _codes(row) else process.extractOne(_words(row), free, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if found is None:
            rest.append(row)
        else:
            pairs.append((before[found[2]], row))
            del free[found[2]]
    paired = {id(one) for one, _ in pairs}
    return [row for row in before if id(row) not in paired], rest


def _codes(row: Voucher | Script) -> tuple[str, ...]:
    codes = row.codes if isinstance(row, Voucher) else (row.code,)
    return tuple(sorted(code.casefold() for code in codes if code))


def _full_key(row: Voucher | Script) -> Hashable:
    codes = _codes(row)
    if not codes:
        return None
    return (codes, row.shop, row.marketplace, row.start) if isinstance(row, Voucher) else (codes, row.marketplace, row.product)


def _code_key(row: Voucher | Script) -> Hashable:
    return _codes(row) or None


def _subject_key(row: Voucher | Script) -> Hashable:
    if _codes(row):
        return None
    if isinstance(row, Voucher):
        return (row.title.casefold(), row.shop, row.marketplace) if row.title else None
    return (row.stage.casefold(), row.situation.casefold(), row.product.casefold(), row.marketplace) if row.situation else None


def _words(row: Voucher | Script) -> str:
    return f"{row.kind} {row.title}" if isinstance(row, Voucher) else row.text


def _differing(one: Voucher | Script, two: Voucher | Script) -> tuple[str, ...]:
    return tuple(field.name for field in fields(one) if field.name != "cell" and getattr(one, field.name) != getattr(two, field.name))
