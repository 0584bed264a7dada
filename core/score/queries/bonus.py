"""A month's bonus as each person may see it: statements, disputes, inputs, previews."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from core.base.audit import entries
from core.base.errors import NotFound
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.score.bonus import LineKind, Statement, statements_of, totals_of
from core.score.bonus_inputs import Inputs, canonical, hash_of, inputs_from, inputs_text, last_day_of
from core.score.bonus_period import (
    SHOWN_TO_AGENTS,
    Adjustment,
    BonusReport,
    Dispute,
    DisputeStatus,
    Period,
    PeriodStatus,
    PersonStatement,
    Preview,
    PreviewRow,
    TrailStep,
    without_wages,
)
from core.score.floor import Floor
from core.score.policy import Policy, policy_document
from core.score.policy_reading import policy_from
from core.score.queries.bonus_inputs import gather
from core.score.queries.policies import policy_at
from core.score.tables import AdjustmentRow, DisputeRow, PeriodRow, SnapshotRow
from core.shifts.queries.spans import duties
from core.shifts.shift import ShiftStatus
from core.shifts.span import Duty


def bonus_report(session: Session, user: User, month: date, *, now: datetime, floor: Floor, compare: bool = False) -> BonusReport:
    """Return a month's statements: everybody's for who drafts (wages left out for who may not see them), else only one's own.

    An open month is previewed as of `now`; a computed one comes from its snapshot. An agent sees nothing
    before the review. `compare` also looks whether today's rows differ from the snapshot's.
    """
    user.require(Right.SEE_BONUS)
    row = session.get(PeriodRow, month)
    period = period_of(month, row)
    may_draft = user.may(Right.DRAFT_BONUS)
    if row is None:
        version = policy_at(session, user, month)
        if not may_draft:
            return BonusReport(period, version.version, version.policy, "", ())
        inputs = gather(session, month, now=now, floor=floor)
        policy = canonical(policy_document(version.policy))
        found = statements_of(inputs, version.policy)
        return BonusReport(period, version.version, version.policy, hash_of(inputs_text(inputs), policy), _shown(session, user, found))
    snapshot = session.get_one(SnapshotRow, row.snapshot_id)
    policy_then = policy_from(json.loads(snapshot.policy))
    if not may_draft and period.status not in SHOWN_TO_AGENTS:
        return BonusReport(period, snapshot.policy_version, policy_then, "", ())
    found = statements_of(inputs_from(snapshot.inputs), policy_then)
    hash_now = ""
    if compare and may_draft:
        inputs = gather(session, month, now=now, floor=floor)
        hash_now = hash_of(inputs_text(inputs), canonical(policy_document(policy_at(session, user, month).policy)))
    return BonusReport(
        period,
        snapshot.policy_version,
        policy_then,
        snapshot.input_hash,
        _shown(session, user, found),
        reproduced=reproduces(snapshot, found),
        changed=hash_now != snapshot.input_hash if hash_now else None,
        hash_now=hash_now,
    )


def own_statement(session: Session, user: User, month: date, *, now: datetime, floor: Floor) -> PersonStatement | None:
    """Return one's own statement, wage line included; None before the review or without a shift in the month."""
    user.require(Right.SEE_BONUS)
    row = session.get(PeriodRow, month)
    if row is None or PeriodStatus(row.status) not in SHOWN_TO_AGENTS:
        return None
    snapshot = session.get_one(SnapshotRow, row.snapshot_id)
    found = statements_of(inputs_from(snapshot.inputs), policy_from(json.loads(snapshot.policy)))
    own = next((statement for statement in found if statement.agent_id == user.id), None)
    return None if own is None else PersonStatement(user.id, user.name, user.display, own)


def bonus_periods(session: Session, user: User) -> tuple[Period, ...]:
    """Return every month computed so far, newest first; an agent gets those from the review on."""
    user.require(Right.SEE_BONUS)
    rows = session.exec(select(PeriodRow).order_by(col(PeriodRow.month).desc()))
    found = (period_of(row.month, row) for row in rows)
    return tuple(period for period in found if user.may(Right.DRAFT_BONUS) or period.status in SHOWN_TO_AGENTS)


def bonus_inputs(session: Session, user: User, month: date, *, now: datetime, floor: Floor) -> Inputs:
    """Return the rows behind a month: of its snapshot, of this moment while open; wages only for who may see them."""
    user.require(Right.DRAFT_BONUS)
    row = session.get(PeriodRow, month)
    if row is None:
        found = gather(session, month, now=now, floor=floor)
    else:
        found = inputs_from(session.get_one(SnapshotRow, row.snapshot_id).inputs)
    return found if user.may(Right.SEE_WAGES) else replace(found, wages=())


def not_approved(session: Session, user: User, month: date, *, now: datetime, floor: Floor) -> tuple[Duty, ...]:
    """Return the month's shifts that nobody approved yet: they count nowhere, and once the month is locked never will."""
    user.require(Right.DRAFT_BONUS)
    found = duties(session, user, start=month, end=last_day_of(month), now=now, zone=floor.zone)
    return tuple(duty for duty in found if duty.status != ShiftStatus.APPROVED)


