"""The charts of the lessons: Pareto bars with the running share, complaints week by week."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from core.ui import format as written
from core.ui.palette import LIGHT, dressed, look, palette, percent_axis
from core.ui.words import language, t

ROW: int = 34
MOST_BARS: int = 12
PAPER = "paper"
Bar = tuple[str, float, float, bool]
"""Label, size, running share, whether it is one of the vital few."""
Point = tuple[str, str, int]
"""Monday (ISO), label of the line, complaints."""


def pareto_chart(bars: tuple[Bar, ...], title: str, *, money: bool, paper: bool = False) -> None:
    """Draw the bars, largest first, with the running share as a line; the vital few are darker.

    On `paper` it is light whatever the theme: what is printed cannot follow the screen.
    """
    first, shown = bars[0], f"{PAPER}-{language()}" if paper else look()
    spoken = t("{title}: bars and running share. Largest: {name}.", title=title, name=first[0])
    st.vega_lite_chart(_pareto_spec(bars[:MOST_BARS], title, money, shown), theme=None, width="stretch", alt=spoken)


@st.cache_data(max_entries=64, show_spinner=False)
def _pareto_spec(bars: tuple[Bar, ...], title: str, money: bool, look: str) -> dict[str, Any]:
    colours = LIGHT if look.startswith(PAPER) else palette()
    frame = pd.DataFrame(bars, columns=["name", "size", "share", "few"])
    frame["said"] = [written.money_short(size) if money else written.count(size) for size in frame["size"]]
    order = list(frame.name)
    down = alt.Y("name:N", sort=order, axis=alt.Axis(title=None, labelLimit=210, labelFontSize=13, labelColor=colours.ink, grid=False))
    told = [
        alt.Tooltip("name:N", title=t("Group")),
        alt.Tooltip("said:N", title=title),
        alt.Tooltip("share:Q", title=t("Running share"), format=".1%"),
    ]
    base = alt.Chart(frame)
    size = alt.X("size:Q", scale=alt.Scale(domain=[0, frame["size"].max() * 1.18 or 1]), axis=None)
    bar = base.mark_bar(height=18, cornerRadiusEnd=3).encode(
        y=down, x=size, tooltip=told, color=alt.condition("datum.few", alt.value(colours.accent), alt.value(colours.accent_soft))
    )
    label = base.mark_text(align="left", dx=5, fontSize=12, color=colours.ink).encode(y=down, x=size, text="said:N")
    halo = base.mark_text(align="left", dx=5, fontSize=12, stroke=_paper(look), strokeWidth=5).encode(y=down, x=size, text="said:N")
    axis = percent_axis(t("Running share"), orient="top", tickCount=5)
    share = alt.X("share:Q", scale=alt.Scale(domain=[0, 1.02], nice=False), axis=axis)
    line = base.mark_line(color=colours.second, strokeWidth=2, point=alt.OverlayMarkDef(filled=True, size=44, color=colours.second)).encode(
        y=down, x=share, order=alt.Order("share:Q"), tooltip=told
    )
    chart = alt.layer(bar, line, alt.layer(halo, label)).resolve_scale(x="independent").properties(height=max(2, len(bars)) * ROW)
    spec: dict[str, Any] = dressed(chart).to_dict()
    if look.startswith(PAPER):
        spec["config"]["background"] = "#FFFFFF"
        spec["config"]["axis"] |= {"labelColor": LIGHT.quiet, "titleColor": LIGHT.quiet, "gridColor": LIGHT.grid}
    return spec


def trend_chart(points: tuple[Point, ...], lines: tuple[str, ...], whole: int, spoken: str) -> None:
    """Draw complaints by week, a line per shop, product or category; after `whole` weeks the running one is hollow."""
    st.vega_lite_chart(_trend_spec(points, lines, whole, look()), theme=None, width="stretch", alt=spoken)


@st.cache_data(max_entries=64, show_spinner=False)
def _trend_spec(points: tuple[Point, ...], lines: tuple[str, ...], whole: int, look: str) -> dict[str, Any]:
    colours = palette()
    frame = pd.DataFrame(points, columns=["week", "name", "n"])
    weeks = sorted(set(frame.week))
    frame["day"] = frame.week.map(_day)
    frame["over"] = frame.week.isin(weeks[:whole])
    drawn = [colours.accent, colours.second, colours.third, colours.bad, colours.quiet, colours.accent_soft, colours.peak_ink, colours.ink]
    colour = alt.Color(
        "name:N", sort=list(lines), scale=alt.Scale(domain=list(lines), range=drawn[: len(lines)]),
        legend=alt.Legend(columns=2, labelLimit=260, symbolLimit=8),
    )  # fmt: skip
    across = alt.X("day:O", sort=[_day(week) for week in weeks], axis=alt.Axis(title=None, labelAngle=0, grid=False, labelOverlap=True))
    value = alt.Y("n:Q", axis=alt.Axis(title=t("Complaints"), tickMinStep=1, tickCount=5))
    told = [
        alt.Tooltip("name:N", title=t("Group")),
        alt.Tooltip("day:O", title=t("Week of")),
        alt.Tooltip("n:Q", title=t("Complaints"), format=",.0f"),
    ]
    base = alt.Chart(frame).encode(x=across, y=value, color=colour)
    over = base.transform_filter("datum.over").mark_point(size=46, opacity=1, filled=True).encode(tooltip=told)
    runs = base.transform_filter("!datum.over").mark_point(size=46, opacity=1, filled=False, fill=_paper(look), strokeWidth=2)
    dots = alt.layer(over, runs.encode(tooltip=told))
    line = base.mark_line(strokeWidth=2)
    return dressed(alt.layer(line, dots).properties(height=260)).to_dict()  # type: ignore[no-any-return]


def _day(week: str) -> str:
    return f"{week[8:]}/{week[5:7]}"


def _paper(look: str) -> str:
    """The page's own colour, so that a number or a hollow dot stands clear of the line under it."""
    if look.startswith(PAPER):
        return "#FFFFFF"
    return "#14191B" if look.startswith("dark") else "#FBFAF7"
