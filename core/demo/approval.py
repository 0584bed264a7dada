"""One of the demo's shifts was sent back once and mended, through the acts people use, so its timeline and its flag are real."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from core.demo.history import Ids
from core.people.queries.users import user_by_id
from core.people.user import SYSTEM
from core.shifts.actions.hand_in import Return, Submit, return_shift, submit_shift
from core.shifts.actions.save import SaveResults, ShopTotals, save_results
from core.shifts.queries.shifts import list_shifts
from core.shifts.shift import Shift, ShiftStatus

REASON = "Đơn chốt cao hơn báo cáo của sàn, xem lại giúp."
NOTE = "Em đếm trùng đơn đã huỷ, đã sửa."
LOOKED = timedelta(hours=8, minutes=20)
"""How long after handing in the manager looks; the agent mends it within the half hour."""


def send_one_back(session: Session, ids: Ids, *, last: date, now: datetime) -> bool:
    """Send the latest handed-in shift back that leaves time to mend it, which is one save more; False when there is none."""
    shifts = list_shifts(session, SYSTEM, last - timedelta(days=2), last, statuses=(ShiftStatus.SUBMITTED,))
    found = next((shift for shift in shifts if _fits(shift, ids, now)), None)
    manager = user_by_id(session, ids.manager)
    agent = user_by_id(session, found.agent_id) if found else None
    if found is None or found.submitted_at is None or manager is None or agent is None:
        return False
    at = found.submitted_at + LOOKED
    return_shift(session, manager, Return(found.id, REASON), now=at)
    most = max((result for result in found.results if result.totals.orders), key=lambda result: result.totals.orders or 0)
    mended = replace(
        most.totals, orders=(most.totals.orders or 1) - 1, paid_orders=min(most.totals.paid_orders or 0, (most.totals.orders or 1) - 1)
    )
    wanted = SaveResults(found.id, (ShopTotals(most.shop_id, mended, most.version),))
    saved = save_results(session, agent, wanted, now=at + timedelta(minutes=19)).shift
    submit_shift(session, agent, Submit(found.id, saved.version, NOTE), now=at + timedelta(minutes=20))
    return True


def _fits(shift: Shift, ids: Ids, now: datetime) -> bool:
    """Not the first agent's, whose demo day stays plain; with orders to count again; long enough ago."""
    handed = shift.submitted_at
    counted = any((result.totals.orders or 0) > 1 for result in shift.results)
    return shift.agent_id != ids.agents[0] and counted and handed is not None and handed + LOOKED + timedelta(minutes=30) < now
