"""The sample sheets as sources, for a demo."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from core.base.clock import DEFAULT_ZONE, local_date
from core.catalog.actions.copies import Reading, store_reading
from core.catalog.actions.sources import NewSource, add_source
from core.catalog.sample import TABS, sample_cells
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import Place, PlaceKind
from core.people.user import User


def add_samples(session: Session, user: User, *, seed: int, now: datetime, zone: ZoneInfo = DEFAULT_ZONE) -> int:
    """Add both sample sheets as sources with their copies as of `now`; returns how many sources.

    A running server reads them again like any sheet, so the flash sale is always tonight's.
    """
    for kind, tab in TABS.items():
        source = add_source(session, user, NewSource(kind, Place(PlaceKind.SAMPLE, str(seed)), tab, f"{tab} (mẫu)"), now=now)
        copy = SheetCopy(sample_cells(kind, local_date(now, zone), seed))
        reading = Reading(source.id, copy, rows=len(copy.cells.rows))
        store_reading(session, user, reading, rows_before=0, now=now, every=timedelta(minutes=1))
    return len(TABS)
