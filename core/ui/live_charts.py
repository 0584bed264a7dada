"""The live board's charts: their drawing is built once and shared by everybody, only their data change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import streamlit as st

from core.score.coverage import DayCoverage
from core.score.floor import Floor
from core.score.live import HourBar
from core.ui.palette import dressed, look, palette, percent_axis
from core.ui.words import t

_HOURS, _STRIP = "hours", "strip"
"""Names of the data inside the drawings. A drawing that stays the same is not built anew by the browser either."""


def hours_chart(hours: tuple[HourBar, ...], target: float | None, floor: Floor, *, large: float = 1, height: int = 280) -> None:
    """Draw today's chats by hour with the usual day behind, the share within 30 s, its target and the peak.

    `large` times the usual size of words and lines, for eyes far away; `height` in pixels.
    """
    known = [bar for bar in hours if bar.n]
    busiest = max(known, key=lambda bar: bar.chats or 0, default=None)
    spoken = t("Chats by hour and share answered within 30 s.")
    if busiest is not None:
        spoken += " " + t("Busiest hour so far: {hour}:00 with {n} chats.", hour=busiest.hour, n=round(busiest.chats or 0))
    opens = min([floor.service_start, *(bar.hour * 60 for bar in hours if bar.chats is not None)])  # somebody came early: show it
    times = (opens, floor.service_end, floor.peak_start, floor.peak_end)
    spec = _hours_spec(target, times, look(), large, height)
    spec["datasets"][_HOURS] = _hours_data([bar for bar in hours if opens <= bar.hour * 60 < floor.service_end])
    st.vega_lite_chart(spec, theme=None, width="stretch", alt=spoken)


def _hours_data(bars: Sequence[HourBar]) -> bytes:
    return _arrow(
        pa.table(
            {
                "from": pa.array([bar.hour + 0.14 for bar in bars], pa.float64()),
                "mid": pa.array([bar.hour + 0.5 for bar in bars], pa.float64()),
                "to": pa.array([bar.hour + 0.86 for bar in bars], pa.float64()),
                "label": pa.array([f"{bar.hour}:00–{bar.hour + 1}:00" for bar in bars], pa.string()),
                "zero": pa.array([0.0 for _ in bars], pa.float64()),
                "chats": pa.array([bar.chats for bar in bars], pa.float64()),
                "usual": pa.array([bar.usual_chats for bar in bars], pa.float64()),
                "rate": pa.array([bar.answer_30s_rate if bar.n else None for bar in bars], pa.float64()),
            }
        )
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _hours_spec(target: float | None, times: tuple[int, ...], look: str, large: float, height: int) -> dict[str, Any]:
    colours = palette()
    opens, closes, peak_start, peak_end = (minute / 60 for minute in times)
    scale = alt.Scale(domain=[opens, closes], nice=False)
    axis = alt.Axis(
        title=None, grid=False, labelExpr="datum.value + 'h'", values=list(range(int(opens) + int(opens) % 2, int(closes) + 1, 2))
    )
    across = alt.X("mid:Q", scale=scale, axis=axis)
    told = [
        alt.Tooltip("label:N", title=t("Hour")),
        alt.Tooltip("chats:Q", title=t("Chats"), format=",.0f"),
        alt.Tooltip("usual:Q", title=t("Usual"), format=",.0f"),
        alt.Tooltip("rate:Q", title=t("≤ 30 s"), format=".1%"),
    ]
    base = alt.Chart(alt.NamedData(_HOURS))
    chats = alt.Y("chats:Q", axis=alt.Axis(title=t("Chats"), tickCount=5))
    bars = base.mark_rect(color=colours.accent, cornerRadiusTopLeft=3, cornerRadiusTopRight=3).encode(
        x=alt.X("from:Q", scale=scale, axis=axis), x2="to:Q", y=chats, y2="zero:Q", tooltip=told
    )
    usual = base.mark_rule(color=colours.quiet, strokeWidth=2 * large).encode(
        x=alt.X("from:Q", scale=scale, axis=axis), x2="to:Q", y="usual:Q", tooltip=told
    )
    layers = [*_peak_band(peak_start, peak_end, scale, axis, large), bars, usual]
    share_axis = alt.Y("rate:Q", scale=alt.Scale(domain=[0, 1]), axis=percent_axis(t("Answered within 30 s"), grid=False, tickCount=5))
    share = base.transform_filter("isValid(datum.rate)")
    line = share.mark_line(color=colours.third, strokeWidth=2 * large).encode(x=across, y=share_axis)
    dots = share.mark_point(color=colours.third, filled=True, size=46 * large * large, opacity=1).encode(
        x=across, y=share_axis, tooltip=told
    )
    shares = [line, dots, *(_target_line(target, share_axis, large) if target is not None else ())]
    chart = alt.layer(alt.layer(*layers), alt.layer(*shares)).resolve_scale(y="independent").properties(height=height)
    return _ready(chart, large)


def _ready(chart: Any, large: float = 1) -> dict[str, Any]:
    """Return the dressed chart with its own data as the browser takes them, so that a redraw converts nothing."""
    made = dressed(chart)
    if large != 1:
        made = made.configure_axis(**(made.config.axis.to_dict() | {"labelFontSize": 12 * large, "titleFontSize": 12 * large}))
    spec: dict[str, Any] = made.to_dict()
    spec["datasets"] = {name: _arrow(pa.Table.from_pylist(rows)) for name, rows in spec.get("datasets", {}).items()}
    return spec


def _arrow(table: pa.Table) -> bytes:
    written = pa.BufferOutputStream()
    with pa.ipc.new_stream(written, table.schema) as stream:
        stream.write_table(table)
    return bytes(written.getvalue())


def _peak_band(start: float, end: float, scale: alt.Scale, axis: alt.Axis, large: float) -> tuple[Any, Any]:
    colours = palette()
    peak = alt.Chart(pd.DataFrame({"from": [start], "mid": [(start + end) / 2], "to": [end], "word": [t("Peak")]}))
    band = peak.mark_rect(color=colours.peak).encode(x=alt.X("from:Q", scale=scale, axis=axis), x2="to:Q")
    word = peak.mark_text(baseline="bottom", dy=-4, fontSize=12 * large, fontWeight=600, color=colours.peak_ink).encode(
        x=alt.X("mid:Q", scale=scale, axis=axis), y=alt.value(0), text="word:N"
    )
    return band, word


def _target_line(target: float, share_axis: alt.Y, large: float) -> tuple[Any, Any]:
    colours = palette()
    aim = alt.Chart(pd.DataFrame({"rate": [target], "word": [t("target {value}", value=f"{target * 100:.0f}\u00a0%")]}))
    rule = aim.mark_rule(color=colours.third, strokeDash=[4, 4]).encode(y=share_axis)
    word = aim.mark_text(align="left", baseline="bottom", dx=4, dy=-2, color=colours.third, fontSize=12 * large).encode(
        x=alt.value(0), y=share_axis, text="word:N"
    )
    return rule, word


Small = tuple[str, str, tuple[float | int | None, ...]]
"""A metric's name, from … to in words, its values, oldest first."""
_ACROSS = 3


