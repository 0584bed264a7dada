"""Plan a week: save its draft, copy the week before, publish it, take unpublished changes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Session

from core.base import audit
from core.base.changes import Topic, touch
from core.base.clock import local_date
from core.base.errors import InvalidInput, Problem, Refused
from core.base.settings import get_settings
from core.base.text import clean
from core.base.words import mark
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.shifts.actions.roster_settling import settle_requests
from core.shifts.actions.roster_writing import (
    Entries,
    Written,
    check_cells,
    drafted,
    entries_of,
    hold_week,
    moved_on,
    publish_entries,
    require_seen,
    subject_of,
    write_cells,
)
from core.shifts.labour_law import Warned, monday_of
from core.shifts.queries.roster import read_entries, roster_week
from core.shifts.queries.roster_law import law_book
from core.shifts.queries.templates import list_templates
from core.shifts.roster import Assignment, CellPlan, RosterWeek
from core.shifts.tables import RosterOverrideRow

MAX_REASON: Final = 1_000
REASON_NEEDED: Final = mark("{n} labour-law warnings. Change the plan, or write why you go on with it.")
REASON_LONG: Final = mark("The reason is at most {most} characters.")
NOTHING_PLANNED: Final = mark("Nothing is planned in this week yet. Fill the grid, or copy the week before.")


@dataclass(frozen=True)
class SaveWeek:
    """Cells of a week as planned; those not named stay. `version` is the week's as seen."""

    week: date
    version: int
    cells: tuple[CellPlan, ...]


@dataclass(frozen=True)
class PublishWeek:
    """Publish a week with the cells typed last; `reason` is why to go on in spite of labour-law warnings."""

    week: date
    version: int
    cells: tuple[CellPlan, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class CopyWeek:
    """Fill the free cells of a week from another one, by default the week before."""

    week: date
    version: int
    source: date | None = None


@dataclass(frozen=True)
class Published:
    """The week as it now is, how many planned shifts this publication changed, and the warnings gone on with."""

    week: RosterWeek
    changed: int
    overridden: tuple[Warned, ...] = ()


@dataclass(frozen=True)
class Copied:
    """The week as it now is, how many shifts were copied, and those that could not be: retired template, agent gone."""

    week: RosterWeek
    copied: int
    skipped: tuple[Assignment, ...] = ()


def save_week(session: Session, user: User, wanted: SaveWeek, *, now: datetime) -> RosterWeek:
    """Store the draft of some cells, or of none; nobody but planners sees it before it is published.

    Cells already so change nothing. A week somebody else changed since raises Conflict with the week as it is now.
    """
    user.require(Right.PLAN_ROSTER)
    week = monday_of(wanted.week)
    row = hold_week(session, week)
    require_seen(session, user, row, wanted.version)
    told = write_cells(session, user, week, entries_of(session, week), wanted.cells)
    if told:
        moved_on(session, user, row, now=now)
        _record(session, user, "roster.save", week, told, now=now)
    return roster_week(session, user, week)


def copy_week(session: Session, user: User, wanted: CopyWeek, *, now: datetime) -> Copied:
    """Copy the draft of another week, day by day, into the cells that are still free.

    Left out and told: templates that are no longer used on the new day, people without an active account.
    """
    user.require(Right.PLAN_ROSTER)
    week = monday_of(wanted.week)
    source = monday_of(wanted.source or week - timedelta(days=7))
    row = hold_week(session, week)
    require_seen(session, user, row, wanted.version)
    entries = entries_of(session, week)
    taken = drafted(entries)
    moved = [
        Assignment(one.agent_id, one.template, one.business_date + (week - source)) for one in roster_week(session, user, source).draft
    ]
    free = [one for one in moved if (one.agent_id, one.business_date) not in taken]
    people = users_by_id(session, {one.agent_id for one in free})
    good = [one for one in free if one.template.holds_on(one.business_date) and people[one.agent_id].active]
    cells: dict[tuple[int, date], tuple[int, ...]] = {}
    for one in good:
        cells[one.agent_id, one.business_date] = (*cells.get((one.agent_id, one.business_date), ()), one.template.id)
    told = write_cells(session, user, week, entries, [CellPlan(agent, day, numbers) for (agent, day), numbers in cells.items()])
    if told:
        moved_on(session, user, row, now=now)
        _record(session, user, "roster.copy", week, told, now=now)
    return Copied(roster_week(session, user, week), len(good), tuple(one for one in free if one not in good))


def publish_week(session: Session, user: User, wanted: PublishWeek, *, now: datetime) -> Published:
    """Save the typed cells and make the draft what agents see; later publications are kept as changes.

    Labour-law warnings nobody gave a reason for yet need one, kept with each of them. Without any difference
    to what is published nothing happens. Open wishes of the week are granted or declined by what is planned.
    """
    user.require(Right.PLAN_ROSTER)
    week = monday_of(wanted.week)
    row = hold_week(session, week)
    require_seen(session, user, row, wanted.version)
    entries = entries_of(session, week)
    told = write_cells(session, user, week, entries, wanted.cells)
    different = [entry for entry in entries.values() if entry.drafted != entry.published]
    if not different and row.publication:
        if told:
            moved_on(session, user, row, now=now)
            _record(session, user, "roster.save", week, told, now=now)
        return Published(roster_week(session, user, week), 0)
    if not different:
        raise Refused(NOTHING_PLANNED)
    _check_new(session, user, week, entries)
    overridden = _override(session, user, week, entries, clean(wanted.reason), now=now)
    changed = publish_entries(session, user, row, list(entries.values()), now=now)
    moved_on(session, user, row, now=now)
    settle_requests(session, user, week, now=now)
    after = {
        "publication": row.publication,
        "changed": changed,
        "overridden": [{"rule": one.rule, "agent": f"user:{one.agent_id}", "date": one.day.isoformat()} for one in overridden],
        "cells": [cell.told() for cell in told],
    }
    reason = clean(wanted.reason) if overridden else ""
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="roster.publish", subject=subject_of(week), after=after,
        reason=reason,
    )  # fmt: skip
    touch(session, Topic.SHIFTS)
    return Published(roster_week(session, user, week), changed, overridden)


