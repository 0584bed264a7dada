"""The sums every metric is made of, gathered from the wings that keep them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd
from sqlmodel import Session

from core.cases.queries.counts import complaint_counts, review_counts
from core.people.user import User
from core.score.floor import Floor
from core.score.queries.coverage import DEFAULT_FLOOR, coverage
from core.shifts.queries.sums import result_sums
from core.shifts.queries.worked import worked_seconds

Group = Literal["agent", "shop", "template", "day"]
_RESULT_KEY = {"agent": "agent_id", "shop": "shop_id", "template": "template_id", "day": "business_date"}
_CASE_KEY = {"agent": "agent_id", "shop": "shop_id", "day": "day"}


@dataclass(frozen=True)
class Filter:
    """Which rows count: business dates start…end (both included), shops (empty: all), as of `now`."""

    start: date
    end: date
    now: datetime
    shops: tuple[int, ...] = ()
    floor: Floor = field(default=DEFAULT_FLOOR)


def grouped_fields(session: Session, user: User, wanted: Filter, by: Group | None = None) -> dict[Any, dict[str, float]]:
    """Return key of the group (id or date; None for everything together) → sums; only groups with something recorded.

    Complaints and reviews belong to no shift template, coverage to no shop, agent or template: there
    these fields are missing, so their metrics say "no data". Nobody's cases are in no agent's group.
    """
    found: dict[Any, dict[str, float]] = {} if by else {None: {}}
    start, end, now, shops, zone = wanted.start, wanted.end, wanted.now, wanted.shops, wanted.floor.zone
    key = _RESULT_KEY[by] if by else None
    keys = (key,) if key else ()
    _gather(found, result_sums(session, user, start=start, end=end, by=keys, shops=shops), key)
    _gather(found, worked_seconds(session, user, start=start, end=end, by=keys, shops=shops, now=now, zone=zone), key)
    if by != "template":
        key = _CASE_KEY[by] if by else None
        keys = (key,) if key else ()
        for counts in (complaint_counts, review_counts):
            frame = counts(session, user, start=start, end=end, now=now, by=keys, shops=shops, zone=zone)
            _gather(found, frame[frame[key].notna()] if key else frame, key)
    if by in (None, "day") and not shops:
        days = coverage(session, user, start=start, end=end, now=now, floor=wanted.floor)
        if by is None and any(day.covered for day in days):
            found[None].update(covered_minutes=sum(day.covered for day in days), service_minutes=sum(day.counted for day in days))
        elif by == "day":
            for day in days:
                if day.day in found or day.covered:
                    found.setdefault(day.day, {}).update(covered_minutes=day.covered, service_minutes=day.counted)
    return found


def _gather(found: dict[Any, dict[str, float]], frame: pd.DataFrame, key: str | None) -> None:
    for row in frame.to_dict("records"):
        group = None if key is None else row.pop(key)
        found.setdefault(group, {}).update({str(name): value for name, value in row.items()})
