"""Settings that live with the data, not with the installation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from core.base.tables import AppSettingRow

IS_DEMO = "is_demo"


def read_setting(session: Session, key: str, default: Any = None) -> Any:
    """Return a stored setting, or the default when none is stored."""
    row = session.get(AppSettingRow, key)
    return default if row is None else row.value


def read_settings(session: Session, *keys: str) -> dict[str, Any]:
    """Return those of these settings that are stored, in one query."""
    table = AppSettingRow.metadata.tables[str(AppSettingRow.__tablename__)]
    return {row.key: row.value for row in session.execute(select(table.c.key, table.c.value).where(table.c.key.in_(keys)))}


def write_setting(session: Session, key: str, value: Any) -> None:
    """Store a setting; callers check the right and write the audit row."""
    row = session.get(AppSettingRow, key)
    if row is None:
        session.add(AppSettingRow(key=key, value=value))
    else:
        row.value = value
        session.add(row)
