"""The parts of the complaints page: the fast form, the work list, one complaint, its next steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from core.base.clock import to_local
from core.base.settings import get_settings
from core.base.words import mark
from core.cases.category import CATEGORY_NAMES, Category
from core.cases.complaint import (
    RESOLUTION_NAMES,
    SEVERITY_NAMES,
    STATE_NAMES,
    Complaint,
    ComplaintState,
    PastResolution,
    Severity,
    first_answer_due,
    is_repeat,
    resolve_due,
)
from core.cases.deadline import STANDING_NAMES, Standing, service_hours
from core.cases.inputs import NewComplaint
from core.cases.queries.complaints import LastEntry, OrderComplaint
from core.people.shop import Shop
from core.people.user import User
from core.ui import case_parts as cases
from core.ui import format as written
from core.ui.show import Status, badge, table_with_export
from core.ui.submit import field
from core.ui.words import plain, t

FORM = "complaint:new"
SHOWN = {"open": mark("Open cases"), "closed": mark("Done"), "every": mark("All states")}
STATES: dict[str, tuple[str, ...]] = {
    "open": (str(ComplaintState.NEW), str(ComplaintState.IN_PROGRESS), str(ComplaintState.WAITING)),
    "closed": (str(ComplaintState.RESOLVED), str(ComplaintState.REJECTED)),
    "every": (),
}
_STATE_STATUS: dict[ComplaintState, Status] = {
    ComplaintState.NEW: "info", ComplaintState.IN_PROGRESS: "info", ComplaintState.WAITING: "off", ComplaintState.RESOLVED: "good",
    ComplaintState.REJECTED: "off",
}  # fmt: skip
_STATE_ICON = {
    ComplaintState.NEW: ":material/inbox:", ComplaintState.IN_PROGRESS: ":material/play_circle:",
    ComplaintState.WAITING: ":material/pause_circle:", ComplaintState.RESOLVED: ":material/check_circle:",
    ComplaintState.REJECTED: ":material/cancel:",
}  # fmt: skip
_SEVERITY_ICON = {
    Severity.HIGH: ":material/keyboard_double_arrow_up:", Severity.NORMAL: ":material/drag_handle:",
    Severity.LOW: ":material/keyboard_arrow_down:",
}  # fmt: skip
_ANSWER_WORDS = {
    Standing.OVERDUE: mark("First answer overdue"), Standing.SOON: mark("First answer due"), Standing.ON_TIME: mark("First answer due"),
}  # fmt: skip


def deadline_badge(case: Complaint, now: datetime) -> str:
    """Return how a complaint stands: which deadline, how long still or since, until when."""
    standing = case.standing(now)
    if standing is Standing.PAUSED:
        return cases.standing_badge(standing, f"{t(STANDING_NAMES[standing])} · {written.ago(case.waiting_since, now)}")
    if standing is Standing.NONE or not case.is_open:
        return cases.standing_badge(standing, f"{t(STANDING_NAMES[standing])} · {written.moment(case.resolved_at, now)}")
    answering = case.next_due != case.resolve_due
    words = _ANSWER_WORDS[standing] if answering and standing in _ANSWER_WORDS else STANDING_NAMES[standing]
    return cases.standing_badge(standing, f"{t(words)} · {written.ago(case.next_due, now)}")


def state_badge(case: Complaint) -> str:
    """Return the state, naming whom it waits for."""
    return badge(t(case.state_name), _STATE_STATUS[case.state], icon=_STATE_ICON[case.state])


def repeat_badge(case: Complaint) -> str:
    """Return the mark of a repeat, "" for any other."""
    return badge(t("Repeat"), "warning", icon=":material/repeat:") if case.repeat_of else ""


def ask_complaint(user: User, shops: Sequence[Shop], team: Sequence[User], last: LastEntry | None, now: datetime) -> NewComplaint:
    """Draw the fields of a new complaint and return them as typed."""
    with st.grid(2, min_column_width=145, gap="small"):
        order_no = st.text_input(
            t("Order number"), key=field(FORM, "order_no"), live="400ms", placeholder=t("Paste it, or the link"), autocomplete="off"
        )
        shop = cases.ask_shop(shops, last.shop_id if last else None, FORM)
    category = st.selectbox(
        t(cases.ABOUT), list(Category), index=list(Category).index(last.category) if last else 0,
        format_func=lambda key: t(CATEGORY_NAMES[key]), key=field(FORM, "category"),
    )  # fmt: skip
    severity = st.segmented_control(
        t("Severity"), list(Severity), default=Severity.NORMAL, required=True, key=field(FORM, "severity"), width="stretch",
        format_func=lambda key: f"{_SEVERITY_ICON[key]} {t(SEVERITY_NAMES[key])}",
    )  # fmt: skip
    hours = service_hours()
    answer, solve = first_answer_due(now, hours), resolve_due(now, severity or Severity.NORMAL, timedelta(0), hours)
    st.caption(t("Answer by {answer}, solve by {solve}", answer=written.moment(answer, now), solve=written.moment(solve, now)))
    description = st.text_area(t("What happened"), key=field(FORM, "description"), height=80, placeholder=t("Optional"))
    with st.grid(2, min_column_width=145, gap="small"):
        customer = st.text_input(t("Customer's account"), key=field(FORM, "customer"), placeholder="hoa.nguyen92", autocomplete="off")
        owner = cases.ask_owner(user, team, user.id, FORM, t("Who works on it"))
    answered = st.checkbox(t("The customer has been answered"), key=field(FORM, "answered"))
    return NewComplaint(
        shop_id=shop or 0, order_no=order_no or "", category=str(category or ""), severity=str(severity or ""), customer=customer or "",
        description=description or "", owner_id=owner, answered=answered,
    )  # fmt: skip


def order_history(found: Sequence[OrderComplaint], category: str, now: datetime) -> None:
    """Say at once what is known of the order being typed: a repeat, or other complaints."""
    if not found:
        return
    again = [one for one in found if str(one.category) == category and is_repeat(one.opened_at, now)]
    said = (
        t("Same problem of this order within 7 days: it will be linked as a repeat.") if again else t("This order has earlier complaints.")
    )
    with st.container(border=True, gap="small"):
        st.markdown(f":orange[:material/repeat: {said}]" if again else f":material/history: {said}")
        for one in found[:4]:
            told = f"{t(CATEGORY_NAMES[one.category])} · {t(STATE_NAMES[one.state])} · {written.ago(one.opened_at, now)}"
            if one.mine_to_open:
                label = f"{told} :material/arrow_forward:"
                if st.button(label, type="tertiary", key=f"history:{one.id}", wrap=True):
                    cases.open_case(one.id)
                    st.rerun()
            else:
                st.caption(told)


def complaint_line(case: Complaint, now: datetime) -> None:
    """Draw one complaint of the work list."""
    title = f"**{plain(case.order_no)}** · {t(CATEGORY_NAMES[case.category])}"
    parts = [plain(case.shop_name), plain(case.customer) if case.customer else "", f":material/person: {who(case)}"]
    state = " ".join(filter(None, (repeat_badge(case), state_badge(case))))
    if case.severity is not Severity.NORMAL:
        parts.append(f"{_SEVERITY_ICON[case.severity]} {t(SEVERITY_NAMES[case.severity])}")
    cases.case_line(f"complaint-{case.id}", case.id, title, " · ".join(filter(None, parts)), (deadline_badge(case, now), state))


def who(case: Complaint) -> str:
    """Return who works on a complaint."""
    return cases.who(case.owner)


def complaint_table(lines: Sequence[Complaint], now: datetime) -> None:
    """Draw the work list as one dense table with its exports."""
    zone = get_settings().zone
    rows = [
        {
            "standing": t(STANDING_NAMES[case.standing(now)]), "due": to_local(case.next_due or case.resolve_due, zone),
            "order_no": case.order_no, "category": t(CATEGORY_NAMES[case.category]), "state": t(case.state_name),
            "severity": t(SEVERITY_NAMES[case.severity]), "owner": case.owner.display if case.owner else "", "shop": case.shop_name,
            "customer": case.customer, "opened": to_local(case.opened_at, zone),
            "resolved": to_local(case.resolved_at, zone) if case.resolved_at else None,
            "resolution": t(RESOLUTION_NAMES[case.resolution]) if case.resolution else "", "cost": case.cost_vnd,
            "description": case.description,
        }
        for case in lines
    ]  # fmt: skip
    column = st.column_config

    def moment(label: str) -> Any:
        return column.DatetimeColumn(label, format="DD/MM/YYYY HH:mm", timezone=str(zone))

    table_with_export(
        pd.DataFrame(rows).astype({"cost": "Int64"}),
        {
            "standing": t("Deadline"), "due": moment(t("Due")), "order_no": t("Order number"),
            "category": t(cases.ABOUT), "state": t("State"), "severity": t("Severity"), "owner": t("Who works on it"), "shop": t("Shop"),
            "customer": t("Customer's account"), "opened": moment(t("Opened")),
            "resolved": moment(t("Resolved")), "resolution": t("Solution"),
            "cost": column.NumberColumn(t("Cost (₫)"), format="localized"), "description": t("What happened"),
        },
        name=t("Complaints"), key="complaints:table", alt=t("Complaints of this list"), placeholder=written.DASH,
    )  # fmt: skip


def complaint_head(case: Complaint, now: datetime) -> None:
    """Draw the headline of one complaint and its facts."""
    st.title(f"{plain(case.order_no)} · {t(CATEGORY_NAMES[case.category])}", anchor=False)
    st.markdown(" ".join(filter(None, (deadline_badge(case, now), state_badge(case), repeat_badge(case)))))
    cases.customer_text(case.description, t("Nothing was written about it."))
    first_due = t("due {time}", time=written.moment(case.first_answer_due, now))
    pairs = [
        (t("Shop"), plain(case.shop_name)),
        (t("Customer's account"), plain(case.customer) or written.DASH),
        (t("Who works on it"), who(case)),
        (t("Severity"), f"{_SEVERITY_ICON[case.severity]} {t(SEVERITY_NAMES[case.severity])}"),
        (t("Opened"), written.ago(case.opened_at, now)),
        (t("First answer"), written.ago(case.first_answer_at, now) if case.first_answer_at else first_due),
        (t("To be solved by"), written.moment(case.resolve_due, now)),
    ]  # fmt: skip
    if case.resolved_at and not case.is_open:
        pairs.append((t(case.state_name), f"{written.ago(case.resolved_at, now)} · {cases.who(case.resolved_by)}"))
    if case.resolution:
        pairs.append((t("Solution"), t(RESOLUTION_NAMES[case.resolution])))
        pairs.append((t("Cost"), written.money(case.cost_vnd)))
    cases.facts(pairs)


def earlier_rounds(past: Sequence[PastResolution], now: datetime) -> None:
    """Draw how it was closed before it was opened again."""
    for number, one in enumerate(past, start=1):
        solved = t(RESOLUTION_NAMES[one.resolution]) if one.resolution else t(STATE_NAMES[one.state])
        told = t(
            "Round {n}: {solved} by {who}, {when}",
            n=number,
            solved=solved,
            who=cases.who(one.resolved_by),
            when=written.moment(one.resolved_at, now),
        )
        st.caption(f"{told} · {written.money(one.cost_vnd)}" if one.cost_vnd is not None else told)
