"""The charts of insights: a calendar of coverage, a week of hours, speed beside sales."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from core.base.words import mark
from core.score.coverage import DayCoverage
from core.score.floor import Floor
from core.score.insight import BusyHour, DayState, SpeedRow, state_of
from core.ui import format as written
from core.ui.palette import dressed, look, palette, percent_axis
from core.ui.words import language, t

STATE_NAMES = {DayState.FULL: mark("fully covered"), DayState.GAP: mark("with a gap"), DayState.EMPTY: mark("no shift logged")}
WEEKDAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))


_ON_COLOUR = {True: "#FFFFFF", False: "#0B1214"}
"""Ink on a strong colour: the light look's are dark, the dark look's are light."""


def gaps_text(day: DayCoverage) -> str:
    """Return a day's gaps: `12:00–13:00, 17:00–24:00`, or a dash."""
    return ", ".join(f"{start}–{end}" for start, end in day.gaps) or written.DASH


def coverage_calendar(days: Sequence[DayCoverage], told: str) -> None:
    """Draw a year of days, a column a week: covered, with a gap (and how many hours are missing), no shift."""
    rows = []
    for day in days:
        state, missing = state_of(day), day.counted - day.covered
        rows.append(
            {
                "week": (day.day - timedelta(days=day.day.weekday())).isoformat(),
                "weekday": day.day.weekday(),
                "day": written.day(day.day, weekday=True),
                "state": t(STATE_NAMES[state]),
                "missing": f"{max(1, round(missing / 60))}" if state is DayState.GAP else "",
                "covered": t("{covered} of {all}", covered=written.seconds(day.covered * 60), all=written.seconds(day.counted * 60)),
                "gaps": gaps_text(day) if state is DayState.GAP else "",
            }
        )
    st.vega_lite_chart(_calendar_spec(tuple(tuple(row.items()) for row in rows), look()), theme=None, width="stretch", alt=told)


@st.cache_data(max_entries=16, show_spinner=False)
def _calendar_spec(rows: tuple[tuple[tuple[str, Any], ...], ...], look: str) -> dict[str, Any]:
    colours = palette()
    frame = pd.DataFrame([dict(row) for row in rows])
    names = [t(STATE_NAMES[state]) for state in DayState]
    weeks = sorted(set(frame["week"]))
    firsts = [week for before, week in pairwise(weeks) if before[5:7] != week[5:7]]
    months = " : ".join(f"datum.value === '{week}' ? '{_month(week)}'" for week in firsts)
    across = alt.X("week:O", axis=alt.Axis(title=None, labelExpr=f"{months} : ''", labelAngle=0, labelOverlap="greedy", values=firsts))
    labels = "[" + ",".join(f"'{t(name)}'" for name in WEEKDAYS) + "][datum.value]"
    down = alt.Y("weekday:O", axis=alt.Axis(title=None, labelExpr=labels))
    kinds = alt.Color(
        "state:N",
        scale=alt.Scale(domain=names, range=[colours.accent_soft, colours.bad, colours.grid]),
        legend=alt.Legend(orient="bottom", title=None, symbolType="square"),
    )
    tips = [
        alt.Tooltip("day:N", title=t("Day")), alt.Tooltip("state:N", title=t("State")), alt.Tooltip("covered:N", title=t("Covered")),
        alt.Tooltip("gaps:N", title=t("Gaps")),
    ]  # fmt: skip
    base = alt.Chart(frame)
    cells = base.mark_rect(cornerRadius=2, stroke=colours.quiet, strokeWidth=0.15).encode(x=across, y=down, color=kinds, tooltip=tips)
    hours = base.mark_text(fontSize=10, fontWeight=600, color=_ON_COLOUR["light" in look]).encode(
        x=across, y=down, text="missing:N", tooltip=tips
    )
    return dressed(alt.layer(cells, hours).properties(height=190)).to_dict()  # type: ignore[no-any-return]


def _month(week: str) -> str:
    day = date.fromisoformat(week)
    return t("M{month}", month=day.month) if language() == "vi" else f"{day:%b}"


