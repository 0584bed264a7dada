"""A demo of yesterday shows an empty today: made anew at the next start, unless somebody worked in it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from core.base import audit
from core.base.appsettings import IS_DEMO, read_setting
from core.base.clock import local_date
from core.base.database import Database
from core.base.errors import Refused
from core.base.migrate import start_over
from core.base.settings import get_settings

_ONLY_LOOKED = frozenset({"sign_in", "sign_out", "sign_in.throttled"})


def renew_demo(database: Database, *, now: datetime) -> bool:
    """Fill an aged demo again, up to `now`; False where it is of today, was worked in, or is no demo."""
    with database.read() as session:
        if not _is_aged_and_untouched(session, now):
            return False
    from core.demo.fill import fill_demo  # numpy and all; seldom needed

    def may(session: Session) -> None:
        if not _is_aged_and_untouched(session, now):  # another process was quicker, or somebody began to work
            raise Refused("This demo is in use and stays as it is.")

    try:
        start_over(database, may)
        fill_demo(database, now=now)
    except Refused:
        return False
    return True


def _is_aged_and_untouched(session: Session, now: datetime) -> bool:
    if not read_setting(session, IS_DEMO, False):
        return False
    filled = audit.newest_of(session, "demo.fill")
    if filled is None:
        return False
    zone = get_settings().zone
    return local_date(filled.at, zone) < local_date(now, zone) and not audit.anything_since(session, filled, besides=_ONLY_LOOKED)
