"""Writing rows back: composed elsewhere and handed in, written outside any transaction, noted in a short one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.base.database import Database
from core.base.errors import Refused, Unavailable
from core.base.leases import give_back, take_lease
from core.base.settings import Settings
from core.catalog.actions.write_back import note_not_written, note_nothing_new, note_written
from core.catalog.queries.write_back import read_tabs_of
from core.catalog.remedy import Failure, ReadingFailed, failed
from core.catalog.source import Source
from core.catalog.wire import Patience
from core.catalog.write_back import MOST_ROWS, SheetTable, WriteBack
from core.people.user import Right, User

LEASE_SECONDS = 180


@dataclass(frozen=True)
class Outcome:
    """What a try to write came to: `rows` in the table, `sent` of them written now; `failure` None is well."""

    back: WriteBack
    rows: int
    sent: int = 0
    failure: Failure | None = None


def write_rows(
    database: Database,
    settings: Settings,
    user: User,
    back: WriteBack,
    table: SheetTable,
    *,
    now: datetime,
    patience: Patience | None = None,
    always: bool = False,
) -> Outcome:
    """Bring the source's own tab to hold the table; without `always` nothing is asked of Google when nothing changed.

    Refused when the owner did not switch it on; Unavailable while another process writes into this spreadsheet.
    """
    user.require(Right.MANAGE_SHEETS)
    if not back.on:
        raise Refused(
            "Writing into the spreadsheet of “{name}” is switched off. The owner switches it on under Sheet sources.", name=back.source
        )
    holder = secrets.token_hex(8)
    with database.write() as session:
        if not take_lease(session, back.lease, holder, at=now, for_seconds=LEASE_SECONDS):
            raise Unavailable("Somebody else is writing into this spreadsheet right now. Try again in a minute.")
        read_here = read_tabs_of(session, user, back.source_id)
    try:
        if back.mark(table) == back.digest and not always:
            with database.write() as session:
                note_nothing_new(session, user, back.source_id, now=now)
            return Outcome(back, len(table.rows))
        outcome, retry_after = _ask_google(settings, back, table, read_here, patience)
        with database.write() as session:
            if outcome.failure is None:
                note_written(session, user, back.source_id, digest=back.mark(table), rows=len(table.rows), now=now)
            else:
                note_not_written(session, user, back.source_id, outcome.failure, now=now, retry_after=retry_after)
        return outcome
    finally:
        with database.write() as session:
            give_back(session, back.lease, holder)


def _ask_google(
    settings: Settings, back: WriteBack, table: SheetTable, read_here: Sequence[Source], patience: Patience | None
) -> tuple[Outcome, float | None]:
    """Write, outside any transaction; a failure is an outcome, with the wait Google asked for."""
    from core.catalog.google import GoogleSheets, Wanted  # its library takes long to load
    from core.catalog.google_write import write_table

    google = GoogleSheets(settings.google, emulator_host=settings.sheets_emulator_host, patience=patience)
    try:
        if len(table.rows) > MOST_ROWS:
            raise failed("too_many_rows", n=len(table.rows), most=MOST_ROWS)
        written = write_table(google, back, table, [Wanted(source.tab, source.place.gid) for source in read_here])
    except ReadingFailed as error:
        return Outcome(back, len(table.rows), failure=error.failure), error.retry_after
    return Outcome(back, written.rows, written.sent), None