def busy_map(hours: Sequence[BusyHour], floor: Floor, told: str) -> None:
    """Draw weekday × hour, the mean chats written in each cell, the peak framed."""
    rows = tuple((one.weekday, one.hour, one.chats, one.days, one.share) for one in hours)
    peak = (floor.peak_start // 60, -(-floor.peak_end // 60))
    st.vega_lite_chart(_busy_spec(rows, peak, look()), theme=None, width="stretch", alt=told)


@st.cache_data(max_entries=32, show_spinner=False)
def _busy_spec(rows: tuple[tuple[Any, ...], ...], peak: tuple[int, int], look: str) -> dict[str, Any]:
    colours = palette()
    frame = pd.DataFrame(rows, columns=["weekday", "hour", "chats", "days", "share"])
    frame["said"] = [written.count(value) for value in frame["chats"]]
    frame["share_said"] = [written.rate(None if pd.isna(value) else value) for value in frame["share"]]
    frame["at"] = [f"{hour:02d}:00–{hour + 1:02d}:00" for hour in frame["hour"]]
    frame["busy"] = frame["chats"] > frame["chats"].max() * 0.68
    labels = "[" + ",".join(f"'{t(name)}'" for name in WEEKDAYS) + "][datum.value]"
    order = sorted(set(frame["hour"]), key=lambda hour: (hour < 5, hour))  # after midnight the evening goes on
    across = alt.X("hour:O", sort=order, axis=alt.Axis(title=None, labelExpr="datum.value + 'h'", labelAngle=0, labelOverlap="greedy"))
    down = alt.Y("weekday:O", axis=alt.Axis(title=None, labelExpr=labels))
    tips = [
        alt.Tooltip("at:N", title=t("Hour")), alt.Tooltip("said:N", title=t("Chats, on average")),
        alt.Tooltip("share_said:N", title=t("≤ 30 s")), alt.Tooltip("days:Q", title=t("Days")),
    ]  # fmt: skip
    scale = alt.Scale(range=[colours.band, colours.accent], domainMin=0)
    filled = alt.Color("chats:Q", scale=scale, legend=None)
    cells = alt.Chart(frame).mark_rect(cornerRadius=2).encode(x=across, y=down, color=filled, tooltip=tips)
    on_it = alt.condition("datum.busy", alt.value(_ON_COLOUR["light" in look]), alt.value(colours.ink))
    words = alt.Chart(frame).mark_text(fontSize=11).encode(x=across, y=down, text="said:N", color=on_it, tooltip=tips)
    framed = alt.Chart(frame[(frame["hour"] >= peak[0]) & (frame["hour"] < peak[1])])
    edge = framed.mark_rect(fill=None, stroke=colours.second, strokeWidth=1.5, cornerRadius=2).encode(x=across, y=down, tooltip=tips)
    return dressed(alt.layer(cells, words, edge).properties(height=250)).to_dict()  # type: ignore[no-any-return]


def speed_chart(rows: Sequence[SpeedRow], told: str) -> None:
    """Draw a point per shift and shop: first response across, conversion up, chats as size."""
    points = tuple((row.seconds, row.rate, row.asked, row.shop, row.template, row.agent, row.day) for row in rows)
    st.vega_lite_chart(_speed_spec(points, look()), theme=None, width="stretch", alt=told)


@st.cache_data(max_entries=16, show_spinner=False)
def _speed_spec(points: tuple[tuple[Any, ...], ...], look: str) -> dict[str, Any]:
    colours = palette()
    frame = pd.DataFrame(points, columns=["seconds", "rate", "n", "shop", "template", "agent", "day"])
    frame["day"] = [written.day(day) for day in frame["day"]]
    frame["said"] = [written.seconds(value) for value in frame["seconds"]]
    tips = [
        alt.Tooltip("agent:N", title=t("Agent")), alt.Tooltip("day:N", title=t("Day")), alt.Tooltip("shop:N", title=t("Shop")),
        alt.Tooltip("template:N", title=t("Shift")), alt.Tooltip("said:N", title=t("First response")),
        alt.Tooltip("rate:Q", title=t("Conversion"), format=".1%"), alt.Tooltip("n:Q", title="n", format=",.0f"),
    ]  # fmt: skip
    chart = alt.Chart(frame).mark_circle(opacity=0.45, color=colours.accent).encode(
        x=alt.X("seconds:Q", scale=alt.Scale(zero=False), axis=alt.Axis(title=t("First response, seconds"), tickCount=8, format=",.0f")),
        y=alt.Y("rate:Q", axis=percent_axis(t("Conversion"), tickCount=6)),
        size=alt.Size("n:Q", scale=alt.Scale(range=[12, 160]), legend=None),
        tooltip=tips,
    )  # fmt: skip
    return dressed(chart.properties(height=320)).to_dict()  # type: ignore[no-any-return]
