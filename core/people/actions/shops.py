"""Shops: add one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, func, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, Problem
from core.base.text import clean
from core.people.queries.shops import as_shop
from core.people.shop import Marketplace, Shop
from core.people.tables import ShopRow
from core.people.user import Right, User

_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")


@dataclass(frozen=True)
class NewShop:
    """What a new shop needs."""

    code: str
    marketplace: Marketplace
    name: str


def add_shop(session: Session, user: User, new: NewShop, *, now: datetime) -> Shop:
    """Create a shop; its code is unique without regard to case."""
    user.require(Right.MANAGE_SHOPS)
    code, name = clean(new.code), clean(new.name)
    problems = []
    if not _CODE.match(code):
        problems.append(Problem("code", "A shop code has letters, digits, dot, dash or underscore, at most 40."))
    elif session.exec(select(ShopRow.id).where(func.lower(ShopRow.code) == code.lower())).first() is not None:
        problems.append(Problem("code", "There is already a shop “{code}”.", {"code": code}))
    if not name or len(name) > 120:
        problems.append(Problem("name", "The shop's name is needed, at most 120 characters."))
    if problems:
        raise InvalidInput(problems)
    position = session.exec(select(func.count()).select_from(ShopRow)).one()
    row = ShopRow(code=code, marketplace=str(new.marketplace), name=name, position=position)
    session.add(row)
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="shop.add", subject=f"shop:{row.id}",
        after={"code": code, "marketplace": row.marketplace, "name": name},
    )  # fmt: skip
    touch(session, Topic.PEOPLE)
    return as_shop(row)
