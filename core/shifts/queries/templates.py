"""Shift templates, in the order of the day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from core.base.errors import NotFound
from core.base.text import clean
from core.people.user import User
from core.shifts.tables import TemplateRow
from core.shifts.template import Template


def as_template(row: Any) -> Template:
    """Return the frozen value of a stored template, from its row object or from its columns."""
    return Template(row.id or 0, row.code, row.name, row.start_minute, row.end_minute, row.evening, row.retired_from, row.break_minutes)


def list_templates(session: Session, user: User, *, on: date | None = None) -> tuple[Template, ...]:
    """Return every template, or those that may be worked on a business date; every signed-in person may see them."""
    rows = session.exec(select(TemplateRow).order_by(col(TemplateRow.start_minute), col(TemplateRow.end_minute), col(TemplateRow.id)))
    return tuple(template for template in map(as_template, rows) if on is None or template.holds_on(on))


def find_template(session: Session, user: User, code: str) -> Template:
    """Return the template of that code, without regard to case; NotFound names it."""
    wanted = clean(code).lower()
    for template in list_templates(session, user):
        if template.code.lower() == wanted:
            return template
    raise NotFound("There is no shift template “{code}”.", field="template", code=code)
