"""Statements as a file: the same rows as on the page, for who may see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from core.base.errors import NotFound
from core.base.words import translate
from core.people.queries.shops import list_shops
from core.people.user import SYSTEM, Right, User
from core.score.queries.bonus import bonus_inputs, bonus_report
from core.score.statement import ExportStatements, FileKind, moment_text, statement_sheets
from core.score.statement_pdf import statements_pdf
from core.score.statement_xlsx import Names, statements_xlsx
from core.shifts.queries.templates import list_templates


@dataclass(frozen=True)
class StatementFile:
    """A file ready to leave the house, how many statements are in it, and the state of their month."""

    content: bytes
    statements: int
    status: str


def statement_file(session: Session, user: User, wanted: ExportStatements, *, now: datetime) -> StatementFile:
    """Return the file. An agent gets their own alone, and only from the review on; wages only with the right."""
    user.require(Right.SEE_BONUS)
    report = bonus_report(session, user, wanted.month, now=now, floor=wanted.floor)
    sheets = statement_sheets(report, wanted.language, () if wanted.agent_id is None else (wanted.agent_id,))
    if not sheets:
        raise NotFound("There is no statement to take out of this month.", field="month")
    status = str(report.period.status)
    if wanted.kind is FileKind.PDF:
        printed = moment_text(now, wanted.floor.zone)
        made = translate("Printed {moment} by {who}", wanted.language, moment=printed, who=user.display)
        return StatementFile(statements_pdf(sheets, wanted.language, made=made), len(sheets), status)
    inputs = None
    if user.may(Right.DRAFT_BONUS) and wanted.agent_id is None:
        inputs = bonus_inputs(session, user, wanted.month, now=now, floor=wanted.floor)
    names = Names(
        agents={row.agent_id: row.agent for row in report.rows},
        templates={template.id: template.name for template in list_templates(session, SYSTEM)},
        shops={shop.id: shop.name for shop in list_shops(session, SYSTEM, everything=True)},
    )
    kept = report if wanted.agent_id is None else replace(report, rows=tuple(row for row in report.rows if row.agent_id == wanted.agent_id))
    return StatementFile(statements_xlsx(kept, sheets, wanted.language, inputs=inputs, names=names), len(sheets), status)
