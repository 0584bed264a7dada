"""The leaderboard of a period: one grouped query, then arithmetic."""

from __future__ import annotations

from typing import Final

import numpy as np
from sqlmodel import Session

from core.base.appsettings import read_setting
from core.base.clock import local_date
from core.base.errors import InvalidInput, Problem
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.score.board_settings import VISIBILITY_SETTING
from core.score.campaign import campaign_days
from core.score.leaderboard import Leaderboard, Visibility, hidden_from
from core.score.metric import FAIR_METRICS, METRICS, Metric
from core.score.queries.board_settings import return_window
from core.score.queries.fields import Filter, extra_days
from core.score.ranking import Counts, rank
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
    counts = _counts(session, user, wanted, METRICS[metric], statuses)
    unsettled = unsettled_agents(
        session,
        user,
        start=wanted.start,
        end=wanted.end,
        young_from=local_date(wanted.now, wanted.floor.zone) - return_window(session),
        statuses=statuses,
        shops=wanted.shops,
    )
    # Names decide the order of equals, whoever asks; hidden_from takes them out again.
    ranking = rank(counts, users_by_id(session, np.unique(counts.agents).tolist()), user.id, unsettled)
    visibility = Visibility.ALL if user.may(Right.SEE_TEAM) else _visibility(session)
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
    )


def _counts(session: Session, user: User, wanted: Filter, metric: Metric, statuses: tuple[str, ...]) -> Counts:
    agents, cells, sums = cell_sums(
        session,
        user,
        start=wanted.start,
        end=wanted.end,
        fields=(*metric.top, *metric.bottom),
        shops=wanted.shops,
        statuses=statuses,
        campaign_dates=campaign_days(wanted.start, wanted.end, extra_days(session)),
    )
    return Counts(agents, cells, successes=sums[:, 0], trials=sums[:, 1])


def _visibility(session: Session) -> Visibility:
    return Visibility(read_setting(session, VISIBILITY_SETTING, str(Visibility.OWN)))
