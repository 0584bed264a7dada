"""What a leaver wrote about themselves in wishes and swaps goes; who worked when stays."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, or_, select

from core.base import audit
from core.base.changes import Topic, touch
from core.people.actions.users import erase_user
from core.people.user import Right, User
from core.shifts.tables import SwapRow, WishRow


def erase_person(session: Session, user: User, name: str, *, now: datetime) -> User:
    """Erase a leaver: the account, and what was written in wishes and swaps; the one act for page and command line."""
    erased = erase_user(session, user, name, now=now)
    erase_requests(session, user, erased.id, now=now)
    return erased


def erase_requests(session: Session, user: User, agent_id: int, *, now: datetime) -> int:
    """Empty the notes and answers of an agent's wishes and of the swaps they were part of; returns how many."""
    user.require(Right.MANAGE_PEOPLE)
    wishes = session.exec(select(WishRow).where(WishRow.agent_id == agent_id)).all()
    swaps = session.exec(select(SwapRow).where(or_(SwapRow.from_agent_id == agent_id, SwapRow.to_agent_id == agent_id))).all()
    for row in (*wishes, *swaps):
        row.note, row.answer = "", ""
        session.add(row)
    if wishes or swaps:
        audit.record(
            session, at=now, actor_id=user.id or None, actor=user.name, action="roster.erase", subject=f"user:{agent_id}",
            after={"wishes": len(wishes), "swaps": len(swaps)},
        )  # fmt: skip
        touch(session, Topic.SHIFTS)
    return len(wishes) + len(swaps)
