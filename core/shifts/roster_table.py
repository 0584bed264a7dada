"""A week as a table of texts and numbers, in a language: for files and for paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from babel.dates import format_date

from core.base.words import Language, translate
from core.shifts.holidays import DayMark
from core.shifts.labour_law import night_minutes
from core.shifts.roster import Assignment
from core.shifts.roster_coverage import planned_coverage
from core.shifts.template import Template

Cell = str | float | None


def short_day(day: date, language: Language) -> str:
    """`T2 23/11`, `Mon 23/11`."""
    return f"{format_date(day, 'EEEEEE' if language == 'vi' else 'EEE', locale=language)} {day:%d/%m}"


def day_heading(mark: DayMark, language: Language) -> str:
    """`T3 24/11`, starred when there is something special about it."""
    return f"{short_day(mark.day, language)} ★" if mark.holiday or mark.campaign else short_day(mark.day, language)


def short_name(template: Template) -> str:
    """A template's name as a cell has room for: `Sáng` for `Ca sáng`."""
    name = template.name
    for prefix in ("ca ", "shift "):
        if name.lower().startswith(prefix) and len(name) > len(prefix):
            name = name[len(prefix) :]
    return name[:1].upper() + name[1:]


def week_table(
    people: Mapping[int, str], plan: Sequence[Assignment], marks: Sequence[DayMark], *, language: Language, opens: int, closes: int
) -> tuple[list[str], list[list[Cell]]]:
    """Return headings and rows: a person a row with hours written out, working and night hours as numbers, coverage below."""
    rows: list[list[Cell]] = []
    for number, name in people.items():
        own = [one for one in plan if one.agent_id == number]
        cells = [_cell([one.template for one in own if one.business_date == mark.day]) for mark in marks]
        work, night = sum(one.template.work_minutes for one in own), sum(night_minutes(one.template) for one in own)
        rows.append([name, *cells, work / 60, night / 60])
    days = planned_coverage(plan, marks[0].day, marks[-1].day, opens=opens, closes=closes)
    rows.append([translate("Minutes covered", language), *(f"{one.covered} / {one.service}" for one in days), None, None])
    gaps = (" · ".join(f"{first}–{last}" for first, last in one.gaps) for one in days)
    rows.append([translate("Nobody there", language), *gaps, None, None])
    days_named = (day_heading(mark, language) for mark in marks)
    return [translate("Agent", language), *days_named, translate("Working hours", language), translate("Night hours", language)], rows


def _cell(templates: Sequence[Template]) -> str:
    return " + ".join(f"{short_name(template)} {template.span}" for template in templates)