def discard_changes(session: Session, user: User, week: date, version: int, *, now: datetime) -> RosterWeek:
    """Bring the draft back to what is published."""
    user.require(Right.PLAN_ROSTER)
    monday = monday_of(week)
    row = hold_week(session, monday)
    require_seen(session, user, row, version)
    entries = entries_of(session, monday)
    published: dict[tuple[int, date], tuple[int, ...]] = {(agent, day): () for agent, _, day in entries}
    for (agent, template, day), entry in entries.items():
        if entry.published:
            published[agent, day] = (*published[agent, day], template)
    told = write_cells(session, user, monday, entries, [CellPlan(*cell, numbers) for cell, numbers in published.items()])
    if told:
        moved_on(session, user, row, now=now)
        _record(session, user, "roster.discard", monday, told, now=now)
    return roster_week(session, user, monday)


def _check_new(session: Session, user: User, week: date, entries: Entries) -> None:
    """What becomes visible must be possible on the day it is published: templates in use, people with an account."""
    before = {(agent, day): set[int]() for agent, _, day in entries}
    for (agent, template, day), entry in entries.items():
        if entry.published:
            before[agent, day].add(template)
    after = drafted(entries)
    new = {cell: (numbers, before[cell]) for cell, numbers in after.items() if numbers - before[cell]}
    check_cells(session, week, new, {template.id: template for template in list_templates(session, user)})


def _override(session: Session, user: User, week: date, entries: Entries, reason: str, *, now: datetime) -> tuple[Warned, ...]:
    """Keep the reason with each warning that has none yet; raise when one is needed and missing."""
    plan = read_entries(session, user, [entry for entry in entries.values() if entry.drafted])
    book = law_book(session, user, week, today=local_date(now, get_settings().zone))
    unanswered = book.unanswered(book.warnings(plan))
    if not unanswered:
        return ()
    require_reason(len(unanswered), reason)
    keep_overrides(session, user, unanswered, reason, now=now)
    return unanswered


def require_reason(warnings: int, reason: str) -> None:
    """Raise InvalidInput unless there is a reason, not too long, for going on with this many warnings."""
    if not reason:
        raise InvalidInput([Problem("reason", REASON_NEEDED, {"n": warnings})])
    if len(reason) > MAX_REASON:
        raise InvalidInput([Problem("reason", REASON_LONG, {"most": MAX_REASON})])


def keep_overrides(session: Session, user: User, warnings: tuple[Warned, ...], reason: str, *, now: datetime) -> None:
    """Keep why somebody went on with warnings, one by one, for good."""
    session.add_all(
        RosterOverrideRow(
            week=monday_of(one.day), agent_id=one.agent_id, business_date=one.day, rule=str(one.rule), minutes=one.minutes,
            reason=reason, at=now, by=user.id or None,
        )
        for one in warnings
    )  # fmt: skip
    session.flush()


def _record(session: Session, user: User, action: str, week: date, told: list[Written], *, now: datetime) -> None:
    after = {"cells": [cell.told() for cell in told]}
    audit.record(session, at=now, actor_id=user.id or None, actor=user.name, action=action, subject=subject_of(week), after=after)
    touch(session, Topic.SHIFTS)
