"""The rules of the floor the numbers are read against: service hours, peak, when a number is stale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.base.clock import DEFAULT_ZONE, at_local
from core.base.settings import Settings


@dataclass(frozen=True)
class Floor:
    """30 / 16 / 365 with this team's settings; minutes after local midnight, ends open."""

    zone: ZoneInfo = DEFAULT_ZONE
    service_start: int = 8 * 60
    service_end: int = 24 * 60
    peak_start: int = 20 * 60 + 30
    peak_end: int = 22 * 60 + 30
    stale_minutes: int = 90
    covered_days: int = 365

    @property
    def service_minutes(self) -> int:
        """Minutes of service a day, 960 by default."""
        return self.service_end - self.service_start

    def window(self, day: date) -> tuple[datetime, datetime]:
        """Return the service hours of a day as UTC moments, the end open."""
        return at_local(day, self.service_start, self.zone), at_local(day, self.service_end, self.zone)

    def is_peak(self, hour: int) -> bool:
        """Tell whether any of this local hour lies in the peak."""
        return hour * 60 < self.peak_end and (hour + 1) * 60 > self.peak_start


def floor_of(settings: Settings) -> Floor:
    """Return the rules an installation's settings give."""
    return Floor(
        zone=settings.zone,
        service_start=settings.service_start_hour * 60,
        service_end=settings.service_end_hour * 60,
        peak_start=_minute(settings.peak_start),
        peak_end=_minute(settings.peak_end),
    )


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
