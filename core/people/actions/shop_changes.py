"""What is changed about a shop that exists: its name, whether it is in use, its place in the order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, NotFound, Problem
from core.base.text import clean
from core.people.queries.shops import as_shop
from core.people.shop import Shop
from core.people.tables import ShopRow
from core.people.user import Right, User


@dataclass(frozen=True)
class ChangeShop:
    """A shop's name, and whether it is in use; an archived one keeps its history and takes no new numbers."""

    shop_id: int
    name: str
    active: bool = True


def change_shop(session: Session, user: User, wanted: ChangeShop, *, now: datetime) -> Shop:
    """Rename, archive or take a shop into use again; the last one in use stays."""
    user.require(Right.MANAGE_SHOPS)
    row = session.get(ShopRow, wanted.shop_id)
    if row is None:
        raise NotFound("This shop does not exist any more.")
    name = clean(wanted.name)
    if not name or len(name) > 120:
        raise InvalidInput([Problem("name", "The shop's name is needed, at most 120 characters.")])
    if row.active and not wanted.active:
        others = session.exec(select(ShopRow.id).where(col(ShopRow.active), ShopRow.id != row.id).limit(1)).first()
        if others is None:
            raise InvalidInput([Problem("active", "The last shop in use cannot be archived. Add another one first.")])
    before = {"name": row.name, "active": row.active}
    after = {"name": name, "active": wanted.active}
    if before == after:
        return as_shop(row)
    row.name, row.active = name, wanted.active
    session.add(row)
    audit.record(
        session,
        at=now,
        actor_id=user.id or None,
        actor=user.name,
        action="shop.change",
        subject=f"shop:{row.id}",
        before=before,
        after=after,
    )
    touch(session, Topic.PEOPLE)
    return as_shop(row)


def order_shops(session: Session, user: User, ids: tuple[int, ...], *, now: datetime) -> tuple[int, ...]:
    """Put the shops in this order everywhere; shops not named (added meanwhile) follow as they stood."""
    user.require(Right.MANAGE_SHOPS)
    rows = {row.id or 0: row for row in session.exec(select(ShopRow).order_by(col(ShopRow.position), col(ShopRow.id)))}
    if unknown := [number for number in ids if number not in rows]:
        raise NotFound("There is no shop “{code}”.", field="shop", code=unknown[0])
    order = tuple(dict.fromkeys((*ids, *rows)))
    before = tuple(rows)
    if order == before:
        return order
    for position, number in enumerate(order):
        rows[number].position = position
        session.add(rows[number])
    codes = {number: row.code for number, row in rows.items()}
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="shop.order", subject="shop:*",
        before={"order": [codes[number] for number in before]}, after={"order": [codes[number] for number in order]},
    )  # fmt: skip
    touch(session, Topic.PEOPLE)
    return order
