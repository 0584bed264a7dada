"""Storing what a reading brought: a new version, the same again, a copy kept aside, or a failure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import NotFound
from core.catalog.remedy import Failure
from core.catalog.sheet_copy import SheetCopy
from core.catalog.tables import SheetSnapshotRow, SheetSourceRow
from core.people.user import Right, User

KEPT_VERSIONS = 20
LONGEST_BACKOFF = timedelta(minutes=15)


@dataclass(frozen=True)
class Reading:
    """A good reading of one source: its cells, and how many rows hold something to show.

    `accepted` says that a sudden loss of rows is meant.
    """

    source_id: int
    copy: SheetCopy
    rows: int
    accepted: bool = False


@dataclass(frozen=True)
class Stored:
    """What became of a reading: the version that is shown now, whether it is new, and why not when it is not."""

    version: int
    changed: bool
    failure: Failure | None = None


def store_reading(session: Session, user: User, reading: Reading, *, rows_before: int, now: datetime, every: timedelta) -> Stored:
    """Keep a reading: same cells, no new version; half the rows gone, kept aside; else a new version.

    `rows_before` is what the copy shown now holds; `every` is the time to the next automatic try.
    """
    user.require(Right.REFRESH_SHEETS)
    row = _locked(session, reading.source_id)
    if row.tried_at is not None and row.tried_at > now:
        return Stored(row.version, False, Failure.from_stored(row.error))  # a slower reading than one stored already
    row.tried_at, row.next_try_at, row.failures = now, now + every, 0
    touch(session, Topic.CATALOG)
    shown = session.exec(
        select(SheetSnapshotRow.digest).where(SheetSnapshotRow.source_id == row.id, SheetSnapshotRow.version == row.version)
    ).one_or_none()
    if shown == reading.copy.digest:
        _drop_held(session, reading.source_id)
        row.read_at, row.error = now, None
        return Stored(row.version, False)
    if shown is not None and not reading.accepted and 2 * reading.rows < rows_before:
        return _keep_aside(session, row, reading, rows_before, now)
    _drop_held(session, reading.source_id)
    row.version = _newest(session, reading.source_id) + 1
    row.read_at, row.error = now, None
    session.add(_made(reading, row.version, now, held=False))
    _tidy(session, reading.source_id, row.version)
    return Stored(row.version, True)


def _keep_aside(session: Session, row: SheetSourceRow, reading: Reading, rows_before: int, now: datetime) -> Stored:
    failure = Failure("shrunk", {"before": rows_before, "after": reading.rows})
    row.error = failure.as_stored()
    held = session.exec(
        select(SheetSnapshotRow.digest).where(SheetSnapshotRow.source_id == reading.source_id, col(SheetSnapshotRow.held))
    ).one_or_none()
    if held != reading.copy.digest:
        _drop_held(session, reading.source_id)
        session.add(_made(reading, _newest(session, reading.source_id) + 1, now, held=True))
    return Stored(row.version, False, failure)


def note_failure(
    session: Session, user: User, source_id: int, failure: Failure, *, now: datetime, every: timedelta, retry_after: float | None = None
) -> Stored:
    """Note that a try failed; the last good copy stands. The next automatic try waits longer each time, at most 15 minutes."""
    user.require(Right.REFRESH_SHEETS)
    row = _locked(session, source_id)
    if row.tried_at is not None and row.tried_at > now:
        return Stored(row.version, False, Failure.from_stored(row.error))
    row.failures += 1
    wait = min(LONGEST_BACKOFF, every * 2 ** min(row.failures - 1, 10))
    asked = timedelta(seconds=retry_after or 0)
    row.tried_at, row.next_try_at = now, now + min(LONGEST_BACKOFF, max(wait, asked))
    row.error = failure.as_stored()
    touch(session, Topic.CATALOG)
    return Stored(row.version, False, failure)


def confirm_held(session: Session, user: User, source_id: int, *, now: datetime) -> Stored:
    """Show the copy that was kept aside: the owner says the rows are meant to be gone."""
    user.require(Right.MANAGE_SHEETS)
    row = _locked(session, source_id)
    held = session.exec(select(SheetSnapshotRow).where(SheetSnapshotRow.source_id == source_id, col(SheetSnapshotRow.held))).one_or_none()
    if held is None:
        raise NotFound("No copy of “{name}” is kept aside.", name=row.name)
    before = row.version
    held.held = False
    row.version, row.read_at, row.error = held.version, held.read_at, None
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="sheet.confirm", subject=f"sheet_source:{row.id}",
        before={"version": before}, after={"version": held.version},
    )  # fmt: skip
    touch(session, Topic.CATALOG)
    session.flush()
    _tidy(session, source_id, row.version)
    return Stored(row.version, True)


def _locked(session: Session, source_id: int) -> SheetSourceRow:
    row = session.exec(select(SheetSourceRow).where(SheetSourceRow.id == source_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("This sheet source was removed meanwhile.")
    return row


def _newest(session: Session, source_id: int) -> int:
    query = select(SheetSnapshotRow.version).where(SheetSnapshotRow.source_id == source_id).order_by(col(SheetSnapshotRow.version).desc())
    return session.exec(query.limit(1)).first() or 0


def _made(reading: Reading, version: int, now: datetime, *, held: bool) -> SheetSnapshotRow:
    copy = reading.copy
    title = copy.cells.title[:120]
    return SheetSnapshotRow(
        source_id=reading.source_id, version=version, read_at=now, digest=copy.digest, tab=title, cells=copy.as_stored(), held=held
    )


def _drop_held(session: Session, source_id: int) -> None:
    session.connection().execute(delete(SheetSnapshotRow).where(col(SheetSnapshotRow.source_id) == source_id, col(SheetSnapshotRow.held)))


def _tidy(session: Session, source_id: int, version: int) -> None:
    """Keep the newest versions only."""
    session.connection().execute(
        delete(SheetSnapshotRow).where(
            col(SheetSnapshotRow.source_id) == source_id,
            col(SheetSnapshotRow.version) <= version - KEPT_VERSIONS,
            ~col(SheetSnapshotRow.held),
        )
    )
