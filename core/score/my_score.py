"""One person's month, explained: the statement, what stands behind each point, what would raise it, the others as far as allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.cases.behind import CaseBehind
from core.score.bonus_period import Period, PersonStatement
from core.score.explained import Cell, ShiftPart, WorkedShift
from core.score.leaderboard import Visibility
from core.score.next_step import Step
from core.score.policy import Policy

FEWEST_OTHERS: Final = 3
"""With fewer others a row without a name is no secret: then nothing of them is shown."""


@dataclass(frozen=True)
class TeamMate:
    """Somebody in the comparison; what the asker may not see is None. `tier_from`: the tier reached, by its first percent."""

    display: str | None
    is_me: bool
    tier_from: float | None = None
    kpi_percent: float | None = None


@dataclass(frozen=True)
class MyScore:
    """A month as its person sees it. `preview`: worked out now and still moving, not what is under review or locked.

    `cells` by fair metric, `parts` by metric of results; `overdue` are complaints left past their deadline.
    """

    period: Period
    policy_version: int
    policy: Policy
    person: PersonStatement | None
    preview: bool
    cells: Mapping[str, tuple[Cell, ...]]
    parts: Mapping[str, tuple[ShiftPart, ...]]
    worked: tuple[WorkedShift, ...]
    complaints: tuple[CaseBehind, ...]
    reviews: tuple[CaseBehind, ...]
    overdue: tuple[int, ...]
    steps: tuple[Step, ...]
    team: tuple[TeamMate, ...]
    visibility: Visibility


def compared(
    percents: Mapping[int, float | None], names: Mapping[int, str], me: int, policy: Policy, visibility: Visibility
) -> tuple[TeamMate, ...]:
    """Return the others' KPI as far as the setting allows, never an amount: unnamed percents / names and tiers / names and percents.

    Best first, then by name; unnamed rows by percent alone. Those without a score are left out.
    """
    scored = [(agent, percent) for agent, percent in percents.items() if percent is not None]
    others = sum(agent != me for agent, _ in scored)
    if visibility is Visibility.OWN and others < FEWEST_OTHERS:
        scored = [(agent, percent) for agent, percent in scored if agent == me]
    rows = []
    for agent, percent in sorted(scored, key=lambda row: (-row[1], names.get(row[0], ""))):
        mine = agent == me
        start = float(max(start for start, _ in policy.tiers if start <= percent))
        rows.append(
            TeamMate(
                display=names.get(agent) if mine or visibility is not Visibility.OWN else None,
                is_me=mine,
                tier_from=start if mine or visibility is not Visibility.OWN else None,
                kpi_percent=percent if mine or visibility is not Visibility.BANDS else None,
            )
        )
    if visibility is Visibility.BANDS:
        rows.sort(key=lambda row: (-(row.tier_from or 0.0), row.display or ""))
    return tuple(rows)
