"""The parts of the shift page: checking in, the grid, the summary, the history; drawn from frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from core.base.words import mark
from core.people.shop import MARKETPLACE_NAMES, Shop
from core.score.metric import METRICS
from core.score.queries.shift import ShiftMetric
from core.shifts.limits import Oddity, missing_fields, oddities_of
from core.shifts.result import FIELD_HELP, FIELD_NAMES, FIELDS, Save, Totals
from core.shifts.roster import Arrival
from core.shifts.shift import STATUS_NAMES, Shift, ShiftStatus
from core.ui import format as written
from core.ui.metric_text import help_text, metric_text
from core.ui.shift_choice import shift_name
from core.ui.shift_drafts import Draft, field_text, tidy, widget_key
from core.ui.show import Status, badge, section
from core.ui.words import plain, said, t

_STATUS: dict[ShiftStatus, Status] = {
    ShiftStatus.OPEN: "good",
    ShiftStatus.SUBMITTED: "info",
    ShiftStatus.RETURNED: "warning",
    ShiftStatus.APPROVED: "good",
}
_REASONS = {"undo": mark("Taken back"), "earlier": mark("Before the first change"), "import": mark("Brought in by import")}
ARRIVALS: dict[str, tuple[str, Status, str]] = {
    Arrival.ROSTERED: (mark("On the roster"), "off", ":material/event_available:"),
    Arrival.LATE: (mark("Came late"), "warning", ":material/schedule:"),
    Arrival.AD_HOC: (mark("Not on the roster"), "info", ":material/event_busy:"),
}
SHOP_WIDTH = 140
PHONE_GRID = 145
"""Narrowest a field may be, in pixels: two stand side by side on a 390-px phone."""


def headline(shift: Shift, now: datetime, today: date, *, name: bool = False) -> None:
    """Draw which shift this is (with `name`: whose), its state, since when, and how fresh its numbers are."""
    which = shift_name(shift.template, shift.business_date, today)
    if name:
        st.title(f"{plain(shift.agent)} · {which}", anchor=False)
    else:
        section(which)
    marks = [badge(t(STATUS_NAMES[shift.status]), _STATUS[shift.status])]
    if shift.check_out is None:
        marks.append(badge(t("Checked in {time}", time=written.moment(shift.check_in, now)), "off", icon=":material/login:"))
    else:
        hours = f"{written.moment(shift.check_in, now)}–{written.clock(shift.check_out)}"
        marks.append(badge(t("On shift {time}", time=hours), "off", icon=":material/login:"))
    if shift.last_update is not None:
        stale: Status = "warning" if shift.is_stale(now) else "good"
        marks.append(badge(t("Saved {time}", time=written.ago(shift.last_update, now)), stale, icon=":material/save:"))
    elif shift.is_stale(now):
        marks.append(badge(t("No numbers saved yet"), "warning"))
    if shift.arrival in ARRIVALS:
        word, status, icon = ARRIVALS[shift.arrival]
        marks.append(badge(t(word), status, icon=icon))
    if shift.checked_in_by:
        marks.append(badge(t("Checked in by {name}", name=plain(shift.checked_in_by)), "info", icon=":material/supervisor_account:"))
    st.markdown(" ".join(marks))
    if shift.status is ShiftStatus.RETURNED:
        st.warning(t("Sent back by a manager: {reason}", reason=plain(shift.return_reason) or "—"), icon=":material/undo:")
    if shift.note:
        st.caption(t("Note: {note}", note=plain(shift.note)))


def shop_block(shift: Shift, draft: Draft, now: datetime, kept_at: datetime | None = None) -> None:
    """Draw one shop's fields, what is wrong or odd about them, and what somebody else saved meanwhile.

    `kept_at` is when what is typed was last kept on the server as a draft.
    """
    shop, stored = draft.shop, shift.result_of(draft.shop.id)
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            place = MARKETPLACE_NAMES[shop.marketplace]
            beside = "" if place in shop.name else f" :gray[{place}]"
            st.markdown(f"**{plain(shop.name)}**{beside}", width="content")
            if draft.changed:
                kept = t("Not saved yet") if kept_at is None else t("Draft of {time}, not saved yet", time=written.clock(kept_at))
                st.markdown(badge(kept, "warning", icon=":material/edit:"), width="content")
            elif stored.updated_at is not None:
                st.caption(t("Saved {time}", time=written.moment(stored.updated_at, now)), width="content")
        with st.grid(4, min_column_width=PHONE_GRID, gap="small", vertical_alignment="bottom"):
            for name in FIELDS:
                _field(shift.id, shop, name)
        for name in draft.meanwhile:
            st.warning(
                t(
                    "Somebody saved {field}: {theirs}. You typed: {mine}. Saving replaces it by yours.",
                    field=t(FIELD_NAMES[name]),
                    theirs=field_text(name, getattr(stored.totals, name)) or written.DASH,
                    mine=plain(st.session_state[widget_key(shift.id, shop.id, name)]) or written.DASH,
                ),
                icon=":material/group:",
            )
        for problem in draft.problems:
            st.markdown(f":red[:material/error: {said(problem)}]")
        if not draft.problems:
            warnings(draft.totals, shop, stored.totals)


def _field(shift_id: int, shop: Shop, name: str) -> None:
    digits = name not in ("first_response_avg_s", "revenue_vnd")  # these two need letters, a colon or a comma
    st.text_input(
        t(FIELD_NAMES[name]),
        key=widget_key(shift_id, shop.id, name),
        type="phone" if digits else "default",  # digits on a phone's keyboard
        icon="",
        placeholder={"first_response_avg_s": "45 · 1:20", "revenue_vnd": "1,25tr"}.get(name, " "),
        autocomplete="off",
        on_change=tidy,
        args=(shift_id, shop.id, name),
        max_chars=40,
        persist_state="session",
    )


def warnings(totals: Totals, shop: Shop, before: Totals) -> None:
    """Draw what is odd about a shop's numbers: gently, it can be saved as it is."""
    flags(oddities_of(totals, shop.id, shop.name, before))


