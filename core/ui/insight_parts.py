"""The parts of insights: what is asked, each view's words, chart and table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from core.base.words import mark
from core.cases.category import CATEGORY_NAMES, Category
from core.cases.pareto import Pareto
from core.people.shop import Shop
from core.score.coverage import DayCoverage
from core.score.floor import Floor
from core.score.insight import BusyHour, DayState, Half, SpeedRow, SpeedSplit, TrendRow, state_of
from core.score.metric import METRICS, Unit
from core.score.totals import Value
from core.ui import format as written
from core.ui.insight_charts import STATE_NAMES, WEEKDAYS, busy_map, coverage_calendar, gaps_text, speed_chart
from core.ui.menu import page
from core.ui.metric_text import change_text, metric_text
from core.ui.show import badge, empty_state, table_with_export
from core.ui.words import t

VIEWS = {
    "hours": mark("Busy hours"),
    "speed": mark("Speed and sales"),
    "trends": mark("Trends"),
    "complaints": mark("Complaints"),
    "coverage": mark("365 days"),
}
WEEKS = (4, 8, 12, 26)


def ask_view() -> str:
    """Ask what to look at; the address names it too, so that other pages can link to it."""
    linked = st.query_params.get("view", "")
    if "insights:view" not in st.session_state:
        st.session_state["insights:view"] = linked if linked in VIEWS else "hours"
    chosen = st.segmented_control(
        t("What to look at"), list(VIEWS), format_func=lambda key: t(VIEWS[key]), key="insights:view", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    return str(chosen)


def ask_period(today: date, shops: Sequence[Shop]) -> tuple[date, date, tuple[int, ...]]:
    """Ask the period, whole weeks up to yesterday, and the shops; return first and last day (both in) and shop ids."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        weeks = st.selectbox(
            t("Period"), WEEKS, index=0, format_func=lambda n: t("last {n} weeks", n=n), key="insights:weeks", width=200, placeholder=""
        )
        names = {shop.id: shop.name for shop in shops}
        chosen = st.multiselect(
            t("Shops"), list(names), format_func=lambda key: names[key], key="insights:shops", placeholder=t("all shops"), width=420
        )  # fmt: skip
    last = today - timedelta(days=1)
    return last - timedelta(days=7 * int(weeks) - 1), last, tuple(sorted(chosen))


def coverage_view(days: Sequence[DayCoverage]) -> None:
    """Draw the year: the count of each kind, the calendar, every day with a gap."""
    count = {state: sum(state_of(day) is state for day in days) for state in DayState}
    status = {DayState.FULL: "good", DayState.GAP: "bad", DayState.EMPTY: "off"}
    said = [(state, t("{n} days {state}", n=count[state], state=t(STATE_NAMES[state]))) for state in DayState]
    st.markdown(" ".join(badge(words, status[state]) for state, words in said))  # type: ignore[arg-type]
    coverage_calendar(days, ", ".join(words for _, words in said))
    st.caption(t("The number in a red cell: hours missing, at least one."))
    open_days = [day for day in reversed(days) if state_of(day) is DayState.GAP]
    if not open_days:
        empty_state(t("No day with a gap."), t("Days on which nobody was on shift for some of the service hours stand here."))
        return
    rows = [
        {
            "day": written.day(day.day, weekday=True),
            "covered": written.seconds(day.covered * 60),
            "missing": written.seconds((day.counted - day.covered) * 60),
            "gaps": gaps_text(day),
        }
        for day in open_days
    ]
    heads = (t("Date"), t("Minutes covered"), t("Minutes missing"), t("Gaps"))
    numbers = [dict(zip(heads, (day.day, day.covered, day.counted - day.covered, gaps_text(day)), strict=True)) for day in open_days]
    right = st.column_config.TextColumn
    columns = {
        "day": t("Day"),
        "covered": right(t("Covered"), alignment="right"),
        "missing": right(t("Missing"), alignment="right"),
        "gaps": t("Gaps"),
    }
    table_with_export(pd.DataFrame(rows), columns, name=t("Days with a gap"), key="insights:gaps", export=pd.DataFrame(numbers))