def fortnight_chart(lines: Sequence[Small]) -> None:
    """Draw small lines side by side, each from its own lowest to its own highest value, named and with both in words."""
    points, words = [], []
    for number, (name, span, values) in enumerate(lines):
        column, row = number % _ACROSS, number // _ACROSS
        known = [value for value in values if value is not None]
        low, reach = min(known), (max(known) - min(known)) or 1
        words.append({"x": column + 0.04, "y": row + 0.12, "name": name, "span": span})
        for place, value in enumerate(values):
            if value is not None:
                x, y = column + 0.04 + 0.88 * place / (len(values) - 1), row + 0.92 - 0.5 * (value - low) / reach
                points.append({"x": x, "y": y, "line": number, "last": place == len(values) - 1})
    spec = _fortnight_spec(-(-len(lines) // _ACROSS), look())
    spec["datasets"] |= {"points": _arrow(pa.Table.from_pylist(points)), "words": _arrow(pa.Table.from_pylist(words))}
    told = "; ".join(f"{name}: {span}" for name, span, _ in lines)
    st.vega_lite_chart(spec, theme=None, width="stretch", alt=t("Last 14 days") + ". " + told)


@st.cache_data(max_entries=16, show_spinner=False)
def _fortnight_spec(rows: int, look: str) -> dict[str, Any]:
    colours = palette()
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, _ACROSS], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[rows, 0], nice=False), axis=None)
    line = alt.Chart(alt.NamedData("points")).encode(x=x, y=y)
    named = alt.Chart(alt.NamedData("words")).encode(x=x, y=y)
    layers = [
        line.mark_line(color=colours.accent, strokeWidth=1.8).encode(detail="line:N"),
        line.transform_filter("datum.last").mark_point(color=colours.accent, filled=True, size=30, opacity=1),
        named.mark_text(align="left", baseline="middle", fontSize=12, fontWeight=600, color=colours.ink).encode(text="name:N"),
        named.mark_text(align="left", baseline="middle", fontSize=11, dy=15, color=colours.quiet).encode(text="span:N"),
    ]
    return _ready(alt.layer(*layers).properties(height=92 * rows))


def coverage_strip(day: DayCoverage, floor: Floor) -> None:
    """Draw the service hours as one strip: covered, gap, still to come; the gaps also in words."""
    gaps = ", ".join(f"{start}–{end}" for start, end in day.gaps) or t("none")
    spec = _strip_spec((floor.service_start, floor.service_end), look())
    spec["datasets"][_STRIP] = _strip_data(day, floor)
    st.vega_lite_chart(spec, theme=None, width="stretch", alt=t("Coverage of today. Gaps: {gaps}", gaps=gaps))


def _strip_data(day: DayCoverage, floor: Floor) -> bytes:
    covered, gap, ahead = t("covered"), t("gap"), t("to come")
    parts: list[tuple[float, float, str]] = []
    at = floor.service_start
    for start, end in [(_minute(a), _minute(b)) for a, b in day.gaps]:
        parts += [(at, start, covered), (start, end, gap)]
        at = end
    reached = floor.service_start + day.counted
    parts += [(at, reached, covered), (reached, floor.service_end, ahead)]
    return _arrow(pa.Table.from_pylist([{"from": a / 60, "to": b / 60, "kind": kind} for a, b, kind in parts if b > a]))


@st.cache_data(max_entries=64, show_spinner=False)
def _strip_spec(times: tuple[int, int], look: str) -> dict[str, Any]:
    colours = palette()
    opens, closes = times
    covered, gap, ahead = t("covered"), t("gap"), t("to come")
    chart = (
        alt.Chart(alt.NamedData(_STRIP))
        .mark_bar(height=14, cornerRadius=2)
        .encode(
            x=alt.X(
                "from:Q",
                scale=alt.Scale(domain=[opens / 60, closes / 60], nice=False),
                axis=alt.Axis(title=None, grid=False, labelExpr="datum.value + 'h'", values=list(range(opens // 60, closes // 60 + 1, 4))),
            ),
            x2="to:Q",
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=[covered, gap, ahead], range=[colours.accent, colours.bad, colours.grid]),
                legend=alt.Legend(orient="bottom", title=None, symbolType="square"),
            ),
            tooltip=[alt.Tooltip("kind:N", title=t("State"))],
        )
        .properties(height=76)
    )
    return _ready(chart)


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
