"""`bonus`: the policy as JSON, wages and adjustments, and a month's steps from draft to lock."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from core.base.clock import local_date, utc_now
from core.base.errors import InvalidInput, Problem
from core.base.words import mark
from core.command.frame import AsOption, DatabaseOption, JsonOption, acting_user, emit, open_database, settings_for, table
from core.people.queries.users import find_user
from core.score.actions.bonus import Approve, Compute, Lock, Review, approve_bonus, compute_bonus, lock_bonus, review_bonus
from core.score.actions.disputes import AddAdjustment, add_adjustment
from core.score.actions.policy import EVERY_MONTH, SetPolicy, SetWage, set_policy, set_wage
from core.score.actions.statements import record_export
from core.score.bonus_inputs import month_of
from core.score.bonus_period import BonusReport, PolicyVersion
from core.score.floor import floor_of
from core.score.policy import policy_document
from core.score.policy_file import read_policy_file
from core.score.queries.bonus import bonus_report
from core.score.queries.policies import policy_at
from core.score.queries.statements import statement_file
from core.score.statement import ExportStatements, FileKind

app = typer.Typer(help="The bonus: policy, wages, and a month's steps.", no_args_is_help=True)

MonthOption = Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="The month of the business dates.")]


@app.command("policy")
def policy(
    *,
    file: Annotated[Path | None, typer.Option("--set", metavar="FILE", help="Set the policy of this JSON or TOML file.")] = None,
    start: Annotated[str, typer.Option("--from", metavar="YYYY-MM", help="First month it holds; default: all not computed yet.")] = "",
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="Show what holds in this month; default: now.")] = "",
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show the policy, or set a new version of it."""
    now = utc_now()
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        if file is not None:
            wanted = SetPolicy(_read(file), asked_month(start, "from") if start else EVERY_MONTH)
            with opened.write() as session:
                found = set_policy(session, user, wanted, now=now)
        else:
            day = asked_month(month) if month else local_date(now, settings_for(database).zone).replace(day=1)
            with opened.read() as session:
                found = policy_at(session, user, day)
    document = {"version": found.version, "from": found.from_month and f"{found.from_month:%Y-%m}", **policy_document(found.policy)}
    emit(document, as_json, lambda console: _show_policy(console, found))


