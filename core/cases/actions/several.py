"""One act on several chosen cases, in one transaction: each as its page would do it, the refused ones named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from core.base.errors import CaTrucError, InvalidInput, Problem
from core.base.words import mark
from core.cases.actions.complaints import assign_complaint, move_complaint
from core.cases.actions.reviews import assign_review, close_review, contact_review
from core.cases.actions.trail import impossible
from core.cases.assign import take_turns
from core.cases.complaint import OPEN, ComplaintState, WaitingFor
from core.cases.event import CaseKind
from core.cases.inputs import CaseNote, CloseReview, GiveCase, MoveComplaint
from core.cases.review import REVIEW_STATE_NAMES, WAITING_STATES, Outcome, ReviewState
from core.cases.tables import ComplaintRow, ReviewRow
from core.people.user import Right, User

MOST: Final = 200
NOBODY_ON_SHIFT = mark("Nobody is on shift now. Choose a person instead.")
NONE_CHOSEN = mark("Choose at least one case.")
TOO_MANY_CHOSEN = mark("At most {max} cases at once.")
NOT_IN_BULK = mark("This step is taken case by case.")


class Stride(StrEnum):
    """A step that several cases can take at once: one that needs no words."""

    GO_ON = "go_on"
    WAIT_CUSTOMER = "wait_customer"
    WAIT_MARKETPLACE = "wait_marketplace"
    CONTACTED = "contacted"
    CLOSE_UNCHANGED = "close_unchanged"


STRIDES: Final[dict[CaseKind, tuple[Stride, ...]]] = {
    CaseKind.COMPLAINT: (Stride.GO_ON, Stride.WAIT_CUSTOMER, Stride.WAIT_MARKETPLACE),
    CaseKind.REVIEW: (Stride.CONTACTED, Stride.CLOSE_UNCHANGED),
}


@dataclass(frozen=True)
class CaseRef:
    """A chosen case: the version the person saw, and the name it is called by when it is refused."""

    id: int
    version: int
    name: str = ""


@dataclass(frozen=True)
class Chosen:
    """The cases one act is for, in the order of the list."""

    kind: CaseKind
    cases: tuple[CaseRef, ...]


@dataclass(frozen=True)
class Refusal:
    """A case that was left as it is, and why."""

    case: CaseRef
    why: CaTrucError


@dataclass(frozen=True)
class SeveralDone:
    """How many cases were changed, and those that were not."""

    done: int
    refused: tuple[Refusal, ...]


def give_several(session: Session, user: User, chosen: Chosen, owner_id: int | None, *, now: datetime) -> SeveralDone:
    """Give the cases to one person, take them oneself, or give them back (None)."""
    return _each(session, chosen, lambda case: _give(session, user, chosen.kind, case, owner_id, now=now))


def share_several(session: Session, user: User, chosen: Chosen, people: Sequence[int], *, now: datetime) -> SeveralDone:
    """Share the cases out among people (those on shift, as the asker knows them), fewest open cases first, then in turn."""
    user.require(Right.MANAGE_CASES)
    if not people:
        raise InvalidInput([Problem("owner", NOBODY_ON_SHIFT)])
    shared = take_turns([case.id for case in chosen.cases], people, open_cases(session, user, people))
    return _each(session, chosen, lambda case: _give(session, user, chosen.kind, case, shared[case.id], now=now))


def step_several(session: Session, user: User, chosen: Chosen, stride: Stride, *, now: datetime) -> SeveralDone:
    """Take one step with all of them; those that cannot take it are refused by name."""
    if stride not in STRIDES[chosen.kind]:
        raise InvalidInput([Problem("state", NOT_IN_BULK)])
    return _each(session, chosen, lambda case: _step(session, user, case, stride, now))


def open_cases(session: Session, user: User, people: Sequence[int]) -> dict[int, int]:
    """Return person → open complaints and reviews that wait for a reply; those with none are left out."""
    user.require(Right.MANAGE_CASES)
    load: dict[int, int] = {}
    open_now: tuple[tuple[Any, frozenset[Any]], ...] = ((ComplaintRow, OPEN), (ReviewRow, WAITING_STATES))
    for table, states in open_now:
        mine = (col(table.owner_id).in_(list(people)), col(table.status).in_([str(state) for state in states]))
        for person, count in session.exec(select(table.owner_id, func.count()).where(*mine).group_by(col(table.owner_id))):
            load[person] = load.get(person, 0) + count
    return load


def _each(session: Session, chosen: Chosen, act: Callable[[CaseRef], object]) -> SeveralDone:
    """Rows are locked by number whatever the order of the list, so that two such acts cannot wait for each other."""
    if not chosen.cases:
        raise InvalidInput([Problem("cases", NONE_CHOSEN)])
    if len(chosen.cases) > MOST:
        raise InvalidInput([Problem("cases", TOO_MANY_CHOSEN, {"max": MOST})])
    refused: list[Refusal] = []
    for case in sorted(set(chosen.cases), key=lambda one: one.id):
        try:
            with session.begin_nested():
                act(case)
        except CaTrucError as error:
            refused.append(Refusal(case, error))
    return SeveralDone(len(set(chosen.cases)) - len(refused), tuple(refused))


def _give(session: Session, user: User, kind: CaseKind, case: CaseRef, owner_id: int | None, *, now: datetime) -> object:
    assign: Callable[..., object] = assign_complaint if kind is CaseKind.COMPLAINT else assign_review
    return assign(session, user, GiveCase(case.id, case.version, owner_id), now=now)


def _step(session: Session, user: User, case: CaseRef, stride: Stride, now: datetime) -> object:
    if stride is Stride.CONTACTED:
        review = session.get(ReviewRow, case.id)
        if review is not None and review.status == ReviewState.CLOSED:  # for one review the same act means: open it again
            raise impossible(REVIEW_STATE_NAMES[ReviewState.CLOSED], REVIEW_STATE_NAMES[ReviewState.CONTACTED])
        return contact_review(session, user, CaseNote(case.id, case.version), now=now)
    if stride is Stride.CLOSE_UNCHANGED:
        return close_review(session, user, CloseReview(case.id, case.version, Outcome.UNCHANGED), now=now)
    party = {Stride.WAIT_CUSTOMER: WaitingFor.CUSTOMER, Stride.WAIT_MARKETPLACE: WaitingFor.MARKETPLACE}.get(stride)
    to = ComplaintState.WAITING if party else ComplaintState.IN_PROGRESS
    return move_complaint(session, user, MoveComplaint(case.id, case.version, to, party), now=now)
