"""Coverage of the service hours, day by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
from sqlmodel import Session

from core.base.clock import local_date
from core.people.user import User
from core.score.coverage import DayCoverage, Minutes, coverage_of
from core.score.floor import Floor
from core.shifts.queries.spans import minute_spans

DEFAULT_FLOOR = Floor()


def coverage(
    session: Session, user: User, *, start: date, end: date, now: datetime, floor: Floor = DEFAULT_FLOOR
) -> tuple[DayCoverage, ...]:
    """Return the coverage of each day start…end (both included) that has begun by `now`, oldest first."""
    end = min(end, local_date(now, floor.zone))
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    if not days:
        return ()
    return coverage_of(days, *minutes_on_shift(session, user, start=start, end=end, now=now, floor=floor), now, floor)


def minutes_on_shift(session: Session, user: User, *, start: date, end: date, now: datetime, floor: Floor) -> tuple[Minutes, Minutes]:
    """Return the minute spans that can touch the days start…end: also shifts of the evening before that pass midnight."""
    spans = minute_spans(session, user, start=start - timedelta(days=1), end=end, now=now, zone=floor.zone)
    return spans["first"].to_numpy(np.int64), spans["last"].to_numpy(np.int64)
