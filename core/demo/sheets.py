"""The demo's two sheets, scripts and vouchers, from the built-in sample; and who copied what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from sqlmodel import Session

from core.base.settings import Settings
from core.catalog.actions.clicks import count_copy
from core.catalog.actions.copies import Reading, store_reading
from core.catalog.actions.favourites import Star, star
from core.catalog.actions.sources import NewSource, add_source
from core.catalog.cells import Cells
from core.catalog.queries.scripts import script_item
from core.catalog.queries.vouchers import voucher_item
from core.catalog.reading import Reader
from core.catalog.sample import sample_cells
from core.catalog.script import Script
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import Place, PlaceKind, SheetKind
from core.people.queries.users import user_by_id
from core.people.user import SYSTEM, User

NAMES = {SheetKind.SCRIPTS: "Kịch bản CSKH", SheetKind.VOUCHERS: "Mã giảm giá"}
HEAD_ROWS = 4
COPIES_PER_AGENT = 60
MOST_COPIES = 2_000


def add_sheets(session: Session, settings: Settings, *, seed: int, today: date, now: datetime) -> dict[SheetKind, tuple[str, ...]]:
    """Add both sources with a first good copy, read a moment ago; returns what can be copied from each, in the sheet's order."""
    reader = Reader(settings, today=today)
    items: dict[SheetKind, tuple[str, ...]] = {}
    for kind, name in NAMES.items():
        source = add_source(session, SYSTEM, NewSource(kind, Place(PlaceKind.SAMPLE, str(seed)), name=name), now=now)
        cells = sample_cells(kind, today, seed)
        for read_at, seen in ((now - timedelta(hours=26), _earlier(cells)), (now, cells)):
            understood = reader.understand(SheetCopy(seen), kind)
            reading = Reading(source.id, understood.copy, understood.rows, accepted=True)
            store_reading(session, SYSTEM, reading, rows_before=0, now=read_at, every=timedelta(seconds=settings.sheets_refresh_seconds))
        good: Sequence[Any] = understood.parsed.good
        items[kind] = tuple(dict.fromkeys(script_item(one) if isinstance(one, Script) else voucher_item(one) for one in good))
    return items


def _earlier(cells: Cells) -> Cells:
    """The sheet as it was the day before: every ninth row was not written yet."""
    return replace(cells, rows=tuple(row for number, row in enumerate(cells.rows) if number < HEAD_ROWS or number % 9))


def copy_some(
    session: Session, agents: Sequence[int], items: dict[SheetKind, tuple[str, ...]], *, now: datetime, random: np.random.Generator
) -> int:
    """Let the agents copy scripts and vouchers over the last three weeks, a few all the time, the last ones never; and star some."""
    people: list[User] = [user for number in agents[: MOST_COPIES // COPIES_PER_AGENT] if (user := user_by_id(session, number))]
    made = 0
    for kind, listed in items.items():
        used = listed[: max(1, round(len(listed) * 0.8))]
        share = 1.0 / np.arange(1, max(1, len(used)) + 1)
        size = COPIES_PER_AGENT * len(people) // len(items) if listed else 0
        for item in random.choice(len(share), size=size, p=share / share.sum()).tolist():
            at = now - timedelta(seconds=int(random.integers(60, 21 * 86_400)))
            count_copy(session, people[int(random.integers(len(people)))], kind, used[item], now=at)
            made += 1
    for place, person in enumerate(people):
        for item in items.get(SheetKind.SCRIPTS, ())[place % 5 : 60 : 11]:
            star(session, person, Star(SheetKind.SCRIPTS, item, True), now=now)
    return made
