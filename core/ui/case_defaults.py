"""Where a new case most likely belongs: the shop of the shift that runs, or of what was logged last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.base.changes import Topic
from core.shifts.queries.shifts import open_shifts, usual_shops
from core.shifts.shift import Shift
from core.ui.load import load


def likely_shop(last: int | None, last_at: datetime | None, now: datetime) -> int | None:
    """Return the shop a form starts with for the person looking; None when nothing tells."""
    return choose_shop(last, last_at, load(open_shifts, topics=(Topic.SHIFTS,)), load(usual_shops, topics=(Topic.SHIFTS,)), now)


def choose_shop(last: int | None, last_at: datetime | None, shifts: Sequence[Shift], usual: Sequence[int], now: datetime) -> int | None:
    """Return the shop of the last entry when it was made in the running shift or when that shift works in it too.

    Else the shop the running shift saved numbers for last, else the last entry's, else the first usual one.
    """
    running = [shift for shift in shifts if shift.check_in <= now and shift.check_out is None]
    if running:
        shift = running[-1]
        worked = [result.shop_id for result in sorted(shift.results, key=lambda result: result.updated_at or shift.check_in, reverse=True)]
        if last is not None and (last in worked or (last_at is not None and last_at >= shift.check_in)):
            return last
        if worked:
            return worked[0]
    return last if last is not None else next(iter(usual), None)
