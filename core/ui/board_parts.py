"""The leaderboard in words and tables: what the data show, the ranking, every metric raw."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.base.words import mark
from core.score.leaderboard import Leaderboard, LeaderboardRow
from core.score.metric import METRICS
from core.score.totals import MetricTable, Value
from core.ui import format as written
from core.ui.board_charts import row_name
from core.ui.metric_text import help_text, metric_text
from core.ui.show import badge, section, table_with_export
from core.ui.words import plain, t

TEAM_TABLE = (
    "chats", "answer_30s_rate", "first_response_s", "unanswered_rate", "conversion", "payment_rate", "orders", "revenue",
    "chats_per_hour", "complaints_handled", "complaints_in_sla_rate", "reviews_handled", "reviews_in_24h_rate",
)  # fmt: skip
_WILSON = mark("Wilson interval: where the raw rate could lie by chance alone.")
_EXPECTED = mark("Successes an average agent would have had with the same shops, shifts and sale days.")
_FAIR = mark("Fair index × team rate: raw ÷ expected, drawn towards the team as far as chance demands.")
_TREND = mark("Fair index of the last {n} periods, oldest left, one scale for all: 100 is the team's average with the same shifts.")
_RAW_NOTE = mark("Sums and quotients as they are, without correction for shifts or chance. The files also hold each n.")
Trends = Mapping[int, Sequence[float | None]]


def standing(board: Leaderboard) -> None:
    """Say in badges what about the ranking may still change."""
    said = []
    if board.running:
        said.append(badge(t("Provisional: the period is not over"), "warning", icon=":material/hourglass_top:"))
    if board.waiting:
        said.append(badge(t("{n} agents with shifts not approved", n=board.waiting), "warning", icon=":material/pending_actions:"))
    if not said and board.provisional:
        said.append(badge(t("Provisional: orders of the last days may still come back"), "warning", icon=":material/undo:"))
    st.markdown(" ".join(said) if said else badge(t("All shifts approved, the return window is over"), "good"))


def verdict(board: Leaderboard) -> None:
    """Say in one line what the data show, or that they show nothing yet."""
    enough = [row for row in board.rows if row.enough_data]
    if len(enough) < 2:
        st.info(t("There is not enough data yet to compare anybody."), icon=":material/hourglass_empty:")
    elif board.one_band:
        st.info(t("The data show no difference between the agents: all share one rank."), icon=":material/balance:")
    else:
        named = [(row_name(row, place), row) for place, row in enumerate(board.rows, start=1) if row.enough_data]
        leader, below = named[0][0], next(name for name, row in named if row.band != enough[0].band)
        told = t(
            "{leader} does better than {below} and those ranked lower, with at least 95 % certainty.",
            leader=plain(leader),
            below=plain(below),
        )
        st.success(told, icon=":material/trending_up:")


def ranking_table(board: Leaderboard, trends: Trends, chosen_key: str = "", choices: Collection[str] = ()) -> None:
    """Draw the ranking: rank, raw rate with n beside the fair rate and both intervals, the way there.

    A click on a row puts its agent into the widget `chosen_key`, if it is one of the `choices`. The
    exports hold plain numbers.
    """
    right = st.column_config.TextColumn
    shown = pd.DataFrame([_as_words(row, place) for place, row in enumerate(board.rows, start=1)])
    metric = METRICS[board.metric]
    columns: dict[str, Any] = {
        "name": right(t("Agent"), pinned=True, width=150),
        "rank": right(t("Rank"), width=64),
        "fair": right(t("Fair"), alignment="right", help=t(_FAIR)),
        "fair_interval": right(t("Fair, 90 %"), alignment="right"),
    }
    if lines := [[100 * value for value in trend if value is not None] for trend in trends.values()]:
        values = [value for line in lines for value in line]
        room = 0.15 * (max(values) - min(values)) + 1
        shown["trend"] = pd.Series([_line(trends, row) for row in board.rows], dtype=object)
        periods = max(map(len, trends.values()))
        columns["trend"] = st.column_config.LineChartColumn(
            t("Trend"), width=130, help=t(_TREND, n=periods), y_min=min(values) - room, y_max=max(values) + room
        )
    columns |= {
        "raw": right(t("Raw"), alignment="right", help=t(metric.formula)),
        "n": right("n", alignment="right", help=t("Trials: what the rate is counted over.")),
        "note": right(t("Note"), width=190),
        "raw_interval": right(t("Raw, 95 %"), alignment="right", help=t(_WILSON)),
        "successes": right(t("Successes"), alignment="right"),
        "expected": right(t("Expected"), alignment="right", help=t(_EXPECTED)),
    }
    more: dict[str, Any] = {}
    if choices:

        def choose() -> None:
            rows = st.session_state["board:table"].selection.rows
            if rows and (agent := board.rows[rows[0]].agent) in choices:
                st.session_state[chosen_key] = agent

        more = {"on_select": choose, "selection_mode": "single-row"}
    plain_numbers = pd.DataFrame([_as_numbers(row, place) for place, row in enumerate(board.rows, start=1)])
    name = f"{board.metric}-{board.start}-{board.end}"
    table_with_export(shown, columns, name=name, key="board:table", export=plain_numbers, alt=t("Ranking"), **more)


def _line(trends: Trends, row: LeaderboardRow) -> list[float] | None:
    known = [100 * value for value in trends.get(row.agent_id or 0, ()) if value is not None]
    return known if len(known) > 1 else None


def rank_text(row: LeaderboardRow) -> str:
    """Return a rank, or the ranks a band shares: `2–4`; a dash without enough data."""
    if row.rank_from is None:
        return written.DASH
    return str(row.rank_from) if row.rank_from == row.rank_to else f"{row.rank_from}–{row.rank_to}"


def _span(low: float | None, high: float | None) -> str:
    return written.DASH if low is None or high is None else f"{written.rate(low)} – {written.rate(high)}"


def notes_of(row: LeaderboardRow) -> str:
    """Return what is to be known beside a row's numbers."""
    said = [] if row.enough_data else [t("not enough data")]
    if row.waiting:
        said.append(t("provisional: shifts not approved"))
    elif row.provisional:
        said.append(t("provisional: young days"))
    return ", ".join([*said, *([t("has left")] if row.left else [])])


