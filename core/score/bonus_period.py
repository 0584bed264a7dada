"""A month's bonus on its way: open → computed → review → approved → locked, and what is said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from core.base.words import mark
from core.score.bonus import Line, LineKind, Statement
from core.score.policy import Policy


class PeriodStatus(StrEnum):
    """Where a month's bonus stands; open: never computed."""

    OPEN = "open"
    COMPUTED = "computed"
    REVIEW = "review"
    APPROVED = "approved"
    LOCKED = "locked"


STATUS_NAMES: Final = {
    PeriodStatus.OPEN: mark("Not computed yet"),
    PeriodStatus.COMPUTED: mark("Draft"),
    PeriodStatus.REVIEW: mark("Under review"),
    PeriodStatus.APPROVED: mark("Approved bonus"),
    PeriodStatus.LOCKED: mark("Locked"),
}
LINE_NAMES: Final = {
    LineKind.KPI_BONUS: mark("KPI bonus"),
    LineKind.BAND_PRIZE: mark("Ranking prize"),
    LineKind.EVENING_ALLOWANCE: mark("Evening allowance"),
    LineKind.NIGHT_PREMIUM: mark("Night premium"),
    LineKind.ADJUSTMENT: mark("Adjustment"),
}
GATE_NAMES: Final = {
    "min_approved_shifts": mark("Enough approved shifts"),
    "max_unanswered_rate": mark("Few unanswered chats"),
    "no_overdue_complaints": mark("No overdue complaints"),
}
COMPUTABLE: Final = frozenset({PeriodStatus.OPEN, PeriodStatus.COMPUTED, PeriodStatus.REVIEW})
SHOWN_TO_AGENTS: Final = frozenset({PeriodStatus.REVIEW, PeriodStatus.APPROVED, PeriodStatus.LOCKED})
"""From the review on each agent sees their own statement."""


class DisputeStatus(StrEnum):
    """What became of an objection."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


DISPUTE_NAMES: Final = {
    DisputeStatus.OPEN: mark("Waiting for an answer"),
    DisputeStatus.ACCEPTED: mark("Accepted"),
    DisputeStatus.REJECTED: mark("Rejected"),
}


@dataclass(frozen=True)
class Dispute:
    """An agent's objection to a line of their own statement."""

    id: int
    month: date
    agent_id: int
    agent: str
    line: LineKind
    reason: str
    raised_at: datetime
    status: DisputeStatus
    answer: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Period:
    """A month's stored state; everything but month and status is None while it is open."""

    month: date
    status: PeriodStatus = PeriodStatus.OPEN
    computed_at: datetime | None = None
    disputes_until: datetime | None = None
    approved_at: datetime | None = None
    locked_at: datetime | None = None


@dataclass(frozen=True)
class PersonStatement:
    """A statement with its person. `hidden` names the line kinds left out because the asker may not see wages."""

    agent_id: int
    agent: str
    display: str
    statement: Statement
    hidden: tuple[LineKind, ...] = ()


@dataclass(frozen=True)
class BonusReport:
    """A month's bonus as one person may see it.

    While open, the numbers are a preview of this moment. `reproduced` tells whether the snapshot gives
    the totals stored with it; `changed` whether the rows of today would hash differently (None: not asked).
    """

    period: Period
    policy_version: int
    policy: Policy
    input_hash: str
    rows: tuple[PersonStatement, ...]
    reproduced: bool = True
    changed: bool | None = None
    hash_now: str = ""  # what today's rows and policy would hash to, when asked

    @property
    def total_vnd(self) -> int:
        """What the statements shown add up to."""
        return sum(row.statement.total_vnd for row in self.rows)


@dataclass(frozen=True)
class Adjustment:
    """What a locked month still owed, paid with a later one."""

    id: int
    display: str
    from_month: date
    month: date
    amount_vnd: int
    reason: str


@dataclass(frozen=True)
class TrailStep:
    """One act on a month's bonus: when, by whom, what (`bonus.compute` …), with which words."""

    at: datetime
    who: str
    action: str
    reason: str = ""


@dataclass(frozen=True)
class PolicyVersion:
    """A stored version of the policy; version 0 is the default that nobody set. It holds from a month on."""

    version: int
    policy: Policy
    from_month: date | None = None
    set_at: datetime | None = None
    set_by: str = ""


@dataclass(frozen=True)
class PreviewRow:
    """One person in a preview: total in đồng and KPI percent under the policy that holds, and under the one tried."""

    agent_id: int
    label: str
    now_vnd: int
    then_vnd: int
    kpi_now: float | None
    kpi_then: float | None


@dataclass(frozen=True)
class Preview:
    """What a policy would have paid in a month beside what holds, by name; `label` names a person, apart from namesakes."""

    month: date
    rows: tuple[PreviewRow, ...]

    @property
    def now_vnd(self) -> Mapping[str, int]:
        """What holds, in đồng per person."""
        return {row.label: row.now_vnd for row in self.rows}

    @property
    def then_vnd(self) -> Mapping[str, int]:
        """What the policy tried would have paid, in đồng per person."""
        return {row.label: row.then_vnd for row in self.rows}

    @property
    def difference_vnd(self) -> int:
        """How much more (or, below 0, less) it would have cost."""
        return sum(row.then_vnd - row.now_vnd for row in self.rows)


def without_wages(statement: Statement) -> tuple[Statement, tuple[LineKind, ...]]:
    """Return a statement without what gives a wage away, and the kinds of line left out."""
    shown: tuple[Line, ...] = tuple(line for line in statement.lines if line.kind is not LineKind.NIGHT_PREMIUM)
    hidden = (LineKind.NIGHT_PREMIUM,) if len(shown) < len(statement.lines) else ()
    return Statement(statement.agent_id, statement.kpi_percent, statement.metrics, statement.gates, shown), hidden