def flags(oddities: Sequence[Oddity]) -> None:
    """Draw what is odd, a line each."""
    for oddity in oddities:
        values = {key: plain(t(value)) if isinstance(value, str) else value for key, value in oddity.values}
        st.markdown(f":orange[:material/help: {t(oddity.template, **values)}]")


def summary(shift: Shift, metrics: Sequence[ShiftMetric], drafts: Sequence[Draft]) -> None:
    """Draw the shift's metrics against target, and what is still missing before it is handed in."""
    with st.grid(len(metrics), min_column_width=PHONE_GRID, gap="small"):
        for found in metrics:
            metric = METRICS[found.key]
            met = found.meets_target
            target = "" if found.target is None else t("target {value}", value=metric_text(metric, found.target))
            sign = "" if met is None else " ✓" if met else " ✗"
            st.metric(
                t(metric.short), metric_text(metric, found.value.value), delta=(target + sign) or None, delta_arrow="off",
                delta_color="off" if met is None else "normal" if met else "inverse", help=help_text(found.key),
            )  # fmt: skip
    st.caption(sums_text(shift))
    for draft in drafts:
        if draft.changed and not draft.problems:
            st.markdown(f":orange[:material/edit: {t('{shop}: numbers typed but not saved go in too.', shop=plain(draft.shop.name))}]")
        if lacking := missing_fields(draft.totals):
            names = ", ".join(t(FIELD_NAMES[name]) for name in lacking)
            st.markdown(f":orange[:material/help: {t('{shop}: still blank: {fields}.', shop=plain(draft.shop.name), fields=names)}]")
    if not any(not draft.totals.blank for draft in drafts):
        st.markdown(f":orange[:material/help: {t('No numbers in any shop yet.')}]")


def sums_text(shift: Shift) -> str:
    """Return the shift's chats, orders and revenue over its shops in one line; what nobody recorded is a dash."""

    def over_shops(field: str) -> int | None:
        known = [value for result in shift.results if (value := getattr(result.totals, field)) is not None]
        return sum(known) if known else None

    parts = (
        (t("Chats"), written.count(over_shops("chats"))),
        (t("Orders"), written.count(over_shops("orders"))),
        (t("Revenue"), written.money(over_shops("revenue_vnd"))),
    )
    return " · ".join(f"{name} {value}" for name, value in parts)


def history(saves: Sequence[Save], shops: Mapping[int, Shop], now: datetime) -> None:
    """Draw every save, newest first: when, who, which shop, the totals as typed."""
    if not saves:
        st.caption(t("Nothing saved yet."))
        return
    columns: dict[str, Any] = {
        "at": st.column_config.TextColumn(t("Saved at"), pinned=True),
        "shop": st.column_config.TextColumn(t("Shop"), width=SHOP_WIDTH),
        **{name: st.column_config.TextColumn(t(FIELD_NAMES[name]), alignment="right") for name in FIELDS},
        "by": t("By"),
        "reason": t("Remark"),
    }
    rows = [
        {
            "at": written.moment(save.at, now),
            "shop": shops[save.shop_id].name,
            "by": save.by or written.DASH,
            "reason": _reason(save.reason),
        }
        | {name: _cell(name, getattr(save.totals, name)) for name in FIELDS}
        for save in saves
    ]
    st.dataframe(
        pd.DataFrame(rows)[list(columns)], column_config=columns, hide_index=True, key="my_shift:history", alt=t("Every save of this shift")
    )


def numbers(shift: Shift, shops: Mapping[int, Shop]) -> None:
    """Draw the stored numbers of a shift that is closed: a row per field, a column per shop, so that a phone shows them."""
    recorded = [result for result in shift.results if not result.totals.blank]
    if not recorded:
        st.caption(t("No numbers were recorded in this shift."))
        return
    rows = [
        {"field": t(FIELD_NAMES[name])} | {str(result.shop_id): _cell(name, getattr(result.totals, name)) for result in recorded}
        for name in FIELDS
    ]
    config: dict[str, Any] = {"field": st.column_config.TextColumn(t("Number"), pinned=True)}
    for result in recorded:
        config[str(result.shop_id)] = st.column_config.TextColumn(shops[result.shop_id].name, alignment="right", width=SHOP_WIDTH)
    frame = pd.DataFrame(rows)
    st.dataframe(
        frame,
        column_config=config,
        hide_index=True,
        key=f"my_shift:numbers:{shift.id}",
        width="content",
        alt=t("Numbers of {shift}", shift=f"{shift.template.name} {written.day(shift.business_date)}"),
    )


def explain_fields() -> None:
    """Draw what goes into which field, folded away."""
    with st.popover(t("What goes where?"), icon=":material/help:", type="tertiary"):
        for name in FIELDS:
            st.markdown(f"**{t(FIELD_NAMES[name])}**: {t(FIELD_HELP[name])}")


def _cell(name: str, value: int | None) -> str:
    return written.DASH if value is None else field_text(name, value)


def _reason(reason: str) -> str:
    return t(_REASONS[reason]) if reason in _REASONS else reason
