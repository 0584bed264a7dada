"""The command line: `python -m core …`, for admins, cron and checks."""

from __future__ import annotations

import sys
from functools import cache

import typer

from core.base.errors import CaTrucError
from core.command.frame import DatabaseOption, JsonOption, emit, fail, open_database

app = typer.Typer(
    name="python -m core", help="Ca Trực on the command line.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


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
def _mount() -> None:
    """Add every topic's commands, once a process."""
    from core.command import bonus, check_text, demo, doctor, imports, report, roster, sheets, shops, targets, users

    app.command("demo")(demo.demo)
    app.command("import")(imports.import_file)
    app.command("check-text")(check_text.check_text)
    app.command("doctor")(doctor.doctor)
    for name, topic in (
        ("users", users), ("shops", shops), ("sheets", sheets), ("report", report), ("targets", targets), ("bonus", bonus),
        ("roster", roster),
    ):  # fmt: skip
        app.add_typer(topic.app, name=name)


def main() -> None:
    """Run a command; what is refused is one line on stderr and exit 1, wrong usage is exit 2."""
    try:
        _mount()
        app()
    except CaTrucError as error:
        fail(error)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
