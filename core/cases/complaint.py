"""Complaints: states, the steps between them, severities, resolutions, deadlines, repeats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from core.base.words import mark
from core.cases.category import Category
from core.cases.deadline import ServiceHours, Standing, standing
from core.cases.names import name_table, plain_name
from core.people.shop import Marketplace


class Severity(StrEnum):
    """How much it matters; decides the deadline."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class ComplaintState(StrEnum):
    """Where a complaint is."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    REJECTED = "rejected"


class WaitingFor(StrEnum):
    """Whom a waiting complaint waits for; its clock stands meanwhile."""

    CUSTOMER = "customer"
    MARKETPLACE = "marketplace"


class Resolution(StrEnum):
    """How a complaint was solved."""

    APOLOGY = "apology"
    VOUCHER = "voucher"
    EXCHANGE = "exchange"
    REFUND = "refund"
    RESEND = "resend"
    WARRANTY = "warranty"
    GUIDANCE = "guidance"
    OTHER = "other"


SEVERITY_NAMES = {
    Severity.HIGH: mark("High"),
    Severity.NORMAL: mark("Normal"),
    Severity.LOW: mark("Low"),
}
STATE_NAMES = {
    ComplaintState.NEW: mark("New"),
    ComplaintState.IN_PROGRESS: mark("Being worked on"),
    ComplaintState.WAITING: mark("Waiting for an answer"),
    ComplaintState.RESOLVED: mark("Resolved"),
    ComplaintState.REJECTED: mark("Rejected"),
}
WAITING_NAMES = {
    WaitingFor.CUSTOMER: mark("Waiting for the customer"),
    WaitingFor.MARKETPLACE: mark("Waiting for the marketplace"),
}
RESOLUTION_NAMES = {
    Resolution.APOLOGY: mark("Apology"),
    Resolution.VOUCHER: mark("Voucher given"),
    Resolution.EXCHANGE: mark("Exchange"),
    Resolution.REFUND: mark("Refund"),
    Resolution.RESEND: mark("Missing part sent"),
    Resolution.WARRANTY: mark("Repair under warranty"),
    Resolution.GUIDANCE: mark("Guidance given"),
    Resolution.OTHER: mark("Another solution"),
}
_SEVERITY_ALIASES = {"cao": Severity.HIGH, "thường": Severity.NORMAL, "bình thường": Severity.NORMAL, "thấp": Severity.LOW}
_RESOLUTION_ALIASES = {
    "voucher": Resolution.VOUCHER,
    "replacement": Resolution.EXCHANGE,
    "replace": Resolution.EXCHANGE,
    "bảo hành": Resolution.WARRANTY,
    "hướng dẫn": Resolution.GUIDANCE,
    "khác": Resolution.OTHER,
}
_STATE_ALIASES = {"mới": ComplaintState.NEW, "chờ": ComplaintState.WAITING, "done": ComplaintState.RESOLVED}
_WAITING_ALIASES = {"chờ khách": WaitingFor.CUSTOMER, "chờ sàn": WaitingFor.MARKETPLACE}

OPEN: Final = frozenset({ComplaintState.NEW, ComplaintState.IN_PROGRESS, ComplaintState.WAITING})
CLOSED: Final = frozenset({ComplaintState.RESOLVED, ComplaintState.REJECTED})
NEXT_STATES: Final[dict[ComplaintState, frozenset[ComplaintState]]] = {
    ComplaintState.NEW: OPEN - {ComplaintState.NEW} | CLOSED,
    ComplaintState.IN_PROGRESS: frozenset({ComplaintState.WAITING}) | CLOSED,
    ComplaintState.WAITING: frozenset({ComplaintState.IN_PROGRESS, ComplaintState.WAITING}) | CLOSED,
    ComplaintState.RESOLVED: frozenset({ComplaintState.IN_PROGRESS}),  # reopened
    ComplaintState.REJECTED: frozenset({ComplaintState.IN_PROGRESS}),
}
FIRST_ANSWER_WITHIN: Final = timedelta(minutes=30)
SOLVE_WITHIN: Final = {Severity.HIGH: timedelta(hours=4), Severity.NORMAL: timedelta(hours=16), Severity.LOW: timedelta(hours=48)}
REPEAT_WITHIN: Final = timedelta(days=7)
MAX_TEXT: Final = 20_000
MAX_CUSTOMER: Final = 120


@lru_cache(maxsize=1)
def _severities() -> dict[str, Severity]:
    return name_table(SEVERITY_NAMES, _SEVERITY_ALIASES)


@lru_cache(maxsize=1)
def _resolutions() -> dict[str, Resolution]:
    return name_table(RESOLUTION_NAMES, _RESOLUTION_ALIASES)


@lru_cache(maxsize=1)
def _states() -> dict[str, tuple[ComplaintState, WaitingFor | None]]:
    plain: dict[str, tuple[ComplaintState, WaitingFor | None]] = {
        said: (key, None) for said, key in name_table(STATE_NAMES, _STATE_ALIASES).items()
    }
    return plain | {said: (ComplaintState.WAITING, key) for said, key in name_table(WAITING_NAMES, _WAITING_ALIASES).items()}


def find_state(text: str) -> tuple[ComplaintState, WaitingFor | None] | None:
    """Return the state of a key or a name in either language, and whom it waits for if that is said; None when unknown."""
    return _states().get(plain_name(text))


def find_severity(text: str) -> Severity | None:
    """Return the severity of a key or a name in either language; None when unknown."""
    return _severities().get(plain_name(text))


def find_resolution(text: str) -> Resolution | None:
    """Return the resolution of a key or a name in either language; None when unknown."""
    return _resolutions().get(plain_name(text))


def first_answer_due(opened_at: datetime, hours: ServiceHours, paused: timedelta = timedelta(0)) -> datetime:
    """Return by when the customer must have a first answer: 30 min of service time, pauses added."""
    return hours.after(opened_at, FIRST_ANSWER_WITHIN + paused)


def resolve_due(clock_from: datetime, severity: Severity, paused: timedelta, hours: ServiceHours) -> datetime:
    """Return by when it must be solved: 4, 16 or 48 h of service time since opened or reopened, pauses added."""
    return hours.after(clock_from, SOLVE_WITHIN[severity] + paused)


def is_repeat(earlier: datetime, later: datetime) -> bool:
    """Tell whether two complaints of one shop, order and category are the same issue again: at most 7 days apart."""
    return timedelta(0) < later - earlier <= REPEAT_WITHIN


@dataclass(frozen=True)
class Person:
    """Who did or owns something, as it is shown."""

    id: int
    display: str


@dataclass(frozen=True)
class Complaint:
    """A complaint as it is shown; never the table row."""

    id: int
    shop_id: int
    shop_code: str
    shop_name: str
    marketplace: Marketplace
    order_no: str
    customer: str
    category: Category
    severity: Severity
    state: ComplaintState
    waiting_for: WaitingFor | None
    description: str
    opened_at: datetime
    opened_by: Person | None
    owner: Person | None
    first_answer_due: datetime
    first_answer_at: datetime | None
    resolve_due: datetime
    waiting_since: datetime | None
    resolved_at: datetime | None
    resolved_by: Person | None
    resolution: Resolution | None
    resolution_note: str
    cost_vnd: int | None
    cause: str
    prevention: str
    repeat_of: int | None
    reopened: int
    version: int

    @property
    def is_open(self) -> bool:
        """Tell whether there is still work to do."""
        return self.state in OPEN

    @property
    def state_name(self) -> str:
        """Return the message id of the state, naming whom it waits for."""
        return WAITING_NAMES[self.waiting_for] if self.waiting_for else STATE_NAMES[self.state]

    @property
    def next_due(self) -> datetime | None:
        """Return the nearest thing due: the first answer, then the solution; None once closed."""
        if not self.is_open:
            return None
        return self.resolve_due if self.first_answer_at or self.waiting_since else min(self.first_answer_due, self.resolve_due)

    def time_left(self, now: datetime, hours: ServiceHours) -> timedelta | None:
        """Return the service time left to solve it, counted from when a paused clock stopped; None once closed or past it."""
        since = self.waiting_since or now
        return hours.between(since, self.resolve_due) if self.is_open and since < self.resolve_due else None

    def is_escalated(self, now: datetime) -> bool:
        """Tell whether it must be shown to a manager: a severe one past its deadline while the clock runs."""
        return self.severity is Severity.HIGH and self.is_open and self.standing(now) is Standing.OVERDUE

    def standing(self, now: datetime) -> Standing:
        """Tell how it stands against its next deadline; none when rejected, or solved by the marketplace at a moment nobody knows."""
        if self.state is ComplaintState.REJECTED or (self.state is ComplaintState.RESOLVED and self.resolved_at is None):
            return Standing.NONE
        due = self.next_due or self.resolve_due
        return standing(due, done_at=self.resolved_at, paused_since=self.waiting_since, now=now)


@dataclass(frozen=True)
class PastResolution:
    """How an earlier round ended, kept when the complaint was opened again."""

    state: ComplaintState
    resolve_due: datetime
    resolved_at: datetime | None
    resolved_by: Person | None
    resolution: Resolution | None
    resolution_note: str
    cost_vnd: int | None


@dataclass(frozen=True)
class ComplaintFacts:
    """Everything a complaint from elsewhere (a file, the demo) brings; deadlines and repeats are worked out."""

    shop_id: int
    order_no: str
    category: Category
    severity: Severity
    state: ComplaintState
    opened_at: datetime
    customer: str = ""
    description: str = ""
    opened_by: int | None = None
    owner_id: int | None = None
    first_answer_at: datetime | None = None
    waiting_for: WaitingFor | None = None
    waiting_since: datetime | None = None
    paused: timedelta = timedelta(0)
    resolved_at: datetime | None = None
    resolved_by: int | None = None
    resolution: Resolution | None = None
    resolution_note: str = ""
    cost_vnd: int | None = None
    cause: str = ""
    prevention: str = ""
