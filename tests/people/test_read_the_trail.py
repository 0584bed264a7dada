"""The audit trail as it is read: who may, what managers do not see, filters, before and after."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.base import audit
from core.base.database import Database
from core.base.errors import Refused
from core.people.queries.audit import Act, Wanted, changes, read_trail
from core.people.user import User
from tests.conftest import Cast

NOW = datetime(2026, 11, 20, 16, 59, tzinfo=UTC)  # 23:59 in the team's zone
DAY = date(2026, 11, 20)


def act(database: Database, by: User, action: str, subject: str, at: datetime = NOW, **more: object) -> None:
    with database.write() as session:
        audit.record(session, at=at, actor_id=by.id, actor=by.name, action=action, subject=subject, **more)  # type: ignore[arg-type]


def read(database: Database, user: User, wanted: Wanted | None = None) -> list[tuple[str, str]]:
    with database.read() as session:
        return [(one.who, one.action) for one in read_trail(session, user, wanted or Wanted(DAY, DAY))]


def test_managers_read_the_team_but_not_the_money(database: Database, cast: Cast) -> None:
    act(database, cast.hoa, "wage.set", f"user:{cast.lan.id}", after={"hourly_vnd": 35_000})
    act(database, cast.hoa, "bonus.export", "bonus:2026-10")
    act(database, cast.hoa, "bonus_policy.set", "policy:2")
    act(database, cast.minh, "shift.approve", "shift:7")
    assert read(database, cast.minh) == [("Trần Quốc Minh", "shift.approve")]
    assert len(read(database, cast.hoa)) == 4
    with database.read() as session, pytest.raises(Refused):
        read_trail(session, cast.lan, Wanted(DAY, DAY))


def test_an_act_in_full(database: Database, cast: Cast) -> None:
    act(
        database,
        cast.hoa,
        "user.change",
        f"user:{cast.lan.id}",
        before={"role": "agent", "x": 1},
        after={"role": "manager", "x": 1},
        reason="lên",
    )
    with database.read() as session:
        (found,) = read_trail(session, cast.minh, Wanted(DAY, DAY))
    assert found == Act(NOW, "Lê Thị Hoa", "user", "user.change", "Nguyễn Thị Lan", ("role: agent → manager",), "lên")


def test_local_days_persons_and_kinds(database: Database, cast: Cast) -> None:
    act(database, cast.lan, "shift.submit", "shift:1")
    act(database, cast.lan, "shift_note.write", "shift:1", at=NOW + timedelta(minutes=1))  # the next day there
    act(database, cast.minh, "shift.return", "shift:1", at=NOW - timedelta(days=1))
    assert [action for _, action in read(database, cast.minh)] == ["shift.submit"]
    wide = Wanted(DAY - timedelta(days=1), DAY + timedelta(days=1))
    assert [action for _, action in read(database, cast.minh, wide)] == ["shift.return", "shift_note.write", "shift.submit"]
    assert [action for _, action in read(database, cast.minh, Wanted(wide.start, wide.end, kind="shift"))] == [
        "shift.return",
        "shift.submit",
    ]
    assert [action for _, action in read(database, cast.minh, Wanted(wide.start, wide.end, cast.minh.id))] == ["shift.return"]


def test_what_changed_is_said_line_by_line() -> None:
    assert changes(None, None) == ()
    assert changes(None, {"code": "A", "n": 2}) == ("code: → A", "n: → 2")
    assert changes({"a": [1], "b": "x"}, {"a": [2], "b": "x"}) == ("a: [1] → [2]",)
    assert changes("vi", "en") == ("vi → en",)
