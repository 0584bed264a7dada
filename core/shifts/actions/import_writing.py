"""The writing half of the shifts import: what is new, what differs, what is the same already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from core.base import audit
from core.base.loading import Values, load_rows, new_ids
from core.people.user import User
from core.shifts.actions.bulk import CHUNK, RESULT_COLUMNS, SAVE_COLUMNS, BulkResult, BulkShift, insert_shifts
from core.shifts.actions.held import EARLIER
from core.shifts.importing import DECLARED, ImportRow
from core.shifts.queries.shifts import subject_of
from core.shifts.result import FIELDS
from core.shifts.shift import ShiftStatus
from core.shifts.tables import ResultRow, ResultSaveRow, ShiftRow

IMPORT: Final = "import"
"""Reason of a save that an import made."""
NUMBERS: Final = (*FIELDS, *DECLARED)
ShiftKey = tuple[int, int, date]
Group = list[ImportRow]


@dataclass(frozen=True)
class Known:
    """Ids of the agents by name and of the shops by lower-case code."""

    agents: dict[str, int]
    shops: dict[str, int]


@dataclass(frozen=True)
class Desk:
    """What the writing needs to know besides the rows; columns the file lacks leave stored values alone."""

    user: User
    known: Known
    columns: frozenset[str]
    now: datetime
    zone: ZoneInfo


@dataclass
class Written:
    """How many rows were new, different, the same; and those whose times contradict the stored shift."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[ImportRow] = field(default_factory=list)


def write_rows(session: Session, rows: Sequence[ImportRow], desk: Desk) -> Written:
    """Write rows that are right in themselves."""
    groups: dict[ShiftKey, Group] = defaultdict(list)
    for row in rows:
        groups[desk.known.agents[row.agent], row.template.id, row.business_date].append(row)
    stored = _stored_shifts(session, groups)
    made = Written()
    new = [_new_shift(key, group, desk) for key, group in groups.items() if key not in stored]
    for chunk in _chunks(new):
        made.added += sum(len(shift.results) for shift in chunk)
        insert_shifts(session, chunk, now=desk.now)
    if stored:
        _change(session, [(shift, groups[key]) for key, shift in stored.items()], desk, made)
    return made


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def _stored_shifts(session: Session, groups: Mapping[ShiftKey, Group]) -> dict[ShiftKey, ShiftRow]:
    """Return the shifts already there, locked: nobody saves into them until the import is through."""
    if not groups:
        return {}
    days = [day for _, _, day in groups]
    query = select(ShiftRow).where(col(ShiftRow.business_date).between(min(days), max(days))).with_for_update()
    rows = ((row.agent_id, row.template_id, row.business_date, row) for row in session.scalars(query))
    return {(agent, template, day): row for agent, template, day, row in rows if (agent, template, day) in groups}


def _said(group: Group, column: str) -> Any:
    """Return what the rows of one shift say in a column; they were found to agree."""
    return next((value for row in group if (value := getattr(row, column)) not in (None, "")), None)


def _new_shift(key: ShiftKey, group: Group, desk: Desk) -> BulkShift:
    start, end = group[0].template.hours(group[0].business_date, desk.zone)
    status = _said(group, "status") or ShiftStatus.APPROVED
    closed = status is not ShiftStatus.OPEN
    check_out = _said(group, "check_out") or (end if closed else None)
    return BulkShift(
        *key, status=status, check_in=_said(group, "check_in") or start, check_out=check_out,
        results=tuple(
            BulkResult(desk.known.shops[row.shop.lower()], row.totals, row.complaints_handled, row.reviews_handled) for row in group
        ),
        checked_in_by=desk.user.id or None, submitted_at=check_out if closed else None, note=_said(group, "note") or "",
    )  # fmt: skip


