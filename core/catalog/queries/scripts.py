"""Scripts as people look for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Literal

from sqlmodel import Session, col, func, select

from core.base.clock import day_bounds, local_date
from core.base.settings import get_settings
from core.catalog.queries.favourites import COUNTED_DAYS, NOTHING, Mine
from core.catalog.queries.reports import Freshness, freshness, script_shelf
from core.catalog.queries.sources import good_copies
from core.catalog.script import Script, stage_key
from core.catalog.search import search_scripts
from core.catalog.shelf import Shelved
from core.catalog.source import SheetKind, cell_link
from core.catalog.tables import ScriptCopyRow
from core.people.shop import Marketplace
from core.people.user import Right, User

Show = Literal["all", "starred", "mine", "used", "never"]


@dataclass(frozen=True)
class ScriptWanted:
    """What somebody looks for; blank and None mean everything. `at_most` cuts the list, not the counts.

    `stage` is a known stage (`stage_key`), or the sheet's own word where it stands for none. `show` narrows
    to the person's favourites, to what they copied, to what anybody copied (both most often first), or to
    what nobody copied in 30 days; the person's own marks come in `mine`, so that the rest may be shared.
    """

    text: str = ""
    stage: str | None = None
    marketplace: Marketplace | None = None
    show: Show = "all"
    starred_first: bool = False
    mine: Mine = NOTHING
    at_most: int | None = None


@dataclass(frozen=True)
class FoundScript:
    """A script with its source's name, how often it was copied in the last 30 days, and its cell's link (managers only)."""

    script: Script
    source: str
    copies: int
    link: str | None

    @property
    def item(self) -> str:
        """The key under which its copies are counted."""
        return script_item(self.script)


@dataclass(frozen=True)
class ScriptsFound:
    """The scripts found, best first, and what there is to filter by.

    `stages` counts what matches but for the stage, in the order of the sheet.
    """

    found: tuple[FoundScript, ...]
    matching: int
    total: int
    fresh: Freshness
    stages: Mapping[str, int] = field(default_factory=dict)
    marketplaces: tuple[Marketplace, ...] = ()


def script_item(script: Script) -> str:
    """Return the key of a script: its code, or a digest of its text when it has none."""
    return script.code[:120] or "text:" + sha256(script.text.encode()).hexdigest()[:24]


def find_scripts(session: Session, user: User, wanted: ScriptWanted, *, day: date) -> ScriptsFound:
    """Return what matches, best first; a blank search keeps the order of the sheet. `day` is the local date."""
    user.require(Right.READ_CATALOG)
    copies = good_copies(session, kind=SheetKind.SCRIPTS)
    shelves = [(copy, kept) for copy in copies if (kept := script_shelf(session, copy)) is not None]
    used = copy_counts(session, user, SheetKind.SCRIPTS, day=day)
    hits = [
        (score, script, shelf)
        for shelf in shelves
        for script, score in _matches(shelf[1], wanted.text)
        if wanted.marketplace is None or script.holds_on(wanted.marketplace)
    ]
    own = dict(wanted.mine.copied)
    starred = frozenset(wanted.mine.starred)
    if wanted.show != "all":
        kept_items: Container[str] = {"starred": starred, "mine": own}.get(wanted.show, used)
        hits = [hit for hit in hits if (script_item(hit[1]) in kept_items) is (wanted.show != "never")]
    every = [script for _, kept in shelves for script in kept.parsed.good]
    there = {market for script in every for market in (script.marketplace, *script.several)}
    stages = dict.fromkeys(map(stage_of, every), 0) | Counter(stage_of(script) for _, script, _ in hits)
    if wanted.stage is not None:
        hits = [hit for hit in hits if stage_of(hit[1]) == wanted.stage]
    # Stable sorts, the last one decides: by use where that is shown, best match, favourites; else the order of the sheet.
    if counted := {"mine": own, "used": used}.get(wanted.show):
        hits.sort(key=lambda hit: -counted.get(script_item(hit[1]), 0))
    if wanted.text.strip():
        hits.sort(key=lambda hit: -hit[0])
    if wanted.starred_first and starred:
        hits.sort(key=lambda hit: script_item(hit[1]) not in starred)
    see_cells = user.may(Right.SEE_SHEET_PROBLEMS)
    return ScriptsFound(
        found=tuple(
            FoundScript(
                script=script,
                source=copy.source.name,
                copies=used.get(script_item(script), 0),
                link=cell_link(copy.source.place, kept.gid, script.cell) if see_cells else None,
            )
            for _, script, (copy, kept) in hits[: wanted.at_most]
        ),
        matching=len(hits),
        total=len(every),
        fresh=freshness(copies),
        stages=stages,
        marketplaces=tuple(place for place in Marketplace if place in there),
    )


def copy_counts(session: Session, user: User, kind: SheetKind, *, day: date) -> dict[str, int]:
    """Return item → copies by anybody in the 30 days before the end of `day`."""
    user.require(Right.READ_CATALOG)
    since = day_bounds(day, get_settings().zone)[1] - timedelta(days=COUNTED_DAYS)
    rows = session.exec(
        select(ScriptCopyRow.item, func.count())
        .where(ScriptCopyRow.kind == str(kind), col(ScriptCopyRow.at) >= since)
        .group_by(col(ScriptCopyRow.item))
    )
    return dict(rows.all())


def catalog_scripts(session: Session, user: User, *, at: datetime) -> ScriptsFound:
    """Return every script in the order of the sheets."""
    return find_scripts(session, user, ScriptWanted(), day=local_date(at, get_settings().zone))


def _matches(kept: Shelved[Script], text: str) -> Iterable[tuple[Script, float]]:
    if not text.strip():
        return ((item, 0.0) for item in kept.parsed.good)
    return ((hit.item, hit.score) for hit in search_scripts(kept.index, text))


def stage_of(script: Script) -> str:
    """Return the stage to filter by: a known one's key, or the sheet's own word."""
    return _stage(script.stage)


@lru_cache(maxsize=1_000)
def _stage(words: str) -> str:
    return stage_key(words) or words
