"""A month's statement as it goes out of the house: every cell in words and numbers of one language, ready to be set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from core.base.clock import to_local
from core.base.durations import format_seconds
from core.base.money import format_vnd
from core.base.words import Language, translate
from core.score.bonus import LineKind
from core.score.bonus_period import GATE_NAMES, LINE_NAMES, STATUS_NAMES, BonusReport, PeriodStatus, PersonStatement
from core.score.explained import points_of
from core.score.floor import Floor
from core.score.metric import METRICS, Metric, Unit

DASH = "—"


class FileKind(StrEnum):
    """What a statement can be written as."""

    PDF = "pdf"
    XLSX = "xlsx"


@dataclass(frozen=True)
class ExportStatements:
    """A month's statements as a file: everybody's the asker may see, or one person's."""

    month: date
    kind: FileKind
    floor: Floor
    language: Language = "vi"
    agent_id: int | None = None


def file_name(wanted: ExportStatements, agent: str = "") -> str:
    """Return `thuong-2026-10.pdf`, with the sign-in name for one person's."""
    return f"thuong-{wanted.month:%Y-%m}{f'-{agent}' if agent else ''}.{wanted.kind}"


@dataclass(frozen=True)
class LineRow:
    """One line of money: what it is, why, how much."""

    name: str
    why: str
    amount_vnd: int


@dataclass(frozen=True)
class MetricRow:
    """One metric of the KPI as text, its points as a number (None: left out, `note` says why)."""

    name: str
    value: str
    n: int
    target: str
    achievement: float | None
    weight: float
    points: float | None
    note: str


@dataclass(frozen=True)
class GateRow:
    """One condition: met or not, and why."""

    name: str
    passed: bool
    why: str


@dataclass(frozen=True)
class StatementSheet:
    """One person's page. `draft` while the month is not locked; `hidden` names lines left out for who may not see wages."""

    agent: str
    display: str
    month: str
    status: str
    draft: bool
    kpi_percent: float | None
    lines: tuple[LineRow, ...]
    metrics: tuple[MetricRow, ...]
    gates: tuple[GateRow, ...]
    total_vnd: int
    hidden: tuple[str, ...]
    policy_version: int
    input_hash: str


def statement_sheets(report: BonusReport, language: Language, agents: Sequence[int] = ()) -> tuple[StatementSheet, ...]:
    """Return the pages of a report in its order; of some agents when named."""
    return tuple(_sheet(report, row, language) for row in report.rows if not agents or row.agent_id in agents)


def _sheet(report: BonusReport, row: PersonStatement, language: Language) -> StatementSheet:
    statement = row.statement
    points = {one.key: one.points for one in points_of(statement)}
    return StatementSheet(
        agent=row.agent,
        display=row.display,
        month=f"{report.period.month:%m/%Y}",
        status=translate(STATUS_NAMES[report.period.status], language),
        draft=report.period.status is not PeriodStatus.LOCKED,
        kpi_percent=statement.kpi_percent,
        lines=tuple(
            LineRow(translate(LINE_NAMES[line.kind], language), line.why.said(language), line.amount_vnd) for line in statement.lines
        ),
        metrics=tuple(
            MetricRow(
                name=translate(METRICS[score.key].name, language),
                value=value_text(METRICS[score.key], score.value, language),
                n=score.n,
                target=value_text(METRICS[score.key], score.target, language),
                achievement=score.achievement,
                weight=score.weight,
                points=points.get(score.key),
                note="" if score.why is None else score.why.said(language),
            )
            for score in sorted(statement.metrics, key=lambda score: -score.weight)
        ),
        gates=tuple(GateRow(translate(GATE_NAMES[gate.gate], language), gate.passed, gate.why.said(language)) for gate in statement.gates),
        total_vnd=statement.total_vnd,
        hidden=tuple(translate(LINE_NAMES[kind], language) for kind in row.hidden),
        policy_version=report.policy_version,
        input_hash=report.input_hash,
    )


def kinds_paid(report: BonusReport) -> tuple[LineKind, ...]:
    """Return the kinds of line a total table needs: all of them, so that evening and night never share a column."""
    hidden = {kind for row in report.rows for kind in row.hidden}
    return tuple(kind for kind in LineKind if kind not in hidden)


def number_text(value: float, language: Language, places: int = 1) -> str:
    """Return `96,4`."""
    return str(format_decimal(value, format=f"#,##0.{'0' * places}" if places else "#,##0", locale=language))


def value_text(metric: Metric, value: float | None, language: Language) -> str:
    """Return a metric's value in its unit; no data is a dash."""
    if value is None:
        return DASH
    match metric.unit:
        case Unit.RATE:
            return f"{number_text(value * 100, language)}\u00a0%"
        case Unit.SECONDS:
            return format_seconds(value, language=language)
        case Unit.VND:
            return format_vnd(round(value), language=language)
        case _:
            return number_text(value, language, 0)


def moment_text(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return `05/11/2026 10:00` on the team's clock."""
    return DASH if moment is None else to_local(moment, zone).strftime("%d/%m/%Y %H:%M")
