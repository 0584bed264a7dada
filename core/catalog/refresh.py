"""Refreshing sources: read first, then store in one short transaction; the last good copy stands when reading fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.base.clock import local_date
from core.base.database import Database
from core.base.leases import give_back, take_lease
from core.base.settings import Settings
from core.catalog.actions.copies import Reading, Stored, note_failure, store_reading
from core.catalog.actions.sources import NewSource, add_source
from core.catalog.looking import IDLE_FACTOR, looked_lately
from core.catalog.parsed import Parsed
from core.catalog.queries.sources import GoodCopy, due_sources, fetch_copy, good_copies
from core.catalog.reading import AnyParsed, Reader, Understood
from core.catalog.remedy import Failure, ReadingFailed
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import PlaceKind, SheetKind, Source
from core.catalog.wire import Patience
from core.people.user import SYSTEM, Right, User

LEASE_SECONDS = 180
KEPT_IN_SPITE_OF = frozenset(
    {"not_shared", "not_public", "api_disabled", "wrong_scope", "bad_credentials", "no_credentials"}
    | {"quota", "google_down", "bad_answer", "no_network", "timeout"}
)
"""Failures a new source may have: they heal without changing the source, so it is kept and read later."""


@dataclass(frozen=True)
class Synced:
    """What one refresh did to one source; `parsed` is what is shown now, None when there never was a good copy."""

    source: Source
    parsed: AnyParsed | None
    version: int
    changed: bool
    failure: Failure | None


def sync_sources(
    database: Database,
    settings: Settings,
    user: User,
    *,
    name: str = "",
    kind: SheetKind | None = None,
    now: datetime,
    patience: Patience | None = None,
) -> list[Synced]:
    """Read all active sources, those of a kind, or the one named, at once, whatever the last tries came to."""
    user.require(Right.REFRESH_SHEETS)
    with database.read() as session:
        copies = good_copies(session, name=name, kind=kind)
    moving = [copy for copy in copies if copy.source.place.is_read_again]
    done = {one.source.id: one for one in _refresh(database, settings, user, moving, now=now, patience=patience)}
    return [done.get(copy.source.id) or _resting(database, settings, copy, now) for copy in copies]


def _resting(database: Database, settings: Settings, copy: GoodCopy, now: datetime) -> Synced:
    """What an uploaded file holds: there is nothing to read again."""
    reader = Reader(settings, today=local_date(now, settings.zone))
    return Synced(copy.source, _shown(database, reader, copy), copy.version, False, None)


def refresh_due(database: Database, settings: Settings, *, now: datetime, holder: str, patience: Patience | None = None) -> list[Synced]:
    """Read what is due, each spreadsheet by one holder at a time however many processes call this.

    Due is the refresh time, or what the last failure put off; five times that while nobody looks here.
    """
    every = timedelta(seconds=settings.sheets_refresh_seconds)
    slack = timedelta(0) if looked_lately(now) else every * (IDLE_FACTOR - 1)
    with database.read() as session:
        names = {source.lease for source in due_sources(session, now=now, slack=slack)}
    done: list[Synced] = []
    for name in sorted(names):
        with database.write() as session:
            if not take_lease(session, name, holder, at=now, for_seconds=LEASE_SECONDS):
                continue
            due = any(source.lease == name for source in due_sources(session, now=now, slack=slack))
            # Whatever else reads this spreadsheet comes along: the two requests are paid already.
            copies = [copy for copy in good_copies(session) if copy.source.lease == name] if due else []
        try:
            done += _refresh(database, settings, SYSTEM, copies, now=now, patience=patience, searchable=True)
        finally:
            with database.write() as session:
                give_back(session, name, holder)
    return done


def _refresh(
    database: Database,
    settings: Settings,
    user: User,
    copies: Sequence[GoodCopy],
    *,
    now: datetime,
    patience: Patience | None,
    searchable: bool = False,
) -> list[Synced]:
    """Read, store, and with `searchable` prepare the search here and now, so that no viewer waits for it."""
    if not copies:
        return []
    reader = Reader(settings, today=local_date(now, settings.zone), patience=patience)
    every = timedelta(seconds=settings.sheets_refresh_seconds)
    answers = reader.read_sources([copy.source for copy in copies])
    results: list[tuple[GoodCopy, AnyParsed | None, Understood | ReadingFailed]] = []
    for copy in copies:
        answer = answers[copy.source.id]
        try:
            if isinstance(answer, ReadingFailed):
                raise answer
            outcome: Understood | ReadingFailed = reader.understand(answer, copy.source.kind, copy.source.mapping)
        except ReadingFailed as failure:
            outcome = failure
        results.append((copy, _shown(database, reader, copy), outcome))
    with database.write() as session:
        stored = [
            note_failure(session, user, copy.source.id, outcome.failure, now=now, every=every, retry_after=outcome.retry_after)
            if isinstance(outcome, ReadingFailed)
            else store_reading(
                session, user, Reading(copy.source.id, outcome.copy, outcome.rows), rows_before=_rows(before), now=now, every=every
            )
            for copy, before, outcome in results
        ]
    for copy, _, outcome in results if searchable else ():
        if isinstance(outcome, Understood):
            reader.make_searchable(outcome, copy.source.kind, copy.source.mapping)
    return [_synced(*result, kept) for result, kept in zip(results, stored, strict=True)]


def _shown(database: Database, reader: Reader, copy: GoodCopy) -> AnyParsed | None:
    """What the copy shown until now holds."""
    if not copy.digest:
        return None
    source = copy.source

    def fetch() -> SheetCopy:
        with database.read() as session:
            return fetch_copy(session, copy.snapshot_id)

    return reader.shelve(copy.digest, fetch, source.kind, source.mapping).parsed


def _rows(parsed: Parsed[object] | AnyParsed | None) -> int:
    return 0 if parsed is None else len(parsed.good) + len(parsed.problems)


def _synced(copy: GoodCopy, before: AnyParsed | None, outcome: Understood | ReadingFailed, kept: Stored) -> Synced:
    shown = before if isinstance(outcome, ReadingFailed) or kept.failure else outcome.parsed
    return Synced(copy.source, shown, kept.version, kept.changed, kept.failure)


def add_and_read(
    database: Database, settings: Settings, user: User, new: NewSource, *, now: datetime, patience: Patience | None = None
) -> Synced:
    """Add a source and store its first copy; without a tab the one that looks most like such a sheet is taken.

    Refused (ReadingFailed) when the place can never be read as it is; kept, with the failure noted,
    when the cure lies elsewhere: not shared yet, no credentials, Google down.
    """
    user.require(Right.MANAGE_SHEETS)
    reader = Reader(settings, today=local_date(now, settings.zone), patience=patience)
    every = timedelta(seconds=settings.sheets_refresh_seconds)
    failure: ReadingFailed | None = None
    best: Understood | None = None
    try:
        best = reader.preview(new.place, new.kind, new.tab)[0]
    except ReadingFailed as error:
        if error.failure.code not in KEPT_IN_SPITE_OF:
            raise
        failure = error
    tab, title = new.tab, ""
    if best is not None and new.place.kind is not PlaceKind.PUBLISHED:
        title = best.copy.cells.title
        tab = title if new.place.kind in (PlaceKind.GOOGLE, PlaceKind.WORKBOOK) else ""
    with database.write() as session:
        source = add_source(session, user, replace(new, tab=tab, title=title), now=now)
        if best is not None:
            kept = store_reading(session, user, Reading(source.id, best.copy, best.rows), rows_before=0, now=now, every=every)
        elif failure is not None:
            kept = note_failure(session, user, source.id, failure.failure, now=now, every=every, retry_after=failure.retry_after)
    return Synced(source, best.parsed if best else None, kept.version, kept.changed, kept.failure)
