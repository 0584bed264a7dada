"""The leaderboard as frozen values: raw rates with n, fair rates, bands, and what the asker may see of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

RETURN_WINDOW: Final = timedelta(days=7)
"""Days younger than this are provisional: orders may still come back."""


class Visibility(StrEnum):
    """What agents see of each other; the owner's setting `leaderboard_visibility`."""

    OWN = "own"  # own row by name, the others without names
    BANDS = "bands"  # names and bands, numbers only of one's own
    ALL = "all"


@dataclass(frozen=True)
class LeaderboardRow:
    """One agent. Rates are 0…1; `index`, `low`, `high` are relative to 1 (the team's average with the same shifts).

    `agent_id`, `agent` and `display` are None where the asker may not see who it is. Without enough
    data (`enough_data` False) everything from `index` on is None. `provisional` when submitted but not yet
    approved shifts, or days within the return window, are in it (`waiting`: the former); `left` when the account is closed: who left
    keeps their place in the past.
    """

    agent_id: int | None
    agent: str | None
    display: str | None
    is_me: bool
    successes: int | None
    trials: int | None
    raw: float | None
    raw_low: float | None  # Wilson 95 % interval of the raw rate
    raw_high: float | None
    expected: float | None
    index: float | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    fair: float | None = None
    fair_low: float | None = None
    fair_high: float | None = None
    band: int | None = None
    rank_from: int | None = None
    rank_to: int | None = None
    enough_data: bool = False
    provisional: bool = False
    waiting: bool = False
    left: bool = False


@dataclass(frozen=True)
class Leaderboard:
    """A period's ranking by one metric, sorted as shown: best first, those without enough data last, by name.

    `one_band` True means: the data show no difference between the agents. `running`: the period is not over;
    `waiting`: so many agents have shifts in it that are not approved.
    """

    metric: str
    start: date
    end: date
    team_rate: float | None
    tau: float | None
    rows: tuple[LeaderboardRow, ...]
    one_band: bool
    provisional: bool
    visibility: Visibility
    running: bool = False
    waiting: int = 0


def hidden_from(row: LeaderboardRow, visibility: Visibility) -> LeaderboardRow:
    """Return the row of somebody else as an agent may see it."""
    if row.is_me or visibility is Visibility.ALL:
        return row
    if visibility is Visibility.OWN:
        # Who left, and whose shifts wait, would say who it is.
        return replace(row, agent_id=None, agent=None, display=None, left=False, waiting=False)
    return LeaderboardRow(
        agent_id=row.agent_id, agent=row.agent, display=row.display, is_me=False,
        successes=None, trials=None, raw=None, raw_low=None, raw_high=None, expected=None,
        band=row.band, rank_from=row.rank_from, rank_to=row.rank_to, enough_data=row.enough_data, provisional=row.provisional,
        waiting=row.waiting, left=row.left,
    )  # fmt: skip
