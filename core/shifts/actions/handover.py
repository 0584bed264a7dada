"""Hand over: write an item, accept, close or pass it on. Twice is once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import Conflict, InvalidInput, NotFound, Problem, Refused
from core.base.settings import get_settings
from core.base.text import clean
from core.base.words import mark
from core.people.queries.shops import shop_names
from core.people.user import Right, User
from core.shifts.actions.writing import lock_shift, require_writable
from core.shifts.handover import (
    MAX_CUSTOMER,
    MAX_ORDER,
    MAX_RESULT,
    MAX_WHAT,
    PHONE_FOUND,
    HandoverItem,
    Priority,
    parse_until,
    phones_in,
)
from core.shifts.queries.handover import read_items
from core.shifts.shift import WRITABLE
from core.shifts.tables import HandoverRow, ShiftRow

TAKEN = mark("{name} has accepted this already.")
ENDED = mark("{name} has closed this already.")
NO_SUCH_ITEM = mark("There is no such handover item.")


@dataclass(frozen=True)
class NewHandover:
    """An item as typed; `until` in a person's words (`20:30`, `25/11`), blank for none."""

    shift_id: int
    what: str
    shop_id: int | None = None
    order_no: str = ""
    customer: str = ""
    until: str = ""
    priority: str = Priority.NORMAL


@dataclass(frozen=True)
class CloseHandover:
    """How an item ended."""

    item_id: int
    result: str


