"""The command line: `python -m core …`, for admins, cron and checks."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module

import typer

from core.base.errors import CaTrucError
from core.command.frame import DatabaseOption, JsonOption, emit, fail, open_database

app = typer.Typer(
    name="python -m core", help="Ca Trực on the command line.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
TOPICS = {
    "demo": "demo", "import": "imports", "check-text": "check_text", "doctor": "doctor", "users": "users", "shops": "shops",
    "sheets": "sheets", "report": "report", "targets": "targets", "bonus": "bonus", "roster": "roster",
}  # fmt: skip


@app.callback()
def _commands() -> None:
    """Ca Trực on the command line."""  # a callback keeps the commands' names when only one of them was added


@app.command()
def migrate(database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """Create or upgrade the schema; safe to run twice, from several processes at once."""
    from core.base.migrate import migrate as bring_up
    from core.base.migrate import newest_revision

    with open_database(database) as opened:
        changed = bring_up(opened)
    document = {"revision": newest_revision(), "changed": changed}
    said = f"Upgraded to revision {document['revision']}." if changed else f"Already at revision {document['revision']}."
    emit(document, as_json, lambda console: console.print(said))


@cache
def _mount(name: str) -> None:
    """Add one topic, once a process."""
    topic = import_module(f"core.command.{TOPICS[name]}")
    if hasattr(topic, "app"):
        app.add_typer(topic.app, name=name)
    else:
        app.command(name)(getattr(topic, "import_file" if name == "import" else TOPICS[name]))


def _mount_asked(words: Sequence[str]) -> None:
    """Add the topic the command line asks for, or all when none is named: each brings a good part of the application."""
    asked = next((word for word in words if not word.startswith("-")), "")
    for name in [asked] if asked in TOPICS else [] if asked == "migrate" else TOPICS:
        _mount(name)


def main() -> None:
    """Run a command; what is refused is one line on stderr and exit 1, wrong usage is exit 2."""
    try:
        _mount_asked(sys.argv[1:])
        app()
    except CaTrucError as error:
        fail(error)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