@app.command("compute")
def compute(*, month: MonthOption, as_user: AsOption = "", database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """Work a month out and keep every row behind it; again with the same rows changes nothing."""
    _step("compute", month, as_user, database, as_json)


@app.command("review")
def review(
    *,
    month: MonthOption,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%dT%H:%M"], metavar="TIME", help="Objections until; default: 3 days.")
    ] = None,
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show everybody their own statement and take objections."""
    _step("review", month, as_user, database, as_json, until=until)


@app.command("approve")
def approve(*, month: MonthOption, as_user: AsOption = "", database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """Approve a reviewed month."""
    _step("approve", month, as_user, database, as_json)


@app.command("lock")
def lock(*, month: MonthOption, as_user: AsOption = "", database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """Lock an approved month: its shifts change no more."""
    _step("lock", month, as_user, database, as_json)


@app.command("wage")
def wage(
    agent: Annotated[str, typer.Argument(metavar="USER", help="Whose wage.")],
    hourly: Annotated[int, typer.Argument(metavar="VND", help="Đồng per hour.")],
    *,
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="First business date it holds.")],
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Record an hourly wage, for the night premium."""
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.write() as session:
            set_wage(session, user, SetWage(agent, hourly, start.date()), now=utc_now())
    emit({"agent": agent, "hourly_vnd": hourly, "from": start.date()}, as_json, lambda console: console.print("Recorded."))


@app.command("adjust")
def adjust(
    agent: Annotated[str, typer.Argument(metavar="USER", help="To whom it is owed.")],
    amount: Annotated[int, typer.Argument(metavar="VND", help="Đồng, above 0.")],
    *,
    start: Annotated[str, typer.Option("--from", metavar="YYYY-MM", help="The locked month it comes from.")],
    month: MonthOption,
    reason: Annotated[str, typer.Option("--reason", help="Why, in words.")],
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Pay with a later month what a locked one still owes."""
    wanted = AddAdjustment(agent, asked_month(start, "from"), asked_month(month), amount, reason)
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.write() as session:
            number = add_adjustment(session, user, wanted, now=utc_now())
    emit({"adjustment": number}, as_json, lambda console: console.print(f"Adjustment {number} goes into {month}."))


@app.command("statements")
def statements(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What to write: .pdf (a page each) or .xlsx (a sheet each).")],
    *,
    month: MonthOption,
    agent: Annotated[str, typer.Option("--agent", metavar="USER", help="One person's alone.")] = "",
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write the statements of a month to a file; it is noted in the audit trail."""
    kind = file.suffix.lower().removeprefix(".")
    if kind not in list(FileKind):
        raise InvalidInput([Problem("file", mark("{file} must end in .pdf or .xlsx."), {"file": file.name})])
    settings = settings_for(database)
    day, now = asked_month(month), utc_now()
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.read() as session:
            person = find_user(session, user, agent).id if agent else None
            wanted = ExportStatements(day, FileKind(kind), floor_of(settings), settings.language, person)
            made = statement_file(session, user, wanted, now=now)
        with opened.write() as session:
            record_export(session, user, wanted, made, now=now)
    try:
        file.write_bytes(made.content)
    except OSError as error:
        raise InvalidInput(
            [Problem("file", mark("{file} cannot be written: {why}."), {"file": file.name, "why": error.strerror})]
        ) from None
    emit({"file": file.name, "statements": made.statements}, as_json, lambda console: console.print(f"{made.statements} → {file.name}"))


def asked_month(text: str, field: str = "month") -> date:
    """Read a month written `2026-09`."""
    try:
        month = month_of(text)
    except ValueError:
        month = date.min
    if not 2000 <= month.year <= 9000:
        raise InvalidInput([Problem(field, mark("“{value}” is not a month. Write it like 2026-09."), {"value": text})])
    return month


def report_document(found: BonusReport) -> dict[str, Any]:
    """Return the report as one JSON document."""
    return {
        "month": f"{found.period.month:%Y-%m}",
        "status": str(found.period.status),
        "policy_version": found.policy_version,
        "input_hash": found.input_hash,
        "disputes_until": found.period.disputes_until,
        "reproduced": found.reproduced,
        "rows": [
            {
                "agent": row.agent,
                "display": row.display,
                "kpi_percent": row.statement.kpi_percent,
                "metrics": {
                    score.key: {
                        "value": score.value,
                        "n": score.n,
                        "target": score.target,
                        "achievement": score.achievement,
                        "weight": score.weight,
                        "used": score.used,
                        "why": None if score.why is None else score.why.said("en"),
                    }
                    for score in row.statement.metrics
                },
                "gates": [{"gate": gate.gate, "passed": gate.passed, "why": gate.why.said("en")} for gate in row.statement.gates],
                "lines": [
                    {"kind": str(line.kind), "amount_vnd": line.amount_vnd, "why": line.why.said("en")} for line in row.statement.lines
                ],
                "total_vnd": row.statement.total_vnd,
                "hidden": [str(kind) for kind in row.hidden],
            }
            for row in found.rows
        ],
        "total_vnd": found.total_vnd,
    }


def show_report(console: Console, found: BonusReport) -> None:
    """Draw the report for a person."""
    rows: list[list[Any]] = []
    for row in found.rows:
        percent = row.statement.kpi_percent
        paid = ", ".join(f"{line.kind} {line.amount_vnd:,}" for line in row.statement.lines if line.amount_vnd)
        rows.append([row.display, None if percent is None else f"{percent:.2f}", paid, f"{row.statement.total_vnd:,}"])
    title = f"Bonus {found.period.month:%Y-%m}: {found.period.status}, policy {found.policy_version}"
    console.print(table(title, ["agent", "KPI %", "lines", "total"], rows))
    console.print(f"Total {found.total_vnd:,}; inputs {found.input_hash[:12] or '—'}.")


def _step(name: str, month: str, as_user: str, database: str, as_json: bool, *, until: datetime | None = None) -> None:
    day, floor, now = asked_month(month), floor_of(settings_for(database)), utc_now()
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.write() as session:
            if name == "compute":
                compute_bonus(session, user, Compute(day, floor), now=now)
            elif name == "review":
                review_bonus(session, user, Review(day, until and until.replace(tzinfo=floor.zone)), now=now)
            elif name == "approve":
                approve_bonus(session, user, Approve(day, floor), now=now)
            else:
                lock_bonus(session, user, Lock(day), now=now)
        with opened.read() as session:
            found = bonus_report(session, user, day, now=now, floor=floor)
    emit(report_document(found), as_json, lambda console: show_report(console, found))


def _read(file: Path) -> Any:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InvalidInput([Problem("set", mark("{file} cannot be read: {why}."), {"file": file.name, "why": error.strerror})]) from None
    return read_policy_file(file.name, content)


def _show_policy(console: Console, found: PolicyVersion) -> None:
    rows = [
        [key, *(f"{value:f}" for value in (rule.weight, rule.target, rule.cap)), rule.min_n] for key, rule in found.policy.metrics.items()
    ]
    console.print(table(f"Policy {found.version}", ["metric", "weight", "target", "cap", "least n"], rows))
    rest = {key: value for key, value in policy_document(found.policy).items() if key != "metrics"}
    console.print(table("", ["", ""], [[key, json.dumps(value)] for key, value in rest.items()]))
