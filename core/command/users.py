"""`users`: accounts on the command line, for the administrator of the machine."""

from __future__ import annotations

import secrets
import sys
from typing import Annotated, Any

import typer
from rich.console import Console

from core.base.clock import utc_now
from core.base.errors import Refused
from core.command.frame import DatabaseOption, JsonOption, emit, open_database, table
from core.people.actions.users import NewUser, add_user, disable_user, reset_password
from core.people.queries.users import list_users
from core.people.user import SYSTEM, Role, User
from core.shifts.actions.roster_erasing import erase_person

app = typer.Typer(help="Accounts: add, list, disable, reset, erase.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The name used to sign in.")]
StdinOption = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the first line of stdin; else one is made and printed once.")
]


@app.command("add")
def add(
    name: NameArgument,
    *,
    role: Annotated[Role, typer.Option(help="What the person may do.")],
    display: Annotated[str, typer.Option(metavar="TEXT", help="The name colleagues see.")],
    password_stdin: StdinOption = False,
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Create an account."""
    password, made = _password(password_stdin)
    with open_database(database) as opened, opened.write() as session:
        user = add_user(session, SYSTEM, NewUser(name, display, role, password), now=utc_now())
    _tell(user, f"Added {user.name} ({user.role}).", as_json, password if made else None)


@app.command("list")
def list_accounts(database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """List every account."""
    with open_database(database) as opened, opened.read() as session:
        users = list_users(session, SYSTEM)

    def show(console: Console) -> None:
        rows = [[user.name, user.display, user.role, "yes" if user.active else "no"] for user in users]
        console.print(table("Accounts", ["name", "display", "role", "active"], rows))

    emit({"users": [_document(user) for user in users]}, as_json, show)


@app.command("disable")
def disable(name: NameArgument, database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """Shut an account and sign it out everywhere; its work stays. `reset` opens it again."""
    with open_database(database) as opened, opened.write() as session:
        user = disable_user(session, SYSTEM, name, now=utc_now())
    _tell(user, f"Disabled {user.name}; signed out everywhere.", as_json)


@app.command("reset")
def reset(name: NameArgument, password_stdin: StdinOption = False, database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """Set a new password, open the account again, sign it out everywhere."""
    password, made = _password(password_stdin)
    with open_database(database) as opened, opened.write() as session:
        user = reset_password(session, SYSTEM, name, password, now=utc_now())
    _tell(user, f"New password for {user.name}; signed out everywhere.", as_json, password if made else None)


@app.command("erase")
def erase(name: NameArgument, database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """Replace a leaver's personal data by a number; shifts and totals stay. Cannot be undone."""
    with open_database(database) as opened, opened.write() as session:
        user = erase_person(session, SYSTEM, name, now=utc_now())
    _tell(user, f"Erased; the account is {user.name} now.", as_json)


def _password(from_stdin: bool) -> tuple[str, bool]:
    """Return the password to set, and whether it was made here."""
    if not from_stdin:
        return secrets.token_urlsafe(12), True
    given = sys.stdin.readline().rstrip("\r\n")
    if not given:
        raise Refused("No password came on stdin.")
    return given, False


def _document(user: User) -> dict[str, Any]:
    return {"name": user.name, "display": user.display, "role": str(user.role), "active": user.active}


def _tell(user: User, said: str, as_json: bool, password: str | None = None) -> None:
    document = _document(user) | ({"password": password} if password else {})

    def show(console: Console) -> None:
        console.print(said, markup=False)
        if password:
            console.print(f"Password, shown this once: {password}", markup=False, highlight=False)

    emit(document, as_json, show)
