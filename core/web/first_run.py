"""What the very first start does: schema, demo or owner account; and the way from the demo to real work."""

from __future__ import annotations

from core.base.appsettings import read_setting
from core.base.clock import utc_now
from core.base.database import Database
from core.base.migrate import migrate
from core.base.settings import Settings
from core.people.queries.users import any_user
from core.web.telemetry import log

STARTED_FOR_REAL = "started_for_real"


def prepare(database: Database, settings: Settings) -> None:
    """Bring the schema up to date; when nothing is configured and nobody is there, make the demo shop."""
    if migrate(database):
        log.info("schema.migrated")
    if settings.database_configured or not settings.demo:
        return
    with database.read() as session:
        if any_user(session) or read_setting(session, STARTED_FOR_REAL, False):
            return
    try:
        from core.demo.fill import fill_demo
    except ImportError:
        log.warning("demo.missing")
        return
    log.info("demo.filling")
    fill_demo(database, now=utc_now())
    log.info("demo.filled")
