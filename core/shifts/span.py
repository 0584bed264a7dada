"""How long a shift really lasts: from check-in to check-out, and what is believed while it has none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

FORGOTTEN_AFTER: Final = timedelta(hours=4)
"""A shift without check-out this long after its planned end is forgotten, not running."""


def on_duty_until(
    check_in: datetime, check_out: datetime | None, planned_end: datetime, last_update: datetime | None, now: datetime
) -> datetime:
    """Return the moment up to which the agent counts as on shift (open end).

    That is the check-out; without one it is now, but never later than the planned end or the last
    save, whichever is later: a forgotten check-out covers nothing and earns no hours. A save made when
    the shift already counted as forgotten (the next morning, say) prolongs nothing either.
    """
    if check_out is not None:
        return check_out
    late = last_update is not None and last_update >= planned_end + FORGOTTEN_AFTER
    believed = planned_end if last_update is None or late else max(planned_end, last_update)
    return max(check_in, min(now, believed))


@dataclass(frozen=True)
class Duty:
    """One agent's shift as coverage and the live board see it; `until` as of the moment asked about."""

    shift_id: int
    agent_id: int
    template_id: int
    template: str
    template_name: str
    business_date: date
    status: str
    check_in: datetime
    check_out: datetime | None
    until: datetime
    planned_start: datetime
    planned_end: datetime
    last_update: datetime | None

    def is_on(self, now: datetime) -> bool:
        """Tell whether the agent is on shift at a moment; a shift not checked out runs on until it counts as forgotten."""
        end = self.check_out if self.check_out is not None else max(self.until, self.planned_end + FORGOTTEN_AFTER)
        return self.check_in <= now < end
