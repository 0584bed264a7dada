"""One shift before it is approved: its flags, its numbers beside the past, what it left, everything that was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from core.base.clock import to_local
from core.base.settings import get_settings
from core.people.shop import Shop
from core.people.user import User
from core.score.flags import Flag
from core.score.metric import METRICS
from core.score.reconcile import RECONCILED, ReconcileRow
from core.shifts.actions.hand_in import Return, approve_shift, return_shift
from core.shifts.comparison import WEEKS, Compared, Median
from core.shifts.result import FIELD_NAMES
from core.shifts.shift import Shift, ShiftStatus
from core.shifts.timeline import AFTER_RETURN, STEP_NAMES, Event
from core.ui import format as written
from core.ui.board_flags import flag_text
from core.ui.metric_text import metric_text
from core.ui.shift_drafts import field_text
from core.ui.show import section, table_with_export
from core.ui.submit import field, submit
from core.ui.words import plain, t

NARROW = 130
"""A shop's name in a table that needs the room for a reason, in pixels."""


def flags(found: Sequence[Flag]) -> None:
    """Draw what looks unusual, a line each; a flag is a question, not a verdict."""
    for flag in found:
        st.markdown(f":orange[:material/flag: {plain(flag_text(flag))}]")
    if not found:
        st.markdown(f":green[:material/check_circle: {t('No flags.')}]")


def comparison(compared: Sequence[Compared], shops: Mapping[int, Shop]) -> None:
    """Draw the shift's metrics beside the agent's own median and everybody's, shop by shop."""
    section(
        t("Beside the past"),
        t(
            "Middle value of the {n} weeks before, same shift and shop: the agent's own, and everybody's. In brackets: how many shifts.",
            n=WEEKS,
        ),
    )
    if not compared:
        st.caption(t("No numbers were recorded in this shift."))
        return
    by_shop = {shop: [line for line in compared if line.shop_id == shop] for shop in dict.fromkeys(line.shop_id for line in compared)}
    places = st.tabs([plain(shops[shop].name) for shop in by_shop]) if len(by_shop) > 1 else [st.container()]
    for place, (shop, lines) in zip(places, by_shop.items(), strict=True):
        with place:
            _comparison_of(shop, lines)


def _comparison_of(shop: int, lines: Sequence[Compared]) -> None:
    frame = pd.DataFrame(
        {
            "metric": t(METRICS[line.key].short),
            "value": metric_text(METRICS[line.key], line.value),
            "own": _median(line.key, line.own),
            "cell": _median(line.key, line.cell),
        }
        for line in lines
    )
    columns: dict[str, Any] = {
        "metric": st.column_config.TextColumn(t("Number"), pinned=True),
        "value": st.column_config.TextColumn(t("This shift"), alignment="right"),
        "own": st.column_config.TextColumn(t("Own median"), alignment="right"),
        "cell": st.column_config.TextColumn(t("Everybody's median"), alignment="right"),
    }
    table_with_export(frame, columns, name=t("Beside the past"), key=f"approvals:comparison:{shop}", exports=False)


def _median(key: str, median: Median) -> str:
    return written.DASH if median.value is None else f"{metric_text(METRICS[key], median.value)} ({median.n})"


def reconciled(rows: Sequence[ReconcileRow]) -> None:
    """Draw the shop-day's declared numbers beside the marketplace's own, where an export was imported."""
    section(t("Beside the marketplace"), t("All shifts of this day and shop together, against the imported export."))
    known = [row for row in rows if row.platform is not None]
    if not known:
        st.caption(t("No export of this day was imported yet."))
        return
    frame = pd.DataFrame(
        {
            "shop": row.shop,
            "metric": t(RECONCILED[row.metric]),
            "declared": _amount(row.metric, row.declared),
            "platform": _amount(row.metric, row.platform),
            "gap": _gap(row),
        }
        for row in known
    )
    shop = st.column_config.TextColumn(t("Shop"), width=NARROW)
    columns: dict[str, Any] = {"shop": shop, "metric": t("Number")} | {
        name: st.column_config.TextColumn(heading, alignment="right")
        for name, heading in (("declared", t("Shifts say")), ("platform", t("Marketplace says")), ("gap", t("Gap")))
    }
    table_with_export(frame, columns, name=t("Beside the marketplace"), key="approvals:reconciled", exports=False)


