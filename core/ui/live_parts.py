"""The parts of the live board, each drawn from the frozen board and standing on its own.

Every element here is a message to every viewer at every change: a card is one, a table is one.
"""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import streamlit as st

from core.base.words import mark
from core.score.floor import Floor
from core.score.live import LiveBoard, OnShift, TodayMetric
from core.score.metric import METRICS
from core.score.peak import PeakStaffing
from core.shifts.roster import Expected, Presence
from core.ui import format as written
from core.ui.live_charts import coverage_strip, fortnight_chart, hours_chart
from core.ui.metric_text import change_colour, change_text, help_text, metric_text, target_sign
from core.ui.show import badge, empty_state, failed_part
from core.ui.words import plain, t

CARDS = ("answer_30s_rate", "first_response_s", "chats", "conversion", "orders", "revenue")
_CARD_HELP = mark("Change: against the same weekday of the last four weeks up to this time of day.")


def headline_words(board: LiveBoard, *, short: bool = False) -> str:
    """Return the day, who is on shift and the time left, as one line; `short` without the times."""
    parts = [written.day(board.business_date, weekday=True)]
    if board.on_shift:
        parts.append(t("{n} on shift", n=len(board.on_shift)))
        ahead = [agent.planned_end for agent in board.on_shift if agent.planned_end > board.at]
        if ahead and not short:
            left = written.seconds((min(ahead) - board.at).total_seconds() // 60 * 60)
            parts.append(t("next shift ends at {time} (in {left})", time=written.end_clock(min(ahead)), left=left))
    if board.absent:
        parts.append(t("{n} not here yet", n=len(board.absent)))
    return " · ".join(parts)


def headline(board: LiveBoard, *, wall: bool) -> None:
    """Draw the day and who is on shift; below, which targets are met so far. `wall`: with the way to the wall screen."""
    line = f":small[:gray[{plain(headline_words(board))}]]"
    if wall:
        line += f" :small[[:material/tv: {t('Wall screen')}](/live?wall=1)]"
    judged = [_target(key, board.metrics[key]) for key in _cards(board) if board.metrics[key].meets_target(key) is not None]
    st.markdown(f"{line}  \n:small[:gray[{t('Targets today')}]] {' '.join(judged)}" if judged else line)


def looked_at(asked: datetime) -> None:
    """Draw when the board was last known to be right, to the second."""
    st.markdown(
        badge(t("Updated {time}", time=written.clock(asked) + f":{asked:%S}"), "good", icon=":material/sync:"), text_alignment="right"
    )


def failures(board: LiveBoard) -> None:
    """Name the parts that could not be read."""
    for part in board.failed:
        failed_part(t(part.part), t(part.reason))


def cards(board: LiveBoard) -> None:
    """Draw a card per metric: value, change against the usual day, the last 14 days."""
    keys = _cards(board)
    with st.grid(len(keys), min_column_width=150, gap="small"):
        for key in keys:
            _card(key, board.metrics[key])


def _cards(board: LiveBoard) -> list[str]:
    keys = [key for key in CARDS if key in board.metrics]
    return [*keys, "payment_rate"] if "revenue" not in keys and "payment_rate" in board.metrics else keys


def _card(key: str, today: TodayMetric) -> None:
    metric = METRICS[key]
    # No chart inside: Streamlit's small chart of a metric has no name for a screen reader. `fortnight` draws them all.
    st.metric(
        t(metric.short),
        metric_text(metric, today.value, short=True),
        delta=_change(key, today),
        delta_color="off",
        delta_arrow="off",
        help=f"{help_text(key)} {t('n = {n}', n=written.count(today.n))}. {t(_CARD_HELP)}",
        border=True,
        height="stretch",
    )


def fortnight(board: LiveBoard) -> None:
    """Draw the last 14 days of each card's metric, small, in one drawing."""
    lines = []
    for key in _cards(board):
        metric, today = METRICS[key], board.metrics[key]
        # A sum of today so far beside whole days would only look like a fall; a rate is comparable at once.
        values = (*today.trend, today.value) if metric.is_ratio else today.trend
        known = [value for value in values if value is not None]
        if len(known) > 1:
            span = f"{metric_text(metric, min(known), short=True)} – {metric_text(metric, max(known), short=True)}"
            lines.append((t(metric.short), span, tuple(values)))
    if lines:
        with st.container(border=True):
            st.header(t("Last 14 days"), anchor=False, help=t("Each line from its lowest to its highest day; shares and times with today."))
            fortnight_chart(tuple(lines))


def _change(key: str, today: TodayMetric) -> str | None:
    metric = METRICS[key]
    said = change_text(metric, today.value, today.baseline)
    if said is None or said == "0":
        return said
    arrow = ":material/arrow_downward:" if said.startswith("-") else ":material/arrow_upward:"
    judged = {"off": None, "normal": said[0] != "-", "inverse": said[0] == "-"}[change_colour(metric, today.value, today.baseline)]
    return f"{arrow} {said}" if judged is None else f":{'green' if judged else 'red'}[{arrow} {said}]"


def _target(key: str, today: TodayMetric) -> str:
    metric = METRICS[key]
    said = f"{t(metric.short)} {target_sign(metric, today.target)}"
    return badge(said, "good", icon=":material/check:") if today.meets_target(key) else badge(said, "bad", icon=":material/close:")


def by_hour(board: LiveBoard, floor: Floor) -> None:
    """Draw today by hour."""
    with st.container(border=True):
        st.header(
            t("Today by hour"),
            anchor=False,
            help=t("Bars: chats, short line: a usual day at that hour. Dots: share answered within 30 s."),
        )
        if not any(bar.n for bar in board.hours):
            st.caption(t("No numbers logged yet today. They appear when an agent saves the first results."))
        target = board.metrics["answer_30s_rate"].target if "answer_30s_rate" in board.metrics else None
        hours_chart(board.hours, target, floor)


def on_shift(board: LiveBoard) -> None:
    """Draw the agents on shift with their numbers so far and how fresh these are."""
    with st.container(border=True):
        st.header(t("On shift now"), anchor=False)
        if not board.on_shift and not board.absent:
            empty_state(
                t("Nobody is on shift now."), t("Agents appear here when they check in on “My shift”."), icon=":material/person_off:"
            )
            return
        rows = [*map(_absent_row, board.absent), *(_shift_row(agent, board.at) for agent in board.on_shift)]
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
        st.dataframe(table, column_config=columns, hide_index=True, alt=t("Agents on shift and their numbers so far"))


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


def _absent_row(one: Expected) -> dict[str, str]:
    time = written.seconds(one.minutes * 60)
    late = t("missing for {time}", time=time) if one.presence is Presence.MISSING else t("late by {time}", time=time)
    blank = dict.fromkeys(("shops", "checked_in", "chats", "rate", "first", "orders", "revenue"), written.DASH)
    return {"agent": one.display, "template": one.template.name, "updated": f"⚠ {late}", **blank}


def gauges(board: LiveBoard, floor: Floor) -> None:
    """Draw 30 / 16 / 365: how fast, how long, how many days."""
    with st.container(border=True):
        st.header("30 · 16 · 365", anchor=False, help=t("Within 30 seconds, 16 hours a day, 365 days a year."))
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
            if found.coverage.gaps:
                gaps = ", ".join(f"{start}–{end}" for start, end in found.coverage.gaps)
                rows[t("Gaps today")] = badge(gaps, "bad", icon=":material/person_off:")
        if found.full_days is not None:
            link = f" [{t('see the days')}](/insights?view=coverage)" if found.peak is not None else ""  # those who see the team
            rows[t("Days without a gap")] = _gauge(written.count(found.full_days), t("of the last {n}", n=found.days)) + link
        if found.peak is not None:
            rows[t("Peak {hours}", hours=f"{written.minute(floor.peak_start)}–{written.minute(floor.peak_end)}")] = _peak(found.peak)
        st.table(rows, border="horizontal")
        if found.coverage is not None:
            coverage_strip(found.coverage, floor)


def _peak(peak: PeakStaffing) -> str:
    planned, here = peak.planned, peak.here
    if here is not None and planned is not None:
        return _gauge(
            t("{n} of {planned} people", n=here.people, planned=planned.people),
            t("at least {n} at once, planned {planned}", n=here.least, planned=planned.least),
        )
    one = here or planned
    if one is None:
        return f":gray[{t('the roster is not published')}]"
    note = t("at least {n} at once", n=one.least)
    if here is None:
        return _gauge(t("{n} people planned", n=one.people), note)
    return _gauge(t("{n} people", n=one.people), f"{note} · {t('the roster is not published')}")


def _gauge(value: str, note: str) -> str:
    return f"**{value}** :gray[{note}]"
