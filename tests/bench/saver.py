"""An agent at work: saves the results of an open shift over and over, each time with other numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.base.clock import local_date, utc_now
from core.base.database import Database
from core.people.queries.users import user_by_id
from core.people.user import SYSTEM
from core.shifts.actions.save import Saved, SaveResults, ShopTotals, save_results
from core.shifts.queries.shifts import list_shifts
from core.shifts.shift import Shift


class Saver:
    """Raises the chats of every shop of one writable shift by one with each save."""

    def __init__(self, database: str, shift: timedelta = timedelta()) -> None:
        self.database = Database(database)
        self._ahead = shift
        self.now = utc_now() + shift
        with self.database.read() as session:
            today = local_date(self.now)
            shifts = list_shifts(session, SYSTEM, today - timedelta(days=7), today)
            self.shift = next(shift for shift in shifts if shift.writable and shift.results)
            agent = user_by_id(session, self.shift.agent_id)
        assert agent is not None
        self.agent = agent

    def next_save(self) -> tuple[SaveResults, datetime]:
        """Return the next save, a second after the last one at least, as saves of people are."""
        self.now = max(self.now + timedelta(seconds=1), utc_now() + self._ahead)
        shops = tuple(
            ShopTotals(result.shop_id, replace(result.totals, chats=(result.totals.chats or 0) + 1), result.version)
            for result in self.shift.results
        )
        return SaveResults(self.shift.id, shops), self.now

    def save(self) -> Shift:
        """Save once, as the page does: one write transaction."""
        wanted, now = self.next_save()
        with self.database.write() as session:
            saved: Saved = save_results(session, self.agent, wanted, now=now)
        self.shift = saved.shift
        return self.shift

    def close(self) -> None:
        """Give the connections back."""
        self.database.close()
