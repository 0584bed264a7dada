"""Bring in the `complaints` and `reviews` CSV: one transaction, repeatable, every row accounted for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlmodel import Session

from core.base import audit
from core.base.changes import Topic, touch
from core.base.clock import DEFAULT_ZONE
from core.base.errors import InvalidInput, NotFound, Problem
from core.base.tabular import CsvTable
from core.base.words import mark
from core.cases.actions.bulk import complaint_search, complaint_values, review_search, review_values
from core.cases.actions.import_writing import Kind, write_rows
from core.cases.actions.links import link_repeats
from core.cases.complaint import ComplaintFacts, Severity, resolve_due
from core.cases.deadline import service_hours
from core.cases.importing import COMPLAINT_NEEDS, REVIEW_NEEDS, ROW, SHOWN, Known, RowReader
from core.cases.importing_rows import read_complaint, read_review
from core.cases.review import ReviewFacts
from core.cases.tables import ComplaintRow, ReviewRow
from core.people.queries.shops import find_shop, list_shops
from core.people.queries.users import find_user
from core.people.user import Right, User

_LOCK: Final = 0x_CA_5E5  # any constant; one import of cases at a time on PostgreSQL
MISSING: Final = mark("The file has no column “{columns}”. The first line must name: {wanted}.")
TWICE: Final = mark("Line {first} already says something else of the same case. Keep one of the two.")
F = TypeVar("F", ComplaintFacts, ReviewFacts)


def _follow_complaint(values: Mapping[str, Any]) -> dict[str, Any]:
    paused = timedelta(seconds=values["paused_s"])
    return {
        "folded": complaint_search(values["order_no"], values["customer"], values["description"]),
        "resolve_due": resolve_due(values["clock_from"], Severity(values["severity"]), paused, service_hours()),
    }


def _follow_review(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"folded": review_search(values["order_no"], values["product"], values["text"])}


COMPLAINTS: Final = Kind(
    ComplaintRow,
    ("shop_id", "order_no", "category", "opened_at"),
    {
        "customer": ("customer",),
        "severity": ("severity",),
        "agent": ("owner_id", "resolved_by"),
        "first_answer_at": ("first_answer_at", "waiting_since"),
        "resolved_at": ("resolved_at", "status", "waiting_for", "waiting_since"),
        "status": ("status", "waiting_for", "waiting_since"),
        "resolution": ("resolution", "resolution_note"),
        "cost_vnd": ("cost_vnd",),
        "description": ("description",),
    },
    _follow_complaint,
    ("customer", "description", "severity", "paused_s", "clock_from"),
)
REVIEWS: Final = Kind(
    ReviewRow,
    ("shop_id", "order_no", "product", "posted_at"),
    {
        "stars": ("stars",),
        "text": ("text",),
        "agent": ("owner_id", "replied_by", "closed_by"),
        "first_reply_at": ("first_reply_at", "status"),
        "status": ("status",),
    },
    _follow_review,
    ("text",),
)


@dataclass(frozen=True)
class ImportCount:
    """What became of the rows: read = added + updated + unchanged + skipped; a row with problems is skipped."""

    read: int
    added: int
    updated: int
    unchanged: int
    skipped: int
    problems: tuple[Problem, ...] = field(default=())


def import_complaints(
    session: Session, user: User, table: CsvTable, *, now: datetime, shop: str = "", zone: ZoneInfo = DEFAULT_ZONE
) -> ImportCount:
    """Bring in every row that is right and list what is wrong with the others (line and cell in each problem's values).

    A row is added, or updates what an earlier import left under its shop + order_no + category +
    opened_at; a complaint people have worked on here since is never overwritten (skipped). `shop` is the
    code for rows whose shop is blank. A column the file does not have changes nothing.
    """
    hours = service_hours()
    orders: set[str] = set()

    def values(facts: ComplaintFacts) -> dict[str, Any]:
        orders.add(facts.order_no)
        return complaint_values(facts, hours)

    known = _known(session, user, table, COMPLAINT_NEEDS, now=now, shop=shop, zone=zone)
    count = _bring_in(session, user, table, COMPLAINTS, (known, read_complaint, values), now=now)
    if count.added:
        link_repeats(session, orders)
    return count


def import_reviews(
    session: Session, user: User, table: CsvTable, *, now: datetime, shop: str = "", zone: ZoneInfo = DEFAULT_ZONE
) -> ImportCount:
    """Bring in reviews as `import_complaints` does complaints; their key is shop + order_no + product + posted_at."""
    known = _known(session, user, table, REVIEW_NEEDS, now=now, shop=shop, zone=zone)
    return _bring_in(session, user, table, REVIEWS, (known, read_review, review_values), now=now)


def _known(
    session: Session, user: User, table: CsvTable, needs: tuple[str, ...], *, now: datetime, shop: str, zone: ZoneInfo
) -> Known:  # fmt: skip
    user.require(Right.IMPORT_FILES)
    wanted = needs if shop else ("shop", *needs)
    if lacking := [name for name in wanted if name not in table.header]:
        raise InvalidInput([Problem("file", MISSING, {"columns": ", ".join(lacking), "wanted": ", ".join(wanted)})])
    default = find_shop(session, user, shop).id if shop else None
    shops = {found.code.lower(): found.id for found in list_shops(session, user, everything=True)}
    agents: dict[str, int] = {}
    for name in {row.get("agent", "").strip().lower() for _, row in table.rows} - {""}:
        try:
            agents[name] = find_user(session, user, name).id
        except NotFound:
            continue  # each of its rows names it
    return Known(shops, agents, now, len(table.header), default, zone)


def _bring_in(
    session: Session,
    user: User,
    table: CsvTable,
    kind: Kind,
    reading: tuple[Known, Callable[[RowReader], F | None], Callable[[F], dict[str, Any]]],
    *,
    now: datetime,
) -> ImportCount:
    known, read, values = reading
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    problems: list[Problem] = []
    wanted: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
    for line, row in table.rows:
        reader = RowReader(line, row, known)
        facts = read(reader)
        problems += reader.problems
        if facts is not None:
            made = values(facts)
            first, before = wanted.setdefault(tuple(made[name] for name in kind.key), (line, made))
            if before != made:
                problems.append(_twice(row, line, first))
    written = write_rows(session, kind, {key: made for key, (_, made) in wanted.items()}, columns=frozenset(table.header))
    name = str(kind.table.__tablename__)
    if written.added or written.updated:
        audit.record(
            session, at=now, actor_id=user.id or None, actor=user.name, action=f"{name}.import", subject=f"{name}:*",
            after={"read": len(table.rows), "added": written.added, "updated": written.updated},
        )  # fmt: skip
        touch(session, Topic.CASES)
    done = written.added + written.updated + written.unchanged
    return ImportCount(len(table.rows), written.added, written.updated, written.unchanged, len(table.rows) - done, tuple(problems))


def _twice(row: Mapping[str, str], line: int, first: int) -> Problem:
    shown = row.get("order_no", "")
    return Problem("row", TWICE, {"first": first, "value": shown, "column": "order_no", ROW: line, SHOWN: shown})
