"""What several shift tests share."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.base.database import Database


@pytest.fixture
def night(database: Database) -> None:
    """A template that passes midnight."""
    row = "INSERT INTO shift_template (code, name, start_minute, end_minute, evening) VALUES ('night', 'Ca đêm', 1080, 1560, true)"
    with database.write() as session:
        session.execute(text(row))
