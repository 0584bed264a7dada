"""Swaps: one agent asks another to take a published shift; the other agrees, a manager accepts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from core.base.words import mark
from core.shifts.roster import Assignment, Cell, cells_of
from core.shifts.template import Template


class SwapStatus(StrEnum):
    """Where a swap stands: asked → agreed → accepted; or refused, declined, withdrawn, void."""

    ASKED = "asked"
    AGREED = "agreed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    VOID = "void"


SWAP_STATUS_NAMES: Final = {
    SwapStatus.ASKED: mark("Waiting for the colleague"),
    SwapStatus.AGREED: mark("Waiting for the manager"),
    SwapStatus.ACCEPTED: mark("Swapped"),
    SwapStatus.REFUSED: mark("Refused by the colleague"),
    SwapStatus.DECLINED: mark("Declined by the manager"),
    SwapStatus.WITHDRAWN: mark("Withdrawn"),
    SwapStatus.VOID: mark("No longer possible: the roster changed"),
}
PENDING: Final = frozenset({SwapStatus.ASKED, SwapStatus.AGREED})


@dataclass(frozen=True)
class Swap:
    """One request: `given` is the asker's shift, `taken` what they take in return (None: nothing)."""

    id: int
    from_agent_id: int
    from_agent: str
    given: Assignment
    to_agent_id: int
    to_agent: str
    taken: Assignment | None
    note: str
    status: SwapStatus
    answer: str
    asked_at: datetime
    closed_at: datetime | None = None
    closed_by: str = ""

    @property
    def pending(self) -> bool:
        """Tell whether somebody still has to answer."""
        return self.status in PENDING

    def cells(self, plan: tuple[Assignment, ...]) -> dict[Cell, tuple[int, ...]]:
        """Return the cells a plan has after the swap; only those the swap touches."""
        cells = cells_of(plan)
        touched: dict[Cell, tuple[int, ...]] = {}

        def move(template: Template, day: date, giver: int, taker: int) -> None:
            for agent, leaves in ((giver, True), (taker, False)):
                now = touched.get((agent, day), cells.get((agent, day), ()))
                touched[agent, day] = tuple(one for one in now if one != template.id) + (() if leaves else (template.id,))

        move(self.given.template, self.given.business_date, self.from_agent_id, self.to_agent_id)
        if self.taken is not None:
            move(self.taken.template, self.taken.business_date, self.to_agent_id, self.from_agent_id)
        return touched


@dataclass(frozen=True)
class Partner:
    """A colleague one may swap with, and their published shifts nearby."""

    agent_id: int
    agent: str
    shifts: tuple[Assignment, ...] = ()
