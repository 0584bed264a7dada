"""How the roster is written: days, weeks, shifts, marks; one place for the grid, the files and the print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import combinations

from core.base.clock import to_local
from core.base.settings import get_settings
from core.shifts import roster_table
from core.shifts.holidays import DayMark
from core.shifts.labour_law import Warned
from core.shifts.roster import overlaps
from core.shifts.roster_table import short_name
from core.shifts.template import Template
from core.ui.words import language, t


def short_day(day: date) -> str:
    """`T2 23/11`."""
    return roster_table.short_day(day, language())


def week_title(week: date, *, year: bool = True) -> str:
    """`Tuần 48 · 23/11 – 29/11/2026`."""
    sunday = week + timedelta(days=6)
    return t(
        "Week {n} · {first} – {last}",
        n=week.isocalendar().week,
        first=f"{week:%d/%m}",
        last=f"{sunday:%d/%m/%Y}" if year else f"{sunday:%d/%m}",
    )


def mark_sentence(mark: DayMark) -> str:
    """The whole of it: the holiday's name, the campaign day."""
    parts = [mark.holiday.name(language())] if mark.holiday is not None else []
    return " · ".join(parts + ([t("Sale")] if mark.campaign else []))


def day_heading(mark: DayMark) -> str:
    """`T3 24/11`, starred when there is something special about it."""
    return roster_table.day_heading(mark, language())


def labels_of(templates: Sequence[Template]) -> dict[int, str]:
    """Return a different short label for each template; two of one name are told apart by their hours."""
    names = [short_name(template) for template in templates]
    return {
        template.id: name if names.count(name) == 1 else f"{name} {template.span}" for template, name in zip(templates, names, strict=True)
    }


def cell_options(templates: Sequence[Template]) -> dict[str, tuple[int, ...]]:
    """Return what a cell may hold, as it is shown: each template, then each pair that does not run at the same time."""
    labels = labels_of(templates)
    by_start = sorted(templates, key=lambda template: (template.start_minute, template.id))
    options: dict[str, tuple[int, ...]] = {labels[template.id]: (template.id,) for template in by_start}
    for pair in combinations(by_start, 2):
        if not overlaps(pair):
            options[" + ".join(labels[template.id] for template in pair)] = tuple(template.id for template in pair)
    return options


def cell_text(numbers: Sequence[int], labels: dict[int, str]) -> str:
    """What a cell shows; nothing for a free day."""
    return " + ".join(labels.get(number, "?") for number in numbers)


def shift_text(template: Template) -> str:
    """`Ca sáng 08:00–17:00`, as typed by the team: escape it inside Markdown."""
    return f"{template.name} {template.span}"


def warning_text(warning: Warned) -> str:
    """The broken rule as a sentence that begins it."""
    said = warning.said(language())
    return said[:1].upper() + said[1:]


def moment_text(moment: datetime | None) -> str:
    """`21/11 14:05` in the team's zone."""
    return "" if moment is None else f"{to_local(moment, get_settings().zone):%d/%m %H:%M}"


def article_text(warning: Warned) -> str:
    """`Điều 107.2b BLLĐ 2019`."""
    return t("Art. {article}, Labour Code 2019", article=warning.article)