def _amount(metric: str, value: int | None) -> str:
    return written.money(value) if metric == "revenue" else written.count(value)


def _gap(row: ReconcileRow) -> str:
    if row.gap is None:
        return written.DASH
    sign = "+" if row.gap > 0 else "−"
    if not row.gap:
        return _amount(row.metric, 0)
    share = "" if row.gap_percent is None else f" ({sign}{written.decimal(abs(row.gap_percent))} %)"
    return f"{sign}{_amount(row.metric, abs(row.gap))}{share}"


def timeline(events: Sequence[Event], shops: Mapping[int, Shop], now: datetime) -> None:
    """Draw everything that happened to the shift, newest first: old, new, who, when, why."""
    section(t("Timeline"), t("Every change with what stood before, who made it, when and why."))
    zone = get_settings().zone
    rows = [
        {
            "at": written.moment(event.at, now),
            "who": event.who or written.DASH,
            "step": t(STEP_NAMES[event.step]),
            "shop": shops[event.shop_id].name if event.shop_id else "",
            "field": t(FIELD_NAMES[event.field]) if event.field else "",
            "old": _number(event, event.old),
            "new": _number(event, event.new),
            "why": t(AFTER_RETURN, reason=event.why) if event.returned else event.why,
        }
        for event in reversed(events)
    ]
    headings = {
        "at": t("When"), "who": t("Who"), "step": t("What was done"), "shop": t("Shop"), "field": t("Number"), "old": t("Before"),
        "new": t("After"), "why": t("Why"),
    }  # fmt: skip
    columns: dict[str, Any] = {**headings}
    columns["shop"] = st.column_config.TextColumn(headings["shop"], width=NARROW)
    columns["why"] = st.column_config.TextColumn(headings["why"], width="large")
    for name in ("old", "new"):
        columns[name] = st.column_config.TextColumn(headings[name], alignment="right")
    frame = pd.DataFrame(rows, columns=list(headings))
    plain_numbers = frame.assign(
        at=[to_local(event.at, zone).replace(tzinfo=None) for event in reversed(events)],
        old=pd.array([event.old for event in reversed(events)], dtype="Int64"),
        new=pd.array([event.new for event in reversed(events)], dtype="Int64"),
    ).rename(columns=headings)
    table_with_export(frame, columns, name=t("Timeline"), key="approvals:timeline", export=plain_numbers)


def _number(event: Event, value: int | None) -> str:
    if not event.field:
        return ""
    return written.DASH if value is None else field_text(event.field, value)


def decide(user: User, shift: Shift) -> bool:
    """Draw the decision: approve, or send back with a reason; never about one's own. True when it was taken just now."""
    with st.container(border=True):
        section(t("Decision"))
        if shift.agent_id == user.id:
            st.info(t("Nobody decides about their own shift. Ask another manager or the owner."), icon=":material/person:")
            return False
        if shift.writable:
            st.info(t("The agent works on it. It comes back here when it is handed in."), icon=":material/hourglass_empty:")
            return False
        form = f"approve:{shift.id}"
        if shift.status is ShiftStatus.SUBMITTED:
            pressed = st.button(t("Approve"), type="primary", icon=":material/check:", key=field(form, "go"), width="stretch")
            if pressed and submit(approve_shift, shift.id, shift.version, form=form, success=t("Approved")) is not None:
                return True
        form = f"return:{shift.id}"
        reason = st.text_area(
            t("Reason for sending it back"), key=field(form, "reason"), max_chars=1000, height=80,
            placeholder=t("For example: the orders of Shop A are missing"),
        )  # fmt: skip
        pressed = st.button(t("Send back"), icon=":material/undo:", key=field(form, "go"), width="stretch")
        return pressed and submit(return_shift, Return(shift.id, reason), form=form, success=t("Sent back to the agent")) is not None
