"""The demo's published roster: the weeks behind as they were worked, two weeks ahead, wishes and a swap."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
from sqlmodel import Session

from core.base.clock import at_local
from core.demo.history import Ids
from core.demo.roster import OFF, Roster, make_roster
from core.demo.talents import Talent
from core.people.queries.users import users_by_id
from core.people.user import SYSTEM, User
from core.shifts.actions.roster import PublishWeek, publish_week
from core.shifts.actions.roster_bulk import BulkEntry, insert_roster
from core.shifts.actions.swaps import AnswerSwap, AskSwap, answer_swap, ask_swap
from core.shifts.actions.wishes import MakeWish, make_wish
from core.shifts.labour_law import monday_of
from core.shifts.queries.roster import rostered
from core.shifts.roster import CellPlan

WEEKS_BEHIND, WEEKS_AHEAD = 2, 2
REASON = "Đã hỏi từng người, tuần sau nghỉ bù"
NOTES = ("Đám cưới em gái", "Khám sức khoẻ buổi sáng", "Con thi học kỳ")


def add_roster(session: Session, ids: Ids, roster: Roster, talents: list[Talent], *, seed: int, today: date, now: datetime) -> int:
    """Publish the two weeks before this one, this one, and the two to come; the last of them is still a draft."""
    random = np.random.default_rng([seed, 77])  # of its own: the shifts themselves stay what they are
    turns = _turns(roster, talents, today, random)
    first = max(roster.first, monday_of(today) - timedelta(weeks=WEEKS_BEHIND))
    last = monday_of(today) + timedelta(weeks=WEEKS_AHEAD, days=6)
    draft = monday_of(today) + timedelta(weeks=WEEKS_AHEAD)
    entries = [
        BulkEntry(ids.agents[agent], ids.templates[turn], day, published=day < draft)
        for day, of_day in sorted(turns.items())
        if first <= day <= last
        for agent, turn in enumerate(of_day)
        if turn != OFF
    ]
    weeks = {monday_of(entry.business_date) for entry in entries}
    published = {week: min(now, at_local(week, 16 * 60) - timedelta(days=3)) for week in weeks if week < draft}
    manager = users_by_id(session, [ids.manager])[ids.manager]
    count = insert_roster(session, manager, entries, published_at=published, now=now)
    _change(session, manager, ids, draft - timedelta(days=7), now=now)
    _wishes(session, ids, draft, today=today, now=now)
    _swap(session, ids, today, now=now)
    return count


def _turns(roster: Roster, talents: list[Talent], today: date, random: np.random.Generator) -> dict[date, list[int]]:
    """Return the turns of every day: as worked up to today, planned from tomorrow on; one person planned today is missing."""
    worked = {roster.first + timedelta(days=number): turn for number, turn in enumerate(roster.turns)}
    days = 7 * (WEEKS_AHEAD + 1) + 1
    ahead = make_roster(talents, today + timedelta(days=1), days, 1440, random).turns
    planned = {today + timedelta(days=number + 1): turn for number, turn in enumerate(ahead)}
    before = worked.get(today, [OFF] * len(talents))
    tomorrow = planned[today + timedelta(days=1)]
    planned[today + timedelta(days=1)] = [OFF if turn == 0 and before[agent] > 0 else turn for agent, turn in enumerate(tomorrow)]
    free = [agent for agent, turn in enumerate(before) if turn == OFF and agent > 0]
    if free and len(before) > 3:
        yesterday = worked.get(today - timedelta(days=1), [OFF] * len(before))
        agent = next((one for one in free if yesterday[one] <= 0), free[0])
        missing = list(before)
        missing[agent] = 0 if yesterday[agent] <= 0 else 1
        worked[today] = missing
    return worked | planned


def _change(session: Session, manager: User, ids: Ids, week: date, *, now: datetime) -> None:
    """Publish next week once more: the first agent's last shift of it goes to nobody, and they see it marked."""
    own = [one for one in rostered(session, SYSTEM, week, week + timedelta(days=6)) if one.agent_id == ids.agents[0]]
    if own:
        cell = CellPlan(own[-1].agent_id, own[-1].business_date)
        wanted = PublishWeek(week, 1, (cell,), REASON)
        publish_week(session, manager, wanted, now=now - timedelta(hours=6))


def _wishes(session: Session, ids: Ids, draft: date, *, today: date, now: datetime) -> None:
    people = users_by_id(session, ids.agents[:3])
    for number, agent in enumerate(ids.agents[:3]):
        day = max(draft + timedelta(days=number + 2), today + timedelta(days=1))
        template = ids.templates[1] if number == 1 else None
        make_wish(session, people[agent], MakeWish(day, template, NOTES[number]), now=now - timedelta(hours=5 - number))


def _swap(session: Session, ids: Ids, today: date, *, now: datetime) -> None:
    """Let the first agent give a coming shift to a colleague who is free that day and agrees; a manager still decides."""
    first, last = today + timedelta(days=2), monday_of(today) + timedelta(weeks=WEEKS_AHEAD) - timedelta(days=1)
    coming = rostered(session, SYSTEM, first, last)
    taken = {(one.agent_id, one.business_date) for one in coming}
    people = users_by_id(session, ids.agents)
    for own in (one for one in coming if one.agent_id == ids.agents[0]):
        for other in ids.agents[1:]:
            around = [(other, own.business_date + timedelta(days=number)) for number in (-1, 0, 1)]
            if not any(day in taken for day in around[1:2]):
                _agree(
                    session,
                    people[ids.agents[0]],
                    people[other],
                    AskSwap(own.template.id, own.business_date, other, note="Nhờ chị giúp em"),
                    now,
                )
                return


def _agree(session: Session, asker: User, other: User, wanted: AskSwap, now: datetime) -> None:
    made = ask_swap(session, asker, wanted, now=now - timedelta(hours=3))
    answer_swap(session, other, AnswerSwap(made.id, True, "Được em"), now=now - timedelta(hours=2))
