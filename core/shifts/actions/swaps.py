"""Swaps: ask a colleague, agree or refuse, and a manager accepts or declines; an accepted one is published at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.clock import local_date
from core.base.errors import InvalidInput, NotFound, Problem, Refused
from core.base.settings import get_settings
from core.base.text import clean
from core.base.words import mark
from core.people.queries.users import hold_user, user_by_id
from core.people.user import Right, User
from core.shifts.actions.roster import keep_overrides, require_reason
from core.shifts.actions.roster_settling import settle_requests
from core.shifts.actions.roster_writing import entries_of, hold_week, moved_on, publish_entries, subject_of
from core.shifts.labour_law import monday_of
from core.shifts.queries.roster_requests import read_swaps
from core.shifts.queries.roster_swaps import published_plan, swap_warnings
from core.shifts.queries.templates import list_templates
from core.shifts.roster import Assignment, overlaps
from core.shifts.swaps import PENDING, Swap, SwapStatus
from core.shifts.tables import RosterEntryRow, SwapRow

MAX_NOTE: Final = 300
NO_SWAP: Final = mark("There is no such request.")
DONE: Final = mark("This was answered already.")
LONG_NOTE: Final = mark("The note is at most {most} characters.")
NOT_YOURS: Final = mark("This shift is not on your published roster. Look at the roster again.")
NOT_THEIRS: Final = mark("This shift is not on your colleague's published roster. Look at the roster again.")
BEGUN: Final = mark("The shift of {date} has begun. Only shifts still to come can be swapped.")
TWICE: Final = mark("You have asked for this shift already. Withdraw that request first.")
CLASH: Final = mark("{agent} already works at that time on {date}.")


@dataclass(frozen=True)
class AskSwap:
    """Give a published shift of one's own to a colleague, perhaps for one of theirs."""

    template_id: int
    business_date: date
    to_agent_id: int
    to_template_id: int | None = None
    to_date: date | None = None
    note: str = ""


@dataclass(frozen=True)
class AnswerSwap:
    """An answer: yes or no, with words; a manager's yes needs `reason` when it breaks a labour rule."""

    swap_id: int
    yes: bool
    answer: str = ""
    reason: str = ""


