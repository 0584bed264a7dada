"""What became of each sheet's rows: for managers, the three counts and every problem with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session

from core.base.clock import local_date
from core.base.settings import get_settings
from core.catalog.parsed import SheetProblem
from core.catalog.queries.sources import GoodCopy, fetch_copy, good_copies, held_copies
from core.catalog.remedy import Failure
from core.catalog.script import Script
from core.catalog.shelf import Shelved, shelved_scripts, shelved_vouchers
from core.catalog.source import SheetKind, cell_link
from core.catalog.voucher import Voucher
from core.people.user import Right, User


@dataclass(frozen=True)
class ProblemRow:
    """One row of a sheet that was not taken; `link` opens the very cell where there is such a link."""

    source: str
    cell: str
    value: str
    why: str
    fix: str
    values: Mapping[str, Any]
    link: str | None


@dataclass(frozen=True)
class SheetReport:
    """One source: `read` = `good` + problems + `skipped`; `held` says that a copy waits for the owner's word."""

    source_id: int
    name: str
    kind: SheetKind
    read: int
    good: int
    problems: tuple[ProblemRow, ...]
    skipped: int
    version: int
    read_at: datetime | None
    failure: Failure | None
    held: bool


@dataclass(frozen=True)
class Freshness:
    """When the shown copies were read: the oldest counts. `failing`: the last try of some source failed.

    `resting`: all of it was uploaded, nothing is read again.
    """

    sources: int
    read_at: datetime | None
    version: int
    failing: bool
    resting: bool = False


def sheet_reports(session: Session, user: User, kind: SheetKind, *, at: datetime) -> tuple[SheetReport, ...]:
    """Return what became of the rows of each source of a kind."""
    user.require(Right.SEE_SHEET_PROBLEMS)
    held = held_copies(session, user)
    reports = []
    for copy in good_copies(session, kind=kind):
        source = copy.source
        kept = script_shelf(session, copy) if source.kind is SheetKind.SCRIPTS else voucher_shelf(session, copy, at=at)
        parsed = kept.parsed if kept else None
        problems = parsed.problems if parsed else ()
        reports.append(
            SheetReport(
                source_id=source.id,
                name=source.name,
                kind=source.kind,
                read=parsed.read if parsed else 0,
                good=len(parsed.good) if parsed else 0,
                problems=tuple(_row(copy, kept.gid if kept else None, problem) for problem in problems),
                skipped=parsed.skipped if parsed else 0,
                version=source.version,
                read_at=source.read_at,
                failure=source.error,
                held=source.id in held,
            )
        )
    return tuple(reports)


def script_shelf(session: Session, copy: GoodCopy) -> Shelved[Script] | None:
    """Return a script copy parsed; None when there is no copy yet."""
    if not copy.digest:
        return None
    return shelved_scripts(copy.digest, copy.source.mapping, partial(fetch_copy, session, copy.snapshot_id))


def voucher_shelf(session: Session, copy: GoodCopy, *, at: datetime) -> Shelved[Voucher] | None:
    """Return a voucher copy parsed, as read on the local day of `at`; None when there is no copy yet."""
    if not copy.digest:
        return None
    zone = get_settings().zone
    fetch = partial(fetch_copy, session, copy.snapshot_id)
    return shelved_vouchers(copy.digest, copy.source.mapping, fetch, today=local_date(at, zone), zone=zone)


def freshness(copies: list[GoodCopy]) -> Freshness:
    """Return how fresh a set of copies is."""
    moving = [copy for copy in copies if copy.source.place.is_read_again]
    counted = moving or copies
    read = [copy.source.read_at for copy in counted if copy.source.read_at is not None]
    return Freshness(
        sources=len(copies),
        read_at=min(read) if read and len(read) == len(counted) else None,
        version=sum(copy.version for copy in copies),
        failing=any(copy.source.error is not None for copy in copies),
        resting=bool(copies) and not moving,
    )


def _row(copy: GoodCopy, gid: int | None, problem: SheetProblem) -> ProblemRow:
    link = cell_link(copy.source.place, gid, problem.cell)
    return ProblemRow(copy.source.name, problem.cell, problem.value, problem.why, problem.fix, problem.values, link)
