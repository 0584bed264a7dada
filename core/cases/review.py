"""Reviews: stars, states, the 24-hour rule, Shopee's edit window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from core.base.words import mark
from core.cases.complaint import Person
from core.cases.deadline import Standing, standing
from core.cases.names import name_table, plain_name
from core.people.shop import Marketplace


class ReviewState(StrEnum):
    """Where a review is: contact, then the public reply, then the outcome."""

    NEW = "new"
    CONTACTED = "contacted"
    REPLIED = "replied"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What the customer did in the end; never asked for."""

    UPDATED = "updated"
    UNCHANGED = "unchanged"


REVIEW_STATE_NAMES = {
    ReviewState.NEW: mark("New"),
    ReviewState.CONTACTED: mark("Customer contacted"),
    ReviewState.REPLIED: mark("Replied in public"),
    ReviewState.CLOSED: mark("Review closed"),
}
OUTCOME_NAMES = {
    Outcome.UPDATED: mark("The customer changed it"),
    Outcome.UNCHANGED: mark("It stays as it is"),
}
NEXT_REVIEW_STATES: Final[dict[ReviewState, frozenset[ReviewState]]] = {
    ReviewState.NEW: frozenset({ReviewState.CONTACTED, ReviewState.REPLIED, ReviewState.CLOSED}),
    ReviewState.CONTACTED: frozenset({ReviewState.REPLIED, ReviewState.CLOSED}),
    ReviewState.REPLIED: frozenset({ReviewState.REPLIED, ReviewState.CLOSED}),  # the reply's text may be corrected
    ReviewState.CLOSED: frozenset({ReviewState.CONTACTED}),  # opened again
}
WAITING_STATES: Final = frozenset({ReviewState.NEW, ReviewState.CONTACTED})
HANDLED_STATES: Final = frozenset({ReviewState.REPLIED, ReviewState.CLOSED})
LOW_STARS: Final = 2
REPLY_WITHIN: Final = timedelta(hours=24)
EDIT_WITHIN: Final = timedelta(days=30)
MAX_PRODUCT: Final = 300


@lru_cache(maxsize=1)
def _states() -> dict[str, ReviewState]:
    return name_table(REVIEW_STATE_NAMES, {"mới": ReviewState.NEW, "đã phản hồi": ReviewState.REPLIED})


def find_review_state(text: str) -> ReviewState | None:
    """Return the state of a key or a name in either language; None when unknown."""
    return _states().get(plain_name(text))


def reply_due(stars: int, posted_at: datetime) -> datetime | None:
    """Return by when a 1–2★ review must have its first reply: 24 h by the calendar; None for the others."""
    return posted_at + REPLY_WITHIN if stars <= LOW_STARS else None


def edit_until(marketplace: Marketplace, posted_at: datetime) -> datetime | None:
    """Return until when the buyer may edit the review once (Shopee: 30 days); None where no such rule is known."""
    return posted_at + EDIT_WITHIN if marketplace is Marketplace.SHOPEE else None


@dataclass(frozen=True)
class Review:
    """A review as it is shown; never the table row. Its text is a customer's: plain text, always."""

    id: int
    shop_id: int
    shop_code: str
    shop_name: str
    marketplace: Marketplace
    order_no: str
    product: str
    stars: int
    text: str
    posted_at: datetime
    logged_by: Person | None
    owner: Person | None
    state: ReviewState
    first_reply_at: datetime | None
    replied_by: Person | None
    reply: str
    closed_at: datetime | None
    outcome: Outcome | None
    version: int

    @property
    def is_open(self) -> bool:
        """Tell whether the review is not closed yet."""
        return self.state is not ReviewState.CLOSED

    @property
    def reply_due(self) -> datetime | None:
        """Return by when the first reply is due; None for 3★ and more."""
        return reply_due(self.stars, self.posted_at)

    @property
    def edit_until(self) -> datetime | None:
        """Return until when the buyer may edit it; None where no such rule is known."""
        return edit_until(self.marketplace, self.posted_at)

    def edit_days_left(self, now: datetime) -> int | None:
        """Return how many days the buyer may still edit it, the day begun counted whole; 0 once over, None where no rule is known."""
        until = self.edit_until
        return None if until is None else max(0, -((now - until) // timedelta(days=1)))

    def standing(self, now: datetime) -> Standing:
        """Tell how it stands against the 24-hour rule; closed without a reply, nothing is due any more."""
        if self.state is ReviewState.CLOSED and self.first_reply_at is None:
            return Standing.NONE
        return standing(self.reply_due, done_at=self.first_reply_at, now=now)


@dataclass(frozen=True)
class ReviewFacts:
    """Everything a review from elsewhere (a file, the demo) brings."""

    shop_id: int
    stars: int
    state: ReviewState
    posted_at: datetime
    order_no: str = ""
    product: str = ""
    text: str = ""
    logged_by: int | None = None
    owner_id: int | None = None
    first_reply_at: datetime | None = None
    replied_by: int | None = None
    reply: str = ""
    closed_at: datetime | None = None
    closed_by: int | None = None
    outcome: Outcome | None = None
