"""Versions of the bonus policy."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, select

from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.score.bonus_period import PolicyVersion
from core.score.policy import DEFAULT_POLICY
from core.score.policy_reading import policy_from
from core.score.tables import PolicyRow


def policy_at(session: Session, user: User, month: date) -> PolicyVersion:
    """Return the policy of a month: the newest version that holds from then or earlier; version 0 is the default."""
    user.require(Right.SEE_BONUS)
    query = select(PolicyRow).where(PolicyRow.from_month <= month).order_by(col(PolicyRow.version).desc()).limit(1)
    row = session.exec(query).one_or_none()
    return PolicyVersion(0, DEFAULT_POLICY) if row is None else _version(row, "")


def policy_versions(session: Session, user: User) -> tuple[PolicyVersion, ...]:
    """Return every stored version, newest first, the default last; for the owner."""
    user.require(Right.MANAGE_POLICY)
    rows = session.exec(select(PolicyRow).order_by(col(PolicyRow.version).desc())).all()
    people = users_by_id(session, [row.set_by for row in rows])
    named = (_version(row, people[row.set_by].display if row.set_by else "") for row in rows)
    return (*named, PolicyVersion(0, DEFAULT_POLICY))


def _version(row: PolicyRow, set_by: str) -> PolicyVersion:
    return PolicyVersion(row.version or 0, policy_from(row.document), row.from_month, row.set_at, set_by)
