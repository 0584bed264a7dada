"""The leaderboard's charts: chance (interval), luck (raw tick beside the fair dot), real differences (bands)."""

from __future__ import annotations

from typing import Any, Literal

import altair as alt
import pandas as pd
import streamlit as st

from core.score.leaderboard import Leaderboard, LeaderboardRow
from core.score.metric import METRICS
from core.ui import format as written
from core.ui.palette import dressed, look, palette, percent_axis
from core.ui.words import t

_AROUND = 58  # the axis, the word above: the height of a chart is that of all of it
_ROW_HEIGHT = 34
_DENSE_HEIGHT = 24
_DENSE_FROM = 20
_SCROLLS_FROM = 26
MOST_ROWS = 60
"""A larger team's chart shows the first so many, and oneself; the table has everybody."""
Dot = tuple[str, str, float | None, float | None, float | None, float, float, int, bool]


def row_name(row: LeaderboardRow, place: int) -> str:
    """Return the name on a row: one's own is marked, a hidden colleague has a number only."""
    name = row.display or t("Colleague {n}", n=place)
    if row.left:
        name = t("{name} (left)", name=name)
    return t("{name} (you)", name=name) if row.is_me else name


def board_height(board: Leaderboard) -> int | Literal["content"]:
    """Return the height of the chart's card: a large team's chart scrolls inside it, so the rest of the page stays near."""
    return "content" if len(board.rows) < _SCROLLS_FROM else 720


def interval_chart(board: Leaderboard) -> None:
    """Draw a line per agent: fair rate with its 90 % interval, the raw rate, the team's line, bands as stripes."""
    dots: list[Dot] = []
    for place, row in enumerate(board.rows, start=1):
        if row.raw is not None and row.trials and (len(dots) < MOST_ROWS or row.is_me):
            enough = row.enough_data and row.fair is not None
            dots.append(
                (
                    row_name(row, place),
                    f"{place:04d}",
                    row.fair if enough else None,
                    row.fair_low if enough else None,
                    row.fair_high if enough else None,
                    row.raw,
                    row.trials,
                    row.band or 0,
                    row.is_me,
                )
            )
    spoken = t("Fair rate of each agent with its 90 % interval; the raw rate as a tick; the team's rate as a line.")
    st.vega_lite_chart(
        _interval_spec(tuple(dots), board.team_rate, t(METRICS[board.metric].name), look()), theme=None, width="stretch", alt=spoken
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _interval_spec(dots: tuple[Dot, ...], team: float | None, name: str, look: str) -> dict[str, Any]:
    colours = palette()
    frame = pd.DataFrame(dots, columns=["name", "place", "fair", "low", "high", "raw", "n", "band", "me"])
    frame["stripe"] = frame.band % 2 == 1
    order = list(frame.name)
    down = alt.Y(
        "name:N",
        sort=order,
        axis=alt.Axis(title=None, labelLimit=150, labelFontSize=13 if len(dots) < _DENSE_FROM else 12, labelColor=colours.ink, grid=False),
    )
    lowest = frame[["low", "raw"]].min().min()
    highest = frame[["high", "raw"]].max().max()
    room = max(0.02, (highest - lowest) * 0.06)
    scale = alt.Scale(domain=[max(0.0, lowest - room), min(1.0, highest + room)], nice=False, zero=False)
    across = alt.X("fair:Q", scale=scale, axis=percent_axis("", tickCount=5, labelOverlap=True))
    told = [
        alt.Tooltip("name:N", title=t("Agent")),
        alt.Tooltip("fair:Q", title=f"{name}, {t('Fair')}", format=".1%"),
        alt.Tooltip("low:Q", title=t("from"), format=".1%"),
        alt.Tooltip("high:Q", title=t("to"), format=".1%"),
        alt.Tooltip("raw:Q", title=t("Raw"), format=".1%"),
        alt.Tooltip("n:Q", title="n", format=",.0f"),
    ]
    base = alt.Chart(frame)
    stripes = base.transform_filter("datum.stripe").mark_rect(color=colours.band).encode(y=down)
    interval = base.mark_rule(strokeWidth=6, color=colours.accent_soft, strokeCap="round").encode(
        y=down, x=alt.X("low:Q", scale=scale), x2="high:Q", tooltip=told
    )
    raw = base.mark_tick(thickness=3, size=18, color=colours.second).encode(y=down, x=alt.X("raw:Q", scale=scale), tooltip=told)
    fair = base.transform_filter("isValid(datum.fair)").mark_point(filled=True, size=120, color=colours.accent, opacity=1)
    layers = [stripes, interval, raw, fair.encode(y=down, x=across, tooltip=told)]
    if team is not None:
        line = alt.Chart(pd.DataFrame({"team": [team], "word": [t("team {rate}", rate=written.rate(team))]}))
        layers.append(line.mark_rule(strokeDash=[5, 4], color=colours.ink, opacity=0.7).encode(x=alt.X("team:Q", scale=scale)))
        layers.append(
            line.mark_text(baseline="bottom", dy=-4, fontSize=12, color=colours.ink).encode(
                x=alt.X("team:Q", scale=scale), y=alt.value(0), text="word:N"
            )
        )
    chart = alt.layer(*layers).properties(height=_AROUND + len(dots) * (_ROW_HEIGHT if len(dots) < _DENSE_FROM else _DENSE_HEIGHT))
    return dressed(chart).to_dict()  # type: ignore[no-any-return]


def daily_chart(days: tuple[tuple[str, float | None, int], ...], target: float | None, name: str) -> None:
    """Draw the team's rate a day with its target; days are (ISO date, value, n)."""
    st.vega_lite_chart(_daily_spec(days, target, name, look()), theme=None, width="stretch", alt=t("{metric} by day", metric=name))


@st.cache_data(max_entries=64, show_spinner=False)
def _daily_spec(days: tuple[tuple[str, float | None, int], ...], target: float | None, name: str, look: str) -> dict[str, Any]:
    colours = palette()
    frame = pd.DataFrame(days, columns=["day", "rate", "n"])
    value = alt.Y("rate:Q", scale=alt.Scale(zero=False), axis=percent_axis(name, tickCount=4))
    across = alt.X("day:T", axis=alt.Axis(title=None, format="%d/%m", grid=False, tickCount=7, labelOverlap=True))
    told = [
        alt.Tooltip("day:T", title=t("Day"), format="%d/%m/%Y"),
        alt.Tooltip("rate:Q", title=name, format=".1%"),
        alt.Tooltip("n:Q", title="n", format=",.0f"),
    ]
    base = alt.Chart(frame).transform_filter("isValid(datum.rate)")
    layers: list[Any] = [
        base.mark_line(color=colours.accent, strokeWidth=2).encode(x=across, y=value),
        base.mark_point(color=colours.accent, filled=True, size=36, opacity=1).encode(x=across, y=value, tooltip=told),
    ]
    if target is not None:
        aim = alt.Chart(pd.DataFrame({"rate": [target], "word": [t("target {value}", value=written.rate(target, places=0))]}))
        layers.append(aim.mark_rule(color=colours.quiet, strokeDash=[4, 4]).encode(y=value))
        layers.append(
            aim.mark_text(align="right", baseline="bottom", dy=-2, fontSize=12, color=colours.quiet).encode(
                x=alt.value("width"), y=value, text="word:N"
            )
        )
    return dressed(alt.layer(*layers).properties(height=200)).to_dict()  # type: ignore[no-any-return]
