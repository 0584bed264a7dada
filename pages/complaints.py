"""Complaints: log one in seconds, solve it before its deadline."""

import streamlit as st

from core.base.changes import Topic
from core.base.errors import CaTrucError
from core.cases.actions.complaints import log_complaint
from core.cases.actions.hiding import hide_in_complaint
from core.cases.event import CaseKind, pictures
from core.cases.queries.complaints import (
    complaint_timeline,
    count_late,
    escalated_complaints,
    get_complaint,
    last_complaint_entry,
    list_complaints,
    past_resolutions,
)
from core.cases.queries.history import case_history
from core.cases.view import view_query
from core.people.queries.shops import list_shops
from core.people.queries.users import list_team
from core.people.user import Right
from core.ui import case_parts as cases
from core.ui import complaint_parts as parts
from core.ui.case_filters import ask_view
from core.ui.case_hiding import hide_offer
from core.ui.case_history import history_card
from core.ui.case_list import bulk_bar, in_pages
from core.ui.case_privacy import hold_back
from core.ui.case_reply import reply_card
from core.ui.case_timeline import picture_links, timeline
from core.ui.complaint_steps import complaint_steps, reply_to_complaint
from core.ui.complaint_table import complaint_table
from core.ui.learning_known import known_problem_notes
from core.ui.load import load
from core.ui.loyal_parts import customer_notes
from core.ui.session import asked_now, guard
from core.ui.show import empty_state, page_header, section
from core.ui.submit import field, submit
from core.ui.words import plain, t

guard("complaints")
HERE = (Topic.CASES, Topic.PEOPLE)


@st.fragment
def draw_form() -> None:
    """Draw the fast form; typing the order shows at once what is known of it."""
    user, now = guard("complaints"), asked_now()
    shops = load(list_shops, topics=HERE)
    if not shops:
        empty_state(t("There is no shop yet."), t("The owner adds the shops you answer for."), icon=":material/storefront:")
        return
    with st.container(border=True, gap="small"):
        section(t("Log a complaint"))
        new, told = parts.ask_complaint(user, shops, load(list_team, topics=HERE), load(last_complaint_entry, topics=HERE), now)
        if new.order_no or new.customer:
            parts.known_of_order(load(case_history, new.shop_id, new.order_no, new.customer, topics=HERE), new.category, now)
        known_problem_notes(parts.about(new), new.shop_id, new.order_no, now)
        label = t("Log the complaint")
        saved = st.button(label, type="primary", icon=":material/save:", width="stretch", key=field(parts.FORM, "go"), shortcut="Mod+Enter")
        if saved and told:
            hold_back()
        elif saved and submit(log_complaint, new, form=parts.FORM, success=t("Complaint logged")):
            st.rerun()


@st.fragment(run_every="30s")
def draw_list() -> None:
    """Draw the work list; it keeps itself and its countdowns fresh."""
    user, now = guard("complaints"), asked_now()
    minute = now.replace(second=0, microsecond=0)
    if user.may(Right.MANAGE_CASES):
        parts.escalated_note(load(escalated_complaints, now=minute, topics=HERE).total)
    view = ask_view("complaints", parts.SHOWN, t("Search complaints"))
    wanted = parts.wanted_of(view, now)
    found = load(list_complaints, wanted, topics=HERE)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        late = load(count_late, now=minute, topics=HERE)
        st.caption(t("{n} complaints · {late} overdue", n=found.total, late=late), width="content")
        dense = st.toggle(t("As a table"), key="complaints:dense", persist_state="session")
    bulk_bar(CaseKind.COMPLAINT, [parts.as_line(case, now) for case in found.lines], user, load(list_team, topics=HERE), now)
    if not found.lines:
        if view.search:
            empty_state(t("No complaint matches “{text}”.", text=plain(view.search)), t("Try fewer letters, or all states."))
        else:
            empty_state(t("No complaint here."), t("When a customer complains, log it with the form."), icon=":material/task_alt:")
    elif dense:
        complaint_table(found.lines, wanted, view_query(view, parts.SHOWN), user, now)
    else:
        in_pages(CaseKind.COMPLAINT, found.lines, lambda case: parts.as_line(case, now), lambda case: parts.complaint_line(case, now))
    if found.total > len(found.lines):
        st.caption(t("The first {n} of {total} are shown; search to find others.", n=len(found.lines), total=found.total))


def draw_case(case_id: int) -> None:
    """Draw one complaint on one screen: facts, next steps, the answer, what is known, the timeline."""
    user, now = guard("complaints"), asked_now()
    try:
        case = load(get_complaint, case_id, topics=HERE)
    except CaTrucError as error:
        cases.no_such_case(error, t("All complaints"))
        return
    cases.back_button(t("All complaints"))
    left, right = st.columns([5, 3])
    events = load(complaint_timeline, case_id, topics=HERE)
    with left:
        with st.container(border=True):
            parts.complaint_head(case, now)
            hide_offer("complaint", case.id, case.version, case.description, hide_in_complaint)
            if links := pictures(case.description, events):
                picture_links(links, key="all")
            parts.cause_and_prevention(case)
            if case.reopened:
                parts.earlier_rounds(load(past_resolutions, case_id, topics=HERE), now)
            complaint_steps(case, user, load(list_team, topics=HERE))
        if case.is_open:
            reply_card(reply_to_complaint(case), user)
    with right:
        if case.customer:
            customer_notes(case.customer, case.shop_id, now)
        with st.container(border=True):
            known = load(case_history, case.shop_id, case.order_no, case.customer, besides=("complaint", case.id), topics=HERE)
            history_card(known, CaseKind.COMPLAINT, now)
        with st.container(border=True):
            timeline(events, now)


chosen = cases.chosen_case()
if chosen is not None:
    draw_case(chosen)
else:
    page_header("complaints")
    form, work_list = st.columns([5, 9], gap="medium")
    with form:
        draw_form()
    with work_list:
        draw_list()
