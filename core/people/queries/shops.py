"""Shops, in the order the team keeps them."""

from __future__ import annotations

from sqlalchemy import select as core_select
from sqlmodel import Session, col, func, select

from core.base.errors import NotFound
from core.base.text import clean
from core.people.shop import Marketplace, Shop
from core.people.tables import ShopRow
from core.people.user import User

_SHOPS = ShopRow.metadata.tables[str(ShopRow.__tablename__)]
_NAMES = core_select(_SHOPS.c.id, _SHOPS.c.name)


def as_shop(row: ShopRow) -> Shop:
    """Return the frozen value of a stored shop."""
    return Shop(id=row.id or 0, code=row.code, marketplace=Marketplace(row.marketplace), name=row.name, active=row.active)


def list_shops(session: Session, user: User, *, everything: bool = False) -> list[Shop]:
    """Return the active shops (or all); every signed-in person may see them."""
    query = select(ShopRow).order_by(col(ShopRow.position), col(ShopRow.id))
    if not everything:
        query = query.where(col(ShopRow.active))
    return [as_shop(row) for row in session.exec(query)]


def shop_names(session: Session) -> dict[int, str]:
    """Return the names of all shops by id, archived ones too."""
    return {row.id: row.name for row in session.connection().execute(_NAMES)}


def find_shop(session: Session, user: User, code: str) -> Shop:
    """Return the shop of that code, without regard to case; NotFound names it."""
    row = session.exec(select(ShopRow).where(func.lower(ShopRow.code) == clean(code).lower())).one_or_none()
    if row is None:
        raise NotFound("There is no shop “{code}”.", field="shop", code=code)
    return as_shop(row)