def disputes(session: Session, user: User, month: date) -> tuple[Dispute, ...]:
    """Return the objections of a month, open ones first, then the oldest; an agent gets only their own."""
    user.require(Right.SEE_BONUS)
    query = select(DisputeRow).where(DisputeRow.month == month).order_by(col(DisputeRow.id))
    if not user.may(Right.DRAFT_BONUS):
        query = query.where(DisputeRow.agent_id == user.id)
    rows = session.exec(query).all()
    people = users_by_id(session, [row.agent_id for row in rows])
    found = [as_dispute(row, people[row.agent_id].display) for row in rows]
    return tuple(sorted(found, key=lambda dispute: dispute.status is not DisputeStatus.OPEN))


def adjustments(session: Session, user: User, month: date) -> tuple[Adjustment, ...]:
    """Return what is paid with this month or still came from it, oldest first; for who drafts the bonus."""
    user.require(Right.DRAFT_BONUS)
    either = (AdjustmentRow.month == month) | (AdjustmentRow.from_month == month)
    rows = session.exec(select(AdjustmentRow).where(either).order_by(col(AdjustmentRow.id))).all()
    people = users_by_id(session, [row.agent_id for row in rows])
    return tuple(
        Adjustment(row.id or 0, people[row.agent_id].display, row.from_month, row.month, row.amount_vnd, row.reason) for row in rows
    )


def bonus_trail(session: Session, user: User, month: date) -> tuple[TrailStep, ...]:
    """Return who did what with a month's bonus, newest first."""
    user.require(Right.READ_AUDIT)
    user.require(Right.DRAFT_BONUS)
    found = entries(session, subject=f"bonus:{month:%Y-%m}")
    people = users_by_id(session, [entry.actor_id for entry in found])
    return tuple(
        TrailStep(entry.at, people[entry.actor_id].display if entry.actor_id else entry.actor, entry.action, entry.reason)
        for entry in found
    )


def previews(session: Session, user: User, policy: Policy, months: Iterable[date], *, now: datetime, floor: Floor) -> tuple[Preview, ...]:
    """Return what a policy would have paid in these months beside what holds, per person; for the owner.

    A computed month is taken from its snapshot, an open one as it stands now.
    """
    user.require(Right.MANAGE_POLICY)
    made = []
    for month in months:
        row = session.get(PeriodRow, month)
        if row is None:
            inputs, held = gather(session, month, now=now, floor=floor), policy_at(session, user, month).policy
        else:
            snapshot = session.get_one(SnapshotRow, row.snapshot_id)
            inputs, held = inputs_from(snapshot.inputs), policy_from(json.loads(snapshot.policy))
        people = users_by_id(session, inputs.agents)
        shared = Counter(person.display for person in people.values())
        old, new = (statements_of(inputs, rules) for rules in (held, policy))
        rows = []
        for before, after in zip(old, new, strict=True):
            person = people[before.agent_id]
            label = person.display if shared[person.display] == 1 else f"{person.display} ({person.name})"
            rows.append(PreviewRow(person.id, label, before.total_vnd, after.total_vnd, before.kpi_percent, after.kpi_percent))
        made.append(Preview(month, tuple(sorted(rows, key=lambda row: row.label))))
    return tuple(made)


def reproduces(snapshot: SnapshotRow, found: Iterable[Statement]) -> bool:
    """Tell whether a snapshot is whole (its hash holds) and gives the totals stored with it."""
    return snapshot.input_hash == hash_of(snapshot.inputs, snapshot.policy) and snapshot.totals == canonical(totals_of(tuple(found)))


def as_dispute(row: DisputeRow, agent: str) -> Dispute:
    """Return the frozen value of a stored objection."""
    return Dispute(
        id=row.id or 0,
        month=row.month,
        agent_id=row.agent_id,
        agent=agent,
        line=LineKind(row.line),
        reason=row.reason,
        raised_at=row.raised_at,
        status=DisputeStatus(row.status),
        answer=row.answer,
        answered_at=row.answered_at,
    )


def period_of(month: date, row: PeriodRow | None) -> Period:
    """Return a month's stored state; open without a row."""
    if month.day != 1:
        raise NotFound("A bonus month begins on its first day.", field="month")
    if row is None:
        return Period(month)
    return Period(month, PeriodStatus(row.status), row.computed_at, row.disputes_until, row.approved_at, row.locked_at)


def _shown(session: Session, user: User, found: Iterable[Statement]) -> tuple[PersonStatement, ...]:
    """Keep what the asker may see: everybody's, or one's own; another's wage only with the right."""
    statements = [statement for statement in found if user.may(Right.DRAFT_BONUS) or statement.agent_id == user.id]
    people = users_by_id(session, [statement.agent_id for statement in statements])
    rows = []
    for statement in statements:
        person = people[statement.agent_id]
        see = user.may(Right.SEE_WAGES) or statement.agent_id == user.id
        shown, hidden = (statement, ()) if see else without_wages(statement)
        rows.append(PersonStatement(person.id, person.name, person.display, shown, hidden))
    return tuple(sorted(rows, key=lambda row: (row.agent, row.agent_id)))
