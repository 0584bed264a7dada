"""What every command shares: the database, JSON or a table, one clear line when refused."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table as RichTable

from core.base.database import Database
from core.base.errors import CaTrucError, InvalidInput, Refused
from core.base.settings import Settings, load_settings
from core.base.words import explain
from core.people.queries.users import find_user
from core.people.user import SYSTEM, User

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
DatabaseOption = Annotated[str, typer.Option("--database", metavar="URL", help="Use this database instead of the setting.")]
AsOption = Annotated[str, typer.Option("--as", metavar="USER", help="Act with this user's rights; default: the administrator.")]


def settings_for(database: str = "") -> Settings:
    """Read the settings, with the database of `--database` when given."""
    return load_settings(database_url=database) if database else load_settings()


@contextmanager
def open_database(database: str = "") -> Iterator[Database]:
    """Open the database of the settings or of `--database`; closed at the end."""
    opened = Database(settings_for(database).database_url.get_secret_value())
    try:
        yield opened
    finally:
        opened.close()


def acting_user(database: Database, name: str) -> User:
    """Return the user of `--as`, or the administrator when none is named."""
    if not name:
        return SYSTEM
    with database.read() as session:
        found = find_user(session, SYSTEM, name)
    if not found.active:
        raise Refused("The account “{name}” is disabled.", name=name)
    return found


def emit(document: Any, as_json: bool, show: Callable[[Console], None]) -> None:
    """Print the JSON document, or let `show` draw it for a person."""
    if as_json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, default=_plain) + "\n")
    else:
        show(Console())


def table(title: str, columns: list[str], rows: list[list[Any]]) -> RichTable:
    """Return a plain table for a terminal; cells are data, never markup."""
    drawn = RichTable(title=title, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        drawn.add_column(column)
    for row in rows:
        drawn.add_row(*("—" if cell is None else str(cell).replace("[", r"\[") for cell in row))
    return drawn


def fail(error: CaTrucError) -> NoReturn:
    """Say what was refused, a line a problem, and leave with 1."""
    lines = [explain(problem, "en") for problem in error.problems] if isinstance(error, InvalidInput) else [explain(error, "en")]
    for line in lines:
        sys.stderr.write(line + "\n")
    raise SystemExit(1)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no JSON form")
