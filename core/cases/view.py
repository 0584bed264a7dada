"""A work list as its address tells it: which state, whose, what is searched; junk falls back to what is usual."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

from core.base.text import clean

PARAMS: Final = ("state", "whose", "q")
MAX_SEARCH: Final = 120


class Whose(StrEnum):
    """The three views of a work list."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    ALL = "all"


@dataclass(frozen=True)
class ListView:
    """What a work list shows; `state` is a key of the page's own list of states, the first one being the usual."""

    state: str
    whose: Whose = Whose.ALL
    search: str = ""


def read_view(params: Mapping[str, str], states: Collection[str]) -> ListView:
    """Return the view of an address; what it does not say, or says wrongly, is the usual."""
    state, whose = params.get("state", ""), params.get("whose", "")
    said = "".join(c for c in clean(params.get("q", "")[: 4 * MAX_SEARCH]) if c.isprintable())
    return ListView(
        state if state in states else next(iter(states)),
        Whose(whose) if whose in set(Whose) else Whose.ALL,
        said[:MAX_SEARCH],
    )


def view_params(view: ListView, states: Collection[str]) -> dict[str, str]:
    """Return the part of the address that gives this view again; the usual is left out."""
    said = {
        "state": "" if view.state == next(iter(states)) else view.state,
        "whose": "" if view.whose is Whose.ALL else str(view.whose),
        "q": clean(view.search)[:MAX_SEARCH],
    }
    return {name: value for name, value in said.items() if value}


def view_query(view: ListView, states: Collection[str]) -> str:
    """Return the view as it stands in an address: `state=late&q=vo`."""
    return urlencode(view_params(view, states))
