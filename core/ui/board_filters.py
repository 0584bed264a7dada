"""What the leaderboard is asked: metric, period, shops, kinds of shift; all of it stands in the page's address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from core.base.words import mark
from core.people.shop import Shop
from core.score.metric import FAIR_METRICS, METRICS
from core.score.period import Period, bounds
from core.shifts.template import Template
from core.ui import format as written
from core.ui.words import t

PERIODS = {
    Period.THIS_MONTH: mark("This month"),
    Period.LAST_MONTH: mark("Last month"),
    Period.LAST_7_DAYS: mark("Last 7 days"),
    Period.LAST_30_DAYS: mark("Last 30 days"),
    Period.CUSTOM: mark("Own dates"),
}
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Asked:
    """What is asked: metric, first and last business date (both in), shops and templates (ids; none chosen: all)."""

    metric: str
    start: date
    end: date
    shops: tuple[int, ...]
    templates: tuple[int, ...]


def ask_filters(today: date, shops: Sequence[Shop], templates: Sequence[Template]) -> Asked:
    """Draw the filters and return what is chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        metric = st.segmented_control(
            t("Rank by"),
            FAIR_METRICS,
            format_func=lambda key: t(METRICS[key].name),
            default=FAIR_METRICS[-1],
            required=True,
            key="metric",
            bind="query-params",
        )
        period = st.selectbox(
            t("Period"),
            list(Period),
            format_func=lambda key: t(PERIODS[key]),
            index=list(Period).index(Period.LAST_30_DAYS),
            width=170,
            key="period",
            bind="query-params",
        )
        period = period or Period.LAST_30_DAYS
        start, end = _own_dates(today) if period is Period.CUSTOM else bounds(period, today)
        picked = _several(t("Shops"), {shop.id: shop.name for shop in shops}, t("All shops"), "shops")
        kinds = _several(t("Kind of shift"), {kind.id: kind.name for kind in templates}, t("All shifts"), "shifts")
    return Asked(metric or FAIR_METRICS[0], start, end, picked, kinds)


def _own_dates(today: date) -> tuple[date, date]:
    first, last = bounds(Period.CUSTOM, today)
    chosen = st.date_input(t("From – to"), (first, last), max_value=today, format="DD/MM/YYYY", width=250, key="dates", bind="query-params")
    start, end = (chosen[0], chosen[-1]) if isinstance(chosen, tuple) and chosen else (first, last)
    if end - start > LONGEST:
        start = end - LONGEST
        st.caption(t("At most a year at once: from {day}.", day=written.day(start)))
    return start, end


def _several(label: str, names: Mapping[int, str], everything: str, key: str) -> tuple[int, ...]:
    if len(names) < 2:
        return ()
    picked = st.multiselect(
        label, list(names), format_func=lambda one: names[one], placeholder=everything, width=230, key=key, bind="query-params"
    )
    return tuple(sorted(picked))