def _change(session: Session, pairs: Sequence[tuple[ShiftRow, Group]], desk: Desk, made: Written) -> None:
    results = _stored_results(session, [shift.id or 0 for shift, _ in pairs])
    numbers = [name for name in NUMBERS if name in desk.columns]
    inserts: list[Values] = []
    changes: list[dict[str, Any]] = []
    for shift, group in pairs:
        before, after = _shift_changes(shift, group, desk)
        if after is None:
            made.refused += group
            continue
        shift_differs = bool(after)
        for name, value in after.items():
            setattr(shift, name, value)
        for row in group:
            shop_id = desk.known.shops[row.shop.lower()]
            wanted = {name: getattr(row.totals if name in FIELDS else row, name) for name in numbers}
            stored = results.get((shift.id or 0, shop_id))
            old = dict.fromkeys(numbers) if stored is None else {name: stored[name] for name in numbers}
            differs = {name for name in numbers if wanted[name] != old[name]}
            before |= {f"{row.shop}.{name}": old[name] for name in differs}
            after |= {f"{row.shop}.{name}": wanted[name] for name in differs}
            if stored is None:
                made.added += 1
                inserts.append((shift.id, shop_id, 1, shift.check_out or desk.now, *(wanted.get(name) for name in (*DECLARED, *FIELDS))))
                continue
            made.updated += bool(differs) or shift_differs
            made.unchanged += not (differs or shift_differs)
            if differs:
                changes.append({"old": stored, "new": {name: stored[name] for name in NUMBERS} | wanted})
        if after:
            shift.version += 1
            session.add(shift)
            audit.record(
                session, at=desk.now, actor_id=desk.user.id or None, actor=desk.user.name, action="shift.import",
                subject=subject_of(shift.id or 0), before=_plain(before), after=_plain(after),
            )  # fmt: skip
    session.flush()
    ids = new_ids(session, "result", len(inserts))
    load_rows(session, "result", RESULT_COLUMNS, ((number, *values) for number, values in zip(ids, inserts, strict=True)))
    _update_results(session, changes, desk)


def _shift_changes(shift: ShiftRow, group: Group, desk: Desk) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return old and new values of the shift's own columns; None as new when check-out would come before check-in."""
    said = {name: _said(group, name) for name in ("check_in", "check_out", "status", "note")}
    wanted = {name: value for name, value in said.items() if value is not None}
    if "status" in wanted:
        wanted["status"] = str(wanted["status"])
        if wanted["status"] != ShiftStatus.OPEN and shift.check_out is None and "check_out" not in wanted:
            wanted["check_out"] = group[0].template.hours(group[0].business_date, desk.zone)[1]
        if wanted["status"] != ShiftStatus.OPEN and shift.submitted_at is None:
            wanted["submitted_at"] = wanted.get("check_out", shift.check_out)
    after = {name: value for name, value in wanted.items() if value != getattr(shift, name)}
    check_out = after.get("check_out", shift.check_out)
    if check_out is not None and check_out < after.get("check_in", shift.check_in):
        return {}, None
    return {name: getattr(shift, name) for name in after}, after


def _stored_results(session: Session, shift_ids: Sequence[int]) -> dict[tuple[int, int], Mapping[str, Any]]:
    columns = [col(getattr(ResultRow, name)) for name in ("id", "shift_id", "shop_id", "updated_at", *NUMBERS)]
    found: dict[tuple[int, int], Mapping[str, Any]] = {}
    for chunk in _chunks(shift_ids):
        for row in session.execute(select(*columns).where(col(ResultRow.shift_id).in_(chunk))).mappings():
            found[row["shift_id"], row["shop_id"]] = dict(row)
    return found


def _update_results(session: Session, changes: Sequence[Mapping[str, Any]], desk: Desk) -> None:
    """Write new numbers over old ones; the history keeps both, the old ones also where they came without a history."""
    by = desk.user.id or None
    for chunk in _chunks(changes):
        ids = [change["old"]["id"] for change in chunk]
        told = set(session.scalars(select(col(ResultSaveRow.result_id)).where(col(ResultSaveRow.result_id).in_(ids)).distinct()))
        earlier = (change["old"] for change in chunk if change["old"]["id"] not in told)
        load_rows(
            session, "result_save", SAVE_COLUMNS,
            [(old["id"], old["updated_at"], None, EARLIER, *(old[name] for name in FIELDS)) for old in earlier]
            + [(change["old"]["id"], desk.now, by, IMPORT, *(change["new"][name] for name in FIELDS)) for change in chunk],
        )  # fmt: skip
        statement = (
            update(ResultRow)
            .where(col(ResultRow.id) == bindparam("of_id"))
            .values(version=ResultRow.version + 1, updated_at=bindparam("at"), **{name: bindparam(f"new_{name}") for name in NUMBERS})
        )
        rows = [
            {"of_id": change["old"]["id"], "at": desk.now} | {f"new_{name}": value for name, value in change["new"].items()}
            for change in chunk
        ]
        session.connection().execute(statement, rows)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
