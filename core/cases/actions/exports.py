"""Customers' data that leave the house: who took them, when, in which file, by which filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote_plus

from sqlmodel import Session

from core.base import audit
from core.base.errors import Refused
from core.base.words import mark
from core.cases.event import CaseKind
from core.cases.privacy import mask_personal
from core.people.queries.users import user_by_id
from core.people.user import Right, User

NO_LONGER = mark("Your sign-in has ended. Reload the page to sign in again.")


@dataclass(frozen=True)
class CaseExport:
    """A file of cases: its format, how many rows, and the filter as it stands in the page's address."""

    kind: CaseKind
    format: str
    rows: int
    filter: str


def note_export(session: Session, user: User, export: CaseExport, *, now: datetime) -> None:
    """Write an export into the audit trail; refused for whoever has lost the right since the page was drawn."""
    user.require(Right.WORK_CASES)
    if user.id:
        present = user_by_id(session, user.id)
        if present is None or not present.may(Right.WORK_CASES):
            raise Refused(NO_LONGER)
    said = mask_personal(unquote_plus(export.filter)[:300], address="…")  # the trail never forgets: no phone number searched for
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action=f"{export.kind}.export", subject=f"{export.kind}:*",
        after={"format": export.format, "rows": export.rows, "filter": said},
    )  # fmt: skip
