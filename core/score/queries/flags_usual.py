"""What is usual in a shop, shift template and kind of day, and what of a shift is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from core.people.user import User
from core.score.flags import LEAST_HOURS, LEAST_TRIALS, PAST_DAYS, Usual, conversion_of, pace_of, unusual, usual
from core.score.queries.fields import extra_days
from core.shifts.campaign import campaign_days
from core.shifts.queries.evidence import Evidence, past_results, past_shifts

Series = tuple[NDArray[Any], NDArray[Any]]
"""Days (ordinals) and a value each."""
_NOTHING: Final[Series] = (np.zeros(0), np.zeros(0))


class Habits:
    """What was usual before a day, worked out once per cell and day.

    Conversion is judged in its cell, shop × template × kind of day. Hours are not split between shops, so
    chats per hour are those of the whole shift, judged in its template and kind of day.
    """

    def __init__(self, session: Session, user: User, mine: Sequence[Evidence]) -> None:
        days = [one.business_date for one in mine]
        first, last = min(days) - timedelta(days=PAST_DAYS), max(days) - timedelta(days=1)
        self._campaign = set(campaign_days(first, max(days), extra_days(session)))
        shops, templates = {one.shop_id for one in mine}, {one.template_id for one in mine}
        results = past_results(session, user, start=first, end=last, shops=shops, templates=templates)
        enough = results.asked >= LEAST_TRIALS
        self._conversion = self._cells(
            (results.shops, results.templates), results.days, results.orders / np.maximum(results.asked, 1), enough
        )
        shifts = past_shifts(session, user, start=first, end=last, templates=templates)
        paces = shifts.chats * 3600 / np.maximum(shifts.seconds, 1)
        self._pace = self._cells((shifts.templates,), shifts.days, paces, shifts.seconds >= LEAST_HOURS * 3600)
        self._known: dict[tuple[Any, ...], Usual | None] = {}

    def of_result(self, one: Evidence) -> dict[str, float] | None:
        """Return what is unusual about the conversion of one result."""
        asked = one.totals.chats if one.totals.presale_chats is None else one.totals.presale_chats
        cell = (one.shop_id, one.template_id, one.business_date in self._campaign)
        return unusual(conversion_of(one.totals.orders, asked), self._usual(self._conversion, cell, one.business_date))

    def of_shift(self, results: Sequence[Evidence]) -> dict[str, float] | None:
        """Return what is unusual about the chats per hour of a shift, given all its results."""
        one, chats = results[0], [found.totals.chats for found in results if found.totals.chats is not None]
        seconds = None if one.check_out is None else (one.check_out - one.check_in).total_seconds()
        cell = (one.template_id, one.business_date in self._campaign)
        return unusual(pace_of(sum(chats) if chats else None, seconds), self._usual(self._pace, cell, one.business_date))

    def _usual(self, cells: dict[tuple[Any, ...], Series], cell: tuple[Any, ...], day: date) -> Usual | None:
        if (cell, day) not in self._known:
            days, values = cells.get(cell, _NOTHING)
            on = day.toordinal()
            self._known[cell, day] = usual(values[(days >= on - PAST_DAYS) & (days < on)].tolist())
        return self._known[cell, day]

    def _cells(
        self, keys: tuple[NDArray[Any], ...], days: NDArray[Any], values: NDArray[Any], enough: NDArray[Any]
    ) -> dict[tuple[Any, ...], Series]:
        special = np.isin(days, [day.toordinal() for day in self._campaign])
        kinds, place = np.unique(np.stack([*keys, special], axis=1), axis=0, return_inverse=True)
        found: dict[tuple[Any, ...], Series] = {}
        for number, (*key, campaign) in enumerate(kinds.tolist()):
            here = (place.reshape(-1) == number) & enough
            found[(*key, bool(campaign))] = days[here], values[here]
        return found
