"""From the demo to real work: the demo's data goes, an empty database stays, the owner account comes next."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from core.base.appsettings import IS_DEMO, read_setting, write_setting
from core.base.clock import to_local
from core.base.database import Database
from core.base.errors import Refused, Unavailable
from core.base.migrate import start_over
from core.people.user import Right, User

STARTED_FOR_REAL = "started_for_real"


def leave_demo(database: Database, user: User, *, now: datetime) -> Path | None:
    """Empty a demo database for real work; everybody is signed out. Refused anywhere else.

    Nothing is lost for good: a SQLite file is copied beside itself first, and the copy's path returned.
    """
    user.require(Right.MANAGE_PEOPLE)
    with database.read() as session:
        _must_be_demo(session)
    kept = _copy_aside(database, now) if database.is_sqlite else None
    start_over(database, _must_be_demo)
    with database.write() as session:
        write_setting(session, STARTED_FOR_REAL, True)
    return kept


def _must_be_demo(session: Session) -> None:
    if not read_setting(session, IS_DEMO, False):
        raise Refused("This is no demo: the data here is real and stays.")


def _copy_aside(database: Database, now: datetime) -> Path:
    source = Path(str(database.url.database))
    target = source.with_name(f"{source.stem}-demo-{to_local(now):%Y%m%d-%H%M%S}.db")
    try:
        with sqlite3.connect(source, timeout=15) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
        connection.close()
    except (sqlite3.Error, OSError) as error:
        target.unlink(missing_ok=True)
        raise Unavailable("The demo could not be copied aside, so nothing was changed: {why}.", why=str(error)) from None
    return target
