"""The parts of the leaderboard: filters, the table, the words that explain a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from core.base.words import mark
from core.people.shop import Shop
from core.score.leaderboard import Leaderboard, LeaderboardRow
from core.score.metric import FAIR_METRICS, METRICS
from core.score.period import Period, bounds
from core.score.totals import MetricTable, Value
from core.ui import format as written
from core.ui.board_charts import row_name
from core.ui.metric_text import help_text, metric_text
from core.ui.show import section, table_with_export
from core.ui.words import plain, t

PERIODS = {
    Period.THIS_MONTH: mark("This month"),
    Period.LAST_MONTH: mark("Last month"),
    Period.LAST_7_DAYS: mark("Last 7 days"),
    Period.LAST_30_DAYS: mark("Last 30 days"),
    Period.CUSTOM: mark("Own dates"),
}
TEAM_TABLE = (
    "chats", "answer_30s_rate", "first_response_s", "unanswered_rate", "conversion", "payment_rate", "orders", "revenue",
    "chats_per_hour", "complaints_handled", "complaints_in_sla_rate", "reviews_handled", "reviews_in_24h_rate",
)  # fmt: skip
_WILSON = mark("Wilson interval: where the raw rate could lie by chance alone.")
_EXPECTED = mark("Successes an average agent would have had with the same shops, shifts and sale days.")
_FAIR = mark("Fair index × team rate: raw ÷ expected, drawn towards the team as far as chance demands.")
_WHY_EXPECTED = mark(
    "**{name}** had **{successes}** of {n}, that is **{raw}**. "
    "An average colleague with the same shops, shifts and sale days would have had {expected}."
)
_WHY_FAIR = mark(
    "So {ratio} × the average. Part of that is chance: counted fairly **{index} ×**, "
    "which lies between {low} and {high} with 90 % certainty. Fair rate: **{fair}**."
)
_RAW_NOTE = mark("Sums and quotients as they are, without correction for shifts or chance. The files also hold each n.")


@dataclass(frozen=True)
class Filters:
    """What is asked: metric, first and last business date (both in), shops (ids; none chosen: all)."""

    metric: str
    start: date
    end: date
    shops: tuple[int, ...]


def ask_filters(today: date, shops: list[Shop]) -> Filters:
    """Draw the filters and return what is chosen."""
    names = {shop.id: shop.name for shop in shops}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        metric = st.segmented_control(
            t("Rank by"),
            FAIR_METRICS,
            format_func=lambda key: t(METRICS[key].name),
            default=FAIR_METRICS[-1],
            required=True,
            key="board:metric",
        )
        period = st.selectbox(
            t("Period"),
            list(Period),
            format_func=lambda key: t(PERIODS[key]),
            index=list(Period).index(Period.LAST_30_DAYS),
            width=190,
            key="board:period",
        )
        period = period or Period.LAST_30_DAYS
        if period is Period.CUSTOM:
            first, last = bounds(period, today)
            chosen = st.date_input(t("From – to"), (first, last), max_value=today, format="DD/MM/YYYY", width=250, key="board:dates")
            start, end = (chosen[0], chosen[-1]) if isinstance(chosen, tuple) and chosen else (first, last)
        else:
            start, end = bounds(period, today)
        picked = st.multiselect(
            t("Shops"), list(names), format_func=lambda key: names[key], placeholder=t("All shops"), width=280, key="board:shops"
        )
    return Filters(metric or FAIR_METRICS[0], start, end, tuple(sorted(picked)))


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


def ranking_table(board: Leaderboard) -> None:
    """Draw the ranking: rank, raw rate with n beside the fair rate and both intervals; the exports hold plain numbers."""
    right = st.column_config.TextColumn
    shown = pd.DataFrame([_as_words(row, place) for place, row in enumerate(board.rows, start=1)])
    metric = METRICS[board.metric]
    columns = {
        "rank": right(t("Rank"), width="small", pinned=True),
        "name": right(t("Agent"), pinned=True),
        "n": right("n", alignment="right", help=t("Trials: what the rate is counted over.")),
        "successes": right(t("Successes"), alignment="right"),
        "raw": right(t("Raw"), alignment="right", help=t(metric.formula)),
        "raw_interval": right(t("Raw, 95 %"), alignment="right", help=t(_WILSON)),
        "expected": right(t("Expected"), alignment="right", help=t(_EXPECTED)),
        "fair": right(t("Fair"), alignment="right", help=t(_FAIR)),
        "fair_interval": right(t("Fair, 90 %"), alignment="right"),
        "note": right(t("Note")),
    }
    plain_numbers = pd.DataFrame([_as_numbers(row, place) for place, row in enumerate(board.rows, start=1)])
    table_with_export(shown, columns, name=f"{board.metric}-{board.start}-{board.end}", key="board:table", export=plain_numbers)


def _rank(row: LeaderboardRow) -> str:
    if row.rank_from is None:
        return written.DASH
    return str(row.rank_from) if row.rank_from == row.rank_to else f"{row.rank_from}–{row.rank_to}"


def _span(low: float | None, high: float | None) -> str:
    return written.DASH if low is None or high is None else f"{written.rate(low)} – {written.rate(high)}"


def _as_words(row: LeaderboardRow, place: int) -> dict[str, str]:
    notes = ([] if row.enough_data else [t("not enough data")]) + ([t("provisional")] if row.provisional else [])
    return {
        "rank": _rank(row),
        "name": row_name(row, place),
        "n": written.count(row.trials),
        "successes": written.count(row.successes),
        "raw": written.rate(row.raw),
        "raw_interval": _span(row.raw_low, row.raw_high),
        "expected": written.decimal(row.expected),
        "fair": written.rate(row.fair),
        "fair_interval": _span(row.fair_low, row.fair_high),
        "note": ", ".join(notes),
    }


def _as_numbers(row: LeaderboardRow, place: int) -> dict[str, object]:
    return {
        t("Rank"): _rank(row), t("Agent"): row_name(row, place), "n": row.trials, t("Successes"): row.successes, t("Raw"): row.raw,
        t("Raw from"): row.raw_low, t("Raw to"): row.raw_high, t("Expected"): row.expected, t("Fair index"): row.index,
        t("Fair"): row.fair, t("Fair from"): row.fair_low, t("Fair to"): row.fair_high,
    }  # fmt: skip


def why(board: Leaderboard) -> None:
    """Let the reader choose an agent and say in words how the fair rate came about."""
    rows = {row_name(row, place): row for place, row in enumerate(board.rows, start=1) if row.raw is not None and row.trials}
    section(t("Why this number?"))
    mine = next((name for name, row in rows.items() if row.is_me), None)
    chosen = st.selectbox(
        t("Agent"),
        list(rows),
        index=list(rows).index(mine) if mine else 0,
        key="board:why",
        label_visibility="collapsed",
        placeholder=t("Agent"),
    )
    if chosen is None:
        return
    row = rows[chosen]
    st.markdown(
        t(
            _WHY_EXPECTED,
            name=plain(chosen), successes=written.count(row.successes), n=written.count(row.trials), raw=written.rate(row.raw),
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
        st.caption(t("Shares ranks {a}–{b}: with these numbers nobody can say who of them is better.", a=row.rank_from, b=row.rank_to))


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
