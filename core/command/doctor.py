"""`doctor`: what works, what does not, what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from core.base.clock import to_local, utc_now
from core.base.database import Database
from core.base.durations import format_seconds
from core.base.errors import CaTrucError
from core.base.migrate import newest_revision, stored_revision
from core.base.settings import Settings
from core.base.words import explain
from core.catalog.queries.standing import Standing, sheet_standings
from core.catalog.queries.write_back import write_backs
from core.catalog.write_back import WriteBack
from core.command.frame import DatabaseOption, JsonOption, emit, settings_for, table
from core.people.queries.users import list_users
from core.people.user import SYSTEM, Role

_LOW_DISK = 200 * 1024 * 1024


@dataclass(frozen=True)
class Check:
    """One thing looked at; `remedy` says what to do when it is not well."""

    name: str
    ok: bool
    said: str
    remedy: str = ""


def doctor(database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """Check settings, database, people, sheets and clock; exit 1 when something needs doing."""
    checks = list(_all_checks(database))
    document = {"ok": all(check.ok for check in checks), "checks": [asdict(check) for check in checks]}
    emit(document, as_json, lambda console: _show(console, checks))
    if not document["ok"]:
        raise SystemExit(1)


def _show(console: Console, checks: list[Check]) -> None:
    rows = [["ok" if check.ok else "!!", check.name, check.said, "" if check.ok else check.remedy] for check in checks]
    console.print(table("Ca Trực: doctor", ["", "what", "found", "to do"], rows))


def _all_checks(database: str) -> list[Check]:
    try:
        settings = settings_for(database)
    except CaTrucError as error:
        return [Check("settings", False, explain(error, "en"), "Correct it in .streamlit/secrets.toml or in the environment.")]
    checks = [Check("settings", True, f"language {settings.language}, time zone {settings.timezone}"), _clock(settings)]
    opened = Database(settings.database_url.get_secret_value())
    try:
        checks += _stored(opened)
        if all(check.ok for check in checks):
            checks += [*_guarded("people", lambda: [_people(opened)]), *_guarded("sheets", lambda: _sheets(opened))]
    except CaTrucError as error:
        checks.append(Check("database", False, explain(error, "en")))
    finally:
        opened.close()
    checks.append(_google(settings))
    return checks


def _guarded(name: str, check: Callable[[], list[Check]]) -> list[Check]:
    try:
        return check()
    except CaTrucError as error:
        return [Check(name, False, explain(error, "en"))]


def _clock(settings: Settings) -> Check:
    now = utc_now()
    return Check("clock", now.year >= 2024, f"it is {to_local(now, settings.zone):%Y-%m-%d %H:%M} here", "Set the machine's clock.")


def _stored(opened: Database) -> list[Check]:
    found, wanted = stored_revision(opened), newest_revision()
    name = opened.url.render_as_string(hide_password=True)
    checks = [Check("database", True, f"answers: {name}")]
    if found != wanted:
        checks.append(Check("schema", False, f"revision {found or 'none'}, this version needs {wanted}", "Run: python -m core migrate"))
    else:
        checks.append(Check("schema", True, f"revision {found}"))
    if opened.is_sqlite:
        folder = Path(str(opened.url.database)).resolve().parent
        free = shutil.disk_usage(folder).free
        checks.append(Check("disk", free > _LOW_DISK, f"{free // 1024**2} MB free", "Free some space on the disk of the database."))
    return checks


def _people(opened: Database) -> Check:
    with opened.read() as session:
        users = list_users(session, SYSTEM)
    owners = [user for user in users if user.role is Role.OWNER and user.active]
    return Check(
        "people", bool(owners), f"{len(users)} accounts, {len(owners)} active owner(s)", "Run: python -m core users add NAME --role owner"
    )


def _sheets(opened: Database) -> list[Check]:
    """All sheets in one line, then each with its rows, its age, and what its circuit does."""
    with opened.read() as session:
        standings = sheet_standings(session, SYSTEM, at=utc_now())
        written = [back for back in write_backs(session, SYSTEM) if back.on]
    failing = sum(one.failure is not None for one in standings)
    remedy = "Run: python -m core sheets sync, and follow the remedy it prints."
    return [
        Check("sheets", not failing, f"{len(standings)} source(s), {failing} failing", remedy),
        *map(_sheet, standings),
        *map(_written, written),
    ]


def _written(back: WriteBack) -> Check:
    """What is written back into a source's spreadsheet, and how the last try went."""
    last = "never written" if back.written_at is None else f"written {_span(utc_now() - back.written_at)} ago, {back.rows} rows"
    said = f"{back.what} to the tab “{back.tab}”, {back.mode}; {last}" + (f"; {back.error.message('en')}" if back.error else "")
    return Check(f"write-back {back.source}", back.error is None, said, back.error.remedy("en") if back.error else "")


def _sheet(one: Standing) -> Check:
    age = "never read" if one.age is None else f"read {_span(one.age)} ago"
    said = [
        f"{one.kind}, version {one.version}, {age}",
        f"{one.read} rows: {one.good} good, problems: {one.problems}, skipped: {one.skipped}",
    ]
    if one.failure is not None:
        said.append(one.failure.message("en"))
    if one.failures:
        said.append(f"failed tries: {one.failures}" + (f", next in {_span(one.waiting)}" if one.waiting else ""))
    if one.held:
        said.append("a copy is kept aside until the owner confirms it")
    return Check(f"sheet {one.name}", one.failure is None, "; ".join(said), one.failure.remedy("en") if one.failure else "")


def _span(time: timedelta) -> str:
    return format_seconds(time.total_seconds() // 1, language="en")


def _google(settings: Settings) -> Check:
    if settings.sheets_emulator_host:
        return Check("google", True, f"every call goes to the emulator at {settings.sheets_emulator_host}")
    if not settings.google:
        return Check("google", True, "no service account (needed for Google Sheets only)")
    mail = settings.google.get("client_email")
    remedy = "Paste the service account's whole JSON key under [google]."
    return Check("google", bool(mail and settings.google.get("private_key")), f"service account {mail or 'incomplete'}", remedy)
