"""What is written back into which spreadsheet, and how that fares."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from core.catalog.queries.sources import as_source
from core.catalog.remedy import Failure
from core.catalog.source import PlaceKind, Source
from core.catalog.tables import SheetSourceRow, WriteBackRow
from core.catalog.write_back import Mode, What, WriteBack
from core.people.user import Right, User


def as_write_back(row: WriteBackRow, source: Source) -> WriteBack:
    """Return the frozen value of a stored row."""
    return WriteBack(
        source_id=source.id,
        source=source.name,
        place=source.place,
        on=row.on and source.active,
        what=What(row.what),
        mode=Mode(row.mode),
        tab=row.tab,
        gid=row.gid,
        revenue=row.revenue,
        digest=row.digest,
        rows=row.rows,
        written_at=row.written_at,
        tried_at=row.tried_at,
        next_try_at=row.next_try_at,
        failures=row.failures,
        error=Failure.from_stored(row.error),
    )


def write_backs(session: Session, user: User) -> tuple[WriteBack, ...]:
    """Return every source somebody ever set up for writing, in the order they were added; those switched off too."""
    user.require(Right.MANAGE_SHEETS)
    return tuple(_all(session))


def write_back_of(session: Session, user: User, source_id: int) -> WriteBack | None:
    """Return how a source is written to; None when that was never set up."""
    return next((one for one in write_backs(session, user) if one.source_id == source_id), None)


def due_write_backs(session: Session, user: User, *, now: datetime) -> tuple[WriteBack, ...]:
    """Return those switched on whose next automatic try has come."""
    user.require(Right.MANAGE_SHEETS)
    return tuple(one for one in _all(session) if one.on and (one.next_try_at is None or one.next_try_at <= now))


def read_tabs_of(session: Session, user: User, source_id: int) -> tuple[Source, ...]:
    """Return the sources in use that read from the same spreadsheet, the one itself among them."""
    user.require(Right.MANAGE_SHEETS)
    sources = [as_source(row) for row in session.exec(select(SheetSourceRow).where(col(SheetSourceRow.removed_at).is_(None)))]
    place = next((one.place for one in sources if one.id == source_id), None)
    return tuple(one for one in sources if place is not None and one.place.kind is PlaceKind.GOOGLE and one.place.address == place.address)


def _all(session: Session) -> list[WriteBack]:
    rows = session.exec(
        select(WriteBackRow, SheetSourceRow)
        .join(SheetSourceRow, col(SheetSourceRow.id) == col(WriteBackRow.source_id))
        .where(col(SheetSourceRow.removed_at).is_(None))
        .order_by(col(WriteBackRow.source_id))
    )
    return [as_write_back(row, as_source(source)) for row, source in rows]
