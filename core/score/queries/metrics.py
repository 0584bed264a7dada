"""Every metric of a period, by agent, shop, template, day or hour."""

from __future__ import annotations

from typing import Any, Literal

from sqlmodel import Session

from core.base.appsettings import read_setting
from core.base.errors import InvalidInput, Problem
from core.people.queries.shops import list_shops
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.score.board_settings import VISIBILITY_SETTING
from core.score.leaderboard import Visibility
from core.score.metric import visible_to
from core.score.queries.fields import Filter, grouped_fields, total_fields
from core.score.queries.hours import hourly_fields
from core.score.totals import MetricRow, MetricTable, values_of
from core.shifts.queries.templates import list_templates

By = Literal["agent", "shop", "template", "day", "hour"]


def metric_table(session: Session, user: User, wanted: Filter, by: By | None = None) -> MetricTable:
    """Return all metrics a person may see, a row per group with something recorded, and the total.

    Shops and templates come in the team's order, agents by name, days and hours in time. Shifts of
    every status count. Who may not see the team gets the others as the owner's setting says: their rows without
    a name, by chats; no rows but one's own where only names and bands are shown; or everything. Numbers by hour
    come from saves and know no templates.
    """
    user.require(Right.SEE_LIVE)
    if by == "hour" and wanted.templates:
        raise InvalidInput([Problem("template", "Numbers by hour cannot be narrowed to one kind of shift.")])
    keys = visible_to(user)
    groups = _groups(session, user, wanted, by) if by else []
    rows = tuple(MetricRow(name, values_of(fields, keys)) for name, fields in groups)
    total = values_of(total_fields(session, user, wanted), keys)
    return MetricTable(wanted.start, wanted.end, by, rows, total)


def _groups(session: Session, user: User, wanted: Filter, by: By) -> list[tuple[str | None, dict[str, float]]]:
    if by == "hour":
        return [(f"{hour:02d}", fields) for hour, fields in hourly_fields(session, user, wanted).items()]
    found = grouped_fields(session, user, wanted, by)
    if by == "day":
        return [(day.isoformat(), found[day]) for day in sorted(found)]
    if by == "agent":
        return _by_agent(session, user, found)
    if by == "shop":
        names = {shop.id: shop.code for shop in list_shops(session, user, everything=True)}
    else:
        names = {template.id: template.code for template in list_templates(session, user)}
    return [(name, found[key]) for key, name in names.items() if key in found]


def _by_agent(session: Session, user: User, found: dict[Any, dict[str, float]]) -> list[tuple[str | None, dict[str, float]]]:
    setting = Visibility.ALL if user.may(Right.SEE_TEAM) else Visibility(read_setting(session, VISIBILITY_SETTING, str(Visibility.OWN)))
    shown = [key for key in found if setting is not Visibility.BANDS or key == user.id]
    named = users_by_id(session, shown if setting is Visibility.ALL else (user.id,))
    groups = [(named[key].name if key in named else None, found[key]) for key in shown]
    # Nameless rows by their chats: by id they would tell who was hired when.
    return sorted(groups, key=lambda group: (group[0] is None, group[0] or "", -group[1].get("chats", 0)))
