"""The lessons of a period: its complaints and reviews read once, handed to the rules that count them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as core_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from core.base.clock import day_bounds, local_date
from core.cases.category import Category
from core.cases.complaint import ComplaintState, Resolution, Severity
from core.cases.deadline import service_hours
from core.cases.lesson import CaseFact, Lesson, Round, lesson
from core.cases.pareto import Measure, Pareto, by_category, cause_of, pareto
from core.cases.queries.products import products_of
from core.cases.repeats import Repeats, in_common
from core.cases.tables import ComplaintRoundRow, ComplaintRow, MarketReturnRow
from core.cases.trends import Trend, trend
from core.people.user import Right, User


@dataclass(frozen=True)
class Period:
    """Local dates, both included, and the shops (ids; none means all)."""

    start: date
    end: date
    shops: tuple[int, ...] = ()

    def holds(self, moment: Any, now: datetime, zone: ZoneInfo) -> list[ColumnElement[bool]]:
        """Return the conditions that keep a column of moments to the period, nothing later than `now`."""
        return [moment >= day_bounds(self.start, zone)[0], moment < day_bounds(self.end, zone)[1], moment <= now]


@dataclass(frozen=True)
class ComplaintLessons:
    """What the complaints opened in a period teach, as they stand now; shops are ids, as text."""

    total: Lesson
    by_shop: tuple[tuple[str, Lesson], ...]
    by_category: tuple[tuple[str, Lesson], ...]
    categories: dict[Measure, Pareto]
    causes: dict[Measure, Pareto]
    shops_trend: Trend
    products_trend: Trend
    categories_trend: Trend
    repeats: Repeats


def complaint_lessons(session: Session, user: User, period: Period, *, now: datetime) -> ComplaintLessons:
    """Return everything the page of lessons says about the complaints opened in a period. Managers and owners only."""
    user.require(Right.MANAGE_CASES)
    hours = service_hours()
    facts = case_facts(session, user, period, now=now)
    today = local_date(now, hours.zone)
    cause = cause_of(facts)

    def groups(key: Callable[[CaseFact], str]) -> tuple[tuple[str, Lesson], ...]:
        found: dict[str, list[CaseFact]] = {}
        for fact in facts:
            found.setdefault(key(fact), []).append(fact)
        made = [(name, lesson(group, hours, now)) for name, group in found.items()]
        return tuple(sorted(made, key=lambda pair: (-pair[1].opened, pair[0])))

    def weekly(keys: Callable[[CaseFact], tuple[str, ...]]) -> Trend:
        return trend(facts, keys, period.start, period.end, today=today, zone=hours.zone)

    return ComplaintLessons(
        total=lesson(facts, hours, now),
        by_shop=groups(lambda fact: str(fact.shop_id)),
        by_category=groups(by_category),
        categories={measure: pareto(facts, by_category, measure) for measure in Measure},
        causes={measure: pareto(facts, cause, measure) for measure in Measure},
        shops_trend=weekly(lambda fact: (str(fact.shop_id),)),
        products_trend=weekly(lambda fact: fact.products),
        categories_trend=weekly(lambda fact: (str(fact.category),)),
        repeats=in_common(facts),
    )


def case_facts(session: Session, user: User, period: Period, *, now: datetime) -> tuple[CaseFact, ...]:
    """Return the complaints opened in a period as facts, oldest first. Managers and owners only."""
    user.require(Right.MANAGE_CASES)
    c = ComplaintRow
    where = period.holds(col(c.opened_at), now, service_hours().zone)
    if period.shops:
        where.append(col(c.shop_id).in_(period.shops))
    wanted = (
        c.id, c.shop_id, c.order_no, c.category, c.severity, c.status, c.opened_at, c.first_answer_due, c.first_answer_at, c.resolve_due,
        c.resolved_at, c.cost_vnd, c.cause, c.reopened, c.repeat_of,
    )  # fmt: skip
    rows = session.execute(core_select(*map(col, wanted)).where(*where).order_by(col(c.opened_at), col(c.id))).all()
    rounds = _rounds(session, where)
    later = aliased(c)
    repeated = set(session.exec(select(c.id).join(later, col(later.repeat_of) == col(c.id)).where(*where, col(later.opened_at) <= now)))
    refunds = _refunds(session, where)
    firsts = _first_resolutions(session, where)
    products = products_of(session, {(row.shop_id, row.order_no) for row in rows})
    return tuple(
        CaseFact(
            id=row.id, shop_id=row.shop_id, category=Category(row.category), severity=Severity(row.severity),
            state=ComplaintState(row.status), opened_at=row.opened_at, first_answer_due=row.first_answer_due,
            first_answer_at=row.first_answer_at, resolve_due=row.resolve_due, resolved_at=row.resolved_at,
            cost_vnd=refunds.get(row.id) if row.cost_vnd is None else row.cost_vnd, cause=row.cause,
            products=products.get((row.shop_id, row.order_no), ()), reopened=row.reopened, repeats=row.repeat_of is not None,
            came_back=row.id in repeated, first_resolution=firsts.get(row.id), rounds=tuple(rounds.get(row.id, ())),
        )
        for row in rows
    )  # fmt: skip


def _rounds(session: Session, where: Sequence[ColumnElement[bool]]) -> dict[int, list[Round]]:
    c, r = ComplaintRow, ComplaintRoundRow
    query = select(r).join(c, col(c.id) == col(r.complaint_id)).where(*where).order_by(col(r.number))
    found: dict[int, list[Round]] = {}
    for row in session.exec(query):
        found.setdefault(row.complaint_id, []).append(Round(ComplaintState(row.status), row.resolve_due, row.resolved_at))
    return found


def _refunds(session: Session, where: Sequence[ColumnElement[bool]]) -> dict[int, int]:
    """What the marketplaces' files say was refunded, by complaint."""
    c, m = ComplaintRow, MarketReturnRow
    query = select(m.complaint_id, func.sum(col(m.refund_vnd))).join(c, col(c.id) == col(m.complaint_id))
    return {
        number: int(total or 0)
        for number, total in session.exec(query.where(*where, col(m.refund_vnd).is_not(None)).group_by(col(m.complaint_id)))
    }


def _first_resolutions(session: Session, where: Sequence[ColumnElement[bool]]) -> dict[int, Resolution]:
    """How the complaint was first solved that each repeat repeats."""
    c, r = ComplaintRow, ComplaintRoundRow
    earlier = aliased(c)
    query = select(c.id, earlier.resolution, r.resolution).join(earlier, col(earlier.id) == col(c.repeat_of))
    query = query.outerjoin(r, (col(r.complaint_id) == col(earlier.id)) & (col(r.number) == 1)).where(*where)
    return {number or 0: Resolution(past or said) for number, said, past in session.exec(query) if past or said}
