"""The cells and shifts behind one person's place on the leaderboard."""

from __future__ import annotations

from sqlmodel import Session

from core.people.user import Right, User
from core.score.board_why import ShiftBehind, Why, cells_behind
from core.score.metric import METRICS
from core.score.queries.fields import Filter, extra_days
from core.score.queries.leaderboard import RANKED, counts_of
from core.shifts.campaign import campaign_days
from core.shifts.queries.behind import shift_numbers


def board_why(session: Session, user: User, wanted: Filter, metric: str, agent_id: int) -> Why:
    """Return why a person's rate is what the leaderboard says: one's own, or anybody's for who sees the team."""
    user.require(Right.SEE_LEADERBOARD)
    if agent_id != user.id:
        user.require(Right.SEE_TEAM)
    declared = METRICS[metric]
    extra = extra_days(session)
    campaign = set(campaign_days(wanted.start, wanted.end, extra))
    counts = counts_of(session, user, wanted, declared, extra=extra)
    shifts = shift_numbers(
        session,
        user,
        agent_id,
        start=wanted.start,
        end=wanted.end,
        top=declared.top[0],
        bottom=declared.bottom[0],
        shops=wanted.shops,
        templates=wanted.templates,
        statuses=RANKED,
    )
    return Why(
        agent_id,
        cells_behind(counts, agent_id),
        tuple(
            ShiftBehind(one.shift_id, one.day, one.template_id, one.shop_id, one.day in campaign, one.status, one.top, one.bottom)
            for one in shifts
        ),
    )
