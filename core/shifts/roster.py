"""The roster: who is planned for which shift, and how it compares with who came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from core.base.clock import DEFAULT_ZONE
from core.shifts.template import Template

Cell = tuple[int, date]
"""An agent on a business date."""


@dataclass(frozen=True)
class Assignment:
    """An agent planned for a template on a business date."""

    agent_id: int
    template: Template
    business_date: date

    def hours(self, zone: ZoneInfo = DEFAULT_ZONE) -> tuple[datetime, datetime]:
        """Return the planned start (closed) and end (open) in UTC."""
        return self.template.hours(self.business_date, zone)


@dataclass(frozen=True)
class CellPlan:
    """What an agent is to work on a date: template ids by their start, none for a free day."""

    agent_id: int
    business_date: date
    templates: tuple[int, ...] = ()


@dataclass(frozen=True)
class Change:
    """What one publication changed for an agent on a date."""

    publication: int
    agent_id: int
    business_date: date
    template: Template
    added: bool
    at: datetime


@dataclass(frozen=True)
class RosterWeek:
    """A week as planned: the draft, and what of it is published. Version 0: nobody touched it yet.

    `publication` counts how often it was published.
    """

    week: date
    version: int = 0
    publication: int = 0
    published_at: datetime | None = None
    published_by: str = ""
    changed_at: datetime | None = None
    changed_by: str = ""
    draft: tuple[Assignment, ...] = ()
    published: tuple[Assignment, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """Monday to Sunday."""
        return tuple(self.week + timedelta(days=number) for number in range(7))

    @property
    def pending(self) -> int:
        """How many planned shifts differ between the draft and what is published."""
        return len({*_keys(self.draft)} ^ {*_keys(self.published)})

    def cell(self, agent_id: int, day: date) -> tuple[int, ...]:
        """Return the drafted templates of an agent on a date, by their start."""
        return cells_of(self.draft).get((agent_id, day), ())


def _keys(plan: Iterable[Assignment]) -> Iterable[tuple[int, int, date]]:
    return ((planned.agent_id, planned.template.id, planned.business_date) for planned in plan)


def cells_of(plan: Iterable[Assignment]) -> dict[Cell, tuple[int, ...]]:
    """Return agent and date → template ids, by start; free days are left out."""
    found: dict[Cell, list[Assignment]] = {}
    for planned in plan:
        found.setdefault((planned.agent_id, planned.business_date), []).append(planned)
    return {cell: tuple(one.template.id for one in sorted(own, key=_by_start)) for cell, own in found.items()}


def _by_start(planned: Assignment) -> tuple[int, int]:
    return planned.template.start_minute, planned.template.id


def with_cells(
    plan: Iterable[Assignment], cells: Mapping[Cell, tuple[int, ...]], templates: Mapping[int, Template]
) -> tuple[Assignment, ...]:
    """Return a plan with some cells replaced."""
    kept = [planned for planned in plan if (planned.agent_id, planned.business_date) not in cells]
    new = [Assignment(agent, templates[number], day) for (agent, day), numbers in cells.items() for number in numbers]
    return in_order([*kept, *new])


def in_order(plan: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """Return a plan by date, start and agent."""
    return tuple(sorted(plan, key=lambda planned: (planned.business_date, *_by_start(planned), planned.agent_id)))


@dataclass(frozen=True)
class CellDifference:
    """A cell two people changed, or one the other changed meanwhile: before, as stored now, as typed here."""

    agent_id: int
    business_date: date
    before: tuple[int, ...]
    theirs: tuple[int, ...]
    mine: tuple[int, ...]

    @property
    def collides(self) -> bool:
        """Tell whether both changed it, to different plans."""
        return self.mine not in (self.before, self.theirs)


def differences(
    seen: Sequence[Assignment], stored: Sequence[Assignment], typed: Mapping[Cell, tuple[int, ...]]
) -> tuple[CellDifference, ...]:
    """Return every cell that somebody else changed since `seen`, beside what is typed here."""
    before, theirs = cells_of(seen), cells_of(stored)
    cells = sorted({*before, *theirs}, key=lambda cell: (cell[1], cell[0]))
    found = (CellDifference(*cell, before.get(cell, ()), theirs.get(cell, ()), typed.get(cell, before.get(cell, ()))) for cell in cells)
    return tuple(difference for difference in found if difference.before != difference.theirs)


def overlaps(templates: Sequence[Template]) -> bool:
    """Tell whether two of one person's shifts of a day run at the same time."""
    by_start = sorted(templates, key=lambda template: template.start_minute)
    return any(later.start_minute < earlier.end_minute for earlier, later in pairwise(by_start))


class Presence(StrEnum):
    """Whether somebody planned for a running shift is here."""

    HERE = "here"
    CAME_LATE = "came_late"
    DUE = "due"
    LATE = "late"
    MISSING = "missing"


class Arrival(StrEnum):
    """How a check-in compares with the roster; unplanned: the week was never published."""

    ROSTERED = "rostered"
    LATE = "late"
    AD_HOC = "ad_hoc"
    UNPLANNED = ""


PUNCTUALITY: Final = "punctuality"
"""The stored setting behind Punctuality."""


@dataclass(frozen=True)
class Punctuality:
    """From how many minutes after its start a shift not checked into is late, and then missing."""

    late_minutes: int = 5
    missing_minutes: int = 15


@dataclass(frozen=True)
class Expected:
    """Somebody planned for a shift that runs now. `minutes`: how late they came, or are so far; 0 in time."""

    agent_id: int
    agent: str
    display: str
    template: Template
    business_date: date
    planned_start: datetime
    planned_end: datetime
    checked_in: datetime | None
    presence: Presence
    minutes: int = 0

    @property
    def absent(self) -> bool:
        """Tell whether the agent is late or missing, and not here."""
        return self.presence in (Presence.LATE, Presence.MISSING)


def presence_of(start: datetime, checked_in: datetime | None, now: datetime, rule: Punctuality = Punctuality()) -> tuple[Presence, int]:
    """Return the presence of somebody planned from `start`, and the whole minutes they are or came late."""
    minutes = max(0, int((min(checked_in or now, now) - start).total_seconds() // 60))
    if checked_in is not None:
        return (Presence.CAME_LATE if minutes >= rule.late_minutes else Presence.HERE), minutes
    if minutes >= rule.missing_minutes:
        return Presence.MISSING, minutes
    return (Presence.LATE if minutes >= rule.late_minutes else Presence.DUE), minutes


def arrival_of(
    template: Template,
    business_date: date,
    check_in: datetime,
    *,
    rostered: bool | None,
    rule: Punctuality = Punctuality(),
    zone: ZoneInfo = DEFAULT_ZONE,
) -> Arrival:
    """Return how a check-in compares with the roster; `rostered` None: that week was never published."""
    if rostered is None:
        return Arrival.UNPLANNED
    if not rostered:
        return Arrival.AD_HOC
    start, _ = template.hours(business_date, zone)
    late = check_in >= start + timedelta(minutes=rule.late_minutes)
    return Arrival.LATE if late else Arrival.ROSTERED
