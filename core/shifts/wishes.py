"""Wishes: what an agent would like on a date, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from core.base.words import mark
from core.shifts.template import Template

AHEAD_DAYS: Final = 60
"""How far ahead a wish may lie."""


class WishStatus(StrEnum):
    """Where a wish stands; publishing the week grants or declines the open ones by what was planned."""

    OPEN = "open"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


WISH_STATUS_NAMES: Final = {
    WishStatus.OPEN: mark("Waiting"),
    WishStatus.GRANTED: mark("Granted"),
    WishStatus.DECLINED: mark("Not possible"),
    WishStatus.WITHDRAWN: mark("Withdrawn"),
}


@dataclass(frozen=True)
class Wish:
    """One wish; `template` None is a day off."""

    id: int
    agent_id: int
    agent: str
    business_date: date
    template: Template | None
    note: str
    status: WishStatus
    answer: str
    wished_at: datetime
    answered_at: datetime | None = None
    answered_by: str = ""

    def met_by(self, planned: tuple[int, ...]) -> bool:
        """Tell whether the templates planned for that agent and date fulfil the wish."""
        return not planned if self.template is None else self.template.id in planned
