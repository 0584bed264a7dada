"""A prepared answer an agent copies."""

from __future__ import annotations

from dataclasses import dataclass

from core.people.shop import Marketplace


@dataclass(frozen=True)
class Script:
    """One script row. `stage` is a key of STAGES, or the sheet's own words; `marketplace` None is every one."""

    text: str
    code: str = ""
    stage: str = ""
    situation: str = ""
    product: str = ""
    marketplace: Marketplace | None = None
    links: tuple[str, ...] = ()
    note: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    cell: str = ""
