"""The chart colours of the theme in force, and numbers and months in the person's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import streamlit as st

from core.ui.words import language

FONT = "Be Vietnam Pro, system-ui, sans-serif"


@dataclass(frozen=True)
class Palette:
    """Colours by their job in a chart."""

    ink: str
    quiet: str
    grid: str
    accent: str
    accent_soft: str
    second: str
    third: str
    bad: str
    peak: str
    peak_ink: str
    band: str


LIGHT = Palette(
    ink="#1F2A2E", quiet="#5B666A", grid="#E2DED4", accent="#0F766E", accent_soft="#8CBDB6", second="#B8561B", third="#4A58B0",
    bad="#B42318", peak="#F7E3CC", peak_ink="#8A4208", band="#EAF1EE",
)  # fmt: skip
DARK = Palette(
    ink="#E7ECEB", quiet="#A9B4B6", grid="#2F383B", accent="#4FB3A5", accent_soft="#2F6C64", second="#E8935F", third="#9FABEA",
    bad="#F0857B", peak="#3A2C1C", peak_ink="#F0BE88", band="#1B2628",
)  # fmt: skip


def palette() -> Palette:
    """Return the colours of the theme this browser shows."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def look() -> str:
    """Return what a drawn chart depends on besides its numbers: theme and language; part of a cache key."""
    return f"{st.context.theme.type}-{language()}"


_NUMBER_VI = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0₫"], "percent": "\u00a0%"}
_TIME_VI = {
    "dateTime": "%A, %d/%m/%Y %X", "date": "%d/%m/%Y", "time": "%H:%M:%S", "periods": ["SA", "CH"],
    "days": ["Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"],
    "shortDays": ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
    "months": [f"Tháng {number}" for number in range(1, 13)],
    "shortMonths": [f"Th{number}" for number in range(1, 13)],
}  # fmt: skip


def dressed(chart: Any) -> Any:
    """Return a chart in the theme's font, colours and the person's numbers; call it last."""
    colours = palette()
    locale: dict[str, Any] = {"number": _NUMBER_VI, "time": _TIME_VI} if language() == "vi" else {}
    return (
        chart.configure(font=FONT, background="transparent", **({"locale": locale} if locale else {}))
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=colours.quiet,
            titleColor=colours.quiet,
            gridColor=colours.grid,
            domain=False,
            ticks=False,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            labelPadding=6,
        )
        .configure_legend(labelColor=colours.quiet, titleColor=colours.quiet, orient="top", labelFontSize=12, title=None)
        .configure_text(font=FONT)
    )


def percent_axis(title: str, **named: Any) -> alt.Axis:
    """Return an axis of shares in per cent, in the person's number form."""
    return alt.Axis(title=title, format=".0%", **named)
