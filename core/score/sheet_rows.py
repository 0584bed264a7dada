"""Results as rows of a spreadsheet: the day per shift, agent and shop; the month as the leaderboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.base.clock import to_local
from core.base.words import Language, mark, translate
from core.catalog.cells import Cell
from core.catalog.write_back import SheetTable
from core.score.leaderboard import Leaderboard, LeaderboardRow
from core.shifts.result import FIELD_NAMES, values_of
from core.shifts.shift import STATUS_NAMES, Shift

MONEY = frozenset({"revenue_vnd"})
DAY_COLUMNS = (mark("Date"), mark("Shift"), mark("Agent"), mark("Shop"), mark("Check-in"), mark("Check-out"), mark("Status"))
DAY_KEYS = 4
MONTH_COLUMNS = (
    mark("Month"), mark("Agent"), mark("Rank"), mark("Band"), mark("Orders from chats"), mark("Chats"), mark("Raw rate"), mark("Fair rate"),
    mark("Against the team (1 = average)"), mark("Likely from"), mark("Likely to"), mark("Enough data"),
)  # fmt: skip
MONTH_KEYS = 2


def day_table(shifts: Sequence[Shift], shops: Mapping[int, str], *, revenue: bool, language: Language, zone: ZoneInfo) -> SheetTable:
    """Return a row per shift, agent and shop with anything recorded, in the order of the day; a number not recorded is blank."""
    fields = [name for name in FIELD_NAMES if revenue or name not in MONEY]
    header = (*(translate(name, language) for name in DAY_COLUMNS), *(translate(FIELD_NAMES[name], language) for name in fields))
    names = _told_apart({shift.agent_id: shift.agent for shift in shifts})
    rows: list[tuple[Cell, ...]] = []
    for shift in sorted(shifts, key=lambda one: (one.business_date, one.check_in, one.agent, one.id)):
        for result in shift.results:
            if result.totals.blank:
                continue
            values = values_of(result.totals)
            shop = shops.get(result.shop_id, f"#{result.shop_id}")
            hours = _clock(shift.check_in, zone), _clock(shift.check_out, zone)
            status = translate(STATUS_NAMES[shift.status], language)
            keys = shift.business_date.isoformat(), shift.template.name, names[shift.agent_id], shop
            rows.append((*keys, *hours, status, *(values[name] for name in fields)))
    return SheetTable(header, tuple(rows), DAY_KEYS)


def month_table(board: Leaderboard, month: date, *, language: Language) -> SheetTable:
    """Return a row per agent in the order of the ranking; rates from 0 to 1 with four decimals, blank without enough data."""
    header = tuple(translate(name, language) for name in MONTH_COLUMNS)
    names = _told_apart({row.agent_id or 0: row.display or "" for row in board.rows})
    rows = tuple((f"{month:%Y-%m}", names[row.agent_id or 0], *_ranked(row, language)) for row in board.rows)
    return SheetTable(header, rows, MONTH_KEYS)


def _ranked(row: LeaderboardRow, language: Language) -> tuple[Cell, ...]:
    rank = "" if row.rank_from is None else f"{row.rank_from}" if row.rank_from == row.rank_to else f"{row.rank_from}–{row.rank_to}"
    rates = (row.raw, row.fair, row.index, row.low, row.high)
    enough = translate(mark("yes") if row.enough_data else mark("not yet"), language)
    return rank, row.band, row.successes, row.trials, *(None if one is None else round(one, 4) for one in rates), enough


def _told_apart(names: Mapping[int, str]) -> dict[int, str]:
    """Agents by id with a name of their own each: two of one name get their number behind it."""
    times = Counter(names.values())
    return {number: name if times[name] == 1 else f"{name} #{number}" for number, name in names.items()}


def _clock(moment: datetime | None, zone: ZoneInfo) -> str:
    return "" if moment is None else to_local(moment, zone).strftime("%H:%M")
