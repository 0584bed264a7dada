"""Complaints: log one in seconds, solve it before its deadline."""

import streamlit as st

from core.base.changes import Topic
from core.base.errors import CaTrucError
from core.cases.actions.complaints import log_complaint
from core.cases.queries.complaints import (
    complaint_timeline,
    complaints_of_order,
    count_late,
    get_complaint,
    last_complaint_entry,
    list_complaints,
    past_resolutions,
)
from core.cases.queries.scope import CaseFilter
from core.people.queries.shops import list_shops
from core.people.queries.users import list_team
from core.ui import case_parts as cases
from core.ui import complaint_parts as parts
from core.ui.complaint_steps import complaint_steps
from core.ui.load import load
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
        new = parts.ask_complaint(user, shops, load(list_team, topics=HERE), load(last_complaint_entry, topics=HERE), now)
        if new.order_no:
            parts.order_history(load(complaints_of_order, new.shop_id, new.order_no, topics=HERE), new.category, now)
        label = t("Log the complaint")
        saved = st.button(label, type="primary", icon=":material/save:", width="stretch", key=field(parts.FORM, "go"), shortcut="Mod+Enter")
        if saved and submit(log_complaint, new, form=parts.FORM, success=t("Complaint logged")):
            st.rerun()


@st.fragment(run_every="30s")
def draw_list() -> None:
    """Draw the work list; it keeps itself and its countdowns fresh."""
    guard("complaints")
    now = asked_now()
    whose, shown, search = cases.ask_filters("complaints", parts.SHOWN, t("Search complaints"))
    found = load(list_complaints, CaseFilter(whose, parts.STATES[shown], search), topics=HERE)
    late = load(count_late, now=now.replace(second=0, microsecond=0), topics=HERE)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(t("{n} complaints · {late} overdue", n=found.total, late=late), width="content")
        dense = st.toggle(t("As a table"), key="complaints:dense", persist_state="session")
    if not found.lines:
        if search:
            empty_state(t("No complaint matches “{text}”.", text=plain(search)), t("Try fewer letters, or all states."))
        else:
            empty_state(t("No complaint here."), t("When a customer complains, log it with the form."), icon=":material/task_alt:")
    elif dense:
        parts.complaint_table(found.lines, now)
    else:
        cases.in_pages("complaints", found.lines, lambda case: parts.complaint_line(case, now))
    if found.total > len(found.lines):
        st.caption(t("The first {n} of {total} are shown; search to find others.", n=len(found.lines), total=found.total))


def draw_case(case_id: int) -> None:
    """Draw one complaint on one screen: facts, what was said, next steps, timeline."""
    user, now = guard("complaints"), asked_now()
    try:
        case = load(get_complaint, case_id, topics=HERE)
    except CaTrucError as error:
        cases.no_such_case(error, t("All complaints"))
        return
    cases.back_button(t("All complaints"))
    left, right = st.columns([5, 3])
    with left, st.container(border=True):
        parts.complaint_head(case, now)
        for label, text in ((t("Cause"), case.cause), (t("So that it does not happen again"), case.prevention)):
            if text:
                st.caption(label)
                cases.customer_text(text, "")
        if case.repeat_of:
            st.button(
                t("Open the complaint before"),
                icon=":material/repeat:",
                type="tertiary",
                on_click=cases.open_case,
                args=(case.repeat_of,),
                key="case:before",
            )
        if case.reopened:
            parts.earlier_rounds(load(past_resolutions, case_id, topics=HERE), now)
        complaint_steps(case, user, load(list_team, topics=HERE))
    with right, st.container(border=True):
        section(t("Timeline"))
        cases.timeline(load(complaint_timeline, case_id, topics=HERE), now)


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
