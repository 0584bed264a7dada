"""Writing back: switched on or off by the owner, source by source; what each try came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, NotFound, Problem
from core.base.text import clean
from core.catalog.actions.copies import LONGEST_BACKOFF
from core.catalog.queries.sources import as_source
from core.catalog.queries.write_back import as_write_back, read_tabs_of, write_backs
from core.catalog.remedy import Failure
from core.catalog.source import PlaceKind
from core.catalog.tables import SheetSnapshotRow, SheetSourceRow, WriteBackRow
from core.catalog.write_back import Mode, What, WriteBack, own_gid, same_title
from core.people.user import Right, User

EVERY = timedelta(hours=1)
"""At most so often the app writes by itself."""
FIRST_WAIT = timedelta(minutes=1)


@dataclass(frozen=True)
class WriteBackInput:
    """What the owner chose for one source. `revenue`: the day's results with the money column."""

    source_id: int
    on: bool
    what: What
    mode: Mode
    tab: str
    revenue: bool = False


def set_write_back(session: Session, user: User, wanted: WriteBackInput, *, now: datetime) -> WriteBack:
    """Switch writing on or off for a source and say what is written where; nothing is written here."""
    user.require(Right.MANAGE_SHEETS)
    source_row = session.get(SheetSourceRow, wanted.source_id)
    if source_row is None or source_row.removed_at is not None:
        raise NotFound("This sheet source was removed meanwhile.")
    source = as_source(source_row)
    tab = _checked_tab(session, user, wanted, source.place.kind)
    row = session.get(WriteBackRow, source.id)
    before = _told(row) if row else None
    if row is None:
        row = WriteBackRow(source_id=source.id, what="", mode="", tab="", gid=0, changed_at=now)
    gid = own_gid(source.place, tab)
    if (row.gid, row.what, row.mode, row.revenue) != (gid, str(wanted.what), str(wanted.mode), wanted.revenue):
        row.digest, row.rows = "", 0  # other rows, or another tab: what was written before says nothing
        row.written_at = row.written_at if row.gid == gid else None
    row.on, row.what, row.mode, row.tab, row.gid = wanted.on, str(wanted.what), str(wanted.mode), tab, gid
    row.revenue, row.changed_at = wanted.revenue, now
    row.next_try_at, row.failures, row.error = None, 0, None
    session.add(row)
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="sheet.write_back", subject=f"sheet_source:{source.id}",
        before=before, after=_told(row),
    )  # fmt: skip
    touch(session, Topic.CATALOG)
    session.flush()
    return as_write_back(row, source)


def _checked_tab(session: Session, user: User, wanted: WriteBackInput, kind: PlaceKind) -> str:
    if kind is not PlaceKind.GOOGLE:
        raise InvalidInput([Problem("source", "Only a Google spreadsheet can be written to.")])
    tab = " ".join(clean(wanted.tab).split())
    if not tab:
        raise InvalidInput([Problem("tab", "Name the tab the app shall write; it must be one of its own.")])
    if len(tab) > 100:
        raise InvalidInput([Problem("tab", "A tab's name has at most 100 characters.")])
    here = read_tabs_of(session, user, wanted.source_id)
    read = {same_title(source.tab) for source in here if source.tab}
    shown = select(SheetSnapshotRow.tab).where(col(SheetSnapshotRow.source_id).in_([source.id for source in here]))
    if same_title(tab) in read | {same_title(title) for title in session.exec(shown)}:
        raise InvalidInput([Problem("tab", "The tab “{tab}” is read as a source. Name a tab of its own.", {"tab": tab})])
    others = [one for one in write_backs(session, user) if one.source_id != wanted.source_id and one.source_id in {s.id for s in here}]
    if any(same_title(one.tab) == same_title(tab) for one in others):
        raise InvalidInput([Problem("tab", "Another source writes into the tab “{tab}” already. Name another one.", {"tab": tab})])
    return tab


def note_written(session: Session, user: User, source_id: int, *, digest: str, rows: int, now: datetime) -> None:
    """Note that our tab holds these rows now, written this time or before; the next automatic look is in an hour."""
    user.require(Right.MANAGE_SHEETS)
    row = _locked(session, source_id)
    row.digest, row.rows, row.written_at = digest, rows, now
    row.tried_at, row.next_try_at, row.failures, row.error = now, now + EVERY, 0, None
    touch(session, Topic.CATALOG)


def note_nothing_new(session: Session, user: User, source_id: int, *, now: datetime) -> None:
    """Note that there was nothing to write; the next look is in an hour. Says so to no cache: nothing changed."""
    user.require(Right.MANAGE_SHEETS)
    row = _locked(session, source_id)
    row.tried_at, row.next_try_at = now, now + EVERY


def note_not_written(
    session: Session, user: User, source_id: int, failure: Failure, *, now: datetime, retry_after: float | None = None
) -> None:
    """Note that a try failed; the next automatic one waits longer each time, at most 15 minutes."""
    user.require(Right.MANAGE_SHEETS)
    row = _locked(session, source_id)
    row.failures += 1
    wait = min(LONGEST_BACKOFF, FIRST_WAIT * 2 ** min(row.failures - 1, 10))
    asked = timedelta(seconds=retry_after or 0)
    row.tried_at, row.next_try_at = now, now + min(LONGEST_BACKOFF, max(wait, asked))
    row.error = failure.as_stored()
    touch(session, Topic.CATALOG)


def _locked(session: Session, source_id: int) -> WriteBackRow:
    row = session.exec(select(WriteBackRow).where(WriteBackRow.source_id == source_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("This sheet source was removed meanwhile.")
    return row


def _told(row: WriteBackRow) -> dict[str, Any]:
    return {"on": row.on, "what": row.what, "mode": row.mode, "tab": row.tab, "revenue": row.revenue}
