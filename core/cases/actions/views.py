"""Views of the work lists that a person keeps under a name of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from core.base.appsettings import write_setting
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, Problem
from core.base.words import mark
from core.cases.queries.views import SavedView, saved_views, view_key
from core.cases.view import PARAMS
from core.cases.wording import one_line
from core.people.queries.users import hold_user
from core.people.user import Right, User

MOST_VIEWS: Final = 12
LONGEST_NAME: Final = 40
NEEDS_NAME = mark("Give it a name.")
NAME_TOO_LONG = mark("At most {max} characters; this has {n}.")
TOO_MANY_VIEWS = mark("At most {max} saved filters; remove one first.")


@dataclass(frozen=True)
class KeepView:
    """A view to keep: the page it belongs to, its name, its part of the address."""

    page: str
    name: str
    params: tuple[tuple[str, str], ...]


def keep_view(session: Session, user: User, view: KeepView, *, now: datetime) -> SavedView:
    """Keep a view under a name; the same name again takes the new view."""
    user.require(Right.WORK_CASES)
    hold_user(session, user.id)
    name = one_line(view.name)
    kept = [one for one in saved_views(session, user) if (one.page, one.name.casefold()) != (view.page, name.casefold())]
    problems = []
    if not name:
        problems.append(Problem("name", NEEDS_NAME))
    if len(name) > LONGEST_NAME:
        problems.append(Problem("name", NAME_TOO_LONG, {"max": LONGEST_NAME, "n": len(name)}))
    if sum(one.page == view.page for one in kept) >= MOST_VIEWS:
        problems.append(Problem("name", TOO_MANY_VIEWS, {"max": MOST_VIEWS}))
    if problems:
        raise InvalidInput(problems)
    made = SavedView(view.page, name, {key: value for key, value in view.params if key in PARAMS})
    _write(session, user, [*kept, made])
    return made


def forget_view(session: Session, user: User, page: str, name: str, *, now: datetime) -> str:
    """Remove a kept view; of one that is gone already nothing remains to be done."""
    user.require(Right.WORK_CASES)
    hold_user(session, user.id)
    _write(session, user, [one for one in saved_views(session, user) if (one.page, one.name) != (page, name)])
    return name


def _write(session: Session, user: User, views: list[SavedView]) -> None:
    write_setting(session, view_key(user), [{"page": one.page, "name": one.name, "params": one.params} for one in views])
    touch(session, Topic.SIGN_IN)  # a person's own matter: nobody's caches of cases need emptying
