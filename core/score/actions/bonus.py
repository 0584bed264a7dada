"""Bring a month's bonus on its way: compute, put up for review, approve, lock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.clock import local_date
from core.base.errors import InvalidInput, Problem, Refused
from core.people.user import Right, User
from core.score.bonus import Statement, statements_of, totals_of
from core.score.bonus_inputs import canonical, hash_of, inputs_from, inputs_text, last_day_of
from core.score.bonus_period import COMPUTABLE, STATUS_NAMES, DisputeStatus, PeriodStatus
from core.score.floor import Floor
from core.score.policy import policy_document
from core.score.policy_reading import policy_from
from core.score.queries.bonus import reproduces
from core.score.queries.bonus_inputs import gather
from core.score.queries.policies import policy_at
from core.score.tables import DisputeRow, PeriodRow, SnapshotRow

DISPUTE_DAYS: Final = 3


@dataclass(frozen=True)
class Compute:
    """Work a month out (its first day) with the rules of this floor."""

    month: date
    floor: Floor


@dataclass(frozen=True)
class Review:
    """Show everybody their own statement; objections are taken until this moment (default: three days from now)."""

    month: date
    disputes_until: datetime | None = None


@dataclass(frozen=True)
class Approve:
    """Approve what was reviewed."""

    month: date
    floor: Floor


@dataclass(frozen=True)
class Lock:
    """Close a month for good."""

    month: date


def compute_bonus(session: Session, user: User, wanted: Compute, *, now: datetime) -> PeriodStatus:
    """Take a snapshot of every input row and the policy; the same rows and policy again change nothing.

    A month under review whose rows have changed is a draft again, to be reviewed anew.
    """
    user.require(Right.DRAFT_BONUS)
    if wanted.month.day != 1 or wanted.month > local_date(now, wanted.floor.zone):
        raise InvalidInput([Problem("month", "Choose a month that has begun.")])
    _wait_for(session, "bonus_period")
    row = _locked_row(session, wanted.month)
    before = PeriodStatus.OPEN if row is None else PeriodStatus(row.status)
    if before not in COMPUTABLE:
        raise Refused("This month's bonus is approved. What comes late is an adjustment in a later month.")
    version = policy_at(session, user, wanted.month)
    gathered = gather(session, wanted.month, now=now, floor=wanted.floor)
    inputs, policy = inputs_text(gathered), canonical(policy_document(version.policy))
    digest = hash_of(inputs, policy)
    if row is not None:
        held = session.get_one(SnapshotRow, row.snapshot_id)
        if (held.input_hash, held.policy_version) == (digest, version.version):
            return before
    snapshot = SnapshotRow(
        month=wanted.month, as_of=now, taken_by=user.id or None, policy_version=version.version, policy=policy, inputs=inputs,
        input_hash=digest, totals=canonical(totals_of(statements_of(inputs_from(inputs), version.policy))),
    )  # fmt: skip
    session.add(snapshot)
    session.flush()
    if row is None:
        row = PeriodRow(month=wanted.month, last_day=last_day_of(wanted.month), status="", snapshot_id=snapshot.id or 0, computed_at=now)
    row.status, row.snapshot_id, row.disputes_until = str(PeriodStatus.COMPUTED), snapshot.id or 0, None
    row.computed_at, row.computed_by = now, user.id or None
    after = {"input_hash": digest, "policy_version": version.version, "snapshot": snapshot.id}
    return _step(session, user, row, "compute", before, now=now, **after)


def review_bonus(session: Session, user: User, wanted: Review, *, now: datetime) -> PeriodStatus:
    """Put a computed month up for review; once there, only the deadline moves when one is named."""
    user.require(Right.DRAFT_BONUS)
    row, before = _require(session, wanted.month, PeriodStatus.COMPUTED, PeriodStatus.REVIEW)
    if before is PeriodStatus.REVIEW and wanted.disputes_until is None:
        return before
    until = wanted.disputes_until or now + timedelta(days=DISPUTE_DAYS)
    if until <= now:
        raise InvalidInput([Problem("until", "The deadline for objections lies in the future.")])
    row.status, row.disputes_until = str(PeriodStatus.REVIEW), until
    return _step(session, user, row, "review", before, now=now, disputes_until=until.isoformat())


def approve_bonus(session: Session, user: User, wanted: Approve, *, now: datetime) -> PeriodStatus:
    """Approve a reviewed month: over, no objection open, the snapshot whole, and nothing in it for who approves."""
    user.require(Right.APPROVE_BONUS)
    row, before = _require(session, wanted.month, PeriodStatus.REVIEW, PeriodStatus.APPROVED)
    if before is PeriodStatus.APPROVED:
        return before
    if local_date(now, wanted.floor.zone) <= row.last_day:
        raise Refused("This month is not over yet: it can be computed and reviewed, not approved.")
    query = select(func.count(col(DisputeRow.id))).where(DisputeRow.month == row.month, DisputeRow.status == str(DisputeStatus.OPEN))
    if waiting := session.exec(query).one():
        raise Refused("{count} objections wait for an answer. Answer them first.", count=waiting)
    found = _statements(session, row)
    if any(statement.agent_id == user.id and statement.total_vnd > 0 for statement in found):
        raise Refused("Nobody approves their own bonus. Another owner can, or the administrator at the command line.")
    row.status, row.approved_at, row.approved_by = str(PeriodStatus.APPROVED), now, user.id or None
    early = row.disputes_until is not None and now < row.disputes_until
    return _step(session, user, row, "approve", before, now=now, before_deadline=early)


def lock_bonus(session: Session, user: User, wanted: Lock, *, now: datetime) -> PeriodStatus:
    """Lock an approved month: from now on the database refuses any change to its shifts and results."""
    user.require(Right.APPROVE_BONUS)
    _wait_for(session, "shift", "result")  # whoever is writing a shift finishes first; whoever comes later meets the lock
    row, before = _require(session, wanted.month, PeriodStatus.APPROVED, PeriodStatus.LOCKED)
    if before is PeriodStatus.LOCKED:
        return before
    _statements(session, row)
    row.status, row.locked_at, row.locked_by = str(PeriodStatus.LOCKED), now, user.id or None
    return _step(session, user, row, "lock", before, now=now)


def _wait_for(session: Session, *tables: str) -> None:
    """Let other writers of these tables finish, and keep new ones waiting; SQLite has one writer at a time anyway."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE"))


