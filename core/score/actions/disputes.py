"""Object to a line of one's own statement, answer an objection, add what a locked month still owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, NotFound, Problem, Refused
from core.base.text import clean
from core.people.queries.users import find_user, users_by_id
from core.people.user import Right, User
from core.score.bonus import LineKind
from core.score.bonus_inputs import inputs_from
from core.score.bonus_period import Dispute, DisputeStatus, PeriodStatus
from core.score.policy_reading import MOST_VND
from core.score.queries.bonus import as_dispute
from core.score.tables import AdjustmentRow, DisputeRow, PeriodRow, SnapshotRow

MAX_TEXT: Final = 1_000


@dataclass(frozen=True)
class RaiseDispute:
    """What is wrong with a line of one's own statement; also one that is missing."""

    month: date
    line: LineKind
    reason: str


@dataclass(frozen=True)
class AnswerDispute:
    """Whether an objection is right, and why; an accepted one is followed by correcting and computing again."""

    dispute_id: int
    accepted: bool
    answer: str


@dataclass(frozen=True)
class AddAdjustment:
    """What a locked month still owes somebody, to be paid with a later month."""

    agent: str
    from_month: date
    month: date
    amount_vnd: int
    reason: str


def raise_dispute(session: Session, user: User, new: RaiseDispute, *, now: datetime) -> Dispute:
    """Object during the review, until its deadline; one open objection per line."""
    user.require(Right.SEE_BONUS)
    row = _period(session, new.month)
    if row is None or row.status != PeriodStatus.REVIEW:
        raise Refused("Objections are taken while the bonus is under review.")
    if row.disputes_until is None or now > row.disputes_until:
        raise Refused("The time for objections is over. Ask the owner: what is right is paid as an adjustment.")
    if user.id not in inputs_from(session.get_one(SnapshotRow, row.snapshot_id).inputs).agents:
        raise NotFound("You have no statement in this month.", field="month")
    reason = _text(new.reason, "reason")
    same = select(DisputeRow).where(
        DisputeRow.month == new.month, DisputeRow.agent_id == user.id, DisputeRow.line == str(new.line),
        DisputeRow.status == str(DisputeStatus.OPEN),
    )  # fmt: skip
    if session.exec(same).first() is not None:
        raise Refused("Your objection to this line waits for its answer.")
    dispute = DisputeRow(month=new.month, agent_id=user.id, line=str(new.line), reason=reason, raised_at=now)
    session.add(dispute)
    session.flush()
    _record(session, user, "dispute", new.month, now=now, after={"dispute": dispute.id, "line": dispute.line}, reason=reason)
    return as_dispute(dispute, user.display)


def answer_dispute(session: Session, user: User, wanted: AnswerDispute, *, now: datetime) -> Dispute:
    """Accept or reject an objection with words; never one's own, and about the night premium only who may see wages."""
    user.require(Right.DRAFT_BONUS)
    row = session.exec(select(DisputeRow).where(DisputeRow.id == wanted.dispute_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("There is no such objection.", field="dispute")
    if row.agent_id == user.id:
        raise Refused("Nobody answers their own objection. Ask another manager or the owner.")
    if row.line == LineKind.NIGHT_PREMIUM:
        user.require(Right.SEE_WAGES)
    answer = _text(wanted.answer, "answer")
    if row.status != DisputeStatus.OPEN:
        raise Refused("This objection has its answer already.")
    row.status = str(DisputeStatus.ACCEPTED if wanted.accepted else DisputeStatus.REJECTED)
    row.answer, row.answered_at, row.answered_by = answer, now, user.id or None
    session.add(row)
    after = {"dispute": row.id, "status": row.status}
    _record(session, user, "answer", row.month, now=now, before={"status": "open"}, after=after, reason=answer)
    return as_dispute(row, users_by_id(session, [row.agent_id])[row.agent_id].display)


def add_adjustment(session: Session, user: User, new: AddAdjustment, *, now: datetime) -> int:
    """Add a line to a later month that is not approved yet; never to one's own pay. Returns its number."""
    user.require(Right.APPROVE_BONUS)
    person = find_user(session, user, new.agent)
    if person.id == user.id:
        raise Refused("Nobody adds to their own bonus. Another owner can, or the administrator at the command line.")
    problems = []
    if isinstance(new.amount_vnd, bool) or not 0 < new.amount_vnd <= MOST_VND:
        problems.append(Problem("amount_vnd", "An adjustment is an amount above 0: nothing is ever taken away."))
    if new.month.day != 1 or new.from_month.day != 1 or new.month <= new.from_month:
        problems.append(Problem("month", "An adjustment is paid with a month after the one it comes from."))
    if problems:
        raise InvalidInput(problems)
    reason = _text(new.reason, "reason")
    earlier, later = _period(session, new.from_month), _period(session, new.month)
    if earlier is None or earlier.status != PeriodStatus.LOCKED:
        raise Refused("An adjustment comes from a locked month. This one can still be computed again.")
    if later is not None and later.status in (PeriodStatus.APPROVED, PeriodStatus.LOCKED):
        raise Refused("This month's bonus is approved. What comes late is an adjustment in a later month.")
    row = AdjustmentRow(
        agent_id=person.id, from_month=new.from_month, month=new.month, amount_vnd=new.amount_vnd, reason=reason,
        added_at=now, added_by=user.id or None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    after = {"adjustment": row.id, "agent": person.id, "from": f"{new.from_month:%Y-%m}", "amount_vnd": new.amount_vnd}
    _record(session, user, "adjust", new.month, now=now, after=after, reason=reason)
    return row.id or 0


def _period(session: Session, month: date) -> PeriodRow | None:
    return session.exec(select(PeriodRow).where(PeriodRow.month == month).with_for_update()).one_or_none()


def _text(given: str, field: str) -> str:
    text = clean(given)
    if not text or len(text) > MAX_TEXT:
        raise InvalidInput([Problem(field, "Say why, in at most {most} characters.", {"most": MAX_TEXT})])
    return text


def _record(
    session: Session, user: User, name: str, month: date, *, now: datetime, after: Any, before: Any = None, reason: str = ""
) -> None:
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action=f"bonus.{name}", subject=f"bonus:{month:%Y-%m}",
        before=before, after=after, reason=reason,
    )  # fmt: skip
    touch(session, Topic.SCORE)
