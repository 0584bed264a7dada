"""What changed between two versions of a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from core.catalog.parsed import Parsed
from core.catalog.script import Script
from core.catalog.voucher import Voucher

T = TypeVar("T", Voucher, Script)


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

    Parse both versions with the same `today`, or dates without a year may differ by themselves.
    """
    raise NotImplementedError
