"""The leaderboard of a period: one grouped query, then arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np
from sqlmodel import Session

from core.base.appsettings import read_settings
from core.base.clock import local_date
from core.base.errors import InvalidInput, Problem
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.score.board_settings import DEFAULT_WINDOW, RETURN_WINDOW_SETTING, VISIBILITY_SETTING
from core.score.leaderboard import Leaderboard, Visibility, hidden_from
from core.score.metric import FAIR_METRICS, METRICS, Metric
from core.score.queries.fields import Filter, extra_days
from core.score.ranking import Counts, rank
from core.shifts.campaign import EXTRA_DAYS, campaign_days
from core.shifts.queries.sums import cell_sums, unsettled_agents

RANKED: Final = ("approved", "submitted")


def leaderboard(session: Session, user: User, wanted: Filter, metric: str = "conversion", *, include_open: bool = False) -> Leaderboard:
    """Return the ranking of a period by a fair metric.

    Approved and submitted shifts count, running and returned ones only with `include_open`. What an
    agent sees of the others is the owner's setting, at first no names.
    """
    user.require(Right.SEE_LEADERBOARD)
    if metric not in FAIR_METRICS:
        raise InvalidInput([Problem("metric", "The leaderboard ranks by one of: {metrics}.", {"metrics": ", ".join(FAIR_METRICS)})])
    statuses = () if include_open else RANKED
    today = local_date(wanted.now, wanted.floor.zone)
    rules = read_settings(session, EXTRA_DAYS, RETURN_WINDOW_SETTING, VISIBILITY_SETTING)
    counts = counts_of(
        session, user, wanted, METRICS[metric], statuses=statuses, extra=[date.fromisoformat(day) for day in rules.get(EXTRA_DAYS, [])]
    )
    waiting, young = unsettled_agents(
        session,
        user,
        start=wanted.start,
        end=wanted.end,
        young_from=today - timedelta(days=int(rules.get(RETURN_WINDOW_SETTING, DEFAULT_WINDOW))),
        statuses=statuses,
        shops=wanted.shops,
        templates=wanted.templates,
    )
    # Names decide the order of equals, whoever asks; hidden_from takes them out again.
    ranking = rank(counts, users_by_id(session, np.unique(counts.agents).tolist()), user.id, waiting, young)
    visibility = Visibility.ALL if user.may(Right.SEE_TEAM) else Visibility(rules.get(VISIBILITY_SETTING, Visibility.OWN))
    return Leaderboard(
        metric=metric,
        start=wanted.start,
        end=wanted.end,
        team_rate=ranking.team_rate,
        tau=ranking.tau,
        rows=tuple(hidden_from(row, visibility) for row in ranking.rows),
        one_band=ranking.one_band,
        provisional=any(row.provisional for row in ranking.rows),
        visibility=visibility,
        running=wanted.end >= today,
        waiting=sum(row.waiting for row in ranking.rows),
    )


def counts_of(
    session: Session, user: User, wanted: Filter, metric: Metric, *, statuses: tuple[str, ...] = RANKED, extra: Sequence[date] | None = None
) -> Counts:
    """Return successes and trials per agent and cell; `extra` are the owner's campaign days, None: to be read."""
    agents, cells, sums = cell_sums(
        session,
        user,
        start=wanted.start,
        end=wanted.end,
        fields=(*metric.top, *metric.bottom),
        shops=wanted.shops,
        templates=wanted.templates,
        statuses=statuses,
        campaign_dates=campaign_days(wanted.start, wanted.end, extra_days(session) if extra is None else extra),
    )
    return Counts(agents, cells, successes=sums[:, 0], trials=sums[:, 1])
