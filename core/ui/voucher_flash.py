"""The flash sales of a shift or a day: a timeline of the hours, and under it each with its countdown in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

import altair as alt
import pandas as pd
import streamlit as st

from core.base.changes import Topic
from core.base.clock import day_bounds, local_date, to_local
from core.base.settings import get_settings
from core.base.words import mark
from core.catalog.flash import time_span
from core.catalog.queries.flash import flash_sales
from core.catalog.queries.vouchers import FoundVoucher, voucher_item
from core.catalog.source import SheetKind
from core.catalog.voucher_state import VoucherState
from core.people.user import User
from core.shifts.queries.shifts import open_shifts
from core.ui import format as written
from core.ui.copying import copied_text, copy_button, short_key
from core.ui.load import load
from core.ui.palette import dressed, look, palette
from core.ui.show import badge
from core.ui.voucher_parts import STATES, countdown, offer
from core.ui.words import plain, t

SHIFT, TODAY = "shift", "today"
HOURS = {SHIFT: mark("This shift"), TODAY: mark("Today")}
ROW_HEIGHT, AROUND = 46, 56
WHOLE_DAY = timedelta(hours=20)
MOST_DRAWN = 12
Bar = tuple[str, str, float, float, str]


def flash_expander(user: User, now: datetime) -> None:
    """Draw, folded away, the flash sales of today; the title names the next one and how long it is to it."""
    today = _loaded(*_bounds(now), now)
    if not today:
        return
    part = st.expander(_title(today, now), icon=":material/bolt:", key="flash", on_change="rerun")
    if part.open:  # closed, it draws no chart
        with part:
            _flash_part(user, today, now)


def flash_between(start: datetime, end: datetime, now: datetime) -> tuple[FoundVoucher, ...]:
    """Return the flash sales of a stretch that are not over yet, soonest first."""
    return tuple(one for one in _loaded(start, end, now) if one.state not in (VoucherState.EXPIRED, VoucherState.BROKEN))


def hours_words(found: FoundVoucher, now: datetime) -> str:
    """`20:00–22:00`; with the day where it is not today's."""
    span = time_span(found.voucher)
    if span is None:
        return written.DASH
    start, end = span
    zone = get_settings().zone
    last = written.moment(end, now) if local_date(end, zone) != local_date(start, zone) else written.clock(end)
    return f"{written.moment(start, now)}–{last if found.voucher.end else '?'}"


def flash_line(found: FoundVoucher, user: User, now: datetime, *, key: str) -> None:
    """Draw one: its state, hours and offer, the countdown, its codes to copy."""
    voucher = found.voucher
    name, status, icon = STATES[found.state]
    with st.container(border=True, gap="xsmall", key=f"card-{key}"):
        title = plain(voucher.title or ", ".join(voucher.codes) or offer(voucher))
        st.markdown(
            f"{badge(t(name), status, icon=icon)} **{hours_words(found, now)}** · {title}  \n:material/timer: {countdown(found, now)}"
        )
        for code in voucher.codes:
            each = short_key(key, code)
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"card-{each}"):
                copied_text(code, each, code=True)
                copy_button(user, SheetKind.VOUCHERS, voucher_item(voucher), each)
        if voucher.note or voucher.conditions:
            st.caption(plain(" · ".join((*voucher.conditions, *filter(None, (voucher.note,))))))


def _flash_part(user: User, today: tuple[FoundVoucher, ...], now: datetime) -> None:
    shift = _shift_hours(user, now)
    which = TODAY
    found = _loaded(*shift, now) if shift is not None else ()
    if found:
        which = st.segmented_control(
            t("Hours"), list(HOURS), default=SHIFT, required=True, key="flash:hours", format_func=lambda one: t(HOURS[one]),
            label_visibility="collapsed",
        ) or SHIFT  # fmt: skip
    if shift is None or which == TODAY:
        (start, end), found = _bounds(now), today
    else:
        start, end = shift
    _timeline(found[:MOST_DRAWN], start, end, now)
    ahead = [one for one in found if one.state not in (VoucherState.EXPIRED, VoucherState.BROKEN)]
    with st.grid(2, min_column_width=320):
        for one in ahead:
            flash_line(one, user, now, key=short_key("flash", one.source, one.voucher.cell))


def _loaded(start: datetime, end: datetime, now: datetime) -> tuple[FoundVoucher, ...]:
    minute = now.replace(second=0, microsecond=0)
    return load(flash_sales, start, end, at=minute, topics=(Topic.CATALOG,), scope="everybody")


def _bounds(now: datetime) -> tuple[datetime, datetime]:
    zone = get_settings().zone
    return day_bounds(local_date(now, zone), zone)


def _shift_hours(user: User, now: datetime) -> tuple[datetime, datetime] | None:
    """The planned hours of one's own running shift."""
    zone = get_settings().zone
    for shift in load(open_shifts, topics=(Topic.SHIFTS,)):
        start, end = shift.template.hours(shift.business_date, zone)
        if min(start, shift.check_in) <= now < end:
            return start, end
    return None


