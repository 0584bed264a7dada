"""Wishes: an agent makes or withdraws one; a planner answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Session, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.clock import local_date
from core.base.errors import InvalidInput, NotFound, Problem, Refused
from core.base.settings import get_settings
from core.base.text import clean
from core.base.words import mark
from core.people.queries.users import hold_user
from core.people.user import Right, User
from core.shifts.queries.roster_requests import read_wishes
from core.shifts.queries.templates import as_template
from core.shifts.tables import TemplateRow, WishRow
from core.shifts.wishes import AHEAD_DAYS, Wish, WishStatus

MAX_NOTE: Final = 300
WRONG_DAY: Final = mark("A wish is for a day from tomorrow to {days} days ahead.")
NO_TEMPLATE: Final = mark("This shift is not used on {date}. Choose another one.")
LONG_NOTE: Final = mark("The note is at most {most} characters.")
NO_WISH: Final = mark("There is no such wish.")
DONE: Final = mark("This was answered already.")


@dataclass(frozen=True)
class MakeWish:
    """What one would like on a date; `template_id` None is a day off."""

    business_date: date
    template_id: int | None = None
    note: str = ""


@dataclass(frozen=True)
class AnswerWish:
    """A planner's answer in words; what is planned decides whether it is granted."""

    wish_id: int
    answer: str


def make_wish(session: Session, user: User, wanted: MakeWish, *, now: datetime) -> Wish:
    """Note what one would like on a date; a second wish for the same date replaces the first."""
    user.require(Right.SEE_ROSTER)
    today = local_date(now, get_settings().zone)
    note = clean(wanted.note)
    if not today < wanted.business_date <= today + timedelta(days=AHEAD_DAYS):
        raise InvalidInput([Problem("business_date", WRONG_DAY, {"days": AHEAD_DAYS})])
    if len(note) > MAX_NOTE:
        raise InvalidInput([Problem("note", LONG_NOTE, {"most": MAX_NOTE})])
    if wanted.template_id is not None:
        template = session.get(TemplateRow, wanted.template_id)
        if template is None or not as_template(template).holds_on(wanted.business_date):
            raise InvalidInput([Problem("template", NO_TEMPLATE, {"date": f"{wanted.business_date:%d/%m/%Y}"})])
    hold_user(session, user.id)  # two wishes for one date at once are one
    query = select(WishRow).where(WishRow.agent_id == user.id, WishRow.business_date == wanted.business_date)
    row = session.exec(query).one_or_none() or WishRow(agent_id=user.id, business_date=wanted.business_date, status="", wished_at=now)
    before = None if row.id is None else {"status": row.status, "template_id": row.template_id}
    row.template_id, row.note, row.status, row.wished_at = wanted.template_id, note, str(WishStatus.OPEN), now
    row.answer, row.answered_at, row.answered_by = "", None, None
    session.add(row)
    session.flush()
    # The trail can never be changed, and why somebody wants a day off is theirs: the note itself stays out of it.
    after = {"date": row.business_date.isoformat(), "template_id": row.template_id, "has_note": bool(note)}
    return _finish(session, user, row, "wish.make", now=now, before=before, after=after)


def withdraw_wish(session: Session, user: User, wish_id: int, *, now: datetime) -> Wish:
    """Take one's own wish back before its day has come."""
    user.require(Right.SEE_ROSTER)
    row = session.exec(select(WishRow).where(WishRow.id == wish_id).with_for_update()).one_or_none()
    if row is None or row.agent_id != user.id:
        raise NotFound(NO_WISH)
    if row.status == WishStatus.WITHDRAWN:
        return read_wishes(session, user, [row])[0]
    if row.business_date <= local_date(now, get_settings().zone):
        raise Refused("The day of this wish has come. Talk to your manager.")
    before = {"status": row.status}
    row.status = str(WishStatus.WITHDRAWN)
    return _finish(session, user, row, "wish.withdraw", now=now, before=before)


def answer_wish(session: Session, user: User, wanted: AnswerWish, *, now: datetime) -> Wish:
    """Answer a wish in words: declined now, unless the week is published as wished."""
    user.require(Right.PLAN_ROSTER)
    row = session.exec(select(WishRow).where(WishRow.id == wanted.wish_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound(NO_WISH)
    answer = clean(wanted.answer)
    if len(answer) > MAX_NOTE:
        raise InvalidInput([Problem("answer", LONG_NOTE, {"most": MAX_NOTE})])
    if row.status == WishStatus.WITHDRAWN:
        raise Refused(DONE)
    before = {"status": row.status}
    if row.status == WishStatus.OPEN:
        row.status = str(WishStatus.DECLINED)
    row.answer, row.answered_at, row.answered_by = answer, now, user.id or None
    return _finish(session, user, row, "wish.answer", now=now, before=before, after={"status": row.status})


def _finish(session: Session, user: User, row: WishRow, action: str, *, now: datetime, before: object = None, after: object = None) -> Wish:
    session.add(row)
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action=action, subject=f"wish:{row.id}", before=before, after=after
    )
    touch(session, Topic.SHIFTS)
    return read_wishes(session, user, [row])[0]
