"""The live board as frozen values: everything the page and `report live` show, nothing left to compute.

A part that could not be read is empty and named in `LiveBoard.failed`; the others stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from core.score.attention import AttentionItem, in_order
from core.score.coverage import DayCoverage
from core.score.floor import Floor
from core.score.metric import METRICS, Better
from core.score.peak import PeakStaffing
from core.score.totals import Value
from core.shifts.roster import Expected


@dataclass(frozen=True)
class TodayMetric:
    """A metric today beside what it is judged by.

    `baseline` is the same weekday of the last four weeks up to this time of day: the mean per day of a
    sum, the pooled quotient of a rate; `baseline_days` says how many of the four had data. `trend` is the
    value of each of the 14 business dates before today, oldest first (None: no data).
    """

    value: float | int | None = None
    n: int = 0
    target: float | None = None
    baseline: float | None = None
    baseline_days: int = 0
    trend: tuple[float | int | None, ...] = ()
    assumed: int = 0

    def meets_target(self, key: str) -> bool | None:
        """Tell whether the target is met; None without a value or a target."""
        if self.value is None or self.target is None:
            return None
        return self.value <= self.target if METRICS[key].better is Better.DOWN else self.value >= self.target


@dataclass(frozen=True)
class HourBar:
    """One local hour of today: chats (spread evenly between saves, so a fraction) and share answered within 30 s.

    `usual_chats` is the mean of the same hour on the same weekday of the last four weeks. None: no data.
    """

    hour: int
    chats: float | None = None
    answer_30s_rate: float | None = None
    n: int = 0
    is_peak: bool = False
    usual_chats: float | None = None


@dataclass(frozen=True)
class OnShift:
    """An agent on shift now; `template` is its code, `template_name` what the team calls it.

    `agent_id`, `agent` and `display` are None where the asker may not see who it is; then the numbers are too.
    `stale` when nothing was saved for 90 minutes (from check-in when nothing was saved yet). `overdue` when
    the planned end has passed without a check-out. `revenue` is None without the right to see it.
    """

    shift_id: int
    agent_id: int | None
    agent: str | None
    display: str | None
    is_me: bool
    template: str
    template_name: str
    shops: tuple[str, ...]
    checked_in: datetime
    last_update: datetime | None
    minutes_since: int
    stale: bool
    overdue: bool
    planned_end: datetime
    chats: int | None = None
    answer_30s_rate: float | None = None
    answer_30s_n: int = 0
    first_response_s: float | None = None
    orders: int | None = None
    revenue: int | None = None


@dataclass(frozen=True)
class Gauges:
    """30 / 16 / 365: share answered within 30 s in the last hour and today; minutes covered; days without a gap.

    `full_days` counts the days without any gap among the `days` before today.
    """

    share_last_hour: Value = field(default_factory=Value)
    share_today: Value = field(default_factory=Value)
    coverage: DayCoverage | None = None
    service_minutes: int = 960
    full_days: int | None = None
    days: int = 365
    peak: PeakStaffing | None = None


@dataclass(frozen=True)
class FailedPart:
    """A part that could not be read: its name and what went wrong, both message ids."""

    part: str
    reason: str


@dataclass(frozen=True)
class LiveBoard:
    """The board at one moment. `metrics` is keyed by metric; revenue metrics are left out for those who may not see them.

    `absent` are those the published roster expects now and who are late or missing. `on_shift` holds
    everybody for those who see the team; an agent sees everybody's place on shift but only their own name and numbers.
    """

    at: datetime
    business_date: date
    metrics: Mapping[str, TodayMetric] = field(default_factory=dict)
    hours: tuple[HourBar, ...] = ()
    on_shift: tuple[OnShift, ...] = ()
    absent: tuple[Expected, ...] = ()
    gauges: Gauges = field(default_factory=Gauges)
    attention: tuple[AttentionItem, ...] = ()
    failed: tuple[FailedPart, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the absent, the longest first."""
        return tuple(one.agent for one in self.absent)


@dataclass(frozen=True)
class LivePast:
    """What the days before today say: read once a minute, the same for everybody of a role.

    `baselines` holds (value, days) per metric, `trends` the 14 days before, `usual_chats` per local hour.
    """

    business_date: date
    baselines: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    trends: Mapping[str, tuple[float | int | None, ...]] = field(default_factory=dict)
    usual_chats: Mapping[int, float] = field(default_factory=dict)
    full_days: int | None = None
    failed: tuple[FailedPart, ...] = ()


@dataclass(frozen=True)
class LiveTeam:
    """Today as everybody of a role sees it: read once per change, without who asks."""

    business_date: date
    metrics: Mapping[str, TodayMetric] = field(default_factory=dict)
    hours: tuple[HourBar, ...] = ()
    on_shift: tuple[OnShift, ...] = ()
    share_last_hour: Value = field(default_factory=Value)
    coverage: DayCoverage | None = None
    attention: tuple[AttentionItem, ...] = ()
    failed: tuple[FailedPart, ...] = ()


@dataclass(frozen=True)
class LiveMine:
    """What is for one person only: their own place on shift, whom they may know to be absent, and what waits for them."""

    on_shift: tuple[OnShift, ...] = ()
    absent: tuple[Expected, ...] = ()
    peak: PeakStaffing | None = None
    attention: tuple[AttentionItem, ...] = ()
    failed: tuple[FailedPart, ...] = ()


def assemble(past: LivePast, team: LiveTeam, mine: LiveMine, *, at: datetime, floor: Floor) -> LiveBoard:
    """Put the three parts of the board together; one's own row replaces the nameless one."""
    own = {row.shift_id: row for row in mine.on_shift}
    metrics = {}
    for key, today in team.metrics.items():
        baseline, days = past.baselines.get(key, (None, 0))
        metrics[key] = replace(today, baseline=baseline, baseline_days=days, trend=past.trends.get(key, ()))
    share = metrics.get("answer_30s_rate", TodayMetric())
    return LiveBoard(
        at=at,
        business_date=team.business_date,
        metrics=metrics,
        hours=tuple(replace(bar, usual_chats=past.usual_chats.get(bar.hour)) for bar in team.hours),
        on_shift=tuple(own.get(row.shift_id, row) for row in team.on_shift),
        absent=mine.absent,
        gauges=Gauges(
            share_last_hour=team.share_last_hour,
            share_today=Value(share.value, share.n),
            coverage=team.coverage,
            service_minutes=floor.service_minutes,
            full_days=past.full_days,
            days=floor.covered_days,
            peak=mine.peak,
        ),
        attention=in_order((*team.attention, *mine.attention)),
        failed=tuple(dict.fromkeys((*past.failed, *team.failed, *mine.failed))),
    )


def without_revenue(board: LiveBoard) -> LiveBoard:
    """Return the board for eyes one does not know, a screen on the wall: no money, and nothing worked out from it."""
    return replace(
        board,
        metrics={key: today for key, today in board.metrics.items() if not METRICS[key].revenue},
        on_shift=tuple(replace(row, revenue=None) for row in board.on_shift),
    )
