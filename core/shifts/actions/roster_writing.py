"""What every act on the roster begins and ends with: the week held, its cells written, its version moved on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from core.base.errors import Conflict, InvalidInput, Problem
from core.base.words import mark
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.shifts.queries.roster import roster_week
from core.shifts.queries.templates import list_templates
from core.shifts.roster import Cell, CellPlan, overlaps
from core.shifts.tables import RosterChangeRow, RosterEntryRow, RosterWeekRow
from core.shifts.template import Template

CHANGED: Final = mark("Somebody changed this week in the meantime. What you typed is still here: compare, then save again.")
RETIRED: Final = mark("{agent}, {date}: the shift {template} is no longer used on that day. Choose another one.")
OVERLAP: Final = mark("{agent}, {date}: {templates} run at the same time. Leave one of them.")
GONE: Final = mark("{agent} has no active account any more. Take the shifts of {date} out.")
OTHER_WEEK: Final = mark("{date} is not a day of this week.")
NO_TEMPLATE: Final = mark("There is no such shift template.")

Entries = dict[tuple[int, int, date], RosterEntryRow]


@dataclass(frozen=True)
class Written:
    """One cell as it was and as it is, templates by code, for the audit trail."""

    agent_id: int
    business_date: date
    was: tuple[str, ...]
    now: tuple[str, ...]

    def told(self) -> dict[str, object]:
        """How the audit trail tells it."""
        return {"agent": f"user:{self.agent_id}", "date": self.business_date.isoformat(), "was": list(self.was), "now": list(self.now)}


def subject_of(week: date) -> str:
    """Return how the audit trail names a week."""
    return f"roster:{week.isoformat()}"


def hold_week(session: Session, week: date) -> RosterWeekRow:
    """Return the week's row, made when missing, held until the transaction ends."""
    query = select(RosterWeekRow).where(RosterWeekRow.week == week).with_for_update()
    if (row := session.exec(query).one_or_none()) is not None:
        return row
    with suppress(IntegrityError), session.begin_nested():  # another planner may begin the same week at this moment
        session.add(RosterWeekRow(week=week, version=0))
    return session.exec(query).one()


def require_seen(session: Session, user: User, row: RosterWeekRow, version: int) -> None:
    """Raise Conflict with the week as it is now unless the person saw this very version."""
    if row.version != version:
        raise Conflict(CHANGED, current=roster_week(session, user, row.week))


def entries_of(session: Session, week: date) -> Entries:
    """Return the stored entries of a week by agent, template and date."""
    rows = session.exec(select(RosterEntryRow).where(col(RosterEntryRow.business_date).between(week, week + timedelta(days=6))))
    return {(row.agent_id, row.template_id, row.business_date): row for row in rows}


def drafted(entries: Entries) -> dict[Cell, set[int]]:
    """Return the drafted templates of each cell."""
    found: dict[Cell, set[int]] = {}
    for (agent, template, day), row in entries.items():
        if row.drafted:
            found.setdefault((agent, day), set()).add(template)
    return found


def write_cells(session: Session, user: User, week: date, entries: Entries, cells: Iterable[CellPlan]) -> list[Written]:
    """Bring the draft of a week to the given cells, or raise with every problem; return the cells that changed."""
    user.require(Right.PLAN_ROSTER)
    templates = {template.id: template for template in list_templates(session, user)}
    before = drafted(entries)
    wanted = {(cell.agent_id, cell.business_date): frozenset(cell.templates) for cell in cells}
    changed = {cell: after for cell, after in wanted.items() if after != before.get(cell, set())}
    if not changed:
        return []
    known = {cell: set(before.get(cell, ())) for cell in changed}
    for agent, template, day in entries:  # what is published may always come back
        if (agent, day) in known:
            known[agent, day].add(template)
    check_cells(session, week, {cell: (after, known[cell]) for cell, after in changed.items()}, templates)
    told = []
    for (agent, day), after in sorted(changed.items(), key=lambda item: (item[0][1], item[0][0])):
        was = before.get((agent, day), set())
        for number in after - was:
            row = entries.get((agent, number, day)) or RosterEntryRow(agent_id=agent, template_id=number, business_date=day)
            row.drafted = True
            session.add(row)
            entries[agent, number, day] = row
        for number in was - after:
            row = entries[agent, number, day]
            row.drafted = False
            if row.published:
                session.add(row)
            else:
                session.delete(entries.pop((agent, number, day)))
        told.append(Written(agent, day, _codes(was, templates), _codes(after, templates)))
    session.flush()
    return told


def check_cells(
    session: Session,
    week: date,
    cells: Mapping[Cell, tuple[Iterable[int], Iterable[int]]],
    templates: Mapping[int, Template],
) -> None:
    """Raise InvalidInput with everything impossible about new cells; each comes with what is planned and what was before."""
    people = users_by_id(session, {agent for agent, _ in cells})
    problems: list[Problem] = []
    for (agent, day), (after, before) in cells.items():
        person = people.get(agent)
        values = {"agent": person.display if person else "?", "date": f"{day:%d/%m/%Y}"}
        planned = [templates[number] for number in after if number in templates]
        if not week <= day <= week + timedelta(days=6):
            problems.append(Problem("business_date", OTHER_WEEK, {"date": values["date"]}))
        elif len(planned) != len(set(after)):
            problems.append(Problem("template", NO_TEMPLATE))
        elif planned and (person is None or not (person.active and person.may(Right.LOG_OWN_SHIFT))):
            problems.append(Problem("agent", GONE, values))
        elif gone := [one for one in planned if one.id not in before and not one.holds_on(day)]:
            problems.append(Problem("template", RETIRED, values | {"template": gone[0].name}))
        elif overlaps(planned):
            problems.append(Problem("template", OVERLAP, values | {"templates": ", ".join(sorted(one.name for one in planned))}))
    if problems:
        raise InvalidInput(problems)


def publish_entries(session: Session, user: User, row: RosterWeekRow, entries: Sequence[RosterEntryRow], *, now: datetime) -> int:
    """Make the given entries published as drafted, as one publication of the week kept in its history; return how many changed."""
    different = [entry for entry in entries if entry.drafted != entry.published]
    row.publication += 1
    row.published_at, row.published_by = now, user.id or None
    for entry in different:
        session.add(
            RosterChangeRow(
                week=row.week, publication=row.publication, agent_id=entry.agent_id, template_id=entry.template_id,
                business_date=entry.business_date, added=entry.drafted, at=now, by=user.id or None,
            )
        )  # fmt: skip
        if entry.drafted:
            entry.published = True
            session.add(entry)
        else:
            session.delete(entry)
    session.flush()
    return len(different)


def moved_on(session: Session, user: User, row: RosterWeekRow, *, now: datetime) -> None:
    """Note that the week was changed."""
    row.version += 1
    row.changed_at, row.changed_by = now, user.id or None
    session.add(row)
    session.flush()


def _codes(numbers: Iterable[int], templates: Mapping[int, Template]) -> tuple[str, ...]:
    return tuple(sorted(templates[number].code for number in numbers if number in templates))
