"""A demo of yesterday is filled anew at the next start; one that somebody worked in stays."""

from __future__ import annotations

from datetime import timedelta

from core.base.clock import at_local, local_date, utc_now
from core.base.database import Database
from core.demo.fill import fill_demo
from core.demo.renew import renew_demo
from core.people.actions.shops import NewShop, add_shop
from core.people.shop import Marketplace
from core.people.user import SYSTEM
from core.shifts.queries.shifts import list_shifts

NOON = at_local(local_date(utc_now()) - timedelta(days=3), 12 * 60)


def shifts_on(database: Database, days: int) -> int:
    day = local_date(NOON) + timedelta(days=days)
    with database.read() as session:
        return len(list_shifts(session, SYSTEM, day, day))


def test_an_aged_demo_is_filled_up_to_now(database: Database) -> None:
    fill_demo(database, agents=3, shops=1, days=3, now=NOON)
    assert shifts_on(database, 0) > 0
    assert renew_demo(database, now=NOON + timedelta(hours=3)) is False
    assert renew_demo(database, now=NOON + timedelta(days=1)) is True
    assert shifts_on(database, 1) > 0
    assert renew_demo(database, now=NOON + timedelta(days=1, hours=1)) is False


def test_a_demo_somebody_worked_in_stays(database: Database) -> None:
    fill_demo(database, agents=3, shops=1, days=3, now=NOON)
    with database.write() as session:
        add_shop(session, SYSTEM, NewShop("mine", Marketplace.WEB, "Mine"), now=NOON)
    assert renew_demo(database, now=NOON + timedelta(days=1)) is False
    assert shifts_on(database, 1) == 0


def test_a_real_shop_is_never_touched(database: Database) -> None:
    assert renew_demo(database, now=NOON) is False
