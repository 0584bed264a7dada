"""Sets of shift templates shops commonly start with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.base.words import mark


class Preset(StrEnum):
    """A ready set of templates."""

    TWO_SHIFTS = "two_shifts"
    SPLIT_DAY = "split_day"


@dataclass(frozen=True)
class Pattern:
    """A template of a preset; minutes after midnight."""

    code: str
    name: str
    start_minute: int
    end_minute: int
    evening: bool = False
    break_minutes: int = 0


MORNING: Final = Pattern("morning", "Ca sáng", 8 * 60, 17 * 60, break_minutes=60)
LATE: Final = Pattern("late", "Ca chiều", 16 * 60, 24 * 60, evening=True)
EVENING: Final = Pattern("evening", "Ca tối", 19 * 60, 24 * 60, evening=True)
PRESETS: Final = {Preset.TWO_SHIFTS: (MORNING, LATE), Preset.SPLIT_DAY: (MORNING, EVENING)}
PRESET_NAMES: Final = {
    Preset.TWO_SHIFTS: mark("Two shifts: 08:00–17:00 and 16:00–24:00"),
    Preset.SPLIT_DAY: mark("Split day: 08:00–17:00 and 19:00–24:00"),
}
