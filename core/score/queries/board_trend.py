"""The fair index of each agent over the last periods, for those who may see it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from sqlmodel import Session

from core.base.appsettings import read_setting
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.score.board_settings import VISIBILITY_SETTING
from core.score.board_trend import PERIODS, windows
from core.score.leaderboard import Visibility
from core.score.metric import METRICS
from core.score.queries.fields import Filter, extra_days
from core.score.queries.leaderboard import counts_of
from core.score.ranking import rank

Trend = dict[int, tuple[float | None, ...]]


def board_trends(session: Session, user: User, wanted: Filter, metric: str, periods: int = PERIODS) -> Trend:
    """Return agent → fair index per period, oldest first, None where there was not enough data; nobody's without any.

    An agent gets the others' only where the owner lets agents see everything.
    """
    user.require(Right.SEE_LEADERBOARD)
    everybody = user.may(Right.SEE_TEAM) or read_setting(session, VISIBILITY_SETTING) == Visibility.ALL
    extra = extra_days(session)
    found: Trend = {}
    for place, (start, end) in enumerate(windows(wanted.start, wanted.end, periods)):
        counts = counts_of(session, user, replace(wanted, start=start, end=end), METRICS[metric], extra=extra)
        people = users_by_id(session, np.unique(counts.agents).tolist())
        for row in rank(counts, people, user.id).rows:
            if row.index is not None and row.agent_id is not None and (everybody or row.is_me):
                known = found.setdefault(row.agent_id, (None,) * periods)
                found[row.agent_id] = (*known[:place], row.index, *known[place + 1 :])
    return found
