"""Fills an empty database with the demo team: the same seed, last day and moment give the same data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from sqlmodel import Session

from core.base import audit
from core.base.appsettings import IS_DEMO, write_setting
from core.base.changes import Topic, touch
from core.base.clock import at_local, local_date, to_local
from core.base.database import Database
from core.base.errors import AlreadyDone, InvalidInput, Problem, Refused
from core.base.settings import get_settings
from core.base.tokens import spend
from core.base.words import mark
from core.cases.actions.bulk import bulk_complaints, bulk_reviews
from core.cases.deadline import service_hours
from core.demo.approval import send_one_back
from core.demo.bonus import pay_months
from core.demo.complaints import Complaints
from core.demo.desk import add_pictures
from core.demo.duty import Duty
from core.demo.exports import add_exports
from core.demo.handover import add_handovers
from core.demo.history import Ids, as_shifts
from core.demo.learning import Lessons
from core.demo.names import MANAGER, OWNER, make_agents
from core.demo.reopened import reopen_some
from core.demo.reviews import Reviews
from core.demo.roster import TEMPLATES, make_roster
from core.demo.roster_book import add_roster
from core.demo.sheets import add_sheets, copy_some
from core.demo.shops import DemoShop, make_shops
from core.demo.talents import make_talents
from core.demo.work import make_scene, work
from core.people.actions.shops import NewShop, add_shop
from core.people.actions.users import NewUser, add_user
from core.people.queries.shops import list_shops
from core.people.queries.users import any_user
from core.people.user import SYSTEM
from core.score.floor import floor_of
from core.shifts.actions.bulk import insert_history
from core.shifts.queries.templates import list_templates

MOST = {"agents": 2_000, "shops": 40, "days": 3_660}
EARLIEST = date(2000, 1, 1)
NOT_EMPTY = mark("The demo needs an empty database; this one holds data. Give another with --database sqlite:///data/demo.db")
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class DemoSummary:
    """What was put in."""

    agents: int
    shops: int
    days: int
    first_day: date
    last_day: date
    seed: int
    shifts: int
    results: int
    saves: int
    complaints: int
    reviews: int
    sheets: int


def fill_demo(
    database: Database,
    *,
    agents: int = 6,
    shops: int = 3,
    days: int = 60,
    seed: int = 1,
    until: date | None = None,
    now: datetime,
    progress: Progress | None = None,
) -> DemoSummary:
    """Fill an empty, migrated database in one transaction; Refused when anybody or any shop is in it.

    `until` is the last business date, by default today's. When it is today, that day is in progress and
    everything goes up to `now` (taken down to the minute); another day is over, whatever the time, so
    the same seed and `until` give the same data.
    """
    _check(agents, shops, days, seed, until)
    hours = service_hours()
    today = local_date(now, hours.zone)
    last = until or today
    moment = now.astimezone(UTC).replace(second=0, microsecond=0) if last == today else at_local(last, 1440 + 45, hours.zone)
    tell = progress or (lambda share, said: None)
    random = np.random.default_rng(seed)
    with database.write() as session:
        try:
            spend(session, "demo:fill", at=moment)  # a second process waits here, and then finds it done
        except AlreadyDone:
            raise Refused(NOT_EMPTY) from None
        if any_user(session) or list_shops(session, SYSTEM, everything=True):
            raise Refused(NOT_EMPTY)
        tell(0.0, "people and shops")
        first = last - timedelta(days=days - 1)
        hired = at_local(first, 0, hours.zone) - timedelta(days=20)
        ids, sold = _people_and_shops(session, agents, shops, hired)
        talents = make_talents(agents, shops, random)
        local = to_local(moment, hours.zone)
        minute = local.hour * 60 + local.minute if local.date() == last else 1440
        roster = make_roster(talents, first, days, minute, random)
        scene = make_scene(talents, sold, first=first, days=days, now=moment, zone=hours.zone, columns=roster.columns())
        duty = Duty(scene)
        counted = insert_history(session, SYSTEM, as_shifts(duty, ids, work(scene, random), random, tell), now=moment)
        tell(0.9, "complaints and reviews")
        said = Complaints(duty, ids, sold, hours, random)
        lessons = Lessons(ids, sold, said.bought, hours, seed)
        complaints = bulk_complaints(session, SYSTEM, lessons.regulars(said.make()), now=moment)
        reopen_some(session, hours, now=moment)
        add_pictures(session, hours, now=moment)
        reviews = bulk_reviews(session, SYSTEM, lessons.reviews(Reviews(duty, ids, sold, hours, random).make()), now=moment)
        lessons.teach(session, now=moment)
        tell(0.97, "sheets")
        items = add_sheets(session, get_settings(), seed=seed, today=last, now=moment)
        copy_some(session, ids.agents, items, now=moment, random=random)
        add_roster(session, ids, roster, talents, seed=seed, today=last, now=moment)
        add_handovers(session, ids, sold, last=last, now=moment, random=random)
        mended = int(send_one_back(session, ids, last=last, now=moment))
        add_exports(session, ids.shops[0], first=first, last=last, seed=seed, now=moment)
        pay_months(session, first=first, last=last, now=moment, floor=floor_of(get_settings()))
        write_setting(session, IS_DEMO, True)
        audit.record(
            session, at=moment, actor_id=None, actor=SYSTEM.name, action="demo.fill", subject="demo:1", after={"seed": seed, "days": days}
        )
        touch(session, *Topic)
        tell(1.0, "done")
    return DemoSummary(
        agents, shops, days, first, last, seed, counted.shifts, counted.results, counted.saves + mended, complaints, reviews, len(items)
    )


def _check(agents: int, shops: int, days: int, seed: int, until: date | None) -> None:
    problems = [
        Problem(name, "--{name} must be from 1 to {most}.", {"name": name, "most": MOST[name]})
        for name, value in (("agents", agents), ("shops", shops), ("days", days))
        if not 1 <= value <= MOST[name]
    ]
    if seed < 0:
        problems.append(Problem("seed", "--seed must be 0 or more."))
    if until is not None and not EARLIEST + timedelta(days=days) <= until <= date(9000, 1, 1):
        problems.append(Problem("until", "--until must be a date after the year 2000."))
    if problems:
        raise InvalidInput(problems)


def _people_and_shops(session: Session, agents: int, shops: int, hired: datetime) -> tuple[Ids, list[DemoShop]]:
    """Add everybody without a password (a demo is entered by role buttons), and the shops."""
    people = [add_user(session, SYSTEM, NewUser(p.name, p.display, p.role), now=hired) for p in (OWNER, MANAGER, *make_agents(agents))]
    sold = make_shops(shops)
    opened = [add_shop(session, SYSTEM, NewShop(shop.code, shop.marketplace, shop.name), now=hired) for shop in sold]
    templates = {template.code: template.id for template in list_templates(session, SYSTEM)}
    ids = Ids(
        manager=people[1].id,
        agents=tuple(user.id for user in people[2:]),
        shops=tuple(shop.id for shop in opened),
        templates=tuple(templates[code] for code in TEMPLATES),
    )
    return ids, sold
