"""When shifts ran: minute by minute for coverage, one by one for the live board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, cast, func, literal, select
from sqlmodel import Session, col

from core.base.clock import DEFAULT_ZONE, UtcDateTime, at_local
from core.base.database import seconds_between
from core.people.user import Right, User
from core.shifts.span import Duty, on_duty_until
from core.shifts.tables import ShiftRow, TemplateRow

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def epoch_seconds(moment: Any) -> ColumnElement[int]:
    """SQL: whole seconds since 1970 of a stored moment."""
    return cast(seconds_between(literal(_EPOCH, UtcDateTime()), moment), BigInteger)


def minute_spans(
    session: Session, user: User, *, start: date, end: date, now: datetime, templates: Sequence[int] = (), zone: ZoneInfo = DEFAULT_ZONE
) -> pd.DataFrame:
    """Return the stretches worked in shifts of business dates start…end (both included), for coverage.

    Columns `business_date`, `first`, `last`: minutes since the epoch, the last open; a minute touched in
    any part is in. Shifts that start in the same minute are one row, the longest. Shifts without a
    check-out run as `core.shifts.span.on_duty_until` says.
    """
    user.require(Right.SEE_LIVE)
    where = [col(ShiftRow.business_date).between(start, end)]
    if templates:
        where.append((col(ShiftRow.template_id) + 0).in_(templates))
    day = col(ShiftRow.business_date)
    first = epoch_seconds(col(ShiftRow.check_in)) // 60
    closed = (
        select(day, first.label("first"), func.max(epoch_seconds(col(ShiftRow.check_out))))
        .where(*where, col(ShiftRow.check_out).is_not(None), col(ShiftRow.check_out) > col(ShiftRow.check_in))
        .group_by(day, first)
    )
    rows = [(on, first, -(-last // 60)) for on, first, last in session.connection().execute(closed)]
    running = (
        select(day, col(ShiftRow.check_in), col(ShiftRow.last_update), col(TemplateRow.end_minute))
        .join(TemplateRow, col(TemplateRow.id) == col(ShiftRow.template_id))
        .where(*where, col(ShiftRow.check_out).is_(None))
    )
    for on, check_in, last_update, end_minute in session.execute(running):
        until = on_duty_until(check_in, None, at_local(on, end_minute, zone), last_update, now)
        if until > check_in:
            rows.append((on, int(check_in.timestamp()) // 60, -(-int(until.timestamp()) // 60)))
    return pd.DataFrame(rows, columns=["business_date", "first", "last"])


def duties(
    session: Session,
    user: User,
    *,
    start: date,
    end: date,
    now: datetime,
    agents: Sequence[int] = (),
    unfinished: bool = False,
    zone: ZoneInfo = DEFAULT_ZONE,
) -> tuple[Duty, ...]:
    """Return the shifts of business dates start…end (both included) one by one, by check-in.

    `unfinished` keeps only those neither submitted nor approved. Ids, no names: who is shown is the caller's to decide.
    """
    user.require(Right.SEE_LIVE)
    s, t = ShiftRow, TemplateRow
    where = [col(s.business_date).between(start, end)]
    if agents:
        where.append(col(s.agent_id).in_(agents))
    if unfinished:
        where.append(col(s.status).in_(("open", "returned")))
    of_shift: tuple[Any, ...] = (s.id, s.agent_id, s.template_id, s.business_date, s.status, s.check_in, s.check_out, s.last_update)
    columns = [col(column) for column in (*of_shift, t.code, t.name, t.start_minute, t.end_minute)]
    query = select(*columns).join_from(s, t, col(t.id) == col(s.template_id)).where(*where).order_by(col(s.check_in), col(s.id))
    found = []
    planned: dict[tuple[date, int], tuple[datetime, datetime]] = {}
    for row in session.connection().execute(query):
        shift_id, agent_id, template_id, day, status, check_in, check_out, last_update, code, name, first_minute, last_minute = row
        if (day, template_id) not in planned:
            planned[day, template_id] = at_local(day, first_minute, zone), at_local(day, last_minute, zone)
        planned_start, planned_end = planned[day, template_id]
        found.append(
            Duty(
                shift_id=shift_id, agent_id=agent_id, template_id=template_id, template=code, template_name=name, business_date=day,
                status=status, check_in=check_in, check_out=check_out,
                until=on_duty_until(check_in, check_out, planned_end, last_update, now),
                planned_start=planned_start, planned_end=planned_end, last_update=last_update,
            )
        )  # fmt: skip
    return tuple(found)
