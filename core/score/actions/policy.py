"""Set the bonus policy and wages: the owner's alone, every version kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, Problem
from core.people.queries.users import find_user
from core.people.user import Right, User
from core.score.bonus_period import PolicyVersion
from core.score.policy import policy_document
from core.score.policy_reading import MOST_VND, policy_from
from core.score.queries.policies import policy_at
from core.score.tables import PolicyRow, WageRow

EVERY_MONTH: Final = date(2000, 1, 1)


@dataclass(frozen=True)
class SetPolicy:
    """A whole policy in the shape of `policy_document`, from a month on (its first day).

    Without a month it holds for every month not computed yet. Computed months keep theirs until computed again.
    """

    document: Any
    from_month: date = EVERY_MONTH


@dataclass(frozen=True)
class SetWage:
    """Somebody's hourly wage from a business date on; 0 takes the wage away."""

    agent: str
    hourly_vnd: int
    from_date: date


def set_policy(session: Session, user: User, new: SetPolicy, *, now: datetime) -> PolicyVersion:
    """Store a new version; earlier ones stay as they are."""
    user.require(Right.MANAGE_POLICY)
    if new.from_month.day != 1:
        raise InvalidInput([Problem("from", "A policy holds from the first day of a month.")])
    policy = policy_from(new.document)
    before = policy_at(session, user, new.from_month)
    row = PolicyRow(from_month=new.from_month, document=policy_document(policy), set_at=now, set_by=user.id or None)
    session.add(row)
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="bonus_policy.set", subject=f"bonus_policy:{row.version}",
        before={"version": before.version, "policy": policy_document(before.policy)},
        after={"version": row.version, "from": new.from_month.isoformat(), "policy": row.document},
    )  # fmt: skip
    touch(session, Topic.SCORE)
    return PolicyVersion(row.version or 0, policy, new.from_month, now, user.display)


def set_wage(session: Session, user: User, new: SetWage, *, now: datetime) -> None:
    """Store a wage. The amount is not in the audit trail, which managers read; the wages themselves are never overwritten."""
    user.require(Right.SEE_WAGES)
    person = find_user(session, user, new.agent)
    if isinstance(new.hourly_vnd, bool) or not 0 <= new.hourly_vnd <= MOST_VND:
        raise InvalidInput([Problem("hourly_vnd", "An hourly wage is an amount from 0 up.")])
    session.add(WageRow(user_id=person.id, from_date=new.from_date, hourly_vnd=new.hourly_vnd, set_at=now, set_by=user.id or None))
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="wage.set", subject=f"user:{person.id}",
        after={"from": new.from_date.isoformat()},
    )  # fmt: skip
    touch(session, Topic.SCORE)
