"""Steps agents took on the demo's open complaints: pictures asked for and kept, through the same actions people use."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from core.cases.actions.complaints import note_complaint
from core.cases.category import Category
from core.cases.complaint import ComplaintState
from core.cases.deadline import ServiceHours
from core.cases.inputs import CaseNote
from core.cases.queries.complaints import list_complaints
from core.cases.queries.scope import CaseFilter
from core.people.queries.users import user_by_id
from core.people.user import SYSTEM

SHOWN = frozenset({Category.DAMAGED, Category.WRONG_ITEM, Category.NOT_AS_DESCRIBED, Category.FAULTY})
NOTE = "Khách đã gửi ảnh và video mở hộp, lưu ở Drive của shop."
PICTURES = "https://drive.google.com/file/d/1Demo{case}AnhMoHop/view https://drive.google.com/file/d/1Demo{case}VideoMoHop/view"


def add_pictures(session: Session, hours: ServiceHours, *, now: datetime) -> int:
    """Add picture links to the owned open complaints about what arrived; returns how many got some."""
    listed = list_complaints(session, SYSTEM, CaseFilter(states=(str(ComplaintState.IN_PROGRESS), str(ComplaintState.WAITING)))).lines
    done = 0
    for case in sorted(listed, key=lambda one: one.id):
        owner = user_by_id(session, case.owner.id) if case.owner else None
        at = min(now, hours.after(case.opened_at, timedelta(minutes=40)))
        if case.category not in SHOWN or owner is None:
            continue
        note_complaint(session, owner, CaseNote(case.id, case.version, NOTE, PICTURES.format(case=case.id)), now=at)
        done += 1
    return done