def _title(today: tuple[FoundVoucher, ...], now: datetime) -> str:
    running = [one for one in today if one.state in (VoucherState.RUNNING, VoucherState.ENDING_SOON)]
    coming = [one for one in today if one.state is VoucherState.UPCOMING]
    words = t("Flash sales and timed codes today: {n}", n=len(today))
    following = next(iter(coming), None)
    parts = [words]
    if running:
        parts.append(t("{n} running", n=len(running)))
    if following is not None:
        code = ", ".join(following.voucher.codes) or following.voucher.title
        parts.append(f"{plain(code[:40])} {hours_words(following, now)}, {countdown(following, now)}")
    return " · ".join(parts)


def _timeline(found: tuple[FoundVoucher, ...], start: datetime, end: datetime, now: datetime) -> None:
    midnight = day_bounds(local_date(start, get_settings().zone), get_settings().zone)[0]
    bars: list[Bar] = []
    for one in found:
        first, last = (_hour(moment, midnight) for moment in _clipped(one, start, end))
        name, _, _ = STATES[one.state]
        code = ", ".join(one.voucher.codes) or one.voucher.title or offer(one.voucher)
        bars.append((f"{code[:28]} · {hours_words(one, now)} · {t(name)}", str(one.state), first, last, t(name)))
    here = _hour(now.replace(second=0, microsecond=0), midnight)
    edges = [*(bar[2] for bar in bars), *(bar[3] for bar in bars), here]
    if end - start < WHOLE_DAY:
        edges += [_hour(start, midnight), _hour(end, midnight)]
    low, high = int(min(edges)), -int(-max(edges) // 1)
    st.vega_lite_chart(
        _spec(tuple(bars), (low, max(high, low + 1)), here, written.clock(now), look()),
        theme=None, width="stretch", alt="; ".join(bar[0] for bar in bars),
    )  # fmt: skip


def _clipped(found: FoundVoucher, start: datetime, end: datetime) -> tuple[datetime, datetime]:
    span = time_span(found.voucher) or (start, end)
    return max(span[0], start), min(span[1], end)


def _hour(moment: datetime, midnight: datetime) -> float:
    zone = get_settings().zone
    return (to_local(moment, zone) - to_local(midnight, zone)).total_seconds() / 3600


@st.cache_data(max_entries=64, show_spinner=False)
def _spec(bars: tuple[Bar, ...], domain: tuple[int, int], here: float, clock: str, look: str) -> dict[str, Any]:
    colours = palette()
    frame = pd.DataFrame(bars, columns=["label", "state", "from", "to", "word"])
    frame["row"] = [f"{number:03d}" for number in range(len(frame))]
    states = [VoucherState.RUNNING, VoucherState.ENDING_SOON, VoucherState.UPCOMING, VoucherState.SOLD_OUT, VoucherState.EXPIRED]
    fills = [colours.accent, colours.second, colours.third, colours.quiet, colours.grid]
    step = max(1, (domain[1] - domain[0]) // 6)
    axis = alt.Axis(title=None, grid=True, labelExpr="(datum.value % 24) + 'h'", values=list(range(domain[0], domain[1] + 1, step)))
    across = alt.X("from:Q", scale=alt.Scale(domain=list(domain), nice=False), axis=axis)
    down = alt.Y("row:N", axis=None, scale=alt.Scale(paddingInner=0.1))
    base = alt.Chart(frame)
    told = [alt.Tooltip("label:N", title=t("Offer")), alt.Tooltip("word:N", title=t("State"))]
    drawn = base.mark_bar(size=12, yOffset=11, cornerRadius=3).encode(
        x=across, x2="to:Q", y=down, tooltip=told,
        color=alt.Color("state:N", scale=alt.Scale(domain=[str(state) for state in states], range=fills), legend=None),
    )  # fmt: skip
    words = base.mark_text(align="left", baseline="middle", dy=-7, fontSize=13, color=colours.ink, limit=900).encode(
        x=alt.value(0), y=down, text="label:N"
    )
    point = alt.Chart(pd.DataFrame({"at": [here], "word": [t("now {clock}", clock=clock)]}))
    line = alt.X("at:Q", scale=alt.Scale(domain=list(domain), nice=False), axis=axis)
    side: Literal["left", "right"] = "right" if here > sum(domain) / 2 else "left"
    # A mark in each bar's lane: one line from top to bottom would strike the words through.
    lane = alt.Chart(frame.assign(at=here)).mark_tick(color=colours.bad, thickness=2, size=20, yOffset=11).encode(x=line, y=down)
    word = point.mark_text(align=side, baseline="bottom", dx=-4 if side == "right" else 4, dy=-2, color=colours.bad, fontSize=12).encode(
        x=line, y=alt.value(0), text="word:N"
    )
    spec: dict[str, Any] = dressed(alt.layer(drawn, lane, words, word).properties(height=ROW_HEIGHT * len(frame) + AROUND)).to_dict()
    return spec
