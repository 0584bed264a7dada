"""How each sheet stands, in numbers: for watchers outside (`/metrics`) and for `doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from core.catalog.queries.reports import sheet_reports
from core.catalog.queries.sources import all_sources
from core.catalog.remedy import Failure
from core.catalog.source import SheetKind
from core.people.user import User


@dataclass(frozen=True)
class Standing:
    """One source in use: its circuit and its rows.

    `waiting` is the time to the next automatic try after failures, None when there was none or the
    place is not read again. `age` is how old the shown copy is, None when nothing was read yet.
    """

    name: str
    kind: SheetKind
    version: int
    failures: int
    failure: Failure | None
    held: bool
    waiting: timedelta | None
    age: timedelta | None
    read: int
    good: int
    problems: int
    skipped: int


def sheet_standings(session: Session, user: User, *, at: datetime) -> tuple[Standing, ...]:
    """Return how each source in use stands, in the order they were added."""
    reports = {report.source_id: report for kind in SheetKind for report in sheet_reports(session, user, kind, at=at)}
    standings = []
    for source in all_sources(session, user):
        report = reports.get(source.id)
        if not source.active or report is None:
            continue
        waits = source.failures > 0 and source.next_try_at is not None and source.place.is_read_again
        standings.append(
            Standing(
                name=source.name,
                kind=source.kind,
                version=source.version,
                failures=source.failures,
                failure=source.error,
                held=report.held,
                waiting=max(timedelta(0), source.next_try_at - at) if waits and source.next_try_at else None,
                age=None if source.read_at is None else max(timedelta(0), at - source.read_at),
                read=report.read,
                good=report.good,
                problems=len(report.problems),
                skipped=report.skipped,
            )
        )
    return tuple(standings)
