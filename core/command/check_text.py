"""`check-text`: the message check of what comes in on stdin."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console

from core.base.clock import utc_now
from core.base.errors import InvalidInput, Problem
from core.base.settings import get_settings
from core.base.words import Language, translate
from core.catalog.message_check import Finding
from core.catalog.message_rule import MessageKind, Severity
from core.catalog.queries.message_rules import check_text as run_check
from core.command.frame import AsOption, DatabaseOption, JsonOption, acting_user, emit, open_database, table

KINDS = [*MessageKind, "payment"]
LONGEST = 100_000


def check_text(
    *,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help=f"What the message is for: {', '.join(MessageKind)}.")] = "",
    customer: Annotated[str, typer.Option("--customer", metavar="NAME", help="The customer's name, for reminders.")] = "",
    at: Annotated[str, typer.Option("--at", metavar="ISO", help="Check vouchers and dates as of this moment; default: now.")] = "",
    as_user: AsOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Check a text an agent may send, read from stdin; exit 1 when something severe is wrong with it."""
    wanted, moment = _kind(kind), _moment(at)
    text = sys.stdin.buffer.read(LONGEST * 4 + 1).decode("utf-8", errors="replace")
    if len(text) > LONGEST:
        raise InvalidInput([Problem("text", "A message has at most {n} characters.", {"n": LONGEST})])
    with open_database(database) as opened:
        user = acting_user(opened, as_user)
        with opened.read() as session:
            found = run_check(session, user, text, kind=wanted, at=moment, customer=customer)
    language = get_settings().language
    emit(
        {"kind": wanted, "findings": [_document(one, language) for one in found]}, as_json, lambda console: _show(console, found, language)
    )
    if any(one.severity is Severity.HIGH for one in found):
        raise typer.Exit(1)


def _kind(said: str) -> MessageKind | None:
    if not said:
        return None
    if said not in KINDS:
        raise typer.BadParameter(f"choose one of {', '.join(KINDS)}", param_hint="--kind")
    return MessageKind.REMINDER if said == "payment" else MessageKind(said)


def _moment(said: str) -> datetime:
    """Return the moment of `--at`; without a zone it is the team's."""
    if not said:
        return utc_now()
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise typer.BadParameter("write it as 2026-09-20T14:00", param_hint="--at") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=get_settings().zone)).astimezone(UTC)


def _document(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "rule": finding.rule.id, "severity": str(finding.severity), "start": finding.start, "end": finding.end, "text": finding.text,
        "title": finding.rule.words(finding.rule.title, language), "why": finding.why(language), "instead": finding.instead(language),
        "source": finding.rule.words(finding.rule.source, language),
    }  # fmt: skip


def _show(console: Console, found: tuple[Finding, ...], language: Language) -> None:
    if not found:
        console.print(translate("Nothing found: the text may be sent.", language))
        return
    rows = [[one.severity, f"{one.start}–{one.end}", one.text, one.why(language), one.instead(language)] for one in found]
    console.print(table("", ["severity", "place", "text", "why", "instead"], rows))
