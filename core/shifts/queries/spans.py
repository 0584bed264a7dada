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
    session: Session, user: User, *, start: date, end: date, now: datetime, zone: ZoneInfo = DEFAULT_ZONE, unfinished: bool = False
) -> tuple[Duty, ...]:
    """Return the shifts of business dates start…end (both included) one by one, by check-in.

    `unfinished` keeps only those neither submitted nor approved. Ids, no names: who is shown is the caller's to decide.
    """
    user.require(Right.SEE_LIVE)
    query = (
        select(ShiftRow, col(TemplateRow.code), col(TemplateRow.name), col(TemplateRow.start_minute), col(TemplateRow.end_minute))
        .join(TemplateRow, col(TemplateRow.id) == col(ShiftRow.template_id))
        .where(col(ShiftRow.business_date).between(start, end))
        .order_by(col(ShiftRow.check_in), col(ShiftRow.id))
    )
    if unfinished:
        query = query.where(col(ShiftRow.status).in_(("open", "returned")))
    found = []
    planned: dict[tuple[date, str], tuple[datetime, datetime]] = {}
    for row, code, name, start_minute, end_minute in session.execute(query):
        day = row.business_date
        if (day, code) not in planned:
            planned[day, code] = at_local(day, start_minute, zone), at_local(day, end_minute, zone)
        planned_start, planned_end = planned[day, code]
        until = on_duty_until(row.check_in, row.check_out, planned_end, row.last_update, now)
        found.append(
            Duty(
                shift_id=row.id, agent_id=row.agent_id, template_id=row.template_id, template=code, template_name=name, business_date=day,
                status=row.status, check_in=row.check_in, check_out=row.check_out, until=until,
                planned_start=planned_start, planned_end=planned_end, last_update=row.last_update,
            )
        )  # fmt: skip
    return tuple(found)
