"""Sheet sources, their last good copies, and how they fare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from core.base.errors import NotFound
from core.base.text import clean
from core.catalog.cells import Cells
from core.catalog.remedy import Failure
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import Place, SheetKind, Source
from core.catalog.tables import SheetSnapshotRow, SheetSourceRow
from core.people.user import Right, User

STALE_AFTER = timedelta(minutes=10)


def as_source(row: SheetSourceRow) -> Source:
    """Return the frozen value of a stored source."""
    return Source(
        id=row.id or 0,
        name=row.name,
        kind=SheetKind(row.kind),
        place=Place.from_stored(row.place),
        tab=row.tab,
        mapping=row.mapping,
        active=row.active,
        removed=row.removed_at is not None,
        tried_at=row.tried_at,
        next_try_at=row.next_try_at,
        failures=row.failures,
        error=Failure.from_stored(row.error),
        read_at=row.read_at,
        version=row.version,
    )


def list_sources(session: Session, user: User, *, name: str = "", kind: SheetKind | None = None) -> list[Source]:
    """Return the active sources in the order they were added, or the one named; NotFound names it."""
    user.require(Right.SEE_SHEET_PROBLEMS)
    return _active(session, name=name, kind=kind)


def all_sources(session: Session, user: User) -> tuple[Source, ...]:
    """Return every source, those out of use last, each in the order they were added."""
    user.require(Right.MANAGE_SHEETS)
    rows = session.exec(select(SheetSourceRow).order_by(col(SheetSourceRow.active).desc(), col(SheetSourceRow.id)))
    return tuple(as_source(row) for row in rows)


def _active(session: Session, *, name: str = "", kind: SheetKind | None = None) -> list[Source]:
    query = select(SheetSourceRow).where(col(SheetSourceRow.active)).order_by(col(SheetSourceRow.id))
    if kind is not None:
        query = query.where(SheetSourceRow.kind == str(kind))
    if wanted := clean(name):
        query = query.where(func.lower(SheetSourceRow.name) == wanted.lower())
    found = [as_source(row) for row in session.exec(query)]
    if wanted and not found:
        found = [source for source in _active(session, kind=kind) if clean(source.name).casefold() == wanted.casefold()]
    if wanted and not found:
        raise NotFound("There is no sheet source “{name}”.", field="name", name=wanted)
    return found


def due_sources(session: Session, *, now: datetime, slack: timedelta = timedelta(0)) -> list[Source]:
    """Return the active sources whose next automatic try has come (`slack` later than planned)."""
    return [
        source
        for source in _active(session)
        if source.place.is_read_again and (source.next_try_at is None or source.next_try_at + slack <= now)
    ]


@dataclass(frozen=True)
class GoodCopy:
    """A source with its newest good copy; no copy yet when `digest` is blank. The cells are fetched apart."""

    source: Source
    snapshot_id: int = 0
    version: int = 0
    digest: str = ""


def good_copies(session: Session, *, kind: SheetKind | None = None, name: str = "") -> list[GoodCopy]:
    """Return each active source (of a kind, or the one named) with the copy that is shown. Callers check the right."""
    sources = _active(session, kind=kind, name=name)
    rows = session.exec(
        select(SheetSnapshotRow.source_id, SheetSnapshotRow.id, SheetSnapshotRow.version, SheetSnapshotRow.digest)
        .join(SheetSourceRow, col(SheetSourceRow.id) == col(SheetSnapshotRow.source_id))
        .where(SheetSnapshotRow.version == SheetSourceRow.version, ~col(SheetSnapshotRow.held))
    )
    copies = {source_id: (snapshot_id or 0, version, digest) for source_id, snapshot_id, version, digest in rows}
    return [GoodCopy(source, *copies.get(source.id, (0, 0, ""))) for source in sources]


def fetch_copy(session: Session, snapshot_id: int) -> SheetCopy:
    """Return the stored cells of a copy; an empty tab when it was tidied away meanwhile."""
    row = session.get(SheetSnapshotRow, snapshot_id)
    return SheetCopy(Cells("", ())) if row is None else SheetCopy.from_stored(row.tab, row.cells)


def shown_copy(session: Session, user: User, source_id: int) -> SheetCopy:
    """Return the stored cells pages draw from; an empty tab when nothing was read yet."""
    user.require(Right.MANAGE_SHEETS)
    row = session.exec(
        select(SheetSnapshotRow)
        .join(SheetSourceRow, col(SheetSourceRow.id) == col(SheetSnapshotRow.source_id))
        .where(SheetSourceRow.id == source_id, SheetSnapshotRow.version == SheetSourceRow.version, ~col(SheetSnapshotRow.held))
    ).one_or_none()
    return SheetCopy(Cells("", ())) if row is None else SheetCopy.from_stored(row.tab, row.cells)


def held_copies(session: Session, user: User) -> dict[int, int]:
    """Return source id → snapshot id of the copies kept aside until an owner confirms."""
    user.require(Right.SEE_SHEET_PROBLEMS)
    rows = session.exec(select(SheetSnapshotRow.source_id, SheetSnapshotRow.id).where(col(SheetSnapshotRow.held)))
    return {source_id: snapshot_id or 0 for source_id, snapshot_id in rows}


@dataclass(frozen=True)
class SourceHealth:
    """How one source fares: `failure` None is well; `since` is when it was last read well."""

    name: str
    kind: SheetKind
    failure: Failure | None
    since: datetime | None
    next_try_at: datetime | None
    stale: bool


def sources_health(session: Session, user: User, *, now: datetime) -> list[SourceHealth]:
    """Return how each source fares; empty for those who may not see it.

    Stale is a copy older than 10 minutes whose refresh fails; a file or sheet nobody needed to read
    lately is not.
    """
    if not user.may(Right.SEE_SHEET_PROBLEMS):
        return []
    return [
        SourceHealth(
            name=source.name,
            kind=source.kind,
            failure=source.error,
            since=source.read_at,
            next_try_at=source.next_try_at,
            stale=source.error is not None and is_stale(source.read_at, now),
        )
        for source in _active(session)
    ]


def is_stale(read_at: datetime | None, now: datetime) -> bool:
    """Tell whether a copy is older than 10 minutes, or was never read."""
    return read_at is None or now - read_at > STALE_AFTER
