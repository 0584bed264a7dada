"""Counts of complaints and reviews, added up by the database: what the metrics are made of.

Each count has its own date: resolved by when it was resolved, in time and due by the deadline, opened
and repeated by when it was opened; reviews handled by the reply (or the closing), in time and due by
when the review was posted. The agent is who resolved or replied; of an open one, who owns it. A
complaint opened again counts once for each time it was resolved. Everything is as it stood at `now`,
so a past `now` gives the picture of that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Select, Subquery, and_, case, cast, func, literal, null, or_, select, true, union_all
from sqlmodel import Session, col

from core.base.clock import DEFAULT_ZONE, UtcDateTime, day_bounds
from core.base.database import seconds_between
from core.cases.complaint import OPEN, ComplaintState
from core.cases.review import HANDLED_STATES, LOW_STARS, REPLY_WITHIN
from core.cases.tables import ComplaintRoundRow, ComplaintRow, ReviewRow
from core.people.user import Right, User

DONE: Final = str(ComplaintState.RESOLVED)
OPEN_STATES: Final = tuple(sorted(map(str, OPEN)))
HANDLED: Final = tuple(sorted(map(str, HANDLED_STATES)))
DAY_SECONDS: Final = 86_400
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
        [_resolved, _judged, _opened],
        COMPLAINT_FIELDS,
        _Wanted(start, end, now, tuple(by), tuple(agents), tuple(shops), zone),
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
    return _summed(session, [_handled, _low], REVIEW_FIELDS, _Wanted(start, end, now, tuple(by), tuple(agents), tuple(shops), zone))


def _one(condition: ColumnElement[bool]) -> Number:
    return case((condition, 1), else_=0)


def _resolved(span: _Span) -> _Part:
    """Each time a complaint was resolved: the present resolution, and those before it was opened again."""
    c, r = ComplaintRow, ComplaintRoundRow
    present = _facts(col(c.resolved_by), col(c.shop_id), col(c.resolved_at)).where(
        col(c.status) == DONE, span.holds(col(c.resolved_at)), col(c.resolved_at) <= span.now
    )
    past = (
        _facts(col(r.resolved_by), col(c.shop_id), col(r.resolved_at))
        .join_from(r, c, col(c.id) == col(r.complaint_id))
        .where(col(r.status) == DONE, span.holds(col(r.resolved_at)), col(r.resolved_at) <= span.now)
    )
    return union_all(present, past).subquery("facts"), {"complaints_resolved": func.count()}


def _judged(span: _Span) -> _Part:
    """Resolved (in time or late) and open past the deadline; while it waits, the clock stands where it stood."""
    c, r = ComplaintRow, ComplaintRoundRow
    now = span.now
    in_time = _one(col(c.resolved_at) <= col(c.resolve_due)).label("in_time")
    present = _facts(col(c.resolved_by), col(c.shop_id), col(c.resolve_due), in_time).where(
        col(c.status) == DONE, span.holds(col(c.resolve_due)), col(c.resolved_at) <= now
    )
    past = (
        _facts(col(r.resolved_by), col(c.shop_id), col(r.resolve_due), _one(col(r.resolved_at) <= col(r.resolve_due)))
        .join_from(r, c, col(c.id) == col(r.complaint_id))
        .where(col(r.status) == DONE, span.holds(col(r.resolve_due)), col(r.resolved_at) <= now)
    )
    still_open = or_(col(c.resolved_at) > now, and_(col(c.resolved_at).is_(None), col(c.status).in_(OPEN_STATES)))
    overdue = _facts(col(c.owner_id), col(c.shop_id), col(c.resolve_due), literal(0)).where(
        still_open,
        span.holds(col(c.resolve_due)),
        col(c.clock_from) <= now,
        col(c.resolve_due) < now,
        or_(col(c.waiting_since).is_(None), col(c.resolve_due) < col(c.waiting_since)),
    )
    facts = union_all(present, past, overdue).subquery("facts")
    return facts, {"complaints_in_time": func.sum(facts.c.in_time), "complaints_due": func.count()}


def _opened(span: _Span) -> _Part:
    c = ComplaintRow
    agent = func.coalesce(col(c.resolved_by), col(c.owner_id))
    facts = (
        _facts(agent, col(c.shop_id), col(c.opened_at), col(c.repeat_of).label("repeat_of"))
        .where(span.holds(col(c.opened_at)), col(c.opened_at) <= span.now)
        .subquery("facts")
    )
    return facts, {"complaints_opened": func.count(), "complaints_repeated": func.count(facts.c.repeat_of)}


def _handled(span: _Span) -> _Part:
    """Replied to, or closed without a reply; a closing whose moment is not known counts when the review was posted."""
    r = ReviewRow
    closer = func.coalesce(col(r.closed_by), col(r.owner_id))
    handled, unreplied = col(r.status).in_(HANDLED), col(r.first_reply_at).is_(None)
    branches = (
        (col(r.replied_by), col(r.first_reply_at), true()),
        (closer, col(r.closed_at), unreplied),
        (closer, col(r.posted_at), and_(unreplied, col(r.closed_at).is_(None))),
    )
    parts = [
        _facts(agent, col(r.shop_id), moment).where(handled, condition, span.holds(moment), moment <= span.now)
        for agent, moment, condition in branches
    ]
    return union_all(*parts).subquery("facts"), {"reviews_handled": func.count()}


def _low(span: _Span) -> _Part:
    r = ReviewRow
    replied = and_(col(r.first_reply_at).is_not(None), col(r.first_reply_at) <= span.now)
    within = seconds_between(col(r.posted_at), col(r.first_reply_at)) <= REPLY_WITHIN.total_seconds()
    agent = case((replied, col(r.replied_by)), else_=col(r.owner_id))
    facts = (
        _facts(agent, col(r.shop_id), col(r.posted_at), _one(and_(replied, within)).label("in_time"))
        .where(col(r.stars) <= LOW_STARS, span.holds(col(r.posted_at)), or_(replied, col(r.posted_at) <= span.now - REPLY_WITHIN))
        .where(col(r.posted_at) <= span.now)
        .subquery("facts")
    )
    return facts, {"reviews_in_time": func.sum(facts.c.in_time), "reviews_due": func.count()}


def _facts(agent: Any, shop: Any, at: Any, *more: Any) -> Select[Any]:
    return select(agent.label("agent_id"), shop.label("shop_id"), at.label("at"), *more)


@dataclass(frozen=True)
class _Span:
    """Local days of 24 hours each, so that the day of a moment is a division; where clocks change, a day stands alone."""

    first: date
    days: int
    begins: datetime
    ends: datetime
    now: datetime

    def holds(self, moment: Any) -> ColumnElement[bool]:
        return and_(moment >= self.begins, moment < self.ends)

    def day_number(self, moment: Any) -> Any:
        return cast(seconds_between(literal(self.begins, UtcDateTime), moment), BigInteger) // DAY_SECONDS

    def day(self, number: int) -> date:
        return self.first + timedelta(days=min(number, self.days - 1))


_Part = tuple[Subquery, dict[str, Number]]


def _spans(start: date, end: date, zone: ZoneInfo, now: datetime) -> Iterator[_Span]:
    first, day = start, start
    while day <= end:
        begins, ends = day_bounds(day, zone)
        even = (ends - begins).total_seconds() == DAY_SECONDS
        if not even and day > first:
            yield _Span(first, (day - first).days, day_bounds(first, zone)[0], begins, now)
            first = day
        day += timedelta(days=1)
        if not even or day > end:
            yield _Span(first, (day - first).days, day_bounds(first, zone)[0], ends, now)
            first = day


@dataclass(frozen=True)
class _Wanted:
    start: date
    end: date
    now: datetime
    by: tuple[str, ...]
    agents: tuple[int, ...]
    shops: tuple[int, ...]
    zone: ZoneInfo


def _summed(session: Session, parts: Sequence[Callable[[_Span], _Part]], fields: Sequence[str], wanted: _Wanted) -> pd.DataFrame:
    by, found = list(wanted.by), list[tuple[Any, ...]]()
    for span in _spans(wanted.start, wanted.end, wanted.zone, wanted.now):
        for part in parts:
            facts, numbers = part(span)
            keys = {"agent_id": facts.c.agent_id, "shop_id": facts.c.shop_id, "day": span.day_number(facts.c.at).label("day")}
            group = [keys[name] for name in by]
            shown = [cast(numbers[name], BigInteger) if name in numbers else null() for name in fields]
            query: Select[Any] = select(*group, *shown).select_from(facts)
            if wanted.agents:
                query = query.where(facts.c.agent_id.in_(wanted.agents))
            if wanted.shops:
                query = query.where(facts.c.shop_id.in_(wanted.shops))
            for row in session.execute(query.group_by(*group)):
                found.append(tuple(span.day(value) if name == "day" else value for name, value in zip([*by, *fields], row, strict=True)))
    frame = pd.DataFrame(found, columns=[*by, *fields])
    frame[list(fields)] = frame[list(fields)].fillna(0).astype("int64")
    if not by:
        return pd.DataFrame([frame.sum()], columns=list(fields)).astype("int64")
    for name in by:
        frame[name] = frame[name].astype("object" if name == "day" else "Int64")
    return frame.groupby(by, as_index=False, dropna=False)[list(fields)].sum()
