"""The sums every metric is made of, gathered from the wings that keep them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd
from sqlmodel import Session

from core.base.appsettings import read_setting
from core.cases.queries.counts import complaint_counts, review_counts
from core.people.user import User
from core.score.coverage import DayCoverage
from core.score.floor import Floor
from core.score.queries.coverage import DEFAULT_FLOOR, coverage
from core.shifts.campaign import EXTRA_DAYS
from core.shifts.queries.sums import result_sums
from core.shifts.queries.worked import worked_seconds

Group = Literal["agent", "shop", "template", "day"]
_RESULT_KEY = {"agent": "agent_id", "shop": "shop_id", "template": "template_id", "day": "business_date"}
_CASE_KEY = {"agent": "agent_id", "shop": "shop_id", "day": "day"}


@dataclass(frozen=True)
class Filter:
    """Which rows count: business dates start…end (both included), shops and templates (empty: all), as of `now`.

    With templates only what shifts record is counted: cases and coverage belong to no template.
    """

    start: date
    end: date
    now: datetime
    shops: tuple[int, ...] = ()
    floor: Floor = field(default=DEFAULT_FLOOR)
    templates: tuple[int, ...] = ()


def extra_days(session: Session) -> list[date]:
    """Return the campaign days the owner added to the double days."""
    return [date.fromisoformat(day) for day in read_setting(session, EXTRA_DAYS, [])]


def grouped_fields(session: Session, user: User, wanted: Filter, by: Group) -> dict[Any, dict[str, float]]:
    """Return key of the group (id or date) → sums; only groups with something recorded.

    Complaints and reviews belong to no shift template, coverage to no shop, agent or template: there
    these fields are missing, so their metrics say "no data". Nobody's cases are in no agent's group.
    """
    found = _results(session, user, wanted, _RESULT_KEY[by])
    if by in _CASE_KEY and not wanted.templates:
        _cases(found, session, user, wanted, _CASE_KEY[by])
    if by == "day" and not wanted.shops and not wanted.templates:
        for day in coverage(session, user, start=wanted.start, end=wanted.end, now=wanted.now, floor=wanted.floor):
            if day.day in found or day.covered:
                found.setdefault(day.day, {}).update(covered_minutes=day.covered, service_minutes=day.counted)
    return found


def total_fields(session: Session, user: User, wanted: Filter, covered: Sequence[DayCoverage] | None = None) -> dict[str, float]:
    """Return the sums over everything in the filter; `covered` saves asking for the coverage of its days again."""
    found = _results(session, user, wanted, None)
    if wanted.templates:
        return found[None]
    _cases(found, session, user, wanted, None)
    if not wanted.shops:
        if covered is None:
            covered = coverage(session, user, start=wanted.start, end=wanted.end, now=wanted.now, floor=wanted.floor)
        if any(day.covered for day in covered):
            found[None].update(covered_minutes=sum(day.covered for day in covered), service_minutes=sum(day.counted for day in covered))
    return found[None]


def result_fields_by_day(session: Session, user: User, wanted: Filter) -> dict[Any, dict[str, float]]:
    """Return business date → the sums of its results alone, without cases and coverage."""
    return _results(session, user, wanted, "business_date")


def _results(session: Session, user: User, wanted: Filter, key: str | None) -> dict[Any, dict[str, float]]:
    found: dict[Any, dict[str, float]] = {}
    narrowed: dict[str, Any] = {"start": wanted.start, "end": wanted.end, "shops": wanted.shops, "templates": wanted.templates}
    narrowed["by"] = (key,) if key else ()
    _gather(found, result_sums(session, user, **narrowed), key)
    worked = worked_seconds(session, user, **narrowed, now=wanted.now, zone=wanted.floor.zone)
    _gather(found, worked, key)
    return found


def _cases(found: dict[Any, dict[str, float]], session: Session, user: User, wanted: Filter, key: str | None) -> None:
    for counts in (complaint_counts, review_counts):
        frame = counts(
            session,
            user,
            start=wanted.start,
            end=wanted.end,
            now=wanted.now,
            by=(key,) if key else (),
            shops=wanted.shops,
            zone=wanted.floor.zone,
        )
        _gather(found, frame[frame[key].notna()] if key else frame, key)


def _gather(found: dict[Any, dict[str, float]], frame: pd.DataFrame, key: str | None) -> None:
    for row in frame.to_dict("records"):
        group = None if key is None else row.pop(key)
        found.setdefault(group, {}).update({str(name): value for name, value in row.items()})