def ask_swap(session: Session, user: User, wanted: AskSwap, *, now: datetime) -> Swap:
    """Ask a colleague to take a shift of one's own; nothing changes before they agree and a manager accepts."""
    user.require(Right.SEE_ROSTER)
    note = clean(wanted.note)
    if len(note) > MAX_NOTE:
        raise InvalidInput([Problem("note", LONG_NOTE, {"most": MAX_NOTE})])
    hold_user(session, user.id)  # asking twice at once is asking once
    other = user_by_id(session, wanted.to_agent_id)
    if other is None or not other.active or other.id == user.id or not other.may(Right.LOG_OWN_SHIFT):
        raise NotFound("This person has no active account.", field="agent")
    _require_published(session, user, (user.id, wanted.template_id, wanted.business_date), NOT_YOURS, now)
    if wanted.to_template_id is not None and wanted.to_date is not None:
        _require_published(session, user, (other.id, wanted.to_template_id, wanted.to_date), NOT_THEIRS, now)
    twice = select(SwapRow.id).where(
        SwapRow.from_agent_id == user.id,
        SwapRow.from_template_id == wanted.template_id,
        SwapRow.from_date == wanted.business_date,
        col(SwapRow.status).in_([str(status) for status in PENDING]),
    )
    if session.exec(twice).first() is not None:
        raise Refused(TWICE)
    both = wanted.to_template_id is not None and wanted.to_date is not None
    row = SwapRow(
        from_agent_id=user.id, from_template_id=wanted.template_id, from_date=wanted.business_date, to_agent_id=other.id,
        to_template_id=wanted.to_template_id if both else None, to_date=wanted.to_date if both else None,
        note=note, status=str(SwapStatus.ASKED), asked_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    swap = read_swaps(session, user, [row])[0]
    _refuse_clash(session, user, swap)
    return _finish(session, user, row, "swap.ask", now=now, after={"given": _told(swap.given), "taken": _told(swap.taken)})


def answer_swap(session: Session, user: User, wanted: AnswerSwap, *, now: datetime) -> Swap:
    """Agree or refuse as the colleague who was asked."""
    user.require(Right.SEE_ROSTER)
    row = _held(session, wanted.swap_id)
    if row.to_agent_id != user.id:
        raise NotFound(NO_SWAP)
    if row.status != SwapStatus.ASKED:
        raise Refused(DONE)
    if wanted.yes:
        row.status, row.agreed_at = str(SwapStatus.AGREED), now
    else:
        _close(row, SwapStatus.REFUSED, user, now)
    row.answer = _answer(wanted)
    return _finish(session, user, row, "swap.agree" if wanted.yes else "swap.refuse", now=now)


def withdraw_swap(session: Session, user: User, swap_id: int, *, now: datetime) -> Swap:
    """Take one's own request back before a manager decided."""
    user.require(Right.SEE_ROSTER)
    row = _held(session, swap_id)
    if row.from_agent_id != user.id:
        raise NotFound(NO_SWAP)
    if row.status not in PENDING:
        raise Refused(DONE)
    _close(row, SwapStatus.WITHDRAWN, user, now)
    return _finish(session, user, row, "swap.withdraw", now=now)


def decide_swap(session: Session, user: User, wanted: AnswerSwap, *, now: datetime) -> Swap:
    """Accept or decline as a manager what two agents agreed; accepted, both weeks are published with the swap at once.

    A swap that breaks a labour rule needs a reason, kept with each warning. One whose shifts are no longer
    there is void.
    """
    user.require(Right.PLAN_ROSTER)
    row = _held(session, wanted.swap_id)
    if row.status != SwapStatus.AGREED:
        raise Refused(DONE)
    swap = read_swaps(session, user, [row])[0]
    if not wanted.yes:
        _close(row, SwapStatus.DECLINED, user, now)
        row.answer = _answer(wanted) or row.answer
        return _finish(session, user, row, "swap.decline", now=now)
    for shift, words in ((swap.given, NOT_YOURS), (swap.taken, NOT_THEIRS)):
        if shift is not None:
            _require_published(session, user, (shift.agent_id, shift.template.id, shift.business_date), words, now)
    _refuse_clash(session, user, swap)
    warnings = swap_warnings(session, user, swap, today=local_date(now, get_settings().zone))
    if warnings:
        require_reason(len(warnings), clean(wanted.reason))
        keep_overrides(session, user, warnings, clean(wanted.reason), now=now)
    _close(row, SwapStatus.ACCEPTED, user, now)
    row.answer = _answer(wanted) or row.answer
    session.add(row)
    session.flush()  # done before the roster moves, or it would be void: its shifts are about to change hands
    _apply(session, user, swap, now=now)
    after = {"given": _told(swap.given), "taken": _told(swap.taken), "overridden": [one.rule for one in warnings]}
    return _finish(session, user, row, "swap.accept", now=now, after=after, reason=clean(wanted.reason) if warnings else "")


def _apply(session: Session, user: User, swap: Swap, *, now: datetime) -> None:
    """Move the shifts, published and drafted; other drafted changes of those weeks stay unpublished."""
    moves = [(swap.given, swap.to_agent_id)] + ([(swap.taken, swap.from_agent_id)] if swap.taken else [])
    for week in sorted({monday_of(shift.business_date) for shift, _ in moves}):
        held = hold_week(session, week)
        entries = entries_of(session, week)
        touched: list[RosterEntryRow] = []
        for shift, taker in moves:
            if monday_of(shift.business_date) != week:
                continue
            old = entries[shift.agent_id, shift.template.id, shift.business_date]
            key = (taker, shift.template.id, shift.business_date)
            new = entries.get(key) or RosterEntryRow(agent_id=key[0], template_id=key[1], business_date=key[2])
            old.drafted, new.drafted = False, True
            session.add_all([old, new])
            touched += [old, new]
        session.flush()
        publish_entries(session, user, held, touched, now=now)
        moved_on(session, user, held, now=now)
        settle_requests(session, user, week, now=now)
        audit.record(
            session, at=now, actor_id=user.id or None, actor=user.name, action="roster.publish", subject=subject_of(week),
            after={"publication": held.publication, "swap": swap.id, "changed": len(touched)},
        )  # fmt: skip


def _refuse_clash(session: Session, user: User, swap: Swap) -> None:
    days = [shift.business_date for shift in (swap.given, swap.taken) if shift is not None]
    plan = published_plan(session, user, min(days), max(days))
    templates = {template.id: template for template in list_templates(session, user)}
    names = {swap.from_agent_id: swap.from_agent, swap.to_agent_id: swap.to_agent}
    for (agent, day), numbers in swap.cells(plan).items():
        if len(set(numbers)) < len(numbers) or overlaps([templates[number] for number in numbers]):
            raise Refused(CLASH, agent=names[agent], date=f"{day:%d/%m/%Y}")


def _require_published(session: Session, user: User, key: tuple[int, int, date], words: str, now: datetime) -> None:
    agent, template_id, day = key
    shifts = [one for one in published_plan(session, user, day, day) if (one.agent_id, one.template.id) == (agent, template_id)]
    if not shifts:
        raise Refused(words)
    if shifts[0].hours(get_settings().zone)[0] <= now:
        raise Refused(BEGUN, date=f"{day:%d/%m/%Y}")


def _held(session: Session, swap_id: int) -> SwapRow:
    row = session.exec(select(SwapRow).where(SwapRow.id == swap_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound(NO_SWAP)
    return row


def _answer(wanted: AnswerSwap) -> str:
    answer = clean(wanted.answer)
    if len(answer) > MAX_NOTE:
        raise InvalidInput([Problem("answer", LONG_NOTE, {"most": MAX_NOTE})])
    return answer


def _close(row: SwapRow, status: SwapStatus, user: User, now: datetime) -> None:
    row.status, row.closed_at, row.closed_by = str(status), now, user.id or None


def _told(shift: Assignment | None) -> object:
    if shift is None:
        return None
    return {"agent": f"user:{shift.agent_id}", "template": shift.template.code, "date": shift.business_date.isoformat()}


def _finish(session: Session, user: User, row: SwapRow, action: str, *, now: datetime, after: object = None, reason: str = "") -> Swap:
    session.add(row)
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action=action, subject=f"swap:{row.id}", after=after, reason=reason
    )
    touch(session, Topic.SHIFTS)
    return read_swaps(session, user, [row])[0]
