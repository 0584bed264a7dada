"""Sheet sources: add one, point it elsewhere, take it away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, NotFound, Problem
from core.base.text import clean
from core.catalog.queries.sources import as_source
from core.catalog.source import Place, SheetKind, Source
from core.catalog.tables import SheetSourceRow
from core.people.user import Right, User


@dataclass(frozen=True)
class NewSource:
    """What a new source needs; without a name it is called `title` (its tab or file), made unique."""

    kind: SheetKind
    place: Place
    tab: str = ""
    name: str = ""
    mapping: dict[str, Any] | None = None
    title: str = ""


def add_source(session: Session, user: User, new: NewSource, *, now: datetime) -> Source:
    """Keep a source; its first copy is stored apart, after it was read."""
    user.require(Right.MANAGE_SHEETS)
    name = clean(new.name)
    name = _checked_name(session, name) if name else _free_name(clean(new.title or new.tab)[:100] or str(new.kind), _taken(session))
    row = SheetSourceRow(name=name, kind=str(new.kind), place=new.place.stored, tab=new.tab[:120], mapping=new.mapping, created_at=now)
    session.add(row)
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="sheet.add", subject=f"sheet_source:{row.id}",
        after={"name": name, "kind": row.kind, "place": row.place, "tab": row.tab},
    )  # fmt: skip
    touch(session, Topic.CATALOG)
    return as_source(row)


@dataclass(frozen=True)
class SourceChange:
    """What to change of a source; None leaves as it is. `removed` takes it out of use and off the list, its history stays."""

    source_id: int
    name: str | None = None
    place: Place | None = None
    tab: str | None = None
    mapping: dict[str, Any] | None = None
    active: bool | None = None
    removed: bool = False


def change_source(session: Session, user: User, change: SourceChange, *, now: datetime) -> Source:
    """Rename a source, point it at another place or tab, or take it out of use; its copies stay until the next reading."""
    user.require(Right.MANAGE_SHEETS)
    row = session.get(SheetSourceRow, change.source_id)
    if row is None:
        raise NotFound("This sheet source was removed meanwhile.")
    before = _told(row)
    if change.name is not None:
        row.name = _checked_name(session, change.name, row.id)
    if change.place is not None:
        row.place = change.place.stored
    if change.tab is not None:
        row.tab = change.tab[:120]
    if change.mapping is not None:
        row.mapping = change.mapping or None
    if change.active is not None:
        row.active, row.removed_at = change.active, None
    if change.removed:
        row.active, row.removed_at = False, now
    if change.place is not None or change.tab is not None:
        row.tried_at = None  # what was read elsewhere is no newer than what will be read there
    row.next_try_at, row.failures = None, 0
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="sheet.change", subject=f"sheet_source:{row.id}",
        before=before, after=_told(row),
    )  # fmt: skip
    touch(session, Topic.CATALOG)
    return as_source(row)


def _told(row: SheetSourceRow) -> dict[str, Any]:
    """What the audit trail keeps of a source."""
    return {
        "name": row.name,
        "place": row.place,
        "tab": row.tab,
        "mapping": row.mapping,
        "active": row.active,
        "removed": row.removed_at is not None,
    }


def _taken(session: Session, but: int | None = None) -> set[str]:
    """The names in use, without the one of source `but`; those of paused sources count."""
    return {name.casefold() for number, name in session.exec(select(SheetSourceRow.id, SheetSourceRow.name)) if number != but}


def _checked_name(session: Session, given: str, but: int | None = None) -> str:
    name = clean(given)
    if not name:
        raise InvalidInput([Problem("name", "Give the source a name.")])
    if len(name) > 120:
        raise InvalidInput([Problem("name", "A source's name has at most 120 characters.")])
    if name.casefold() in _taken(session, but):
        raise InvalidInput([Problem("name", "There is already a sheet source “{name}”. Choose another name.", {"name": name})])
    return name


def _free_name(wanted: str, taken: set[str]) -> str:
    number, name = 1, wanted
    while name.casefold() in taken:
        number += 1
        name = f"{wanted} {number}"
    return name
