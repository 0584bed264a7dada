"""Shift templates: add, change, retire from a date; what was worked and planned with them stays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import InvalidInput, NotFound, Problem
from core.base.text import clean, fold
from core.base.words import mark
from core.people.user import Right, User
from core.shifts.presets import PRESETS, Pattern, Preset
from core.shifts.queries.templates import as_template
from core.shifts.tables import RosterEntryRow, ShiftRow, TemplateRow
from core.shifts.template import DAY, Template

LONGEST: Final = 16 * 60
MAX_NAME: Final = 80
_CLOCK: Final = re.compile(r"([01]?\d|2[0-4])[:hg]?([0-5]\d)?")
NO_TIME: Final = mark("“{value}” is not a time of day. Write it like 08:00, 8h or 24:00.")
NO_NAME: Final = mark("The shift's name is needed, at most {most} characters.")
NAME_TWICE: Final = mark("There is already a shift “{name}”. Give this one another name, or retire that one first.")
TOO_LONG: Final = mark("A shift lasts from 30 minutes to {most} hours. Check its start and end.")
BREAK: Final = mark("The unpaid break is from 0 minutes to half of the shift.")
NO_TEMPLATE: Final = mark("There is no such shift template.")


@dataclass(frozen=True)
class TemplateInput:
    """A template as typed: times like `16:00`, `24:00`, `18h`; an end not after the start is on the next day."""

    name: str
    start: str
    end: str
    evening: bool = False
    break_minutes: int = 0


@dataclass(frozen=True)
class ChangeTemplate:
    """A template changed. Other hours or evening make a new one from `since` on: what was worked stays as it was."""

    template_id: int
    input: TemplateInput
    since: date


@dataclass(frozen=True)
class RetireTemplate:
    """Offer a template no more from a date on; None offers it again."""

    template_id: int
    since: date | None


@dataclass(frozen=True)
class UsePreset:
    """Work with exactly the templates of a preset from a date on."""

    preset: Preset
    since: date


def add_template(session: Session, user: User, wanted: TemplateInput, *, now: datetime) -> Template:
    """Add a template; its code is made from its name."""
    user.require(Right.PLAN_ROSTER)
    pattern = _checked(session, wanted)
    row = _new(session, pattern)
    return _finish(session, user, row, "template.add", now=now, after=_told(row))


def change_template(session: Session, user: User, wanted: ChangeTemplate, *, now: datetime) -> Template:
    """Change a template; new hours of one in use retire it on `since` and start another of that name then."""
    user.require(Right.PLAN_ROSTER)
    row = _held(session, wanted.template_id)
    pattern = _checked(session, wanted.input, besides=row.id)
    before = _told(row)
    told = ("start_minute", "end_minute", "break_minutes", "evening")  # what past hours and allowances were worked out from
    if any(getattr(row, name) != getattr(pattern, name) for name in told) and _is_used(session, row):
        row.retired_from = wanted.since if row.retired_from is None else min(row.retired_from, wanted.since)
        _finish(session, user, row, "template.retire", now=now, before=before, after=_told(row))
        new = _new(session, pattern)
        return _finish(session, user, new, "template.add", now=now, after=_told(new) | {"instead_of": row.code})
    for name in ("name", "start_minute", "end_minute", "evening", "break_minutes"):
        setattr(row, name, getattr(pattern, name))
    return _finish(session, user, row, "template.change", now=now, before=before, after=_told(row))


def retire_template(session: Session, user: User, wanted: RetireTemplate, *, now: datetime) -> Template:
    """Retire a template from a date on, or offer it again; shifts before that date stay as they are."""
    user.require(Right.PLAN_ROSTER)
    row = _held(session, wanted.template_id)
    if row.retired_from == wanted.since:
        return as_template(row)
    if wanted.since is None:
        _refuse_same_name(session, row.name, besides=row.id)
    before = _told(row)
    row.retired_from = wanted.since
    action = "template.offer" if wanted.since is None else "template.retire"
    return _finish(session, user, row, action, now=now, before=before, after=_told(row))


def use_preset(session: Session, user: User, wanted: UsePreset, *, now: datetime) -> tuple[Template, ...]:
    """Offer the templates of a preset and retire all others from a date on; returns the preset's templates."""
    user.require(Right.PLAN_ROSTER)
    rows = session.exec(select(TemplateRow).with_for_update()).all()
    offered = []
    for pattern in PRESETS[wanted.preset]:
        hours = (pattern.start_minute, pattern.end_minute, pattern.break_minutes)
        row = next((row for row in rows if (row.start_minute, row.end_minute, row.break_minutes) == hours), None)
        if row is None:
            row = _new(session, pattern)
            _finish(session, user, row, "template.add", now=now, after=_told(row))
        elif row.retired_from is not None:
            before = _told(row)
            row.retired_from = None
            _finish(session, user, row, "template.offer", now=now, before=before, after=_told(row))
        offered.append(row)
    kept = {row.id for row in offered}
    for row in rows:
        if row.id not in kept and (row.retired_from is None or row.retired_from > wanted.since):
            before = _told(row)
            row.retired_from = wanted.since
            _finish(session, user, row, "template.retire", now=now, before=before, after=_told(row))
    return tuple(as_template(row) for row in offered)


