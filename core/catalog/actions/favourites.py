"""Favourites: a script starred by one person for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, func, select

from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, Problem, Refused
from core.catalog.source import SheetKind
from core.catalog.tables import FavouriteRow
from core.people.user import Right, User

MOST = 300


@dataclass(frozen=True)
class Star:
    """Which item (its key: `script_item`, `voucher_item`) is to be a favourite, or no longer."""

    kind: SheetKind
    item: str
    on: bool


def star(session: Session, user: User, wanted: Star, *, now: datetime) -> bool:
    """Star an item for the person, or take the star off; twice changes nothing. Returns whether it is starred now.

    A mark for one's own eyes: not in the audit trail.
    """
    user.require(Right.READ_CATALOG)
    if not user.id:
        raise Refused("Favourites belong to a person. Sign in first.")
    item = wanted.item[:120]
    mine = select(FavouriteRow).where(FavouriteRow.user_id == user.id, FavouriteRow.kind == str(wanted.kind))
    row = session.exec(mine.where(FavouriteRow.item == item)).one_or_none()
    if wanted.on and row is None:
        count = session.exec(select(func.count()).select_from(mine.subquery())).one()
        if not item:
            raise InvalidInput([Problem("item", "There is nothing to star.")])
        if count >= MOST:
            raise InvalidInput([Problem("item", "You have {n} favourites already. Take some off first.", {"n": MOST})])
        session.add(FavouriteRow(user_id=user.id, kind=str(wanted.kind), item=item, at=now))
        touch(session, Topic.CATALOG)
    elif not wanted.on and row is not None:
        session.delete(row)
        touch(session, Topic.CATALOG)
    return wanted.on
