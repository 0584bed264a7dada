"""The day's results or the month's leaderboard into the team's spreadsheet: composed here, written by the catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from core.base.clock import local_date
from core.base.database import Database
from core.base.errors import NotFound, Refused, Unavailable
from core.base.settings import Settings
from core.catalog.queries.write_back import due_write_backs
from core.catalog.wire import Patience
from core.catalog.write_back import What, WriteBack
from core.catalog.writing import Outcome, write_rows
from core.people.user import SYSTEM, Right, User
from core.score.queries.write_back import compose

DAY_TURNS = timedelta(hours=6)
"""Until 6 in the morning "the day" is the one before: late shifts are handed in after midnight."""


def day_of(now: datetime, settings: Settings) -> date:
    """Return the day whose results are written at a moment."""
    return local_date(now - DAY_TURNS, settings.zone)


def write_now(
    database: Database,
    settings: Settings,
    user: User,
    back: WriteBack,
    *,
    now: datetime,
    what: What | None = None,
    day: date | None = None,
    patience: Patience | None = None,
    always: bool = True,
) -> Outcome:
    """Write at once what the source is set to, or `what` is asked for, of `day` (default: the day of `now`)."""
    user.require(Right.MANAGE_SHEETS)
    if what is not None:
        back = replace(back, what=what)
    with database.read() as session:
        table = compose(session, user, back, day or day_of(now, settings), settings=settings, now=now)
    return write_rows(database, settings, user, back, table, now=now, patience=patience, always=always)


def write_due(database: Database, settings: Settings, *, now: datetime, patience: Patience | None = None) -> list[Outcome]:
    """Write what is due, where anything changed; what another process writes right now is left to it."""
    with database.read() as session:
        due = due_write_backs(session, SYSTEM, now=now)
    done = []
    for back in due:
        try:
            done.append(write_now(database, settings, SYSTEM, back, now=now, patience=patience, always=False))
        except (Unavailable, Refused, NotFound):  # written elsewhere right now, or switched off meanwhile
            continue
    return done
