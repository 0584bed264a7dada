"""The funnel plot: rates with the shifts taken out against n, with what chance alone explains."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from core.score.funnel import beyond, funnel
from core.score.leaderboard import Leaderboard
from core.score.metric import METRICS
from core.ui import format as written
from core.ui.board_charts import row_name
from core.ui.palette import dressed, look, palette, percent_axis
from core.ui.words import t

Point = tuple[str, int, float, float, int]
NAMED = 8
"""So many points get their name: of a larger team those farthest outside."""


def funnel_chart(board: Leaderboard) -> None:
    """Draw a point per agent between the limits that chance alone explains; nothing without a team rate."""
    team = board.team_rate
    points: list[Point] = [
        (row_name(row, place), row.trials, row.raw, rate, beyond(rate, row.trials, team))
        for place, row in enumerate(board.rows, start=1)
        if team and row.raw is not None and row.trials and row.expected and (rate := (row.successes or 0) / row.expected * team) >= 0
    ]
    if not points or not team:
        return
    spoken = t(
        "Rate of each agent, shifts taken out, against its number of trials; the bands hold 90 % and 99 % of what chance alone gives."
    )
    spec = _spec(tuple(points), team, t(METRICS[board.metric].name), look())
    st.vega_lite_chart(spec, theme=None, width="stretch", alt=spoken)


@st.cache_data(max_entries=64, show_spinner=False)
def _spec(points: tuple[Point, ...], team: float, name: str, look: str) -> dict[str, Any]:
    colours = palette()
    frame = pd.DataFrame(points, columns=["name", "n", "raw", "rate", "sure"])
    frame["outside"] = frame.sure >= 90
    far = ((frame.rate - team).abs() * frame.n**0.5).rank(ascending=False) <= NAMED
    frame["label"] = frame.name.where(far & (frame.outside | (len(frame) <= NAMED)), "")
    most = int(frame.n.max() * 1.08) + 1
    least = int(frame.n.min() * 0.7)
    curves = [limit for limit in funnel(team, most) if limit.trials >= least]
    shape = pd.DataFrame([vars(limit) for limit in curves])
    lowest, highest = frame.rate.min(), frame.rate.max()
    room = max(0.03, (highest - lowest) * 0.25)
    scale = alt.Scale(
        domain=[max(0.0, min(lowest, float(shape.low_99.median())) - room), min(1.0, max(highest, float(shape.high_99.median())) + room)],
        nice=False,
        zero=False,
    )
    wide = alt.X(
        "trials:Q",
        scale=alt.Scale(domain=[least, most], nice=False),
        axis=alt.Axis(title=t("n, counted over"), format=",.0f", tickCount=6, labelOverlap=True),
    )
    up = percent_axis(t("{metric}, same shifts", metric=name), tickCount=5)
    base = alt.Chart(shape)
    layers: list[Any] = [
        base.mark_area(color=colours.band, clip=True).encode(x=wide, y=alt.Y("low_99:Q", scale=scale, axis=up), y2="high_99:Q"),
        base.mark_area(color=colours.accent_soft, opacity=0.35, clip=True).encode(x=wide, y=alt.Y("low_90:Q", scale=scale), y2="high_90:Q"),
    ]
    line = alt.Chart(pd.DataFrame({"team": [team], "word": [t("team {rate}", rate=written.rate(team))]}))
    layers.append(line.mark_rule(strokeDash=[5, 4], color=colours.ink, opacity=0.7).encode(y=alt.Y("team:Q", scale=scale)))
    last = base.transform_filter(f"datum.trials >= {shape.trials.max()}")
    for field, word in (("high_90", "90 %"), ("high_99", "99 %")):
        layers.append(
            last.mark_text(align="right", baseline="bottom", dx=-2, dy=-2, fontSize=11, color=colours.quiet, clip=True).encode(
                x=wide, y=alt.Y(f"{field}:Q", scale=scale), text=alt.value(word)
            )
        )
    told = [
        alt.Tooltip("name:N", title=t("Agent")),
        alt.Tooltip("rate:Q", title=t("Same shifts"), format=".1%"),
        alt.Tooltip("raw:Q", title=t("Raw"), format=".1%"),
        alt.Tooltip("n:Q", title="n", format=",.0f"),
    ]
    dots = alt.Chart(frame)
    across, rate = alt.X("n:Q", scale=alt.Scale(domain=[least, most], nice=False)), alt.Y("rate:Q", scale=scale)
    shaped = {
        "color": alt.condition("datum.outside", alt.value(colours.second), alt.value(colours.accent)),
        "shape": alt.condition("datum.outside", alt.value("diamond"), alt.value("circle")),
    }
    layers.append(dots.mark_point(filled=True, size=90, opacity=1).encode(x=across, y=rate, tooltip=told, **shaped))
    above = dots.transform_filter(f"datum.rate >= {team}").mark_text(baseline="bottom", dy=-8, fontSize=11, color=colours.ink, limit=130)
    below = dots.transform_filter(f"datum.rate < {team}").mark_text(baseline="top", dy=9, fontSize=11, color=colours.ink, limit=130)
    layers += [side.encode(x=across, y=rate, text="label:N") for side in (above, below)]
    return dressed(alt.layer(*layers).properties(height=320)).to_dict()  # type: ignore[no-any-return]
