"""The live board as it was drawn: once per change and minute for all who see the same, then only repeated.

A repeated drawing costs neither a query nor the writing of a number. What differs from person to person must
be in the key: those who do not see the whole team have each their own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

import streamlit as st
import structlog

from core.people.user import Right, User
from core.score.queries.parts import UNREADABLE
from core.ui.palette import look
from core.ui.show import failed_part
from core.ui.words import t

log = structlog.get_logger(__name__)
T = TypeVar("T")
A_MINUTE_AND_MORE = 90.0
"""Seconds after which no key asks for a drawing any more: keys hold the minute."""


def drawn(user: User, state: Hashable, draw: Callable[[], T]) -> T:
    """Draw where the page stands, or repeat what was drawn; return what `draw` returned then.

    `state` is what the drawing depends on, besides role, theme and language. `draw` may not hold widgets:
    a repeated one would not answer.
    """
    who = user.role if user.may(Right.SEE_TEAM) else user.id
    return _drawn(repr((str(who), look(), state)), draw)


@st.cache_resource(max_entries=1_000, ttl=A_MINUTE_AND_MORE, show_spinner=False)
def _drawn(key: str, _draw: Callable[[], T]) -> T:
    return _draw()


def part(name: str, draw: Callable[[], None]) -> None:
    """Draw one part; when it fails say so in its place and log the trace, so that the rest stands. `name` is a message id."""
    try:
        draw()
    except Exception:
        log.exception("live_part_not_drawn", part=name)
        failed_part(t(name), t(UNREADABLE))
