"""The funnel plot: raw rates against how much they were counted over, with what chance alone explains."""

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

Point = tuple[str, int, float, int, bool]
NAMED = 8
"""So many points get their name; in a larger team only those outside do."""


def funnel_chart(board: Leaderboard) -> None:
    """Draw a point per agent between the limits that chance alone explains; nothing without a team rate."""
    rows = [(row_name(row, place), row) for place, row in enumerate(board.rows, start=1)]
    points: list[Point] = [
        (name, row.trials, row.raw, beyond(row.successes or 0, row.trials, board.team_rate), row.is_me)
        for name, row in rows
        if row.raw is not None and row.trials and board.team_rate is not None
    ]
    if not points or not board.team_rate:
        return
    spoken = t("Raw rate of each agent against its number of trials; curves hold 90 % and 99 % of what chance alone gives.")
    spec = _spec(tuple(points), board.team_rate, t(METRICS[board.metric].name), look())
    st.vega_lite_chart(spec, theme=None, width="stretch", alt=spoken)


@st.cache_data(max_entries=64, show_spinner=False)
def _spec(points: tuple[Point, ...], team: float, name: str, look: str) -> dict[str, Any]:
    colours = palette()
    frame = pd.DataFrame(points, columns=["name", "n", "rate", "sure", "me"])
    frame["outside"] = frame.sure >= 90
    frame["label"] = [label if outside or len(points) <= NAMED else "" for label, outside in zip(frame.name, frame.outside, strict=True)]
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
        "trials:Q", scale=alt.Scale(domain=[least, most], nice=False), axis=alt.Axis(title=t("n, counted over"), format=",.0f", tickCount=6)
    )
    up = percent_axis(t("{metric}, raw", metric=name), tickCount=5)
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
        alt.Tooltip("rate:Q", title=t("Raw"), format=".1%"),
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
    return dressed(alt.layer(*layers).properties(height=260)).to_dict()  # type: ignore[no-any-return]
