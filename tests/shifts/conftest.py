"""What several shift tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from core.base.database import Database


@pytest.fixture
def night(database: Database) -> Iterator[None]:
    """A template that passes midnight, taken away again: templates outlive a test on PostgreSQL."""
    row = "INSERT INTO shift_template (code, name, start_minute, end_minute, evening) VALUES ('night', 'Ca đêm', 1080, 1560, true)"
    with database.write() as session:
        session.execute(text(row))
    yield
    with database.writer.begin() as connection:
        if database.is_sqlite:
            connection.execute(text("DROP TRIGGER result_save_no_delete"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in ("result_save", "result", "shift"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("DELETE FROM shift_template WHERE code = 'night'"))
