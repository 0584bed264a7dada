"""Stored in UTC, shown in Vietnam."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import StatementError

from core.base.appsettings import read_setting, write_setting
from core.base.clock import at_local, day_bounds, local_date
from core.base.database import Database
from core.base.tables import AuditRow


def test_a_day_begins_at_seven_in_the_evening_utc() -> None:
    assert day_bounds(date(2026, 1, 1)) == (datetime(2025, 12, 31, 17, tzinfo=UTC), datetime(2026, 1, 1, 17, tzinfo=UTC))


def test_minutes_may_pass_midnight() -> None:
    assert at_local(date(2026, 12, 31), 26 * 60) == datetime(2026, 12, 31, 19, tzinfo=UTC)


def test_the_local_date_turns_at_local_midnight() -> None:
    assert local_date(datetime(2026, 12, 31, 16, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert local_date(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == date(2027, 1, 1)


def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="naive"), database.write() as session:
        session.add(AuditRow(at=datetime(2026, 1, 1), actor="x", action="y", subject="z"))  # noqa: DTZ001


def test_a_moment_comes_back_as_it_went_in(database: Database) -> None:
    moment = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    with database.write() as session:
        session.add(AuditRow(at=moment, actor="x", action="y", subject="z"))
    with database.read() as session:
        assert session.get(AuditRow, 1).at == moment  # type: ignore[union-attr]


def test_a_setting_is_stored_with_the_data(database: Database) -> None:
    with database.write() as session:
        write_setting(session, "window_days", 7)
    with database.write() as session:
        write_setting(session, "window_days", 10)
    with database.read() as session:
        assert (read_setting(session, "window_days"), read_setting(session, "other", 3)) == (10, 3)
