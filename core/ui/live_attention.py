"""The live board's list of what waits for somebody: one line a thing, each a link to the very thing."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from core.base.words import mark
from core.score.attention import AttentionItem, Kind, Severity
from core.score.live import LiveBoard
from core.ui import format as written
from core.ui.menu import PAGE_KEYS, page
from core.ui.show import STATUS, Status, empty_state
from core.ui.words import plain, t

AT_FIRST = 6
"""Things shown at once; the rest on request."""
SEVERITY: dict[Severity, Status] = {Severity.HIGH: "bad", Severity.MEDIUM: "warning", Severity.LOW: "info"}
KIND_ICON = {
    Kind.AGENT_MISSING: "person_alert",
    Kind.HANDOVER_WAITING: "move_item",
    Kind.COMPLAINT_OVERDUE: "report",
    Kind.REVIEW_WAITING: "star",
    Kind.NOBODY_ON_SHIFT: "person_off",
    Kind.VOUCHER_ENDING: "sell",
    Kind.SHIFT_NOT_SUBMITTED: "assignment_late",
    Kind.UPDATE_STALE: "schedule",
    Kind.SHEET_STALE: "table_view",
}
_SHORT = {
    Kind.AGENT_MISSING: mark("{agent} has not come"),
    Kind.HANDOVER_WAITING: mark("Handover: {what}"),
    Kind.COMPLAINT_OVERDUE: mark("Complaint {order}"),
    Kind.REVIEW_WAITING: mark("Review {stars}★ {shop}"),
    Kind.NOBODY_ON_SHIFT: mark("Nobody on shift"),
    Kind.SHIFT_NOT_SUBMITTED: mark("{agent}: {date} not handed in"),
    Kind.UPDATE_STALE: mark("{agent}: numbers not updated"),
}
"""What fits on one line of a phone; other kinds are short as they are."""


def attention(board: LiveBoard, *, everything: bool) -> None:
    """Draw what waits, worst first, the whole sentence as each line's tip; beyond the most pressing on request."""
    with st.container(border=True, gap="xsmall"):
        waiting = board.attention
        st.header(t("Needs doing"), anchor=False)
        if not waiting:
            empty_state(
                t("Nothing waits."), t("Overdue complaints, low stars and ending vouchers appear here."), icon=":material/task_alt:"
            )
        for item in waiting if everything else waiting[:AT_FIRST]:
            _line(item, board.at)
        if len(waiting) > AT_FIRST:
            label = t("Only the most pressing") if everything else t("All {n}", n=len(waiting))
            icon = ":material/expand_less:" if everything else ":material/expand_more:"
            st.page_link(page("live").file, label=f"**{label}**", icon=icon, query_params=None if everything else {"all": "1"})


def sentence(item: AttentionItem, now: datetime) -> str:
    """Return a thing that waits in a few words and since when, as plain text: never to be read as Markdown."""
    values = {key: _shown(value, now) for key, value in item.values.items()}
    waited = f" · {written.span(now - item.since)}" if item.since else ""
    return t(_SHORT.get(item.kind, item.template), **values) + waited


def _line(item: AttentionItem, now: datetime) -> None:
    colour, _ = STATUS[SEVERITY[item.severity]]
    values = {key: plain(value) if isinstance(value, str) else _shown(value, now) for key, value in item.values.items()}
    waited = f" · {written.span(now - item.since)}" if item.since else ""
    label = f":{colour}[:material/{KIND_ICON[item.kind]}:] {t(_SHORT.get(item.kind, item.template), **values)}:gray[{waited}]"
    whole = t(item.template, **values) + (f" · {written.ago(item.since, now)}" if item.since else "")
    if item.page in PAGE_KEYS:
        st.page_link(page(item.page).file, label=label, icon="", help=whole, query_params={"id": item.key} if item.key else None)
    else:
        st.markdown(label, help=whole)


def _shown(value: object, now: datetime) -> object:
    return written.moment(value, now) if isinstance(value, datetime) else value
