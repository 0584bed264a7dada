"""Saving what somebody chose on the page: a new source, or another layout of one, with its copy, in one act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from core.base.errors import InvalidInput, Problem
from core.base.settings import get_settings
from core.catalog.actions.copies import Reading, store_reading
from core.catalog.actions.sources import NewSource, SourceChange, add_source, change_source
from core.catalog.layout import Layout
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import Place, PlaceKind, SheetKind, Source
from core.people.user import Right, User


@dataclass(frozen=True)
class Connect:
    """A tab that was looked at and found good. `rows` counts its good rows and its problems; `read_at` is when it was read.

    `source_id` names the source whose layout it replaces; None makes a new one.
    """

    kind: SheetKind
    place: Place
    copy: SheetCopy
    layout: Layout
    rows: int
    read_at: datetime
    name: str = ""
    source_id: int | None = None


def connect_source(session: Session, user: User, wanted: Connect, *, now: datetime) -> Source:
    """Keep the source and its copy as seen. Nothing is read here: that was done before, outside any transaction."""
    user.require(Right.MANAGE_SHEETS)
    if wanted.rows == 0:
        raise InvalidInput([Problem("columns", "Nothing in this tab can be read as it is chosen. Choose the header row and the columns.")])
    title = wanted.copy.cells.title
    tab = title if wanted.place.kind in (PlaceKind.GOOGLE, PlaceKind.WORKBOOK, PlaceKind.UPLOAD) else ""
    mapping = wanted.layout.as_stored()
    if wanted.source_id is None:
        source = add_source(session, user, NewSource(wanted.kind, wanted.place, tab, wanted.name, mapping, title), now=now)
    else:
        change = SourceChange(wanted.source_id, place=wanted.place, tab=tab, mapping=mapping or {}, active=True)
        source = change_source(session, user, change, now=now)
    reading = Reading(source.id, wanted.copy, wanted.rows, accepted=True)
    every = timedelta(seconds=get_settings().sheets_refresh_seconds)
    store_reading(session, user, reading, rows_before=0, now=wanted.read_at, every=every)
    return source
