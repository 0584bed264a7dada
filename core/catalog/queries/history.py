"""The versions of a sheet, and what changed from one to another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core.base.errors import NotFound
from core.catalog.changes import Changes, what_changed
from core.catalog.queries.reports import script_shelf, voucher_shelf
from core.catalog.queries.sources import GoodCopy, as_source, good_copies
from core.catalog.shelf import Shelved
from core.catalog.source import SheetKind, Source
from core.catalog.tables import SheetSnapshotRow, SheetSourceRow
from core.people.user import Right, User

COUNTERS = frozenset({"used", "remaining"})
"""What moves all day by itself; nobody needs to be told."""


@dataclass(frozen=True)
class SheetVersion:
    """One kept copy of a sheet; `held` is kept aside until the owner confirms, `shown` is what pages draw from."""

    number: int
    read_at: datetime
    held: bool
    shown: bool


@dataclass(frozen=True)
class SourceChanges:
    """What changed in one source from version `old` to `new`, read at `read_at`.

    `old` 0: there was nothing before, every row is new and only counted. `comparable` False: one of the
    two cannot be read with the columns as they are chosen now.
    """

    source_id: int
    name: str
    kind: SheetKind
    old: int
    new: int
    read_at: datetime
    changes: Changes[Any]
    rows: int = 0
    comparable: bool = True

    @property
    def size(self) -> int:
        """How many rows are new, gone or different."""
        return len(self.changes.added) + len(self.changes.removed) + len(self.changes.changed) + self.rows


def sheet_versions(session: Session, user: User, source_id: int) -> tuple[SheetVersion, ...]:
    """Return the kept versions of a source, newest first."""
    user.require(Right.SEE_SHEET_PROBLEMS)
    source = _source(session, source_id)
    rows = session.exec(
        select(SheetSnapshotRow.version, SheetSnapshotRow.read_at, SheetSnapshotRow.held)
        .where(SheetSnapshotRow.source_id == source_id)
        .order_by(col(SheetSnapshotRow.version).desc())
    )
    return tuple(SheetVersion(version, read_at, held, not held and version == source.version) for version, read_at, held in rows)


def changes_between(session: Session, user: User, source_id: int, old: int, new: int, *, at: datetime) -> SourceChanges:
    """Return what changed between two kept versions, both read with the columns chosen now; NotFound when one is gone."""
    user.require(Right.SEE_SHEET_PROBLEMS)
    source = _source(session, source_id)
    kept = {version: (number, digest, read_at) for version, number, digest, read_at in _snapshots(session, source_id, held=True)}
    if old not in kept or new not in kept:
        raise NotFound("This version is not kept any more.")
    before, after = (GoodCopy(source, kept[version][0], version, kept[version][1]) for version in (old, new))
    return _compared(session, before, after, kept[new][2], at)


def changes_since(session: Session, user: User, kind: SheetKind, since: datetime, *, at: datetime) -> tuple[SourceChanges, ...]:
    """Return what changed in each active source of a kind after `since`; sources without a change are left out.

    Mere counts of use are no change. Where the version of that time is no longer kept, the oldest kept one stands in.
    """
    user.require(Right.READ_CATALOG)
    found = []
    for copy in good_copies(session, kind=kind):
        if not copy.digest:
            continue
        kept = _snapshots(session, copy.source.id, held=False)
        read_at = next(moment for version, _, _, moment in kept if version == copy.version)
        if read_at <= since:
            continue
        old = next((one for one in reversed(kept) if one[3] <= since), kept[0])
        if old[3] > since and old[0] == 1:
            shelf = _shelf(session, copy, at)
            rows = len(shelf.parsed.good) if shelf else 0
            found.append(SourceChanges(copy.source.id, copy.source.name, kind, 0, copy.version, old[3], Changes(), rows))
        elif old[0] != copy.version:
            told = _compared(session, GoodCopy(copy.source, old[1], old[0], old[2]), copy, read_at, at)
            moved = tuple(one for one in told.changes.changed if not set(one.fields) <= COUNTERS)
            found.append(replace(told, changes=replace(told.changes, changed=moved)))
    return tuple(one for one in found if one.changes or one.rows)


def _source(session: Session, source_id: int) -> Source:
    row = session.get(SheetSourceRow, source_id)
    if row is None:
        raise NotFound("This sheet source was removed meanwhile.")
    return as_source(row)


def _snapshots(session: Session, source_id: int, *, held: bool) -> list[tuple[int, int, str, datetime]]:
    """Version, snapshot id, digest and time of the kept copies, oldest first; copies kept aside only with `held`."""
    query = select(SheetSnapshotRow.version, SheetSnapshotRow.id, SheetSnapshotRow.digest, SheetSnapshotRow.read_at).where(
        SheetSnapshotRow.source_id == source_id
    )
    if not held:
        query = query.where(~col(SheetSnapshotRow.held))
    rows = session.exec(query.order_by(col(SheetSnapshotRow.version)))
    return [(version, number or 0, digest, read_at) for version, number, digest, read_at in rows]


def _shelf(session: Session, copy: GoodCopy, at: datetime) -> Shelved[Any] | None:
    return script_shelf(session, copy) if copy.source.kind is SheetKind.SCRIPTS else voucher_shelf(session, copy, at=at)


def _compared(session: Session, before: GoodCopy, after: GoodCopy, read_at: datetime, at: datetime) -> SourceChanges:
    source = after.source
    old, new = _shelf(session, before, at), _shelf(session, after, at)
    readable = old is not None and new is not None and old.parsed.unreadable is None and new.parsed.unreadable is None
    changes: Changes[Any] = what_changed(old.parsed, new.parsed) if old and new and readable else Changes()
    return SourceChanges(source.id, source.name, source.kind, before.version, after.version, read_at, changes, comparable=readable)
