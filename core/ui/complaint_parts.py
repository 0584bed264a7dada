"""The parts of the complaints page: the fast form, a line of the work list, one complaint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import streamlit as st

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
from core.cases.event import CaseKind
from core.cases.inputs import NewComplaint
from core.cases.queries.complaints import LastEntry
from core.cases.queries.history import CaseHistory
from core.cases.queries.scope import CaseFilter
from core.cases.view import ListView, Whose
from core.people.shop import Shop
from core.people.user import User
from core.ui import case_parts as cases
from core.ui import format as written
from core.ui.case_defaults import likely_shop
from core.ui.case_history import known_lines, voucher_lines
from core.ui.case_list import Line
from core.ui.case_privacy import privacy_notice
from core.ui.show import Status, badge
from core.ui.submit import field
from core.ui.words import plain, t

FORM = "complaint:new"
_OPEN = (str(ComplaintState.NEW), str(ComplaintState.IN_PROGRESS), str(ComplaintState.WAITING))
SHOWN = {
    "open": mark("Open cases"), "late": mark("Overdue"), "waiting": mark("Waiting"), "closed": mark("Done"), "every": mark("All states"),
}  # fmt: skip
STATES: dict[str, tuple[str, ...]] = {
    "open": _OPEN, "late": _OPEN, "waiting": (str(ComplaintState.WAITING),),
    "closed": (str(ComplaintState.RESOLVED), str(ComplaintState.REJECTED)), "every": (),
}  # fmt: skip
_STATE_STATUS: dict[ComplaintState, Status] = {
    ComplaintState.NEW: "info", ComplaintState.IN_PROGRESS: "info", ComplaintState.WAITING: "off", ComplaintState.RESOLVED: "good",
    ComplaintState.REJECTED: "off",
}  # fmt: skip
_STATE_ICON = {
    ComplaintState.NEW: ":material/inbox:", ComplaintState.IN_PROGRESS: ":material/play_circle:",
    ComplaintState.WAITING: ":material/pause_circle:", ComplaintState.RESOLVED: ":material/check_circle:",
    ComplaintState.REJECTED: ":material/cancel:",
}  # fmt: skip
SEVERITY_ICON = {
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
        left = case.time_left(now, service_hours())
        return cases.standing_badge(standing, f"{t(STANDING_NAMES[standing])} · {t('{time} of service time left', time=left_words(left))}")
    if standing is Standing.NONE or not case.is_open:
        return cases.standing_badge(standing, f"{t(STANDING_NAMES[standing])} · {written.moment(case.resolved_at, now)}")
    answering = case.next_due != case.resolve_due
    words = _ANSWER_WORDS[standing] if answering and standing in _ANSWER_WORDS else STANDING_NAMES[standing]
    return cases.standing_badge(standing, f"{t(words)} · {written.ago(case.next_due, now)}")


def left_words(left: timedelta | None) -> str:
    """Return service time as words, to the minute."""
    return written.seconds(0 if left is None else left.total_seconds() // 60 * 60)


def wanted_of(view: ListView, now: datetime) -> CaseFilter:
    """Return what the list asks of the database for a view; what is late is judged at the minute."""
    late = now.replace(second=0, microsecond=0) if view.state == "late" else None
    return CaseFilter(view.whose, STATES[view.state], view.search, late_at=late)


def as_line(case: Complaint, now: datetime) -> Line:
    """Return a complaint as the list handles it."""
    return Line(case.id, case.version, case.order_no, case.standing(now), case.is_open)


def escalated_note(number: int) -> None:
    """Tell a manager of severe complaints past a deadline, with the way to them."""
    if not number:
        return
    with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="case-escalated"):
        st.markdown(f":red[:material/priority_high: **{t('{n} severe complaints are overdue', n=number)}**]", width="content")
        st.button(t("Show them"), key="complaints:escalated", on_click=_show_late)


def _show_late() -> None:
    st.session_state["complaints:shown"] = "late"
    st.session_state["complaints:whose"] = Whose.ALL
    st.session_state["complaints:search"] = ""


def state_badge(case: Complaint) -> str:
    """Return the state, naming whom it waits for."""
    return badge(t(case.state_name), _STATE_STATUS[case.state], icon=_STATE_ICON[case.state])


def repeat_badge(case: Complaint, now: datetime) -> str:
    """Return the marks of one that managers are shown, of a repeat and of one opened again; "" for any other."""
    shown = badge(t("Shown to the managers"), "bad", icon=":material/priority_high:") if case.is_escalated(now) else ""
    again = badge(t("Repeat"), "warning", icon=":material/repeat:") if case.repeat_of else ""
    reopened = badge(t("Opened again {n}×", n=case.reopened), "warning", icon=":material/restart_alt:") if case.reopened else ""
    return " ".join(filter(None, (shown, again, reopened)))


def ask_complaint(
    user: User, shops: Sequence[Shop], team: Sequence[User], last: LastEntry | None, now: datetime
) -> tuple[NewComplaint, bool]:
    """Draw the fields of a new complaint; returns them as typed, and whether personal data in them was told just now."""
    with st.grid(2, min_column_width=145, gap="small"):
        order_no = st.text_input(
            t("Order number"), key=field(FORM, "order_no"), live="400ms", placeholder=t("Paste it, or the link"), autocomplete="off"
        )
        shop = cases.ask_shop(shops, likely_shop(last.shop_id if last else None, last.opened_at if last else None, now), FORM)
    category = st.selectbox(
        t(cases.ABOUT), list(Category), index=list(Category).index(last.category) if last else 0,
        format_func=lambda key: t(CATEGORY_NAMES[key]), key=field(FORM, "category"),
    )  # fmt: skip
    severity = st.segmented_control(
        t("Severity"), list(Severity), default=Severity.NORMAL, required=True, key=field(FORM, "severity"), width="stretch",
        format_func=lambda key: f"{SEVERITY_ICON[key]} {t(SEVERITY_NAMES[key])}",
    )  # fmt: skip
    hours = service_hours()
    answer, solve = first_answer_due(now, hours), resolve_due(now, severity or Severity.NORMAL, timedelta(0), hours)
    st.caption(t("Answer by {answer}, solve by {solve}", answer=written.moment(answer, now), solve=written.moment(solve, now)))
    description = st.text_area(t("What happened"), key=field(FORM, "description"), height=80, placeholder=t("Optional"))
    told = privacy_notice(FORM, {"description": description or ""})
    with st.grid(2, min_column_width=145, gap="small"):
        customer = st.text_input(
            t("Customer's account"), key=field(FORM, "customer"), placeholder="hoa.nguyen92", autocomplete="off", live="600ms",
            help=t("The account's name only, never a phone number."),
        )  # fmt: skip
        owner = cases.ask_owner(user, team, user.id, FORM, t("Who works on it"))
    links = cases.ask_links(FORM)
    answered = st.checkbox(t("The customer has been answered"), key=field(FORM, "answered"))
    new = NewComplaint(
        shop_id=shop or 0, order_no=order_no or "", category=str(category or ""), severity=str(severity or ""), customer=customer or "",
        description=description or "", owner_id=owner, answered=answered, links=links,
    )  # fmt: skip
    return new, told


def about(new: NewComplaint) -> Category | None:
    """Return what the complaint being typed is about."""
    return Category(new.category) if new.category else None


def known_of_order(history: CaseHistory, category: str, now: datetime) -> None:
    """Say at once what is known of the order and account being typed: a repeat, other cases, vouchers given."""
    if not history.cases:
        return
    again = [one for one in history.cases if one.same_order and str(one.about) == category and is_repeat(one.at, now)]
    said = t("Same problem of this order within 7 days: it will be linked as a repeat.") if again else (
        t("This order has earlier complaints.") if any(one.same_order and one.about for one in history.cases)
        else t("Something is known of this customer.")
    )  # fmt: skip
    with st.container(border=True, gap="small"):
        st.markdown(f":orange[:material/repeat: {said}]" if again else f":material/history: {said}")
        known_lines(history, CaseKind.COMPLAINT, now)
        voucher_lines(history, now)


def complaint_line(case: Complaint, now: datetime) -> None:
    """Draw one complaint of the work list."""
    title = f"**{plain(case.order_no)}** · {t(CATEGORY_NAMES[case.category])}"
    parts = [plain(case.shop_name), plain(case.customer) if case.customer else "", f":material/person: {who(case)}"]
    state = " ".join(filter(None, (repeat_badge(case, now), state_badge(case))))
    if case.severity is not Severity.NORMAL:
        parts.append(f"{SEVERITY_ICON[case.severity]} {t(SEVERITY_NAMES[case.severity])}")
    note, badges = " · ".join(filter(None, parts)), (deadline_badge(case, now), state)
    cases.case_line(f"complaint-{case.id}", case.id, title, note, badges, pick=t("Choose {name}", name=plain(case.order_no)))


def who(case: Complaint) -> str:
    """Return who works on a complaint."""
    return cases.who(case.owner)


def complaint_head(case: Complaint, now: datetime) -> None:
    """Draw the headline of one complaint and its facts."""
    st.title(f"{plain(case.order_no)} · {t(CATEGORY_NAMES[case.category])}", anchor=False)
    st.markdown(" ".join(filter(None, (deadline_badge(case, now), state_badge(case), repeat_badge(case, now)))))
    cases.customer_text(case.description, t("Nothing was written about it."))
    first_due = t("due {time}", time=written.moment(case.first_answer_due, now))
    pairs = [
        (t("Shop"), plain(case.shop_name)),
        (t("Customer's account"), plain(case.customer) or written.DASH),
        (t("Who works on it"), who(case)),
        (t("Severity"), f"{SEVERITY_ICON[case.severity]} {t(SEVERITY_NAMES[case.severity])}"),
        (t("Opened"), written.ago(case.opened_at, now)),
        (t("First answer"), written.ago(case.first_answer_at, now) if case.first_answer_at else first_due),
        (t("To be solved by"), written.moment(case.resolve_due, now)),
    ]  # fmt: skip
    if case.waiting_since and case.is_open:
        stands = t("The clock stands since {time}; {left} are left when it goes on.", time=written.moment(case.waiting_since, now),
                   left=left_words(case.time_left(now, service_hours())))  # fmt: skip
        st.caption(f":material/pause_circle: {stands}")
    if case.resolved_at and not case.is_open:
        pairs.append((t(case.state_name), f"{written.ago(case.resolved_at, now)} · {cases.who(case.resolved_by)}"))
    if case.resolution:
        pairs.append((t("Solution"), t(RESOLUTION_NAMES[case.resolution])))
        pairs.append((t("Cost"), written.money(case.cost_vnd)))
    cases.facts(pairs)


def cause_and_prevention(case: Complaint) -> None:
    """Draw why it happened, what prevents the next one, and the way to the complaint it repeats."""
    for label, text in ((t("Cause"), case.cause), (t("So that it does not happen again"), case.prevention)):
        if text:
            st.caption(label)
            cases.customer_text(text, "")
    if case.repeat_of:
        label = t("Open the complaint before")
        st.button(
            label, icon=":material/repeat:", type="tertiary", on_click=cases.open_case, args=(case.repeat_of,), key="case:before"
        )  # fmt: skip


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