def add_handover(session: Session, user: User, new: NewHandover, *, now: datetime) -> HandoverItem:
    """Write an item into a shift that is still open; every problem is named at once."""
    shift = lock_shift(session, user, new.shift_id)
    require_writable(shift)
    until, problems = None, []
    try:
        until = parse_until(new.until, now, get_settings().zone)
    except InvalidInput as error:
        problems += error.problems
    what, order_no, customer = clean(new.what), "".join(clean(new.order_no).split()), clean(new.customer)
    problems += _text_problems(what, order_no, customer)
    if new.priority not in tuple(Priority):
        problems.append(Problem("priority", "Choose how urgent it is."))
    if new.shop_id is not None and new.shop_id not in shop_names(session):
        raise NotFound("There is no such shop.", field="shop")
    if problems:
        raise InvalidInput(problems)
    row = HandoverRow(
        shift_id=shift.id or 0, shop_id=new.shop_id, order_no=order_no, customer=customer, what=what, until=until,
        priority=str(new.priority), created_by=user.id or None, created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _told(session, user, row, "handover.add", now=now, after=_recorded(row))


def accept_handovers(session: Session, user: User, item_ids: Sequence[int], *, now: datetime) -> tuple[HandoverItem, ...]:
    """Take items over, all that still wait; those one has already stay as they are.

    Needs a running shift other than the one that wrote them; managers may without. When every item was
    taken by somebody else meanwhile, Conflict names who.
    """
    user.require(Right.LOG_OWN_SHIFT)
    rows = _hold(session, item_ids)
    mine = _running(session, user)
    taken: list[HandoverRow] = []
    for row in rows:
        if row.closed_at is not None or row.accepted_at is not None:
            continue
        into = next((shift for shift in mine if shift.id != row.shift_id), None)
        if into is None and not user.may(Right.LOG_ANY_SHIFT):
            raise Refused("Check in first: who is on shift takes the handover." if not mine else "Your own items wait for the next shift.")
        row.accepted_by, row.accepted_at, row.accepted_shift_id = user.id or None, now, into.id if into else None
        taken.append(row)
    if not taken and not all(row.accepted_by == (user.id or None) for row in rows):
        raise _ended(session, rows[0])
    for row in taken:
        _told(session, user, row, "handover.accept", now=now, after={"shift": row.accepted_shift_id})
    return read_items(session, rows)


def close_handover(session: Session, user: User, wanted: CloseHandover, *, now: datetime) -> HandoverItem:
    """Say how an item ended; for who accepted or wrote it, and for managers. Closed already, it stays as it was."""
    row = _hold(session, [wanted.item_id])[0]
    _require_mine(user, row)
    result = clean(wanted.result)
    if not result or len(result) > MAX_RESULT:
        raise InvalidInput([Problem("result", "Say how it ended, at most {most} characters.", {"most": MAX_RESULT})])
    if found := phones_in(result):
        raise InvalidInput([Problem("result", PHONE_FOUND, {"value": found[0]})])
    if row.closed_at is not None:
        if row.closed_by == (user.id or None) and row.result == result:
            return read_items(session, [row])[0]
        raise _ended(session, row)
    row.closed_by, row.closed_at, row.result = user.id or None, now, result
    return _told(session, user, row, "handover.close", now=now, after={"result": result})


def pass_on_handover(session: Session, user: User, item_id: int, shift_id: int, *, now: datetime) -> HandoverItem:
    """Leave what one accepted and could not finish to the next shift: a new item of one's own shift, the old one closed."""
    shift = lock_shift(session, user, shift_id)
    require_writable(shift)
    row = _hold(session, [item_id])[0]
    _require_mine(user, row)
    if row.closed_at is not None:
        raise _ended(session, row)
    if row.shift_id == shift.id:
        raise Refused("This item is of this very shift; the next one sees it anyway.")
    made = HandoverRow(
        shift_id=shift.id or 0, shop_id=row.shop_id, order_no=row.order_no, customer=row.customer, what=row.what, until=row.until,
        priority=row.priority, created_by=user.id or None, created_at=now, passed_from=row.id,
    )  # fmt: skip
    row.closed_by, row.closed_at = user.id or None, now
    session.add(made)
    session.flush()
    _told(session, user, row, "handover.pass_on", now=now, after={"to": f"handover:{made.id}"})
    return _told(session, user, made, "handover.add", now=now, after=_recorded(made))


def _text_problems(what: str, order_no: str, customer: str) -> list[Problem]:
    problems = []
    if not what or len(what) > MAX_WHAT:
        problems.append(Problem("what", "Say what to follow up, at most {most} characters.", {"most": MAX_WHAT}))
    if len(order_no) > MAX_ORDER:
        problems.append(Problem("order_no", "The order number is longer than {most} characters.", {"most": MAX_ORDER}))
    if len(customer) > MAX_CUSTOMER:
        problems.append(Problem("customer", "The customer's account is longer than {most} characters.", {"most": MAX_CUSTOMER}))
    for field, text in (("what", what), ("order_no", order_no), ("customer", customer)):
        if found := phones_in(text):
            problems.append(Problem(field, PHONE_FOUND, {"value": found[0]}))
    return problems


def _hold(session: Session, item_ids: Sequence[int]) -> list[HandoverRow]:
    """Lock the items in one order, so that two people who take the same list wait for each other."""
    wanted = set(item_ids)
    query = select(HandoverRow).where(col(HandoverRow.id).in_(wanted)).order_by(col(HandoverRow.id)).with_for_update()
    rows = list(session.exec(query))
    if not rows or len(rows) != len(wanted):
        raise NotFound(NO_SUCH_ITEM, field="item")
    return rows


def _running(session: Session, user: User) -> list[ShiftRow]:
    query = select(ShiftRow).where(ShiftRow.agent_id == user.id, col(ShiftRow.status).in_([str(status) for status in WRITABLE]))
    return list(session.exec(query.order_by(col(ShiftRow.check_in).desc())))


def _ended(session: Session, row: HandoverRow) -> Conflict:
    """Say who was there first."""
    current = read_items(session, [row])[0]
    if current.is_open:
        return Conflict(TAKEN, current=current, name=current.accepted_by)
    return Conflict(ENDED, current=current, name=current.closed_by)


def _require_mine(user: User, row: HandoverRow) -> None:
    user.require(Right.LOG_OWN_SHIFT)
    if user.id not in (row.accepted_by, row.created_by) and not user.may(Right.LOG_ANY_SHIFT):
        raise Refused("Only who accepted or wrote an item can say how it ended. Accept it first.")


def _recorded(row: HandoverRow) -> dict[str, Any]:
    return {
        "shift": row.shift_id, "shop": row.shop_id, "order_no": row.order_no, "priority": row.priority, "what": row.what,
        "until": row.until.isoformat() if row.until else None, "passed_from": row.passed_from,
    }  # fmt: skip


def _told(session: Session, user: User, row: HandoverRow, action: str, *, now: datetime, after: dict[str, Any]) -> HandoverItem:
    """Move the item's version on when it changed, write the audit row, touch SHIFTS."""
    if action != "handover.add":
        row.version += 1
    session.add(row)
    session.flush()
    subject = f"handover:{row.id}"
    audit.record(session, at=now, actor_id=user.id or None, actor=user.name, action=action, subject=subject, after=after)
    touch(session, Topic.SHIFTS)
    return read_items(session, [row])[0]
