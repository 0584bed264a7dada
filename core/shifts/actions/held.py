"""A shift held for a save: the act of every hour, so each statement is made once and the row objects are left out.

What a save reads and writes is known beforehand; going through row objects costs three times the commit itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, exists, insert, select, update
from sqlmodel import Session

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import Conflict, NotFound, Refused
from core.people.queries.shops import shop_names
from core.people.queries.users import displays_of
from core.people.user import Right, User
from core.shifts.actions.writing import CHANGED, CLOSED
from core.shifts.queries.shifts import as_shift, may_see, return_reason, subject_of
from core.shifts.queries.templates import as_template
from core.shifts.result import FIELDS, Result, Totals, values_of
from core.shifts.shift import Shift, ShiftStatus
from core.shifts.tables import ResultRow, ResultSaveRow, ShiftRow, TemplateRow

EARLIER: Final = "earlier"
"""The reason of a save the application made: the totals an import had brought, kept before the first change."""

_TABLES = ShiftRow.metadata.tables
_SHIFT, _TEMPLATE = _TABLES[str(ShiftRow.__tablename__)], _TABLES[str(TemplateRow.__tablename__)]
_RESULT, _SAVE = _TABLES[str(ResultRow.__tablename__)], _TABLES[str(ResultSaveRow.__tablename__)]
_NUMBERS = [_RESULT.c[name] for name in FIELDS]
_HOLD = (
    select(*_SHIFT.c, *[column for column in _TEMPLATE.c if column.name != "id"])
    .join(_TEMPLATE, _TEMPLATE.c.id == _SHIFT.c.template_id)
    .where(_SHIFT.c.id == bindparam("shift"))
    .with_for_update(of=_SHIFT)
)
_TOLD = exists().where(_SAVE.c.result_id == _RESULT.c.id).label("told")
_RESULTS = (
    select(_RESULT.c.id, _RESULT.c.shop_id, _RESULT.c.version, _RESULT.c.updated_at, _TOLD, *_NUMBERS)
    .where(_RESULT.c.shift_id == bindparam("shift"))
    .order_by(_RESULT.c.shop_id)
)
_CHANGE = (
    update(_RESULT)
    .where(_RESULT.c.id == bindparam("result"))
    .values({**{name: bindparam(name) for name in FIELDS}, "version": bindparam("next"), "updated_at": bindparam("at")})
)
_ADD = insert(_RESULT).returning(_RESULT.c.shop_id, _RESULT.c.id)
_KEEP = insert(_SAVE)
_MOVE = update(_SHIFT).where(_SHIFT.c.id == bindparam("shift")).values(version=bindparam("next"), last_update=bindparam("at"))


@dataclass(frozen=True)
class Held:
    """A shift locked until the transaction ends, its results' ids by shop, which of them have a history, the shops' names."""

    shift: Shift
    result_ids: Mapping[int, int]
    told: frozenset[int]
    shops: Mapping[int, str]

    def result(self, shop_id: int) -> Result:
        """Return the stored result of a shop, or a blank one of version 0."""
        return self.shift.result_of(shop_id)

    def require_writable(self) -> None:
        """Raise Refused unless the shift is open or was returned."""
        if not self.shift.writable:
            raise Refused(CLOSED)

    def require_version(self, version: int) -> None:
        """Raise Conflict with the shift as it is now unless the person saw this very version."""
        if self.shift.version != version:
            raise Conflict(CHANGED, current=self.shift)


def hold_shift(session: Session, user: User, shift_id: int) -> Held:
    """Lock a shift and return it with its results; only its agent, or who may log for anyone."""
    connection = session.connection()
    row = connection.execute(_HOLD, {"shift": shift_id}).one_or_none()
    if row is None or not may_see(user, row.agent_id):
        raise NotFound("There is no such shift.", field="shift")
    user.require(Right.LOG_OWN_SHIFT if row.agent_id == user.id else Right.LOG_ANY_SHIFT)
    stored = connection.execute(_RESULTS, {"shift": shift_id}).all()
    results = tuple(Result(one.shop_id, Totals(*one[-len(FIELDS) :]), one.version, one.updated_at) for one in stored)
    shift = _shift(session, user, row, results)
    ids = {one.shop_id: one.id for one in stored}
    return Held(shift, ids, frozenset(one.shop_id for one in stored if one.told), shop_names(session))


def write_totals(session: Session, held: Held, wanted: Mapping[int, Totals], *, by: int | None, at: datetime, reason: str = "") -> None:
    """Store totals by shop and append them to the history; totals that came without a history get their first entry now."""
    connection = session.connection()
    ids = dict(held.result_ids)
    earlier = [shop for shop in wanted if shop in ids and shop not in held.told]
    history = [_entry(ids[shop], held.result(shop).totals, None, held.result(shop).updated_at or at, EARLIER) for shop in earlier]
    if known := [shop for shop in wanted if shop in ids]:
        changes = [{"result": ids[shop], "next": held.result(shop).version + 1, "at": at, **values_of(wanted[shop])} for shop in known]
        connection.execute(_CHANGE, changes)
    if new := [shop for shop in wanted if shop not in ids]:
        rows = [{"shift_id": held.shift.id, "shop_id": shop, "version": 1, "updated_at": at, **values_of(wanted[shop])} for shop in new]
        ids.update((row.shop_id, row.id) for row in connection.execute(_ADD, rows))
    history += [_entry(ids[shop], totals, by, at, reason) for shop, totals in wanted.items()]
    connection.execute(_KEEP, history)


def move_on(
    session: Session, user: User, held: Held, wanted: Mapping[int, Totals], action: str, *, now: datetime, before: Any, after: Any
) -> Shift:
    """Move the shift's version on, write the audit row, touch SHIFTS, and return the shift as it now is."""
    shift = held.shift
    session.connection().execute(_MOVE, {"shift": shift.id, "next": shift.version + 1, "at": now})
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action=action, subject=subject_of(shift.id), before=before, after=after
    )
    touch(session, Topic.SHIFTS)
    written = {shop: Result(shop, totals, held.result(shop).version + 1, now) for shop, totals in wanted.items()}
    results = {result.shop_id: result for result in shift.results} | written
    return replace(shift, version=shift.version + 1, last_update=now, results=tuple(results[shop] for shop in sorted(results)))


def _entry(result_id: int, totals: Totals, by: int | None, at: datetime, reason: str) -> dict[str, Any]:
    return {"result_id": result_id, "saved_at": at, "saved_by": by, "reason": reason, **values_of(totals)}


def _shift(session: Session, user: User, row: Row[Any], results: tuple[Result, ...]) -> Shift:
    names = {user.id: user.display}
    if others := {row.agent_id, row.checked_in_by} - {user.id, None}:
        names |= displays_of(session, others)
    template = replace(as_template(row), id=row.template_id)
    return as_shift(row, template, names, results, return_reason(session, row.id, ShiftStatus(row.status)))
