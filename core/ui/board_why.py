"""“Why?”: an agent's place in words, the cells behind it, and every shift behind the cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.base.words import mark
from core.people.user import Right, User
from core.score.board_why import Why, trials_to_tell
from core.score.leaderboard import Leaderboard, LeaderboardRow
from core.score.metric import METRICS
from core.score.reconcile import ReconcileRow
from core.shifts.shift import STATUS_NAMES, ShiftStatus
from core.ui import format as written
from core.ui.show import section, table_with_export
from core.ui.words import plain, t

CHOSEN = "agent"
"""The key of the choice, and its name in the page's address."""
SHOWN_CELLS = 4
RECONCILED_BY = {"conversion": "orders", "answer_30s_rate": "chats"}
_WHY_EXPECTED = mark(
    "**{name}** had **{successes}** of {n}, that is **{raw}**. "
    "An average colleague with the same shops, shifts and sale days would have had {expected}."
)
_WHY_FAIR = mark(
    "So {ratio} × the average. Part of that is chance: counted fairly **{index} ×**, "
    "which lies between {low} and {high} with 90 % certainty. Fair rate: **{fair}**."
)
_SHARES = mark("Shares ranks {a}–{b}: with these numbers nobody can say who of them is better.")
_MORE = mark("To tell {first} and {second} apart, about {n} each would be needed at today's gap.")
_CELLS_NOTE = mark("A cell is a shop, a kind of shift, a plain or a sale day. Expected: own count × the team's rate there.")
_MORE_ABOVE = mark("Successes more than an average colleague would have had there.")
_EXPORT = mark("The whole shop on that day: the export's number, what all shifts typed, and the gap.")
Names = Mapping[int, str]


def choices(board: Leaderboard, user: User) -> dict[str, LeaderboardRow]:
    """Return what may be asked about: everybody with a number for who sees the team, otherwise oneself. Keyed by user name."""
    asked = [row for row in board.rows if row.agent and row.trials and (row.is_me or row.agent_id == user.id or user.may(Right.SEE_TEAM))]
    return {row.agent or "": row for row in asked}


def choose(known: Mapping[str, LeaderboardRow]) -> LeaderboardRow | None:
    """Draw the heading with the choice of an agent, and return their row."""
    section(t("Why this number?"))
    if not known:
        st.caption(t("You have no handed-in shift with this number in the period."))
        return None
    if len(known) == 1:
        return next(iter(known.values()))
    shown = Counter(row.display for row in known.values())
    name = st.selectbox(
        t("Agent"),
        list(known),
        # Two people of one name are told apart: the address holds what the list shows.
        format_func=lambda key: f"{known[key].display} · {key}" if shown[known[key].display] > 1 else known[key].display or key,
        key=CHOSEN,
        bind="query-params",
        label_visibility="collapsed",
        placeholder=t("Agent"),
    )
    return known.get(name or "", next(iter(known.values())))


def in_words(board: Leaderboard, row: LeaderboardRow) -> None:
    """Say how the fair rate came about, step by step, and what would be needed to tell more."""
    st.markdown(
        t(
            _WHY_EXPECTED,
            name=plain(row.display or ""), successes=written.count(row.successes), n=written.count(row.trials), raw=written.rate(row.raw),
            expected=written.decimal(row.expected),
        )
    )  # fmt: skip
    if not row.enough_data or row.index is None or not row.expected:
        st.markdown(t("That is not enough to say more."))
        return
    st.markdown(
        t(
            _WHY_FAIR,
            ratio=written.decimal((row.successes or 0) / row.expected, places=2), index=written.decimal(row.index, places=2),
            low=written.decimal(row.low, places=2), high=written.decimal(row.high, places=2), fair=written.rate(row.fair),
        )
    )  # fmt: skip
    if row.rank_from != row.rank_to:
        st.info(" ".join([t(_SHARES, a=row.rank_from, b=row.rank_to), *_to_tell(board, row)]), icon=":material/balance:")


def _to_tell(board: Leaderboard, row: LeaderboardRow) -> list[str]:
    place = board.rows.index(row)
    near = [other for other in (*board.rows[place + 1 : place + 2], *board.rows[:place][-1:]) if other.band == row.band and other.display]
    if not near or (needed := trials_to_tell(row, near[0], board.team_rate)) is None:
        return []
    return [t(_MORE, first=plain(row.display or ""), second=plain(near[0].display or ""), n=written.count(needed))]


def main_cells(found: Why, shops: Names, templates: Names) -> None:
    """Draw the few cells that moved the number most, up or down."""
    moved = sorted(found.cells, key=lambda cell: -abs(cell.successes - cell.expected))[:SHOWN_CELLS]
    rows = [
        {
            t("Shop · shift"): plain(_cell_name(shops.get(cell.shop_id), templates.get(cell.template_id), cell.campaign)),
            t("Counted"): f"{written.count(cell.successes)}/{written.count(cell.trials)}",
            t("Team there"): written.rate(cell.team_rate),
            t("Above the average"): written.signed(cell.successes - cell.expected),
        }
        for cell in moved
    ]
    st.table(pd.DataFrame(rows), hide_index=True, border="horizontal", alt=t("Cells that moved the number most"))


