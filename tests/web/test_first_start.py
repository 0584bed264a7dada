"""What the first start puts into the database: a demo shop where nothing was chosen, nothing anywhere else."""

from __future__ import annotations

import pytest

from core.base.appsettings import IS_DEMO, read_setting
from core.base.clock import utc_now
from core.base.database import Database
from core.base.settings import load_settings
from core.demo.leave import leave_demo
from core.people.actions.users import NewUser, add_user
from core.people.queries.users import any_user, list_users
from core.people.user import SYSTEM, Role
from core.web.first_run import prepare

DEFAULT = load_settings(database_url="")


def facts(database: Database) -> tuple[bool, bool]:
    with database.read() as session:
        return any_user(session), bool(read_setting(session, IS_DEMO, False))


def test_nothing_configured_gives_a_demo_shop_once(database: Database) -> None:
    prepare(database, DEFAULT)
    assert facts(database) == (True, True)
    with database.read() as session:
        roles = {user.role for user in list_users(session, SYSTEM)}
    assert roles == set(Role)
    prepare(database, DEFAULT)
    with database.read() as session:
        before = len(list_users(session, SYSTEM))
    prepare(database, DEFAULT)
    with database.read() as session:
        assert len(list_users(session, SYSTEM)) == before


@pytest.mark.parametrize("settings", [load_settings(database_url="sqlite:///elsewhere.db"), load_settings(database_url="", demo=False)])
def test_a_chosen_database_or_no_wish_for_a_demo_stays_empty(settings: object, database: Database) -> None:
    prepare(database, settings)  # type: ignore[arg-type]
    assert facts(database) == (False, False)


def test_people_in_the_default_database_are_left_alone(database: Database) -> None:
    with database.write() as session:
        add_user(session, SYSTEM, NewUser("mai", "Mai", Role.OWNER), now=utc_now())
    prepare(database, DEFAULT)
    assert facts(database) == (True, False)


def test_the_demo_does_not_come_back_after_starting_for_real(database: Database) -> None:
    prepare(database, DEFAULT)
    with database.read() as session:
        owner = next(user for user in list_users(session, SYSTEM) if user.role is Role.OWNER)
    leave_demo(database, owner, now=utc_now())
    prepare(database, DEFAULT)
    assert facts(database) == (False, False)