def _locked_row(session: Session, month: date) -> PeriodRow | None:
    return session.exec(select(PeriodRow).where(PeriodRow.month == month).with_for_update()).one_or_none()


def _require(session: Session, month: date, *allowed: PeriodStatus) -> tuple[PeriodRow, PeriodStatus]:
    row = _locked_row(session, month)
    if row is None:
        raise Refused("This month's bonus has not been computed yet.")
    status = PeriodStatus(row.status)
    if status not in allowed:
        raise Refused("The bonus goes step by step: compute, review, approve, lock. This month: {status}.", status=STATUS_NAMES[status])
    return row, status


def _statements(session: Session, row: PeriodRow) -> tuple[Statement, ...]:
    """Work the statements out from the snapshot; Refused unless they are what was stored."""
    snapshot = session.get_one(SnapshotRow, row.snapshot_id)
    found = statements_of(inputs_from(snapshot.inputs), policy_from(json.loads(snapshot.policy)))
    if not reproduces(snapshot, found):
        raise Refused("The stored rows no longer give the stored numbers. Compute this month again.")
    return found


def _step(session: Session, user: User, row: PeriodRow, name: str, before: PeriodStatus, *, now: datetime, **after: Any) -> PeriodStatus:
    session.add(row)
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action=f"bonus.{name}", subject=f"bonus:{row.month:%Y-%m}",
        before={"status": str(before)}, after={"status": row.status, **after},
    )  # fmt: skip
    touch(session, Topic.SCORE)
    return PeriodStatus(row.status)
