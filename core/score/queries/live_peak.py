"""The staffing of today's peak, from the published roster and from who is here."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session

from core.base.clock import at_local
from core.people.user import Right, User
from core.score.attention import Moment
from core.score.peak import PeakStaffing, staffing
from core.shifts.queries.roster import published_weeks, rostered


def peak_staffing(session: Session, user: User, day: date, moment: Moment) -> PeakStaffing | None:
    """Return the staffing of a day's peak, what has come of it so far; for those who plan the roster."""
    if not user.may(Right.PLAN_ROSTER):
        return None
    floor, now = moment.floor, moment.now
    start, end = at_local(day, floor.peak_start, floor.zone), at_local(day, floor.peak_end, floor.zone)
    planned = None
    if published_weeks(session, user, day, day):
        turns = rostered(session, user, day - timedelta(days=1), day)
        planned = staffing([(one.agent_id, *one.hours(floor.zone)) for one in turns], start, end)
    here = None
    if now > start:
        here = staffing([(duty.agent_id, duty.check_in, duty.until) for duty in moment.shifts], start, min(now, end))
    return PeakStaffing(planned, here)