def cells(found: Why, row: LeaderboardRow, shops: Names, templates: Names) -> None:
    """Draw a row per cell: own count and rate, the team's rate there, what was expected, what is above it; their sum below."""
    section(t("Cells behind {name}", name=plain(row.display or "")), t(_CELLS_NOTE))
    rows = [
        {
            "shop": shops.get(cell.shop_id, written.DASH),
            "shift": templates.get(cell.template_id, written.DASH),
            "sale": t("yes") if cell.campaign else "",
            "mine": f"{written.count(cell.successes)} / {written.count(cell.trials)}",
            "rate": written.rate(cell.successes / cell.trials),
            "team": written.rate(cell.team_rate),
            "expected": written.decimal(cell.expected),
            "above": written.signed(cell.successes - cell.expected),
        }
        for cell in found.cells
    ]
    rows.append(
        {
            "shop": t("Together"),
            "shift": "",
            "sale": "",
            "mine": f"{written.count(found.successes)} / {written.count(found.trials)}",
            "rate": written.rate(found.successes / found.trials if found.trials else None),
            "team": "",
            "expected": written.decimal(found.expected),
            "above": written.signed(found.successes - found.expected),
        }
    )
    right = st.column_config.TextColumn
    columns = {
        "shop": right(t("Shop"), width=190),
        "shift": right(t("Shift"), width=90),
        "mine": right(t("Counted"), alignment="right"),
        "rate": right(t("Raw"), alignment="right"),
        "team": right(t("Team there"), alignment="right"),
        "expected": right(t("Expected"), alignment="right"),
        "above": right(t("Above the average"), alignment="right", help=t(_MORE_ABOVE)),
        "sale": right(t("Sale day")),
    }
    table_with_export(pd.DataFrame(rows), columns, name=f"cells-{row.agent}", key="board:cells", alt=t("Cells behind the number"))


def _cell_name(shop: str | None, template: str | None, campaign: bool) -> str:
    return " · ".join([shop or written.DASH, template or written.DASH, *([t("Sale day")] if campaign else [])])


def shifts(found: Why, row: LeaderboardRow, metric: str, shops: Names, templates: Names, *, exports: Sequence[ReconcileRow] | None) -> None:
    """Draw the shifts behind the number, each with the way to it; with `exports` also what the marketplace says of that shop's day."""
    section(
        t("Shifts behind {name}", name=plain(row.display or "")), t("Newest first. A number that looks wrong is put right in its shift.")
    )
    known = {(one.day, one.shop_id): one for one in exports or () if one.metric == RECONCILED_BY[metric]}
    rows = [
        {
            "day": one.day,
            "shift": templates.get(one.template_id, written.DASH),
            "shop": shops.get(one.shop_id, written.DASH),
            "mine": f"{written.count(one.successes)} / {written.count(one.trials)}",
            "rate": written.rate(one.successes / one.trials if one.trials else None),
            "state": t(STATUS_NAMES[ShiftStatus(one.status)]),
            "sale": t("Sale day") if one.campaign else "",
            "export": _export(known.get((one.day, one.shop_id))),
            "link": f"/{'my_shift' if exports is None else 'approvals'}?id={one.shift_id}",
        }
        for one in found.shifts
    ]
    right = st.column_config.TextColumn
    columns = {
        "day": st.column_config.DateColumn(t("Date"), format="DD/MM/YYYY", pinned=True, width=100),
        "shift": right(t("Shift"), width=90),
        "shop": right(t("Shop")),
        "mine": right(t("Counted"), alignment="right"),
        "rate": right(t("Raw"), alignment="right"),
        "link": st.column_config.LinkColumn(t("Link"), display_text=t("Open the shift"), width=90),
        "state": right(t("Status")),
        **({} if exports is None else {"export": right(t("Export of that day"), help=t(_EXPORT))}),
        "sale": right(t("Sale day")),
    }
    metric_name = t(METRICS[metric].name)
    table_with_export(
        pd.DataFrame(rows, columns=list(columns)), columns, name=f"shifts-{row.agent}-{metric}", key="board:shifts", alt=metric_name
    )


def _export(found: ReconcileRow | None) -> str:
    if found is None or found.platform is None:
        return t("no export numbers yet")
    share = "" if found.gap_percent is None else f" ({written.signed(found.gap_percent)}{written.NBSP}%)"
    return t("export {platform} · typed {declared}", platform=written.count(found.platform), declared=written.count(found.declared)) + share
