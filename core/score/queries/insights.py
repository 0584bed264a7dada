"""The history read for insights; the rules are in `core.score.insight`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

import numpy as np
from sqlmodel import Session

from core.people.queries.shops import list_shops
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.score.coverage import DayCoverage
from core.score.floor import Floor
from core.score.insight import BusyHour, SpeedRow, TrendRow
from core.score.metric import METRICS
from core.score.queries.coverage import coverage
from core.score.queries.fields import Filter
from core.score.queries.hours import stretches_of
from core.score.queries.metrics import metric_table
from core.score.totals import Value, added, value_of
from core.shifts.queries.increments import increments
from core.shifts.queries.sums import result_sums
from core.shifts.queries.templates import list_templates

_RATE = METRICS["answer_30s_rate"]
_FIELDS = ("chats", *_RATE.top, *_RATE.bottom)
_SPEED = ("first_response_num", "first_response_den", "conversion_num", "conversion_den")
_AT_ONCE = 31  # days read together
TREND_KEYS = ("chats", "answer_30s_rate", "first_response_s", "conversion", "orders", "revenue")


def busy_hours(session: Session, user: User, wanted: Filter) -> tuple[BusyHour, ...]:
    """Return the service hours of each weekday that has numbers, and others something fell into.

    The weekday is that of the business date: 00:30 of a shift that began on Friday is Friday's. What came in
    between two saves is spread evenly over them.
    """
    user.require(Right.SEE_TEAM)
    floor = wanted.floor
    days = [wanted.start + timedelta(days=number) for number in range((wanted.end - wanted.start).days + 1)]
    sums: dict[tuple[int, int], dict[str, float]] = {}
    known: Counter[int] = Counter()
    for first in range(0, len(days), _AT_ONCE):
        part = days[first : first + _AT_ONCE]
        frame = increments(session, user, days=part, now=wanted.now, fields=_FIELDS, shops=wanted.shops, zone=floor.zone)
        came_in, of_day = stretches_of(frame, _FIELDS), frame["business_date"].to_numpy()
        for weekday in range(7):
            here = [day for day in set(of_day) if day.weekday() == weekday]
            known[weekday] += len(here)
            for hour, found in came_in.only(np.isin(of_day, here)).sums_by_hour(floor.zone).items():
                sums[weekday, hour] = added(sums.get((weekday, hour), {}), found)
    service = range(floor.service_start // 60, -(-floor.service_end // 60))
    cells = sorted({*sums, *((weekday, hour) for weekday in known if known[weekday] for hour in service)})
    return tuple(
        BusyHour(
            weekday,
            hour,
            sums.get((weekday, hour), {}).get("chats", 0.0) / known[weekday],
            known[weekday],
            value_of(_RATE, sums.get((weekday, hour), {})).value,
            floor.is_peak(hour),
        )
        for weekday, hour in cells
    )


def speed_rows(session: Session, user: User, wanted: Filter) -> tuple[SpeedRow, ...]:
    """Return each shift × shop that has both first response and conversion, by date, agent, shop."""
    user.require(Right.SEE_TEAM)
    frame = result_sums(
        session, user, start=wanted.start, end=wanted.end, by=("business_date", "agent_id", "template_id", "shop_id"), fields=_SPEED,
        shops=wanted.shops,
    )  # fmt: skip
    frame = frame[(frame["first_response_den"] > 0) & (frame["conversion_den"] > 0)] if len(frame) else frame
    people = users_by_id(session, sorted({int(number) for number in frame["agent_id"]}))
    shops = {shop.id: shop.name for shop in list_shops(session, user, everything=True)}
    templates = {template.id: template.name for template in list_templates(session, user)}
    rows = [
        SpeedRow(
            day=row["business_date"],
            agent=people[row["agent_id"]].display,
            shop=shops.get(row["shop_id"], ""),
            template=templates.get(row["template_id"], ""),
            seconds=float(row["first_response_num"]) / float(row["first_response_den"]),
            answered=int(row["first_response_den"]),
            orders=int(row["conversion_num"]),
            asked=int(row["conversion_den"]),
        )
        for row in frame.to_dict("records")
    ]
    return tuple(sorted(rows, key=lambda row: (row.day, row.agent, row.shop, row.template)))


def trend_rows(session: Session, user: User, wanted: Filter, by: Literal["shop", "template"]) -> tuple[TrendRow, ...]:
    """Return the total, then each shop or shift, in a period and the one of the same length right before it."""
    user.require(Right.SEE_TEAM)
    length = (wanted.end - wanted.start).days + 1
    earlier = replace(wanted, start=wanted.start - timedelta(days=length), end=wanted.start - timedelta(days=1))
    now, before = (metric_table(session, user, period, by) for period in (wanted, earlier))
    names: dict[str, str] = (
        {shop.code: shop.name for shop in list_shops(session, user, everything=True)}
        if by == "shop"
        else {template.code: template.name for template in list_templates(session, user)}
    )
    here, there = ({str(row.group): row.values for row in table.rows} for table in (now, before))
    rows = [TrendRow(None, _of(now.total), _of(before.total))]
    rows += [TrendRow(name, _of(here.get(code, {})), _of(there.get(code, {}))) for code, name in names.items() if code in {*here, *there}]
    return tuple(rows)


def _of(values: Any) -> dict[str, Value]:
    return {key: values.get(key, Value()) for key in TREND_KEYS}


def covered_year(session: Session, user: User, today: date, now: datetime, floor: Floor) -> tuple[DayCoverage, ...]:
    """Return the coverage of the 365 days before `today`, oldest first: those the gauge of the live page counts."""
    user.require(Right.SEE_LIVE)
    return coverage(
        session, user, start=today - timedelta(days=floor.covered_days), end=today - timedelta(days=1), now=now, floor=floor
    )  # fmt: skip
