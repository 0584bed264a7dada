"""Keep what is typed and not saved yet; go on with it on another device; let go of it.

A draft touches no topic and writes no audit row: it is nobody's business but the typist's, and a cache
of the whole team would empty with each field. Each open page has a draft of its own, so no device ever
writes over another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from core.base.errors import Conflict, NotFound, Refused
from core.base.words import mark
from core.people.user import Right, User
from core.shifts.draft import MAX_DEVICE, MAX_TEXT, KeptDraft, TypedShop, to_stored
from core.shifts.queries.drafts import as_draft
from core.shifts.queries.shifts import may_see
from core.shifts.shift import WRITABLE
from core.shifts.tables import ResultDraftRow, ShiftRow

MOVED_ON = mark("The draft of the other device has changed meanwhile. Look at it once more.")


@dataclass(frozen=True)
class KeepDraft:
    """Everything this page has typed into a shift and not saved; no shops: nothing (any more)."""

    shift_id: int
    device: str
    shops: tuple[TypedShop, ...]


def keep_draft(session: Session, user: User, wanted: KeepDraft, *, now: datetime) -> KeptDraft | None:
    """Keep a page's draft in place of its earlier one; None when there is nothing to keep. Refused once the shift is closed."""
    shift = session.get(ShiftRow, wanted.shift_id)
    if shift is None or not may_see(user, shift.agent_id) or not 0 < len(wanted.device) <= MAX_DEVICE:
        raise NotFound("There is no such shift.", field="shift")
    user.require(Right.LOG_OWN_SHIFT if shift.agent_id == user.id else Right.LOG_ANY_SHIFT)
    row = _own(session, user, wanted.shift_id, wanted.device)
    shops = _short(wanted.shops)
    if not shops:
        if row is not None:
            session.delete(row)
        return None
    if shift.status not in WRITABLE:
        raise Refused("This shift was handed in. A manager can return it, then it can be changed.")
    if row is None:
        row = ResultDraftRow(shift_id=wanted.shift_id, user_id=user.id, device=wanted.device, typed=[], saved_at=now, version=0)
    row.typed, row.saved_at, row.version = to_stored(shops), now, row.version + 1
    session.add(row)
    session.flush()
    return as_draft(row)


def take_draft(session: Session, user: User, draft: KeptDraft, device: str, *, now: datetime) -> KeptDraft:
    """Go on with a draft of another device on this one, as it was seen; what was typed here gives way to it.

    Conflict when the other device typed on since.
    """
    row = _seen(session, user, draft)
    mine = _own(session, user, draft.shift_id, device)
    if mine is not None and mine.id != row.id:
        session.delete(mine)
        session.flush()
    row.device, row.version = device, row.version + 1
    session.add(row)
    session.flush()
    return as_draft(row)


def drop_draft(session: Session, user: User, draft: KeptDraft, *, now: datetime) -> bool:
    """Let go of a draft as it was seen; gone already is well too. Conflict when its device typed on since."""
    try:
        session.delete(_seen(session, user, draft))
    except NotFound:
        return True
    return True


def drop_all_drafts(session: Session, shift_id: int) -> None:
    """Let go of everybody's drafts of a shift that was approved; part of the act that approves it."""
    session.execute(delete(ResultDraftRow).where(col(ResultDraftRow.shift_id) == shift_id))


def _own(session: Session, user: User, shift_id: int, device: str) -> ResultDraftRow | None:
    query = select(ResultDraftRow).where(
        ResultDraftRow.shift_id == shift_id, ResultDraftRow.user_id == user.id, ResultDraftRow.device == device
    )
    return session.exec(query).one_or_none()


def _seen(session: Session, user: User, draft: KeptDraft) -> ResultDraftRow:
    row = session.exec(
        select(ResultDraftRow).where(ResultDraftRow.id == draft.id, ResultDraftRow.user_id == user.id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound("This draft is not there any more.", field="draft")
    if (row.version, row.device) != (draft.version, draft.device):
        raise Conflict(MOVED_ON, current=as_draft(row))
    return row


def _short(shops: Sequence[TypedShop]) -> tuple[TypedShop, ...]:
    cut = (TypedShop(shop.shop_id, shop.version, shop.base, tuple((name, text[:MAX_TEXT]) for name, text in shop.texts)) for shop in shops)
    return tuple(shop for shop in cut if shop.texts)
