"""One person's month with everything behind it: their own, or anybody's for who drafts the bonus."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlmodel import Session

from core.base.appsettings import read_setting
from core.cases.queries.behind import complaints_behind, reviews_behind
from core.people.queries.users import users_by_id
from core.people.user import Right, User
from core.score.board_settings import VISIBILITY_SETTING
from core.score.bonus import Statement, fair_places, kpi_percents, statements_of
from core.score.bonus_inputs import Inputs, inputs_from, last_day_of
from core.score.bonus_period import SHOWN_TO_AGENTS, PersonStatement, without_wages
from core.score.explained import cells_of, shift_parts, worked_shifts
from core.score.floor import Floor
from core.score.leaderboard import Visibility
from core.score.metric import FAIR_METRICS, METRICS, Source
from core.score.my_score import MyScore, compared
from core.score.next_step import next_steps
from core.score.policy import Policy
from core.score.policy_reading import policy_from
from core.score.queries.bonus import period_of
from core.score.queries.bonus_inputs import gather
from core.score.queries.policies import policy_at
from core.score.tables import PeriodRow, SnapshotRow


def my_score(session: Session, user: User, month: date, agent_id: int = 0, *, now: datetime, floor: Floor) -> MyScore:
    """Return a month explained. A month under review or further comes from its snapshot, any other as it stands now.

    `agent_id` names another person, for who drafts the bonus; their wage stays hidden without the right.
    """
    user.require(Right.SEE_BONUS)
    asked = agent_id or user.id
    if asked != user.id:
        user.require(Right.DRAFT_BONUS)
    row = session.get(PeriodRow, month)
    period = period_of(month, row)
    preview = row is None or period.status not in SHOWN_TO_AGENTS
    inputs: Inputs
    policy: Policy
    if row is None or preview:
        held = policy_at(session, user, month)
        inputs, policy, version, as_of = gather(session, month, now=now, floor=floor), held.policy, held.version, now
    else:
        snapshot = session.get_one(SnapshotRow, row.snapshot_id)
        inputs, policy = inputs_from(snapshot.inputs), policy_from(json.loads(snapshot.policy))
        version, as_of = snapshot.policy_version, snapshot.as_of
    fair = fair_places(inputs, policy)
    own = next(iter(statements_of(inputs, policy, only={asked}, fair=fair)), None)
    people = users_by_id(session, inputs.agents)
    visibility = Visibility.ALL if user.may(Right.SEE_TEAM) else Visibility(read_setting(session, VISIBILITY_SETTING, str(Visibility.OWN)))
    last = last_day_of(month)
    weighed = [key for key in policy.metrics if METRICS[key].source is Source.RESULTS] if own else []
    return MyScore(
        period=period,
        policy_version=version,
        policy=policy,
        person=None if own is None else _person(user, people[asked], own),
        preview=preview,
        cells={key: cells_of(inputs, key, asked) for key in weighed if key in FAIR_METRICS},
        parts={key: shift_parts(inputs, key, asked) for key in weighed},
        worked=worked_shifts(inputs, asked),
        complaints=complaints_behind(session, user, asked, start=month, end=last, now=as_of, zone=floor.zone),
        reviews=reviews_behind(session, user, asked, start=month, end=last, now=as_of, zone=floor.zone),
        overdue=tuple(case for agent, case in inputs.overdue if agent == asked),
        steps=next_steps(inputs, policy, asked, fair) if preview and own else (),
        team=compared(
            kpi_percents(inputs, policy, fair), {number: person.display for number, person in people.items()}, asked, policy, visibility
        )
        if own
        else (),
        visibility=visibility,
    )


def _person(user: User, person: User, statement: Statement) -> PersonStatement:
    shown, hidden = (statement, ()) if user.may(Right.SEE_WAGES) or person.id == user.id else without_wages(statement)
    return PersonStatement(person.id, person.name, person.display, shown, hidden)
