"""What the very first start does: schema, demo or owner account; and the way from the demo to real work."""

from __future__ import annotations

from core.base.appsettings import read_setting
from core.base.clock import utc_now
from core.base.database import Database
from core.base.errors import Refused
from core.base.migrate import migrate
from core.base.settings import Settings
from core.demo.leave import STARTED_FOR_REAL
from core.demo.renew import renew_demo
from core.people.queries.users import any_user
from core.web.telemetry import log


def prepare(database: Database, settings: Settings) -> None:
    """Bring the schema up to date; when nothing is configured and nobody is there, make the demo shop."""
    if migrate(database):
        log.info("schema.migrated")
    if settings.database_configured or not settings.demo:
        return
    if renew_demo(database, now=utc_now()):
        log.info("demo.renewed")
        return
    with database.read() as session:
        if any_user(session) or read_setting(session, STARTED_FOR_REAL, False):
            return
    from core.demo.fill import fill_demo  # numpy and all; needed once in a database's life

    log.info("demo.filling")
    try:
        fill_demo(database, now=utc_now())
    except Refused:  # another process was quicker
        return
    log.info("demo.filled")
