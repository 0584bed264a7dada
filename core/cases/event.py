"""The timeline of a case: steps that are written down once and never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.base.words import mark
from core.cases.complaint import Complaint, ComplaintState, Person
from core.cases.picture import links_in, safe_link
from core.cases.review import Review, ReviewState


class CaseKind(StrEnum):
    """The two kinds of cases that share a timeline."""

    COMPLAINT = "complaint"
    REVIEW = "review"


class Step(StrEnum):
    """What was done."""

    OPENED = "opened"
    ANSWERED = "answered"
    STARTED = "started"
    WAITED = "waited"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    REOPENED = "reopened"
    CONTACTED = "contacted"
    REPLIED = "replied"
    CLOSED = "closed"
    ASSIGNED = "assigned"
    EDITED = "edited"
    SENT = "sent"
    RAISED = "raised"
    HIDDEN = "hidden"
    NOTED = "noted"


STEP_NAMES = {
    Step.OPENED: mark("Logged"),
    Step.ANSWERED: mark("First answer to the customer"),
    Step.STARTED: mark("Work taken up"),
    Step.WAITED: mark("Waiting for an answer"),
    Step.RESOLVED: mark("Resolved"),
    Step.REJECTED: mark("Rejected"),
    Step.REOPENED: mark("Opened again"),
    Step.CONTACTED: mark("Customer contacted"),
    Step.REPLIED: mark("Replied in public"),
    Step.CLOSED: mark("Review closed"),
    Step.ASSIGNED: mark("Given to"),
    Step.EDITED: mark("Details changed"),
    Step.SENT: mark("Message to the customer"),
    Step.RAISED: mark("Made more severe"),
    Step.HIDDEN: mark("Personal data hidden"),
    Step.NOTED: mark("Note"),
}


@dataclass(frozen=True)
class CaseEvent:
    """One step, as it is shown. `note` is what a person typed; `to` whom it was given to (None: nobody).

    `detail` may hold `links` (safe links of pictures) and what the step changed, as stored keys.
    """

    at: datetime
    actor: Person | None
    step: Step
    note: str = ""
    to: Person | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def pictures(said: str, events: Iterable[CaseEvent]) -> tuple[str, ...]:
    """Return the links of a case's pictures: those given as such, then those written in its texts; each once."""
    steps = list(events)
    given = [link for event in steps for link in event.detail.get("links", ()) if safe_link(link)]
    return tuple(dict.fromkeys([*given, *links_in([said, *(event.note for event in steps)])]))


def complaint_facts(case: Complaint) -> list[CaseEvent]:
    """Return the steps a complaint's own dates tell: for one that came from a file and has no timeline yet."""
    steps = [CaseEvent(case.opened_at, case.opened_by, Step.OPENED)]
    if case.first_answer_at:
        steps.append(CaseEvent(case.first_answer_at, case.owner, Step.ANSWERED))
    if case.waiting_since and case.waiting_for:
        steps.append(CaseEvent(case.waiting_since, case.owner, Step.WAITED, detail={"waiting_for": str(case.waiting_for)}))
    if case.resolved_at:
        step = Step.RESOLVED if case.state is ComplaintState.RESOLVED else Step.REJECTED
        detail = {"resolution": str(case.resolution or ""), "cost_vnd": case.cost_vnd}
        steps.append(CaseEvent(case.resolved_at, case.resolved_by, step, case.resolution_note, detail=detail))
    return in_order(steps)


def review_facts(case: Review) -> list[CaseEvent]:
    """Return the steps a review's own dates tell."""
    steps = [CaseEvent(case.posted_at, case.logged_by, Step.OPENED)]
    if case.first_reply_at:
        steps.append(CaseEvent(case.first_reply_at, case.replied_by, Step.REPLIED, case.reply))
    if case.state is ReviewState.CLOSED and case.closed_at:
        steps.append(CaseEvent(case.closed_at, case.owner, Step.CLOSED, detail={"outcome": str(case.outcome or "")}))
    return in_order(steps)


def in_order(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """Sort by time; steps of one moment keep their order."""
    return sorted(events, key=lambda event: event.at)