def hours_view(hours: Sequence[BusyHour], floor: Floor) -> None:
    """Draw the busiest hours, in words first."""
    if not hours:
        empty_state(t("No numbers in this period."), t("They come from the saves of each shift. Choose a longer period."))
        return
    top = sorted(hours, key=lambda one: -one.chats)[:3]
    words = ", ".join(
        t("{weekday} {hour}:00 ({n} chats)", weekday=t(WEEKDAYS[one.weekday]), hour=one.hour, n=written.decimal(one.chats)) for one in top
    )
    peak = sum(one.chats for one in hours if one.is_peak) / max(1e-9, sum(one.chats for one in hours))
    said = t("Busiest: {hours}.", hours=words) + " " + t("{share} of all chats come in the hours of the peak.", share=written.rate(peak))
    st.markdown(said)
    busy_map(hours, floor, said)
    st.caption(t("Mean chats of an hour on such a weekday with numbers; between two saves chats are spread evenly. Framed: the peak."))
    heads = (t("Weekday"), t("Hour"), t("Chats, on average"), t("≤ 30 s"), t("Days"))
    numbers = pd.DataFrame(
        [dict(zip(heads, (t(WEEKDAYS[one.weekday]), one.hour, round(one.chats, 2), one.share, one.days), strict=True)) for one in hours]
    )
    with st.expander(t("As a table")):
        table_with_export(numbers, {head: head for head in heads}, name=t("Busy hours"), key="insights:hours")


def speed_view(rows: Sequence[SpeedRow], split: SpeedSplit) -> None:
    """Draw speed beside sales: what goes together, how sure that is, and that it is no proof."""
    if split.faster is None or split.slower is None:
        why = t("Both first response and orders must be recorded, in at least four shifts of one shop and shift.")
        empty_state(t("Too few shifts to compare."), why)
    else:
        left, right = st.columns(2)
        _half(left, t("Faster shifts"), split.faster)
        _half(right, t("Slower shifts"), split.slower)
        gap = (split.faster.rate - split.slower.rate) * 100
        points = written.decimal(abs(gap))
        if not split.is_clear:
            st.info(t("The difference of {points} points may be chance: the intervals overlap.", points=points), icon=":material/balance:")
        elif gap > 0:
            st.success(t("Faster shifts sold {points} points more; the intervals are apart.", points=points), icon=":material/check:")
        else:
            st.warning(t("Faster shifts sold {points} points less; the intervals are apart.", points=points), icon=":material/help:")
        st.caption(
            t("Each shift is compared with the median of its own shop and shift, so busy shops and hours weigh alike on both sides.")
            + " "
            + t("Going together is no proof: quick agents may also sell better, and quiet days are quicker.")
            + (" " + t("Left out: {n} with too few beside them.", n=split.left_out) if split.left_out else "")
        )
    if rows:
        speed_chart(rows, t("{n} shifts: first response against conversion.", n=len(rows)))
        heads = (t("Day"), t("Agent"), t("Shop"), t("Shift"), t("First response, seconds"), t("Orders"), t("Chats before buying"))
        numbers = pd.DataFrame(
            [
                dict(zip(heads, (row.day, row.agent, row.shop, row.template, round(row.seconds, 1), row.orders, row.asked), strict=True))
                for row in rows
            ]
        )
        with st.expander(t("As a table")):
            table_with_export(numbers, {head: head for head in heads}, name=t("Speed and sales"), key="insights:speed")


def _half(place: Any, title: str, half: Half) -> None:
    low, high = written.rate(half.low), written.rate(half.high)
    place.metric(
        f"{title} · {written.seconds(half.seconds)}",
        written.rate(half.rate),
        border=True,
        help=t(
            "Orders ÷ chats before buying: {orders} of {asked}, from {rows} shifts in a shop. Interval: 95 %, Wilson.",
            orders=written.count(half.orders),
            asked=written.count(half.asked),
            rows=half.rows,
        ),
        delta=t("95 %: {low} – {high} · n = {n}", low=low, high=high, n=written.count(half.asked)),
        delta_color="off",
        delta_arrow="off",
    )


