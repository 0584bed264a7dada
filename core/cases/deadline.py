"""Deadlines: counted in service hours for complaints, by the calendar for reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.base.clock import DEFAULT_ZONE, at_local, local_date
from core.base.settings import Settings, get_settings
from core.base.words import mark

_NOTHING = timedelta(0)


class Standing(StrEnum):
    """How a case stands against its deadline at a moment."""

    ON_TIME = "on_time"
    SOON = "soon"
    OVERDUE = "overdue"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    NONE = "none"  # nothing is due


STANDING_NAMES = {
    Standing.ON_TIME: mark("On time"),
    Standing.SOON: mark("Due soon"),
    Standing.OVERDUE: mark("Overdue"),
    Standing.PAUSED: mark("Clock paused"),
    Standing.MET: mark("Done in time"),
    Standing.MISSED: mark("Done late"),
    Standing.NONE: mark("No deadline"),
}
SOON = timedelta(minutes=60)


@lru_cache(maxsize=4096)
def _window(day: date, start_minute: int, end_minute: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return at_local(day, start_minute, zone), at_local(day, end_minute, zone)


@dataclass(frozen=True)
class ServiceHours:
    """The hours in which the team answers, every day of the year, Tết included; minutes after local midnight."""

    start_minute: int = 8 * 60
    end_minute: int = 24 * 60
    zone: ZoneInfo = DEFAULT_ZONE

    @classmethod
    def of(cls, settings: Settings) -> ServiceHours:
        """Return the hours an installation is set to."""
        return cls(settings.service_start_hour * 60, settings.service_end_hour * 60, settings.zone)

    def window(self, day: date) -> tuple[datetime, datetime]:
        """Return the UTC moments between which a local day is served."""
        return _window(day, self.start_minute, self.end_minute, self.zone)

    def after(self, moment: datetime, length: timedelta) -> datetime:
        """Return the UTC moment when `length` of service time has passed since `moment`.

        A length that ends with the day is due at the day's end, not at the next morning's start.
        """
        day, left = local_date(moment, self.zone), length
        while True:
            opens, closes = self.window(day)
            begin = max(moment, opens)
            if begin < closes:
                if left <= closes - begin:
                    return begin + left
                left -= closes - begin
            day += timedelta(days=1)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the service time from `start` to `end`; none when `end` is not later."""
        day, last, total = local_date(start, self.zone), local_date(end, self.zone), _NOTHING
        while day <= last:
            opens, closes = self.window(day)
            total += max(_NOTHING, min(end, closes) - max(start, opens))
            day += timedelta(days=1)
        return total


def service_hours() -> ServiceHours:
    """Return this installation's service hours."""
    return ServiceHours.of(get_settings())


def standing(due: datetime | None, *, done_at: datetime | None, paused_since: datetime | None = None, now: datetime) -> Standing:
    """Tell how a case stands; done at the very deadline is in time, a pause holds what stood when it began."""
    if due is None:
        return Standing.NONE
    if done_at is not None and done_at <= now:
        return Standing.MET if done_at <= due else Standing.MISSED
    if min(paused_since or now, now) > due:
        return Standing.OVERDUE
    if paused_since is not None:
        return Standing.PAUSED
    return Standing.SOON if due - now <= SOON else Standing.ON_TIME
