"""Everything that happened to a shift's numbers: old, new, who, when, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.base.words import mark
from core.shifts.result import FIELDS, NOTHING, Save, Totals


class Step(StrEnum):
    """What kind of thing happened."""

    CHECK_IN = "check_in"
    CHANGE = "change"
    UNDO = "undo"
    BEFORE = "earlier"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"


STEP_NAMES: Final = {
    Step.CHECK_IN: mark("Checked in"),
    Step.CHANGE: mark("Number changed"),
    Step.UNDO: mark("Save taken back"),
    Step.BEFORE: mark("Before the first change"),
    Step.SUBMIT: mark("Handed in"),
    Step.RETURN: mark("Sent back"),
    Step.APPROVE: mark("Approved"),
}
_OF_SAVE: Final = {"undo": Step.UNDO, "earlier": Step.BEFORE}
AFTER_RETURN: Final = mark("after the return: {reason}")


@dataclass(frozen=True)
class Act:
    """Something done to the shift as a whole; `why` is the note or reason given with it."""

    at: datetime
    who: str
    step: Step
    why: str = ""


@dataclass(frozen=True)
class Event:
    """One line of the timeline. A change of a number names shop, field, old and new (None: not recorded).

    `why` is what a person wrote; of a change after a return it is the return's reason, and `returned` says so.
    """

    at: datetime
    who: str
    step: Step
    shop_id: int | None = None
    field: str = ""
    old: int | None = None
    new: int | None = None
    why: str = ""
    returned: bool = False


def timeline_of(saves: Sequence[Save], acts: Sequence[Act]) -> tuple[Event, ...]:
    """Return acts and changed numbers in one line, oldest first; saves and acts come in that order.

    A save and an act of one moment: the save first, as handing in stores what was typed before it closes.
    """
    told: list[Event] = []
    before: dict[int, Totals] = {}
    reason = ""
    left = list(saves)
    for act in (*acts, None):
        while left and (act is None or left[0].at < act.at or (left[0].at == act.at and act.step is not Step.CHECK_IN)):
            told += _changes(left.pop(0), before, reason)
        if act is None:
            break
        told.append(Event(act.at, act.who, act.step, why=act.why))
        reason = act.why if act.step is Step.RETURN else "" if act.step is Step.SUBMIT else reason
    return tuple(told)


def _changes(save: Save, before: dict[int, Totals], reason: str) -> list[Event]:
    old, before[save.shop_id] = before.get(save.shop_id, NOTHING), save.totals
    step = _OF_SAVE.get(save.reason, Step.CHANGE)
    # The application's own keys are told by the step; anything else a save was given as its reason is shown.
    why = reason or ("" if save.reason in _OF_SAVE else save.reason)
    return [
        Event(save.at, save.by, step, save.shop_id, name, getattr(old, name), getattr(save.totals, name), why, bool(reason))
        for name in FIELDS
        if getattr(old, name) != getattr(save.totals, name)
    ]
