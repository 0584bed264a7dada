"""What a planner has typed into a week's grid: over which version, and what somebody else stored meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from core.people.user import User
from core.shifts.roster import Cell, CellDifference, CellPlan, RosterWeek, cells_of, differences
from core.ui.roster_words import cell_text

Cells = dict[Cell, tuple[int, ...]]


@dataclass
class Typing:
    """A week as this browser page saw it, and the cells carried into the grid that are not stored yet."""

    seen: RosterWeek
    carried: Cells = field(default_factory=dict)
    drawing: int = 0

    @property
    def key(self) -> str:
        """The grid's widget key; it changes when what is drawn starts anew."""
        return f"roster:grid:{self.seen.week}:{self.drawing}"

    @property
    def touched(self) -> bool:
        """Tell whether anything was typed since the grid was drawn anew, or carried into it."""
        state = st.session_state.get(self.key) or {}
        return bool(self.carried or state.get("edited_rows"))

    def start(self, seen: RosterWeek, carried: Cells) -> None:
        """Draw the grid anew over a version, with cells still to be stored."""
        self.seen, self.drawing = seen, self.drawing + 1
        stored = cells_of(seen.draft)
        self.carried = {cell: numbers for cell, numbers in carried.items() if numbers != stored.get(cell, ())}

    def base(self) -> Cells:
        """What the grid shows before anything is typed into it."""
        return cells_of(self.seen.draft) | self.carried

    def edits(self, typed: Mapping[Cell, tuple[int, ...]]) -> Cells:
        """Return the typed cells that differ from the version seen."""
        stored = cells_of(self.seen.draft)
        return {cell: numbers for cell, numbers in typed.items() if numbers != stored.get(cell, ())}

    def clashes(self, stored: RosterWeek, edits: Cells) -> tuple[CellDifference, ...]:
        """Return what somebody else changed since, beside what is typed here."""
        return differences(self.seen.draft, stored.draft, edits)


def typing_of(stored: RosterWeek) -> Typing:
    """Return the typing of a week; without anything typed it follows what is stored."""
    kept: dict[str, Typing] = st.session_state.setdefault("roster:typing", {})
    found = kept.setdefault(stored.week.isoformat(), Typing(stored))
    if found.seen != stored and not found.touched:
        found.start(stored, {})
    return found


def plans(cells: Mapping[Cell, tuple[int, ...]]) -> tuple[CellPlan, ...]:
    """Return cells as an action takes them."""
    return tuple(CellPlan(agent, day, numbers) for (agent, day), numbers in sorted(cells.items()))


def frame_of(people: Sequence[User], week: RosterWeek, cells: Cells, labels: dict[int, str]) -> pd.DataFrame:
    """Return the grid: a row per person, a column per day, cells as people read them."""
    rows = [[person.display, *(cell_text(cells.get((person.id, day), ()), labels) or None for day in week.days)] for person in people]
    columns = ["agent", *(f"d{number}" for number in range(7))]
    return pd.DataFrame(rows, columns=columns).astype("string")


def cells_in(frame: pd.DataFrame, people: Sequence[User], week: RosterWeek, options: Mapping[str, tuple[int, ...]], before: Cells) -> Cells:
    """Return the cells of a grid as typed; a text that is no option leaves its cell as it was."""
    found: Cells = {}
    for person, row in zip(people, frame.to_dict("records"), strict=True):
        for number, day in enumerate(week.days):
            said = row[f"d{number}"]
            was = before.get((person.id, day), ())
            found[person.id, day] = () if said is None or said is pd.NA or said == "" else options.get(str(said), was)
    return found
