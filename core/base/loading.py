"""Many rows at once, as fast as each engine takes them, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Session

Values = tuple[Any, ...]


def load_rows(session: Session, table: str, columns: Sequence[str], rows: Iterable[Values]) -> None:
    """Insert rows of plain values in the order of `columns`; moments aware, enums as text.

    The names come from code, never from input. A refused row raises and spoils the whole transaction.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
        named = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))
        try:
            with driver.cursor() as cursor, cursor.copy(named) as copy:
                for row in rows:
                    copy.write_row(row)
        except psycopg.errors.RaiseException as error:  # a trigger's word, said as every other statement says it
            raise ProgrammingError("COPY", None, error) from error
        return
    marks = ", ".join("?" * len(columns))
    if plain := list(map(_sqlite_row, rows)):
        connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", plain)  # noqa: S608 - names from code


def _sqlite_row(row: Values) -> Values:
    return tuple(_SQLITE[type(value)](value) if type(value) in _SQLITE else value for value in row)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


_SQLITE: dict[type, Callable[[Any], str]] = {datetime: _moment, date: date.isoformat}
"""SQLite has no dates; this is the text SQLAlchemy writes too."""


def new_ids(session: Session, table: str, count: int) -> Sequence[int]:
    """Reserve ids of a table: of the sequence on PostgreSQL, the next ones under SQLite's write lock."""
    if not count:
        return ()
    if session.connection().dialect.name == "postgresql":
        query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :n)")
        return list(session.execute(query, {"name": table, "n": count}).scalars())
    last = session.execute(text(f"SELECT COALESCE(MAX(id), 0) FROM {table}")).scalar_one()  # noqa: S608 - name from code
    return range(last + 1, last + 1 + count)