def _checked(session: Session, wanted: TemplateInput, *, besides: int | None = None) -> Pattern:
    problems = []
    name = clean(wanted.name)
    if not name or len(name) > MAX_NAME:
        problems.append(Problem("name", NO_NAME, {"most": MAX_NAME}))
    minutes = []
    for field, value in (("start", wanted.start), ("end", wanted.end)):
        minute = clock_minute(value)
        if minute is None:
            problems.append(Problem(field, NO_TIME, {"value": value}))
        else:
            minutes.append(minute)
    if len(minutes) == 2:
        start, end = minutes[0] % DAY, minutes[1]
        end += DAY if end <= start else 0
        if not 30 <= end - start <= LONGEST:
            problems.append(Problem("end", TOO_LONG, {"most": LONGEST // 60}))
        elif not 0 <= wanted.break_minutes <= (end - start) // 2:
            problems.append(Problem("break_minutes", BREAK))
    if problems:
        raise InvalidInput(problems)
    _refuse_same_name(session, name, besides=besides)
    return Pattern("", name, start, end, wanted.evening, wanted.break_minutes)


def clock_minute(text: str) -> int | None:
    """Return the minute after midnight of a typed time of day, None when it is none: `8h`, `08:00`, `24:00`, `1830`."""
    found = _CLOCK.fullmatch(clean(text).lower().replace(" ", ""))
    if found is None:
        return None
    minute = int(found.group(1)) * 60 + int(found.group(2) or 0)
    return minute if minute <= DAY else None


def _refuse_same_name(session: Session, name: str, *, besides: int | None) -> None:
    for row in session.exec(select(TemplateRow)):
        if row.id != besides and row.retired_from is None and fold(row.name) == fold(name):
            raise InvalidInput([Problem("name", NAME_TWICE, {"name": name})])


def _new(session: Session, pattern: Pattern) -> TemplateRow:
    taken = set(session.exec(select(TemplateRow.code)))
    base = pattern.code or re.sub(r"[^a-z0-9]+", "-", fold(pattern.name)).strip("-")[:30] or "shift"
    code = next(one for number in range(1, len(taken) + 2) if (one := base if number == 1 else f"{base}-{number}") not in taken)
    return TemplateRow(
        code=code, name=pattern.name, start_minute=pattern.start_minute, end_minute=pattern.end_minute, evening=pattern.evening,
        break_minutes=pattern.break_minutes,
    )  # fmt: skip


def _is_used(session: Session, row: TemplateRow) -> bool:
    worked = select(ShiftRow.id).where(ShiftRow.template_id == row.id).limit(1)
    planned = select(RosterEntryRow.id).where(RosterEntryRow.template_id == row.id).limit(1)
    return session.exec(worked).first() is not None or session.exec(planned).first() is not None


def _held(session: Session, template_id: int) -> TemplateRow:
    row = session.exec(select(TemplateRow).where(TemplateRow.id == template_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound(NO_TEMPLATE, field="template")
    return row


def _told(row: TemplateRow) -> dict[str, object]:
    return {
        "code": row.code, "name": row.name, "start_minute": row.start_minute, "end_minute": row.end_minute, "evening": row.evening,
        "break_minutes": row.break_minutes, "retired_from": row.retired_from.isoformat() if row.retired_from else None,
    }  # fmt: skip


def _finish(
    session: Session, user: User, row: TemplateRow, action: str, *, now: datetime, before: object = None, after: object = None
) -> Template:
    session.add(row)
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action=action, subject=f"template:{row.id}", before=before, after=after
    )
    touch(session, Topic.SHIFTS)
    return as_template(row)
