"""What is usual in a shop, shift template and kind of day, and what of a shift is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from core.people.user import User
from core.score.flags import LEAST_HOURS, LEAST_TRIALS, PAST_DAYS, Usual, conversion_of, pace_of, unusual, usual
from core.score.queries.fields import extra_days
from core.shifts.campaign import campaign_days
from core.shifts.queries.evidence import Evidence, Past, past_results

Cell = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]
"""Days (ordinals), conversions and chats per hour of the results in it; NaN where there is none."""
_NOTHING: Final[Cell] = (np.zeros(0), np.zeros(0), np.zeros(0))


class Habits:
    """What was usual in a cell before a day, worked out once per cell and day."""

    def __init__(self, session: Session, user: User, mine: Sequence[Evidence]) -> None:
        days = [one.business_date for one in mine]
        self._first = min(days) - timedelta(days=PAST_DAYS)
        self._campaign = set(campaign_days(self._first, max(days), extra_days(session)))
        past = past_results(
            session,
            user,
            start=self._first,
            end=max(days) - timedelta(days=1),
            shops={one.shop_id for one in mine},
            templates={one.template_id for one in mine},
        )
        self._cells = _by_cell(past, self._campaign)
        self._known: dict[tuple[int, int, date], dict[str, Usual | None]] = {}

    def of(self, one: Evidence) -> Iterator[tuple[str, dict[str, float]]]:
        """Yield what is unusual about one result."""
        asked = one.totals.chats if one.totals.presale_chats is None else one.totals.presale_chats
        seconds = None if one.check_out is None else (one.check_out - one.check_in).total_seconds()
        values = {"conversion_odd": conversion_of(one.totals.orders, asked), "pace_odd": pace_of(one.totals.chats, seconds)}
        known = self._usual(one)
        for key, value in values.items():
            if odd := unusual(value, known[key]):
                yield key, odd

    def _usual(self, one: Evidence) -> dict[str, Usual | None]:
        key = one.shop_id, one.template_id, one.business_date
        if key not in self._known:
            days, conversion, pace = self._cells.get((one.shop_id, one.template_id, one.business_date in self._campaign), _NOTHING)
            on = one.business_date.toordinal()
            within = (days >= on - PAST_DAYS) & (days < on)
            self._known[key] = {
                name: usual(values[within & ~np.isnan(values)].tolist())
                for name, values in (("conversion_odd", conversion), ("pace_odd", pace))
            }
        return self._known[key]


def _by_cell(past: Past, campaign_dates: set[date]) -> dict[tuple[int, int, bool], Cell]:
    special = np.isin(past.days, [day.toordinal() for day in campaign_dates])
    conversion = np.where(past.asked >= LEAST_TRIALS, past.orders / np.maximum(past.asked, 1), np.nan)
    worked = (past.seconds >= LEAST_HOURS * 3600) & (past.chats >= 0)
    pace = np.where(worked, past.chats * 3600 / np.maximum(past.seconds, 1), np.nan)
    keys = np.stack([past.shops, past.templates, special], axis=1)
    found: dict[tuple[int, int, bool], Cell] = {}
    kinds, place = np.unique(keys, axis=0, return_inverse=True)
    for number, (shop, template, campaign) in enumerate(kinds.tolist()):
        here = place.reshape(-1) == number
        found[shop, template, bool(campaign)] = past.days[here], conversion[here], pace[here]
    return found
