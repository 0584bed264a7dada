"""Cached reads: a query runs once per change of what it reads, however many people look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

import streamlit as st

from core.base.changes import Topic
from core.base.opened import the_changes, the_database
from core.people.user import Right, User
from core.ui.session import current_user

T = TypeVar("T")


def load(
    query: Callable[..., T],
    *args: Any,
    topics: Sequence[Topic],
    scope: Literal["person", "role", "everybody"] = "person",
    **named: Any,
) -> T:
    """Run `query(session, user, *args, **named)` in a read transaction, cached until a topic changes.

    Arguments must be hashable. `scope="role"` shares one answer among everybody who sees the whole
    team: the query then gets a nameless user of that role, so it cannot depend on who asks.
    `scope="everybody"` does so for every role, for queries that tell each of a role the same.
    """
    user = current_user()
    if scope == "everybody" or (scope == "role" and user.may(Right.SEE_TEAM)):
        user = User(id=0, name=str(user.role), display="", role=user.role)
    # Frozen arguments have one spelling each, so their text is the key; it names the person and the role.
    # People count in every answer: a changed role, and a database emptied to start for real.
    changes = counters((Topic.PEOPLE, *topics))
    key = repr((query.__module__, query.__qualname__, user.id, str(user.role), args, sorted(named.items()), changes))
    return _read(key, lambda: _run(query, user, args, named))  # type: ignore[no-any-return]


def counters(topics: Sequence[Topic]) -> tuple[int, ...]:
    """Return the change counters of topics: the same as long as nothing of theirs was written."""
    versions = the_changes().versions()
    return tuple(versions.get(str(topic), 0) for topic in topics)


def _run(query: Callable[..., T], user: User, args: tuple[Any, ...], named: dict[str, Any]) -> T:
    with the_database().read() as session:
        return query(session, user, *args, **named)


@st.cache_data(max_entries=2_000, ttl=3_600, show_spinner=False)
def _read(key: str, _run_query: Callable[[], Any]) -> Any:
    return _run_query()
