"""Accounts, as those who may see them see them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from core.base.errors import NotFound
from core.base.text import clean
from core.people.tables import UserRow
from core.people.user import Right, Role, User

_USERS = UserRow.metadata.tables[str(UserRow.__tablename__)]
_DISPLAYS = core_select(_USERS.c.id, _USERS.c.display).where(_USERS.c.id.in_(bindparam("ids", expanding=True)))


def as_user(row: UserRow) -> User:
    """Return the frozen value of a stored account."""
    return User(id=row.id or 0, name=row.name, display=row.display, role=Role(row.role), active=row.active)


def list_users(session: Session, user: User) -> list[User]:
    """Return every account, for those who manage people."""
    user.require(Right.MANAGE_PEOPLE)
    return [as_user(row) for row in session.exec(select(UserRow).order_by(col(UserRow.display), col(UserRow.id)))]


def list_team(session: Session, user: User) -> list[User]:
    """Return the active people a shift or case can be given to: all for managers, oneself for an agent."""
    query = select(UserRow).where(col(UserRow.active)).order_by(col(UserRow.display), col(UserRow.id))
    if not user.may(Right.SEE_TEAM):
        query = query.where(UserRow.id == user.id)
    return [as_user(row) for row in session.exec(query)]


def find_user(session: Session, user: User, name: str) -> User:
    """Return the account of that name; an agent finds only itself."""
    row = session.exec(select(UserRow).where(UserRow.name == clean(name).lower())).one_or_none()
    if row is None or not (user.may(Right.SEE_TEAM) or row.id == user.id):
        raise NotFound("There is no user “{name}”.", field="agent", name=name)
    return as_user(row)


def user_by_id(session: Session, user_id: int) -> User | None:
    """Return an account by id, for the gate; None when there is none."""
    row = session.get(UserRow, user_id)
    return None if row is None else as_user(row)


def users_by_id(session: Session, ids: Iterable[int | None]) -> dict[int, User]:
    """Return the accounts of these ids, left ones too: who did what is shown under their name."""
    wanted = {number for number in ids if number}
    if not wanted:
        return {}
    # Plain columns: a team of hundreds is named on every ranking, and a row object each would cost more than the query.
    columns = (_USERS.c.id, _USERS.c.name, _USERS.c.display, _USERS.c.role, _USERS.c.active)
    rows = session.execute(core_select(*columns).where(_USERS.c.id.in_(wanted))).all()
    return {number: User(number, name, display, Role(role), active) for number, name, display, role, active in rows}


def displays_of(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Return what the accounts of these ids are called, left ones too; for acts that need no more than that."""
    found = session.connection().execute(_DISPLAYS, {"ids": [number for number in ids if number]})
    return {row.id: row.display for row in found}


def hold_user(session: Session, user_id: int) -> None:
    """Hold an account's row until the transaction ends: two acts for one person at once wait for each other here."""
    session.exec(select(UserRow.id).where(UserRow.id == user_id).with_for_update(key_share=True)).one()


def any_user(session: Session) -> bool:
    """Tell whether any account exists; before the first one the owner account is set up."""
    return session.exec(select(UserRow.id).limit(1)).first() is not None
