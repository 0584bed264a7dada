"""What people hand in, as typed; the actions check it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.cases.complaint import ComplaintState, Severity, WaitingFor
from core.cases.review import Outcome


@dataclass(frozen=True)
class NewComplaint:
    """What a new complaint needs. `order_no` and `links` as pasted; `answered`: the customer already has a first answer."""

    shop_id: int
    order_no: str
    category: str
    severity: str = str(Severity.NORMAL)
    customer: str = ""
    description: str = ""
    owner_id: int | None = None
    answered: bool = False
    opened_at: datetime | None = None
    links: str = ""


@dataclass(frozen=True)
class MoveComplaint:
    """A step to another state. `note` is the reason of a rejection or reopening, else a remark; `cost` as typed."""

    id: int
    version: int
    to: ComplaintState
    waiting_for: WaitingFor | None = None
    resolution: str = ""
    cost: str = ""
    note: str = ""
    cause: str = ""
    prevention: str = ""


@dataclass(frozen=True)
class CaseNote:
    """A remark, or the first answer with what was said; `links` of pictures as pasted."""

    id: int
    version: int
    note: str = ""
    links: str = ""


@dataclass(frozen=True)
class GiveCase:
    """A case and who shall work on it; None puts it back to nobody's."""

    id: int
    version: int
    owner_id: int | None


@dataclass(frozen=True)
class RaiseComplaint:
    """A complaint that turned out to be more severe, and why."""

    id: int
    version: int
    severity: str
    why: str


@dataclass(frozen=True)
class HidePersonal:
    """A case whose text holds phone numbers or addresses; `address` is what shall stand in an address's place."""

    id: int
    version: int
    address: str


@dataclass(frozen=True)
class EditComplaint:
    """Corrections of what was logged."""

    id: int
    version: int
    category: str
    severity: str
    customer: str
    description: str


@dataclass(frozen=True)
class NewReview:
    """What a new review needs. `order_no` as pasted, may be blank; `posted_at` None means just now."""

    shop_id: int
    stars: int
    text: str = ""
    order_no: str = ""
    product: str = ""
    posted_at: datetime | None = None
    owner_id: int | None = None
    links: str = ""


@dataclass(frozen=True)
class CloseReview:
    """The end of a review."""

    id: int
    version: int
    outcome: Outcome | None
    note: str = ""
