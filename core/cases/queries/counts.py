"""Counts of complaints and reviews, added up by the database: what the metrics are made of.

Each count has its own date: resolved by when it was resolved, in time and due by the deadline, opened
and repeated by when it was opened; reviews handled by the reply (or the closing), in time and due by
when the review was posted. The agent is who resolved or replied; of an open one, who owns it. A
complaint opened again counts once for each time it was resolved. Everything is as it stood at `now`,
so a past `now` gives the picture of that moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
    values,
)
from sqlalchemy import column as sql_column
from sqlmodel import Session, col

from core.base.clock import DEFAULT_ZONE, UtcDateTime, day_bounds
from core.base.database import seconds_between
from core.cases.complaint import ComplaintState
from core.cases.review import HANDLED_STATES, LOW_STARS, REPLY_WITHIN
from core.cases.tables import ComplaintRoundRow, ComplaintRow, ReviewRow
from core.people.user import Right, User

KEYS: Final = ("agent_id", "shop_id", "day")
"""What counts can be grouped by; `day` is a local calendar date, `agent_id` may be None (nobody's)."""
COMPLAINT_FIELDS: Final = ("complaints_resolved", "complaints_in_time", "complaints_due", "complaints_opened", "complaints_repeated")
REVIEW_FIELDS: Final = ("reviews_handled", "reviews_in_time", "reviews_due")

Number = ColumnElement[int]


def complaint_counts(
    session: Session,
    user: User,
    *,
    start: date,
    end: date,
    now: datetime,
    by: Sequence[str] = KEYS,
    agents: Sequence[int] = (),
    shops: Sequence[int] = (),
    zone: ZoneInfo = DEFAULT_ZONE,
) -> pd.DataFrame:
    """Return COMPLAINT_FIELDS of local dates start…end (both included), a row per group of `by` that has any.

    Empty filters mean all; an agent filter leaves nobody's out. Ids, no names: who is shown is the caller's to decide.
    """
    user.require(Right.SEE_LIVE)
    return _summed(
        session,
        [_resolved(now), _judged(now), _opened(now)],
        COMPLAINT_FIELDS,
        _Wanted(start, end, tuple(by), tuple(agents), tuple(shops), zone),
    )


def review_counts(
    session: Session,
    user: User,
    *,
    start: date,
    end: date,
    now: datetime,
    by: Sequence[str] = KEYS,
    agents: Sequence[int] = (),
    shops: Sequence[int] = (),
    zone: ZoneInfo = DEFAULT_ZONE,
) -> pd.DataFrame:
    """Return REVIEW_FIELDS of local dates start…end (both included), a row per group of `by` that has any."""
    user.require(Right.SEE_LIVE)
    return _summed(session, [_handled(now), _low(now)], REVIEW_FIELDS, _Wanted(start, end, tuple(by), tuple(agents), tuple(shops), zone))


def _one(condition: ColumnElement[bool]) -> Number:
    return case((condition, 1), else_=0)


def _times_resolved(now: datetime) -> Subquery:
    """Each time a complaint was resolved up to `now`: the present resolution, and those before it was opened again."""
    c, r = ComplaintRow, ComplaintRoundRow
    done = str(ComplaintState.RESOLVED)
    shown: list[Any] = [col(c.resolved_by).label("agent_id"), col(c.shop_id).label("shop_id")]
    shown += [col(c.resolved_at).label("at"), col(c.resolve_due).label("due")]
    present = select(*shown).where(col(c.status) == done, col(c.resolved_at) <= now)
    past = (
        select(col(r.resolved_by), col(c.shop_id), col(r.resolved_at), col(r.resolve_due))
        .join(c, col(c.id) == col(r.complaint_id))
        .where(col(r.status) == done, col(r.resolved_at) <= now)
    )
    return union_all(present, past).subquery("resolved")


def _resolved(now: datetime) -> tuple[Subquery, dict[str, Number]]:
    times = _times_resolved(now)
    return select(times.c.agent_id, times.c.shop_id, times.c.at).subquery("facts"), {"complaints_resolved": func.count()}


def _judged(now: datetime) -> tuple[Subquery, dict[str, Number]]:
    """Resolved (in time or late) and open past the deadline; while it waits, the clock stands where it stood."""
    c = ComplaintRow
    times = _times_resolved(now)
    closed = select(times.c.agent_id, times.c.shop_id, times.c.due.label("at"), _one(times.c.at <= times.c.due).label("in_time"))
    still_open = or_(
        col(c.resolved_at) > now,
        and_(col(c.resolved_at).is_(None), col(c.status).not_in([str(ComplaintState.RESOLVED), str(ComplaintState.REJECTED)])),
    )
    overdue = select(col(c.owner_id), col(c.shop_id), col(c.resolve_due), literal(0)).where(
        still_open,
        col(c.clock_from) <= now,
        col(c.resolve_due) < now,
        or_(col(c.waiting_since).is_(None), col(c.resolve_due) < col(c.waiting_since)),
    )
    facts = union_all(closed, overdue).subquery("facts")
    return facts, {"complaints_in_time": func.sum(facts.c.in_time), "complaints_due": func.count()}


def _opened(now: datetime) -> tuple[Subquery, dict[str, Number]]:
    c = ComplaintRow
    facts = (
        select(
            func.coalesce(col(c.resolved_by), col(c.owner_id)).label("agent_id"),
            col(c.shop_id).label("shop_id"),
            col(c.opened_at).label("at"),
            col(c.repeat_of).label("repeat_of"),
        )
        .where(col(c.opened_at) <= now)
        .subquery("facts")
    )
    return facts, {"complaints_opened": func.count(), "complaints_repeated": func.count(facts.c.repeat_of)}


def _handled(now: datetime) -> tuple[Subquery, dict[str, Number]]:
    """Replied to, or closed without a reply; a closing whose moment is not known counts when the review was posted."""
    r = ReviewRow
    at = func.coalesce(col(r.first_reply_at), col(r.closed_at), col(r.posted_at))
    who = case((col(r.first_reply_at).is_not(None), col(r.replied_by)), else_=func.coalesce(col(r.closed_by), col(r.owner_id)))
    facts = (
        select(who.label("agent_id"), col(r.shop_id).label("shop_id"), at.label("at"))
        .where(col(r.status).in_([str(state) for state in HANDLED_STATES]), at <= now)
        .subquery("facts")
    )
    return facts, {"reviews_handled": func.count()}


def _low(now: datetime) -> tuple[Subquery, dict[str, Number]]:
    r = ReviewRow
    replied = and_(col(r.first_reply_at).is_not(None), col(r.first_reply_at) <= now)
    within = seconds_between(col(r.posted_at), col(r.first_reply_at)) <= REPLY_WITHIN.total_seconds()
    facts = (
        select(
            case((replied, col(r.replied_by)), else_=col(r.owner_id)).label("agent_id"),
            col(r.shop_id).label("shop_id"),
            col(r.posted_at).label("at"),
            _one(and_(replied, within)).label("in_time"),
        )
        .where(col(r.stars) <= LOW_STARS, col(r.posted_at) <= now, or_(replied, col(r.posted_at) <= now - REPLY_WITHIN))
        .subquery("facts")
    )
    return facts, {"reviews_in_time": func.sum(facts.c.in_time), "reviews_due": func.count()}


def _days(start: date, end: date, zone: ZoneInfo) -> CTE:
    """The local dates with the moments between which they last, to join with: right in every zone, on both engines."""
    rows = [(day, *day_bounds(day, zone)) for day in (start + timedelta(days=n) for n in range((end - start).days + 1))]
    table = values(sql_column("day", Date), sql_column("starts", UtcDateTime), sql_column("ends", UtcDateTime), name="days")
    return table.data(rows).cte("days")


@dataclass(frozen=True)
class _Wanted:
    start: date
    end: date
    by: tuple[str, ...]
    agents: tuple[int, ...]
    shops: tuple[int, ...]
    zone: ZoneInfo


def _summed(session: Session, parts: Sequence[tuple[Subquery, dict[str, Number]]], fields: Sequence[str], wanted: _Wanted) -> pd.DataFrame:
    by, found = list(wanted.by), list[tuple[Any, ...]]()
    first, last = day_bounds(wanted.start, wanted.zone)[0], day_bounds(wanted.end, wanted.zone)[1]
    for facts, numbers in parts if first < last else ():
        days = _days(wanted.start, wanted.end, wanted.zone)
        keys: dict[str, Any] = {"agent_id": facts.c.agent_id, "shop_id": facts.c.shop_id, "day": days.c.day}
        group = [keys[name] for name in by]
        shown = [cast(numbers[name], BigInteger) if name in numbers else null() for name in fields]
        query: Select[Any] = select(*group, *shown).select_from(facts).where(facts.c.at >= first, facts.c.at < last)
        if "day" in by:
            query = query.join(days, and_(facts.c.at >= days.c.starts, facts.c.at < days.c.ends))
        if wanted.agents:
            query = query.where(facts.c.agent_id.in_(wanted.agents))
        if wanted.shops:
            query = query.where(facts.c.shop_id.in_(wanted.shops))
        found += [tuple(row) for row in session.execute(query.group_by(*group))]
    frame = pd.DataFrame(found, columns=[*by, *fields])
    frame[list(fields)] = frame[list(fields)].fillna(0).astype("int64")
    if not by:
        return pd.DataFrame([frame.sum()], columns=list(fields)).astype("int64")
    for name in by:
        frame[name] = frame[name].astype("object" if name == "day" else "Int64")
    return frame.groupby(by, as_index=False, dropna=False)[list(fields)].sum()