def _as_words(row: LeaderboardRow, place: int) -> dict[str, Any]:
    return {
        "rank": rank_text(row),
        "name": row_name(row, place),
        "n": written.count(row.trials),
        "successes": written.count(row.successes),
        "raw": written.rate(row.raw),
        "raw_interval": _span(row.raw_low, row.raw_high),
        "expected": written.decimal(row.expected),
        "fair": written.rate(row.fair),
        "fair_interval": _span(row.fair_low, row.fair_high),
        "note": notes_of(row),
    }


def _as_numbers(row: LeaderboardRow, place: int) -> dict[str, object]:
    return {
        t("Rank"): rank_text(row), t("Agent"): row_name(row, place), "n": row.trials, t("Successes"): row.successes, t("Raw"): row.raw,
        t("Raw from"): row.raw_low, t("Raw to"): row.raw_high, t("Expected"): row.expected, t("Fair index"): row.index,
        t("Fair"): row.fair, t("Fair from"): row.fair_low, t("Fair to"): row.fair_high, t("Note"): notes_of(row),
    }  # fmt: skip


def team_table(table: MetricTable, names: dict[str, str]) -> None:
    """Draw every metric raw, an agent a row, with the team's total; n is in the exports."""
    section(t("All metrics, raw"), t(_RAW_NOTE))
    keys = [key for key in TEAM_TABLE if key in table.total]
    rows = [*table.rows]
    body = [(names.get(row.group or "", row.group) or t("Colleague {n}", n=place), row.values) for place, row in enumerate(rows, start=1)]
    body.append((t("Team"), table.total))
    shown = pd.DataFrame(
        [{"name": name, **{key: metric_text(METRICS[key], values[key].value, short=True) for key in keys}} for name, values in body]
    )
    columns: dict[str, object] = {"name": st.column_config.TextColumn(t("Agent"), pinned=True)}
    columns |= {key: st.column_config.TextColumn(t(METRICS[key].short), alignment="right", help=help_text(key)) for key in keys}
    export = pd.DataFrame([{t("Agent"): name} | _numbers_with_n(keys, values) for name, values in body])
    table_with_export(shown, columns, name=f"metrics-{table.start}-{table.end}", key="board:team", export=export)


def _numbers_with_n(keys: list[str], values: Mapping[str, Value]) -> dict[str, object]:
    numbers: dict[str, object] = {}
    for key in keys:
        numbers[t(METRICS[key].name)] = values[key].value
        numbers[f"n {key}"] = values[key].n
    return numbers
