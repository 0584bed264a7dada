"""From the demo to real work: the demo goes as a whole, real data never."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.base.appsettings import IS_DEMO, read_setting, write_setting
from core.base.changes import read_versions
from core.base.database import Database
from core.base.errors import Refused
from core.base.migrate import newest_revision, stored_revision
from core.demo.leave import STARTED_FOR_REAL, leave_demo
from core.people.actions.users import NewUser, add_user
from core.people.queries.shops import list_shops
from core.people.queries.users import any_user, list_users
from core.people.user import SYSTEM, Role
from tests.conftest import Cast

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_the_demo_is_emptied_and_the_counters_go_on(database: Database, cast: Cast) -> None:
    with database.write() as session:
        write_setting(session, IS_DEMO, True)
    with database.read() as session:
        before = dict(read_versions(session))
    kept = leave_demo(database, cast.hoa, now=NOW)
    with database.read() as session:
        assert not any_user(session)
        assert list_shops(session, SYSTEM, everything=True) == []
        assert read_setting(session, IS_DEMO) is None
        assert read_setting(session, STARTED_FOR_REAL) is True
        assert read_versions(session) == {topic: version + 1 for topic, version in before.items()}
    assert stored_revision(database) == newest_revision()
    with database.write() as session:
        add_user(session, SYSTEM, NewUser("mai", "Mai", Role.OWNER, "mật khẩu mới"), now=NOW)
    if database.is_sqlite:
        assert kept is not None
        copy = Database(f"sqlite:///{kept}")
        with copy.read() as session:
            assert [user.name for user in list_users(session, SYSTEM)] == ["hoa", "lan", "duc", "minh"]
        copy.close()
    else:
        assert kept is None


def test_real_data_stays(database: Database, cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no demo"):
        leave_demo(database, cast.hoa, now=NOW)
    with database.read() as session:
        assert len(list_users(session, SYSTEM)) == 4
    assert list(tmp_path.glob("*-demo-*")) == []


def test_only_the_owner_leaves_the_demo(database: Database, cast: Cast) -> None:
    with database.write() as session:
        write_setting(session, IS_DEMO, True)
    with pytest.raises(Refused, match="role may not"):
        leave_demo(database, cast.minh, now=NOW)
