"""Shift templates, and the business date a moment belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.base.clock import DEFAULT_ZONE, at_local, local_date, to_local

DAY: Final = 1440
REACH: Final = timedelta(hours=6)
"""How long before its start a shift can be checked into at all."""
EARLY: Final = timedelta(hours=2)
"""How long before its start a shift is the one suggested."""


@dataclass(frozen=True)
class Template:
    """A kind of shift: minutes after local midnight of its business date; the end may pass 1440.

    16:00–24:00 is (960, 1440), 18:00–02:00 is (1080, 1560). From `retired_from` on it is offered no more.
    `break_minutes` is the break that is not working time: 08:00–17:00 with 60 is the eight-hour day.
    """

    id: int
    code: str
    name: str
    start_minute: int
    end_minute: int
    evening: bool = False
    retired_from: date | None = None
    break_minutes: int = 0

    def holds_on(self, day: date) -> bool:
        """Tell whether the template may be worked on a business date."""
        return self.retired_from is None or day < self.retired_from

    def hours(self, day: date, zone: ZoneInfo = DEFAULT_ZONE) -> tuple[datetime, datetime]:
        """Return the UTC start (closed) and end (open) of this shift on a business date."""
        return at_local(day, self.start_minute, zone), at_local(day, self.end_minute, zone)

    @property
    def work_minutes(self) -> int:
        """Minutes of working time: the length without the break."""
        return self.end_minute - self.start_minute - self.break_minutes

    @property
    def span(self) -> str:
        """The hours as people write them: `16:00–24:00`, `18:00–02:00`."""
        end = self.end_minute if self.end_minute <= DAY else self.end_minute - DAY
        return f"{_clock(self.start_minute)}–{_clock(end)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def business_date(template: Template, moment: datetime, zone: ZoneInfo = DEFAULT_ZONE) -> date:
    """Return the business date a check-in at this moment means: the local date on which that shift starts.

    It is the latest shift that has started or starts within six hours. So 15:50 and, after midnight,
    00:20 mean the same 16:00–24:00 shift; at 01:30 an 18:00–02:00 shift is yesterday's.
    """
    reach = moment + REACH
    day = local_date(reach, zone)
    return day if at_local(day, template.start_minute, zone) <= reach else day - timedelta(days=1)


def is_on(template: Template, now: datetime, zone: ZoneInfo = DEFAULT_ZONE) -> bool:
    """Tell whether somebody could be starting this shift now: it is running or begins within two hours."""
    start, end = template.hours(business_date(template, now, zone), zone)
    return start - EARLY <= now < end


def fitting_now(templates: Iterable[Template], now: datetime, zone: ZoneInfo = DEFAULT_ZONE) -> Template | None:
    """Return the template an agent most likely starts now, None when there is none to choose from.

    The one whose start is nearest within two hours before (counted double: people come late rather than
    that early) to half of its length after; else the one running; else the next to come. Ties go to the
    shift that starts later, then to the code.
    """

    def order(template: Template) -> tuple[int, timedelta, timedelta, str]:
        day = business_date(template, now, zone)
        start, end = template.hours(day, zone)
        off = now - start
        if -EARLY <= off <= (end - start) / 2:
            return 0, off if off >= timedelta(0) else -2 * off, off, template.code
        if start <= now < end:
            return 1, off, off, template.code
        return 2, (start - now) % timedelta(days=1), off, template.code

    return min((t for t in templates if t.holds_on(business_date(t, now, zone))), key=order, default=None)


def local_clock(moment: datetime, zone: ZoneInfo = DEFAULT_ZONE) -> str:
    """Return the local time of day of a moment, `HH:MM`."""
    return f"{to_local(moment, zone):%H:%M}"
