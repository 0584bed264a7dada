"""The views a person has kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from core.base.appsettings import read_setting
from core.people.user import Right, User


@dataclass(frozen=True)
class SavedView:
    """A work list's view under a name: the page's key and its part of the address."""

    page: str
    name: str
    params: Mapping[str, str]


def view_key(user: User) -> str:
    """Return the setting under which a person's views are kept."""
    return f"case_views:{user.id}"


def saved_views(session: Session, user: User) -> tuple[SavedView, ...]:
    """Return a person's own views, in the order they were kept."""
    user.require(Right.WORK_CASES)
    stored = read_setting(session, view_key(user), [])
    return tuple(SavedView(str(one["page"]), str(one["name"]), dict(one["params"])) for one in stored)
