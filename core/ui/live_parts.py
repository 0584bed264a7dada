"""The parts of the live board, each drawn from the frozen board and standing on its own."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.base.words import mark
from core.score.attention import AttentionItem, Kind, Severity
from core.score.floor import Floor
from core.score.live import LiveBoard, OnShift, TodayMetric
from core.score.metric import METRICS
from core.ui import format as written
from core.ui import sparkline
from core.ui.live_charts import coverage_strip, hours_chart
from core.ui.menu import PAGE_KEYS, page
from core.ui.metric_text import change_colour, change_text, help_text, metric_text, target_text
from core.ui.palette import palette
from core.ui.show import STATUS, Status, badge, empty_state, section
from core.ui.words import plain, t

CARDS = ("answer_30s_rate", "first_response_s", "chats", "conversion", "orders", "revenue")
_CARD_HELP = mark("Change: against the same weekday of the last four weeks up to this time of day. Small chart: the last 14 days.")
_BARS = {"chats", "orders"}
_SEVERITY: dict[Severity, Status] = {Severity.HIGH: "bad", Severity.MEDIUM: "warning", Severity.LOW: "info"}
_KIND_ICON = {
    Kind.COMPLAINT_OVERDUE: ":material/report:",
    Kind.REVIEW_WAITING: ":material/star:",
    Kind.NOBODY_ON_SHIFT: ":material/person_off:",
    Kind.VOUCHER_ENDING: ":material/sell:",
    Kind.SHIFT_NOT_SUBMITTED: ":material/assignment_late:",
    Kind.UPDATE_STALE: ":material/schedule:",
    Kind.SHEET_STALE: ":material/table_view:",
}
_KIND_NAME = {
    Kind.COMPLAINT_OVERDUE: mark("Complaint overdue"),
    Kind.REVIEW_WAITING: mark("Review waiting"),
    Kind.NOBODY_ON_SHIFT: mark("Nobody on shift"),
    Kind.VOUCHER_ENDING: mark("Voucher ending"),
    Kind.SHIFT_NOT_SUBMITTED: mark("Shift not submitted"),
    Kind.UPDATE_STALE: mark("Numbers not updated"),
    Kind.SHEET_STALE: mark("Sheet not fresh"),
}


def headline(board: LiveBoard, now: datetime) -> DeltaGenerator:
    """Draw the title with the day, who is on shift and the time left; return the row, for what stands at its end."""
    parts = [written.day(board.business_date, weekday=True)]
    if board.on_shift:
        parts.append(t("{n} on shift", n=len(board.on_shift)))
        ahead = [agent.planned_end for agent in board.on_shift if agent.planned_end > now]
        if ahead:
            left = written.seconds((min(ahead) - now).total_seconds() // 60 * 60)
            parts.append(t("next shift ends at {time} (in {left})", time=written.end_clock(min(ahead)), left=left))
    row = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom")
    with row.container(width="stretch", gap=None):
        st.title(t(page("live").title), anchor=False)
        st.caption(" · ".join(parts))
    return row.container(width="content")


def looked_at(asked: datetime) -> None:
    """Draw when the board was last known to be right, to the second."""
    st.markdown(badge(t("Updated {time}", time=written.clock(asked) + f":{asked:%S}"), "good", icon=":material/sync:"), width="content")


def cards(board: LiveBoard) -> None:
    """Draw a card per metric: value, change against the usual day, target, the last 14 days."""
    keys = [key for key in CARDS if key in board.metrics]
    if "revenue" not in keys and "payment_rate" in board.metrics:
        keys.append("payment_rate")
    with st.grid(len(keys), min_column_width=150, gap="small"):
        for key in keys:
            with st.container(border=True, height="stretch", gap="small"):
                _card(key, board.metrics[key])


def _card(key: str, today: TodayMetric) -> None:
    metric = METRICS[key]
    # A sum of today so far beside whole days would only look like a fall; a rate is comparable at once.
    history = [value for value in ((*today.trend, today.value) if metric.is_ratio else today.trend) if value is not None]
    st.metric(
        t(metric.short),
        metric_text(metric, today.value, short=True),
        delta=change_text(metric, today.value, today.baseline),
        delta_color=change_colour(metric, today.value, today.baseline),  # type: ignore[arg-type]
        help=f"{help_text(key)} {t(_CARD_HELP)}",
    )
    if len(history) > 1:
        draw = sparkline.bars if key in _BARS else sparkline.line
        told = t(
            "Last {n} days: from {low} to {high}.",
            n=len(history),
            low=metric_text(metric, min(history)),
            high=metric_text(metric, max(history)),
        )
        st.image(draw(history, palette().accent), width="stretch", alt=told)
    met = today.meets_target(key)
    if met is None:
        st.caption(t("n = {n}", n=written.count(today.n)))
    else:
        target = target_text(metric, today.target)
        st.caption(
            f":green[:material/check:] {t('target {value}', value=target)}"
            if met
            else f":red[:material/close:] {t('target {value}', value=target)}"
        )


def by_hour(board: LiveBoard, floor: Floor) -> None:
    """Draw today by hour."""
    with st.container(border=True):
        section(t("Today by hour"), t("Bars: chats, short line: a usual day at that hour. Dots: share answered within 30 s."))
        if not any(bar.n for bar in board.hours):
            st.caption(t("No numbers logged yet today. They appear when an agent saves the first results."))
        target = board.metrics["answer_30s_rate"].target if "answer_30s_rate" in board.metrics else None
        hours_chart(board.hours, target, floor)


def attention(board: LiveBoard, now: datetime, *, most: int = 6) -> None:
    """Draw what waits for somebody, worst first, each with a link to the very thing."""
    with st.container(border=True):
        waiting = len(board.attention)
        section(t("Needs doing"), t("{n} in all, the most pressing first.", n=waiting) if waiting > most else "")
        if not board.attention:
            empty_state(
                t("Nothing waits."), t("Overdue complaints, low stars and ending vouchers appear here."), icon=":material/task_alt:"
            )
        for item in board.attention[:most]:
            _attention_line(item, now)
        if len(board.attention) > most:
            rest = st.expander(t("The rest"), key="live:rest", on_change="rerun")
            if rest.open:  # closed, it costs nothing
                with rest:
                    for item in board.attention[most:]:
                        _attention_line(item, now)


def _attention_line(item: AttentionItem, now: datetime) -> None:
    colour, _ = STATUS[_SEVERITY[item.severity]]
    values = {key: plain(value) if isinstance(value, str) else _shown(value, now) for key, value in item.values.items()}
    when = f" · {written.ago(item.since, now)}" if item.since else ""
    with st.container(horizontal=True, wrap=False, gap="small", vertical_alignment="center"):
        st.markdown(f":{colour}[{_KIND_ICON[item.kind]}] {t(item.template, **values)}  \n:small[:gray[{t(_KIND_NAME[item.kind])}{when}]]")
        if item.page in PAGE_KEYS:
            query = {"id": item.key} if item.key else None
            st.page_link(page(item.page).file, label=t("Open"), icon=":material/arrow_forward:", query_params=query, width="content")


def _shown(value: object, now: datetime) -> object:
    return written.moment(value, now) if isinstance(value, datetime) else value


def on_shift(board: LiveBoard, now: datetime) -> None:
    """Draw the agents on shift with their numbers so far and how fresh these are."""
    with st.container(border=True):
        section(t("On shift now"))
        if not board.on_shift:
            empty_state(
                t("Nobody is on shift now."), t("Agents appear here when they check in on “My shift”."), icon=":material/person_off:"
            )
            return
        rows = [_shift_row(agent, now) for agent in board.on_shift]
        right = st.column_config.TextColumn
        columns = {
            "agent": st.column_config.TextColumn(t("Agent"), pinned=True),
            "template": right(t("Shift")),
            "updated": right(t("Last update")),
            "chats": right(t("Chats"), alignment="right"),
            "rate": right(t("≤ 30 s"), alignment="right"),
            "first": right(t("First response"), alignment="right"),
            "orders": right(t("Orders"), alignment="right"),
        }
        if any(agent.revenue is not None for agent in board.on_shift):
            columns["revenue"] = right(t("Revenue"), alignment="right")
        columns |= {"checked_in": right(t("Checked in"), alignment="right"), "shops": right(t("Shops"))}
        # An Arrow table goes to the browser as it is; a DataFrame would be converted on every redraw.
        table = pa.Table.from_pylist(rows).select(list(columns))
        st.dataframe(table, column_config=columns, hide_index=True, alt=t("Agents on shift and their numbers so far"), key="live:on_shift")


def _shift_row(agent: OnShift, now: datetime) -> dict[str, str]:
    late = agent.stale or agent.overdue
    updated = written.ago(min(agent.last_update, now), now) if agent.last_update else t("nothing saved yet")
    return {
        "agent": agent.display or t("a colleague"),
        "template": agent.template_name,
        "shops": " · ".join(agent.shops) or written.DASH,
        "checked_in": written.clock(agent.checked_in),
        "updated": f"⚠ {updated}" if late else updated,
        "chats": written.count(agent.chats),
        "rate": written.rate(agent.answer_30s_rate, places=0),
        "first": written.seconds(agent.first_response_s),
        "orders": written.count(agent.orders),
        "revenue": written.money_short(agent.revenue),
    }


def gauges(board: LiveBoard, floor: Floor) -> None:
    """Draw 30 / 16 / 365: how fast, how long, how many days."""
    with st.container(border=True):
        section("30 · 16 · 365", t("Within 30 seconds, 16 hours a day, 365 days a year."))
        found = board.gauges
        rows = {
            t("≤ 30 s in the last hour"): _gauge(
                written.rate(found.share_last_hour.value, places=0), t("n = {n}", n=found.share_last_hour.n)
            ),
            t("≤ 30 s today"): _gauge(written.rate(found.share_today.value, places=0), t("n = {n}", n=found.share_today.n)),
        }
        if found.coverage is not None:
            covered, counted = (written.seconds(minutes * 60) for minutes in (found.coverage.covered, found.coverage.counted))
            rows[t("Covered so far")] = _gauge(covered, t("of {time}", time=counted))
        if found.full_days is not None:
            rows[t("Days without a gap")] = _gauge(written.count(found.full_days), t("of the last {n}", n=found.days))
        st.table(rows, border="horizontal")
        if found.coverage is not None:
            coverage_strip(found.coverage, floor)
            if found.coverage.gaps:
                gaps = ", ".join(f"{start}–{end}" for start, end in found.coverage.gaps)
                st.markdown(badge(t("Gaps today: {gaps}", gaps=gaps), "bad", icon=":material/person_off:"))


def _gauge(value: str, note: str) -> str:
    return f"**{value}** :gray[{note}]"
