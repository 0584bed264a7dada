"""The live board: three reads that differ in who shares them, and their sum."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlmodel import Session

from core.base.clock import local_date
from core.base.words import mark
from core.people.user import Right, User
from core.score.attention import Moment
from core.score.coverage import DayCoverage
from core.score.floor import Floor
from core.score.live import LiveBoard, LiveMine, LivePast, LiveTeam, assemble
from core.score.queries import attention
from core.score.queries.attention import waiting
from core.score.queries.attention_floor import missing, whose
from core.score.queries.coverage import DEFAULT_FLOOR, coverage
from core.score.queries.fields import Filter
from core.score.queries.live_floor import agents_on_shift
from core.score.queries.live_past import Trend, covered_past, trends, usual_day
from core.score.queries.live_peak import peak_staffing
from core.score.queries.live_today import hour_bars, metrics_today, share_last_hour, today_stretches
from core.score.queries.parts import Parts
from core.score.totals import Value
from core.shifts.queries.roster import expected_now
from core.shifts.queries.spans import duties
from core.shifts.roster import Expected
from core.shifts.span import Duty

_SHIFTS = mark("Shifts")
_NUMBERS = mark("Today's numbers")
_HOURS = mark("Numbers by hour")
_USUAL = mark("The usual day")
_ON_SHIFT = mark("Agents on shift")
_COVERAGE = mark("Coverage")
_EXPECTED = mark("Who is expected")
_PEAK = mark("Staffing of the peak")


def live_board(session: Session, user: User, now: datetime, floor: Floor = DEFAULT_FLOOR) -> LiveBoard:
    """Return everything the live page shows at a moment, within what the person may see."""
    return assemble(
        live_past(session, user, now, floor),
        live_team(session, user, now, floor),
        live_mine(session, user, now, floor),
        at=now,
        floor=floor,
    )


def live_past(session: Session, user: User, now: datetime, floor: Floor = DEFAULT_FLOOR) -> LivePast:
    """Return what the days before say, up to this time of day: for a role, worth reading once a minute at most."""
    user.require(Right.SEE_LIVE)
    parts = Parts(session)
    day, _ = _today(parts, session, user, now, floor)
    usual = parts.read(_USUAL, lambda: usual_day(session, user, day, now, floor), None)
    before: dict[str, Trend] = parts.read(_NUMBERS, lambda: trends(session, user, day, now, floor), {})
    covered = parts.read(_COVERAGE, lambda: covered_past(session, user, day, now, floor), None)
    baselines = dict(usual.baselines) if usual else {}
    if covered and covered.baseline:
        baselines["coverage"] = covered.baseline
    return LivePast(
        business_date=day,
        baselines=baselines,
        trends={**before, **({"coverage": covered.trend} if covered else {})},
        usual_chats=usual.chats_by_hour if usual else {},
        full_days=covered.full_days if covered else None,
        failed=parts.failed,
    )


def live_team(session: Session, user: User, now: datetime, floor: Floor = DEFAULT_FLOOR) -> LiveTeam:
    """Return today as everybody of a role sees it."""
    user.require(Right.SEE_LIVE)
    parts = Parts(session)
    day, shifts = _today(parts, session, user, now, floor)
    on = tuple(duty for duty in shifts if duty.is_on(now))
    came_in = parts.read(_HOURS, lambda: today_stretches(session, user, day, now, floor), None)
    covered: tuple[DayCoverage, ...] = parts.read(_COVERAGE, lambda: coverage(session, user, start=day, end=day, now=now, floor=floor), ())
    return LiveTeam(
        business_date=day,
        metrics=parts.read(_NUMBERS, lambda: metrics_today(session, user, Filter(day, day, now, floor=floor), covered), {}),
        hours=() if came_in is None else hour_bars(came_in, floor),
        on_shift=parts.read(_ON_SHIFT, lambda: agents_on_shift(session, user, on, now, floor), ()),
        share_last_hour=Value() if came_in is None else share_last_hour(came_in, now),
        coverage=covered[0] if covered else None,
        attention=waiting(parts, attention.TEAM_PARTS, session, user, Moment(now, floor, shifts)),
        failed=parts.failed,
    )


def live_mine(session: Session, user: User, now: datetime, floor: Floor = DEFAULT_FLOOR) -> LiveMine:
    """Return what is for this person only: their own place on shift, whom they may miss, and what waits for them."""
    user.require(Right.SEE_LIVE)
    parts = Parts(session)
    day, shifts = _today(parts, session, user, now, floor, agents=whose(user))
    own = tuple(duty for duty in shifts if duty.agent_id == user.id and duty.is_on(now))
    moment = Moment(now, floor, shifts)
    expected: tuple[Expected, ...] = parts.read(_EXPECTED, lambda: expected_now(session, user, now, floor.zone), ())
    return LiveMine(
        on_shift=parts.read(_ON_SHIFT, lambda: agents_on_shift(session, user, own, now, floor), ()),
        absent=tuple(one for one in expected if one.absent),
        peak=parts.read(_PEAK, lambda: peak_staffing(session, user, day, moment), None),
        attention=(*missing(expected), *waiting(parts, attention.PARTS, session, user, moment)),
        failed=parts.failed,
    )


def _today(
    parts: Parts, session: Session, user: User, now: datetime, floor: Floor, *, agents: tuple[int, ...] = ()
) -> tuple[date, tuple[Duty, ...]]:
    """Return the board's business date and the shifts around it; after midnight the evening's date while its shift runs."""
    today = local_date(now, floor.zone)

    def read() -> tuple[Duty, ...]:
        return duties(session, user, start=today - timedelta(days=1), end=today, now=now, agents=agents, zone=floor.zone)

    found: tuple[Duty, ...] = parts.read(_SHIFTS, read, ())
    return max((duty.business_date for duty in found if duty.is_on(now)), default=today), found
