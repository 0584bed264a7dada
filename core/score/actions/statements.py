"""Take statements out of the house: the same rows as on the page, and a line in the audit trail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session

from core.base import audit
from core.base.clock import to_local
from core.base.errors import NotFound
from core.base.words import Language, translate
from core.people.queries.shops import list_shops
from core.people.user import SYSTEM, Right, User
from core.score.floor import Floor
from core.score.queries.bonus import bonus_inputs, bonus_report
from core.score.statement import statement_sheets
from core.score.statement_pdf import statements_pdf
from core.score.statement_xlsx import Names, statements_xlsx
from core.shifts.queries.templates import list_templates


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


def export_statements(session: Session, user: User, wanted: ExportStatements, *, now: datetime) -> bytes:
    """Return the file. An agent gets their own alone, and only from the review on; wages only with the right."""
    user.require(Right.SEE_BONUS)
    report = bonus_report(session, user, wanted.month, now=now, floor=wanted.floor)
    sheets = statement_sheets(report, wanted.language, () if wanted.agent_id is None else (wanted.agent_id,))
    if not sheets:
        raise NotFound("There is no statement to take out of this month.", field="month")
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="bonus.export", subject=f"bonus:{wanted.month:%Y-%m}",
        after={"file": str(wanted.kind), "statements": len(sheets), "agent": wanted.agent_id, "status": str(report.period.status)},
    )  # fmt: skip
    if wanted.kind is FileKind.PDF:
        printed = to_local(now, wanted.floor.zone).strftime("%d/%m/%Y %H:%M")
        made = translate("Printed {moment} by {who}", wanted.language, moment=printed, who=user.display)
        return statements_pdf(sheets, wanted.language, made=made)
    inputs = None
    if user.may(Right.DRAFT_BONUS) and wanted.agent_id is None:
        inputs = bonus_inputs(session, user, wanted.month, now=now, floor=wanted.floor)
    names = Names(
        agents={row.agent_id: row.agent for row in report.rows},
        templates={template.id: template.name for template in list_templates(session, SYSTEM)},
        shops={shop.id: shop.name for shop in list_shops(session, SYSTEM, everything=True)},
    )
    kept = report if wanted.agent_id is None else replace(report, rows=tuple(row for row in report.rows if row.agent_id == wanted.agent_id))
    return statements_xlsx(kept, sheets, wanted.language, inputs=inputs, names=names)


def file_name(wanted: ExportStatements, agent: str = "") -> str:
    """Return `thuong-2026-10.pdf`, with the sign-in name for one person's."""
    return f"thuong-{wanted.month:%Y-%m}{f'-{agent}' if agent else ''}.{wanted.kind}"
