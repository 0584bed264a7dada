"""Time: stored in UTC, shown in the team's zone. "Now" is taken once at the edge and passed down."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

DEFAULT_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC. Called at the edge only: page, route, command."""
    return datetime.now(UTC)


def to_local(moment: datetime, zone: ZoneInfo = DEFAULT_ZONE) -> datetime:
    """Return an aware moment in the team's zone."""
    return moment.astimezone(zone)


def local_date(moment: datetime, zone: ZoneInfo = DEFAULT_ZONE) -> date:
    """Return the calendar date of a moment in the team's zone."""
    return moment.astimezone(zone).date()


def at_local(day: date, minute: int, zone: ZoneInfo = DEFAULT_ZONE) -> datetime:
    """Return the UTC moment `minute` minutes after local midnight of `day` (may pass 1440)."""
    midnight = datetime.combine(day, time(0), tzinfo=zone)
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)


def day_bounds(day: date, zone: ZoneInfo = DEFAULT_ZONE) -> tuple[datetime, datetime]:
    """Return the UTC start (closed) and end (open) of a local calendar day."""
    return at_local(day, 0, zone), at_local(day, 1440, zone)


class UtcDateTime(TypeDecorator[datetime]):
    """A column of aware UTC moments: timestamptz on PostgreSQL, UTC text on SQLite; naive is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored; give it a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