def trends_view(by_shop: Sequence[TrendRow], by_template: Sequence[TrendRow], length: int) -> None:
    """Draw what changed per shop and per shift against the period before."""
    st.caption(t("{n} days against the {n} days before; the small number is the change.", n=length))
    if not by_shop[0].is_comparable:
        st.info(t("The period before holds too few numbers: sums are not compared. Choose a shorter period."), icon=":material/info:")
    for title, head, rows, key in (
        (t("By shop"), t("Shop"), by_shop, "shop"),
        (t("By shift"), t("Shift"), by_template, "template"),
    ):
        st.header(title, anchor=False)
        shown, numbers = [], []
        for row in rows:
            name = t("All together") if row.group is None else row.group
            shown.append({"group": name} | {metric: _change(metric, row) for metric in row.now})
            numbers.append({head: name} | _plain_numbers(row))
        columns: dict[str, Any] = {"group": st.column_config.TextColumn(head)}
        columns |= {
            metric: st.column_config.TextColumn(t(METRICS[metric].short), alignment="right") for metric in rows[0].now if metric in METRICS
        }
        table_with_export(
            pd.DataFrame(shown), columns, name=f"{t('Trends')} {title}", key=f"insights:trends:{key}", export=pd.DataFrame(numbers)
        )


def _change(key: str, row: TrendRow) -> str:
    metric, now, before = METRICS[key], row.now[key].value, row.before[key].value
    if metric.is_ratio or metric.unit is Unit.SECONDS:
        said = change_text(metric, now, before)
    else:
        grown = now / before - 1 if now is not None and before and row.is_comparable else None
        said = None if grown is None else f"{'+' if grown > 0 else '-' if grown < 0 else ''}{written.rate(abs(grown), places=0)}"
    return metric_text(metric, now, short=True) + (f" ({said})" if said else "")


def _plain_numbers(row: TrendRow) -> dict[str, float | int | None]:
    found: dict[str, float | int | None] = {}
    for key, value in row.now.items():
        before: Mapping[str, Value] = row.before
        found |= {t(METRICS[key].name): value.value, f"{t(METRICS[key].name)}, {t('before')}": before[key].value}
    return found


def complaints_view(common: Pareto, repeats: Value) -> None:
    """Draw the most common complaints in short, and how often the same came back; the rest is on the page of complaints."""
    with st.container(horizontal=True):
        for key in ("case_report", "complaints"):
            st.page_link(page(key).file, label=t(page(key).title), icon=":material/arrow_forward:")
    if not common.bars:
        empty_state(t("No complaint in this period."), t("Complaints logged on “Complaints” are counted here."))
        return
    st.markdown(
        t("{share} of {n} complaints came back: same shop, order and kind within 7 days.", share=written.rate(repeats.value), n=repeats.n)
    )
    rows = [(t(CATEGORY_NAMES[Category(bar.key)]), bar.count, bar.share, bar.cumulative, bar.cost_vnd) for bar in common.bars]
    shown = [
        {
            "what": name,
            "count": written.count(count),
            "share": written.rate(share),
            "so_far": written.rate(so_far),
            "cost": written.money(cost),
        }
        for name, count, share, so_far, cost in rows
    ]
    names = {"what": t("Category"), "count": t("Complaints"), "share": t("Share"), "so_far": t("Added up"), "cost": t("Cost")}
    columns: dict[str, Any] = {key: st.column_config.TextColumn(name, alignment="right") for key, name in names.items()}
    columns["what"] = names["what"]
    numbers = pd.DataFrame([dict(zip(names.values(), row, strict=True)) for row in rows])
    table_with_export(pd.DataFrame(shown), columns, name=t("Common complaints"), key="insights:complaints", export=numbers)
