"""Bring in the `shifts` CSV: one transaction, repeatable, every row accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlmodel import Session

from core.base import audit
from core.base.changes import Topic, touch
from core.base.clock import DEFAULT_ZONE, local_date
from core.base.errors import InvalidInput, NotFound, Problem
from core.base.tabular import CsvTable
from core.base.words import mark
from core.people.actions.shops import NewShop, add_shop
from core.people.actions.users import NewUser, add_user
from core.people.queries.shops import list_shops
from core.people.queries.users import find_user
from core.people.shop import Marketplace
from core.people.user import Right, Role, User
from core.shifts.actions.import_writing import Desk, Known, write_rows
from core.shifts.importing import ROW, SHOWN, ImportRow, Reading, missing_columns, read_rows
from core.shifts.queries.templates import list_templates

_LOCK: Final = 0x_CA_51F7  # any constant; one import of shifts at a time on PostgreSQL

MISSING: Final = mark("The file has no column “{columns}”. The first line must name: {wanted}.")
UNKNOWN_AGENT: Final = mark("There is no user “{value}”. Add the account first, or use --create-missing.")
UNKNOWN_SHOP: Final = mark("There is no shop “{value}”. Add the shop first, or use --create-missing.")
OWN_SHIFT: Final = mark("Nobody imports their own shifts. Ask another manager or the owner.")
TWICE: Final = mark("Line {first} already gives other numbers for this agent, shift, date and shop. Keep one of the two.")
BACKWARDS: Final = mark("With this check-in the stored shift would end before it begins. Fill in check_out too.")
CONTRADICTS: Final = mark("Line {first} gives another {column} for the same shift. Make them the same.")


@dataclass(frozen=True)
class ImportCount:
    """What became of the rows: read = added + updated + unchanged + skipped."""

    read: int
    added: int
    updated: int
    unchanged: int
    skipped: int
    problems: tuple[Problem, ...] = field(default=())


def import_rows(
    session: Session, user: User, table: CsvTable, *, now: datetime, create_missing: bool = False, zone: ZoneInfo = DEFAULT_ZONE
) -> ImportCount:
    """Bring in every row that is right and list what is wrong with the others.

    A row is added, or updates the numbers stored under its agent + template + date + shop; blank times
    and status mean the template's hours and approved for a new shift, and change nothing in a stored one.
    """
    user.require(Right.IMPORT_FILES)
    if lacking := missing_columns(table.header):
        wanted = ", ".join(lacking)
        raise InvalidInput([Problem("file", MISSING, {"columns": wanted, "wanted": "business_date, template, agent, shop, chats, …"})])
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    templates = {template.code.lower(): template for template in list_templates(session, user)}
    rows, problems = read_rows(table.rows, Reading(templates, local_date(now, zone), len(table.header), zone))
    rows = list(_once(rows, problems))
    known = _people_and_shops(session, user, rows, problems, create_missing=create_missing, now=now)
    rows = [row for row in rows if row.agent in known.agents and row.shop.lower() in known.shops]
    written = write_rows(session, rows, Desk(user, known, frozenset(table.header), now, zone))
    problems += [_problem(row, "check_in", BACKWARDS, "") for row in written.refused]
    count = ImportCount(
        len(table.rows), written.added, written.updated, written.unchanged,
        len(table.rows) - written.added - written.updated - written.unchanged,
        tuple(sorted(problems, key=lambda problem: int(problem.values[ROW]))),
    )  # fmt: skip
    if count.added or count.updated:
        audit.record(
            session, at=now, actor_id=user.id or None, actor=user.name, action="shift.import", subject="shift:*",
            after={"read": count.read, "added": count.added, "updated": count.updated, "skipped": count.skipped},
        )  # fmt: skip
        touch(session, Topic.SHIFTS)
    return count


def _problem(row: ImportRow, column: str, template: str, shown: str, **values: object) -> Problem:
    return Problem(column, template, {"value": shown, "column": column, **values, ROW: row.line, SHOWN: shown})


def _once(rows: list[ImportRow], problems: list[Problem]) -> Iterator[ImportRow]:
    """Leave out rows that repeat an earlier one, and say where they contradict it."""
    by_key: dict[object, ImportRow] = {}
    said: dict[tuple[object, str], ImportRow] = {}
    for row in rows:
        key = (*row.shift_key, row.shop.lower())
        if (first := by_key.get(key)) is not None:
            same = (first.totals, first.complaints_handled, first.reviews_handled)
            if same != (row.totals, row.complaints_handled, row.reviews_handled):
                problems.append(_problem(row, "shop", TWICE, row.shop, first=first.line))
            continue
        for column in ("check_in", "check_out", "status"):
            value = getattr(row, column)
            if value is not None and getattr(earlier := said.setdefault((row.shift_key, column), row), column) != value:
                problems.append(_problem(row, column, CONTRADICTS, str(value), first=earlier.line))
                break
        else:
            by_key[key] = row
            yield row


def _people_and_shops(
    session: Session, user: User, rows: list[ImportRow], problems: list[Problem], *, create_missing: bool, now: datetime
) -> Known:
    """Return who and what the file names; the unknown are created when asked, else they are problems of their rows."""
    agents: dict[str, int] = {}
    shops = {shop.code.lower(): shop.id for shop in list_shops(session, user, everything=True)}
    refused: dict[tuple[str, str], tuple[str, dict[str, object]]] = {}
    for row in rows:
        if row.agent not in agents and ("agent", row.agent) not in refused:
            try:
                agents[row.agent] = _agent(session, user, row.agent, create_missing, now)
            except NotFound:
                refused["agent", row.agent] = UNKNOWN_AGENT, {}
            except InvalidInput as error:
                refused["agent", row.agent] = error.template, error.values
        if row.shop.lower() not in shops and ("shop", row.shop) not in refused:
            try:
                shops[row.shop.lower()] = _shop(session, user, row.shop, create_missing, now)
            except NotFound:
                refused["shop", row.shop] = UNKNOWN_SHOP, {}
            except InvalidInput as error:
                refused["shop", row.shop] = error.template, error.values
        for column, name in (("agent", row.agent), ("shop", row.shop)):
            if (column, name) in refused:
                template, values = refused[column, name]
                problems.append(_problem(row, column, template, name, **values))
    own = next((name for name, person in agents.items() if person == user.id), None)
    if own is not None:
        problems += [_problem(row, "agent", OWN_SHIFT, row.agent) for row in rows if row.agent == own]
        del agents[own]
    return Known(agents, shops)


def _agent(session: Session, user: User, name: str, create: bool, now: datetime) -> int:
    try:
        return find_user(session, user, name).id
    except NotFound:
        if not create:
            raise
    return add_user(session, user, NewUser(name, name, Role.AGENT), now=now).id


def _shop(session: Session, user: User, code: str, create: bool, now: datetime) -> int:
    if not create:
        raise NotFound(UNKNOWN_SHOP, field="shop", value=code)
    return add_shop(session, user, NewShop(code, Marketplace.WEB, code), now=now).id
