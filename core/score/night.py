"""Night work: the seconds between 22:00 and 06:00 local time, each counted once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from core.base.clock import at_local, local_date
from core.score.bonus_inputs import ShiftInput, WageInput

NIGHT_START: Final = 22 * 60
NIGHT_END: Final = 30 * 60
"""Minutes after local midnight of the evening; the Labour Code 2019, art. 106."""
HOUR: Final = 3600


def night_seconds(start: int, end: int, zone: ZoneInfo) -> int:
    """Return the seconds of [start, end) (epoch) that lie between 22:00 and 06:00 local."""
    if end <= start:
        return 0
    day = local_date(datetime.fromtimestamp(start, UTC), zone) - timedelta(days=1)
    last = local_date(datetime.fromtimestamp(end, UTC), zone)
    seconds = 0
    while day <= last:
        begins, ends = (int(at_local(day, minute, zone).timestamp()) for minute in (NIGHT_START, NIGHT_END))
        seconds += max(0, min(end, ends) - max(start, begins))
        day += timedelta(days=1)
    return seconds


def wage_on(wages: Iterable[WageInput], day: str) -> int | None:
    """Return the hourly wage that holds on a business date; None where none is recorded."""
    held = [wage for wage in wages if wage.from_date <= day]
    return max(held, key=lambda wage: wage.from_date).hourly_vnd if held else None


def night_work(shifts: Iterable[ShiftInput], wages: Iterable[WageInput], zone: ZoneInfo) -> dict[int, int]:
    """Return hourly wage → night seconds of one agent's shifts; time two shifts overlap is paid once, as the earlier one.

    A shift belongs whole to its business date: also what it runs past midnight, and past the end of the month.
    """
    wages = tuple(wages)
    found: dict[int, int] = {}
    until = 0
    for shift in sorted((shift for shift in shifts if shift.end is not None), key=lambda shift: (shift.start, shift.shift_id)):
        end = shift.end or 0
        seconds = night_seconds(max(shift.start, until), end, zone)
        until = max(until, end)
        wage = wage_on(wages, shift.day)
        if wage and seconds:
            found[wage] = found.get(wage, 0) + seconds
    return found


def night_premium(work: dict[int, int], rate: Decimal) -> Decimal:
    """Return hours × hourly wage × rate in đồng, not yet rounded."""
    return sum((Decimal(seconds * wage) for wage, seconds in work.items()), Decimal(0)) * rate / HOUR
