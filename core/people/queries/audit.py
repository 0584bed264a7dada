"""The audit trail as those who may read it read it: with names, and without what is not theirs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlmodel import Session

from core.base import audit
from core.base.clock import DEFAULT_ZONE, day_bounds
from core.people.queries.users import users_by_id
from core.people.user import Right, User

MOST: Final = 500
MONEY: Final = ("wage.", "bonus")
"""Beginnings of acts that tell what people earn; only those who see wages read them."""


@dataclass(frozen=True)
class Wanted:
    """Which acts: local dates, both in; one person's or everybody's; one kind or all."""

    start: date
    end: date
    actor_id: int | None = None
    kind: str = ""
    zone: ZoneInfo = DEFAULT_ZONE


@dataclass(frozen=True)
class Act:
    """One act in words: `who` is the name of today, `changes` say before → after, a line each."""

    at: datetime
    who: str
    kind: str
    action: str
    subject: str
    changes: tuple[str, ...]
    reason: str


def read_trail(session: Session, user: User, wanted: Wanted) -> tuple[Act, ...]:
    """Return the newest 500 acts that fit, newest first. Managers read the team's, not what is about money."""
    user.require(Right.READ_AUDIT)
    besides = () if user.may(Right.SEE_WAGES) else MONEY
    since, until = day_bounds(wanted.start, wanted.zone)[0], day_bounds(wanted.end, wanted.zone)[1]
    rows = audit.found(
        session, since=since, until=max(until, since + timedelta(days=1)), actor_id=wanted.actor_id, kind=wanted.kind, besides=besides,
        limit=MOST,
    )  # fmt: skip
    about = {row.id: _person(row.subject) for row in rows}
    people = users_by_id(session, [*(row.actor_id for row in rows), *about.values()])
    acts = []
    for row in rows:
        actor, person = people.get(row.actor_id or 0), people.get(about[row.id] or 0)
        acts.append(
            Act(
                at=row.at,
                who=actor.display if actor else row.actor,
                kind=row.action.split(".")[0],
                action=row.action,
                subject=person.display if person else row.subject,
                changes=changes(row.before, row.after),
                reason=row.reason,
            )
        )
    return tuple(acts)


def changes(before: Any, after: Any) -> tuple[str, ...]:
    """Return what changed, a line per field: `role: agent → manager`, `role: → agent` for what is new."""
    if isinstance(before, dict) or isinstance(after, dict):
        old, new = (one if isinstance(one, dict) else {} for one in (before, after))
        keys = [key for key in dict.fromkeys((*old, *new)) if old.get(key) != new.get(key)]
        return tuple(f"{key}: {_said(old.get(key))} → {_said(new.get(key))}".replace(":  →", ": →") for key in keys)
    return () if before is None and after is None else (f"{_said(before)} → {_said(after)}".strip(),)


def _said(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _person(subject: str) -> int | None:
    kind, _, number = subject.partition(":")
    return int(number) if kind == "user" and number.isdigit() else None
