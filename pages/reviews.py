"""Reviews: note one, answer low stars within 24 hours, close it with its outcome."""

import streamlit as st

from core.base.changes import Topic
from core.base.errors import CaTrucError
from core.cases.actions.hiding import hide_in_review
from core.cases.actions.reviews import log_review
from core.cases.event import CaseKind, pictures
from core.cases.queries.history import case_history
from core.cases.queries.reviews import get_review, last_review_entry, list_reviews, low_reviews_waiting, review_timeline
from core.cases.view import view_query
from core.people.queries.shops import list_shops
from core.people.queries.users import list_team
from core.ui import case_parts as cases
from core.ui import review_parts as parts
from core.ui.case_filters import ask_view
from core.ui.case_hiding import hide_offer
from core.ui.case_history import history_card
from core.ui.case_list import bulk_bar, in_pages
from core.ui.case_privacy import hold_back
from core.ui.case_reply import reply_card
from core.ui.case_timeline import picture_links, timeline
from core.ui.load import load
from core.ui.review_steps import reply_to_review, review_steps
from core.ui.review_table import review_table
from core.ui.session import asked_now, guard
from core.ui.show import empty_state, page_header, section
from core.ui.submit import field, submit
from core.ui.words import plain, t

guard("reviews")
HERE = (Topic.CASES, Topic.PEOPLE)


@st.fragment
def draw_form() -> None:
    """Draw the form of a new review; typing the order shows at once what is known of it."""
    user, now = guard("reviews"), asked_now()
    shops = load(list_shops, topics=HERE)
    if not shops:
        empty_state(t("There is no shop yet."), t("The owner adds the shops you answer for."), icon=":material/storefront:")
        return
    with st.container(border=True, gap="small"):
        section(t("Note a review"))
        new, told = parts.ask_review(user, shops, load(list_team, topics=HERE), load(last_review_entry, topics=HERE), now)
        if new.order_no:
            parts.known_of_order(load(case_history, new.shop_id, new.order_no, topics=HERE), now)
        label = t("Save the review")
        saved = st.button(label, type="primary", icon=":material/save:", width="stretch", key=field(parts.FORM, "go"), shortcut="Mod+Enter")
        if saved and told:
            hold_back()
        elif saved and submit(log_review, new, form=parts.FORM, success=t("Review saved")):
            st.rerun()


@st.fragment(run_every="30s")
def draw_list() -> None:
    """Draw the work list; it keeps itself and its countdowns fresh."""
    user, now = guard("reviews"), asked_now()
    view = ask_view("reviews", parts.SHOWN, t("Search reviews"))
    wanted = parts.wanted_of(view, now)
    found = load(list_reviews, wanted, topics=HERE)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        low = load(low_reviews_waiting, now=now.replace(second=0, microsecond=0), topics=HERE).total
        st.caption(t("{n} reviews · {low} of 1–2★ wait for a reply", n=found.total, low=low), width="content")
        dense = st.toggle(t("As a table"), key="reviews:dense", persist_state="session")
    bulk_bar(CaseKind.REVIEW, [parts.as_line(case, now) for case in found.lines], user, load(list_team, topics=HERE), now)
    if not found.lines:
        if view.search:
            empty_state(t("No review matches “{text}”.", text=plain(view.search)), t("Try fewer letters, or all states."))
        else:
            empty_state(t("No review here."), t("Note the new ones with the form, low stars first."), icon=":material/task_alt:")
    elif dense:
        review_table(found.lines, wanted, view_query(view, parts.SHOWN), user, now)
    else:
        in_pages(CaseKind.REVIEW, found.lines, lambda case: parts.as_line(case, now), lambda case: parts.review_line(case, now))
    if found.total > len(found.lines):
        st.caption(t("The first {n} of {total} are shown; search to find others.", n=len(found.lines), total=found.total))


def draw_case(case_id: int) -> None:
    """Draw one review on one screen: what was written, next steps, the reply, what is known, the timeline."""
    user, now = guard("reviews"), asked_now()
    try:
        case = load(get_review, case_id, topics=HERE)
    except CaTrucError as error:
        cases.no_such_case(error, t("All reviews"))
        return
    cases.back_button(t("All reviews"))
    left, right = st.columns([5, 3])
    events = load(review_timeline, case_id, topics=HERE)
    with left:
        with st.container(border=True):
            parts.review_head(case, now)
            hide_offer("review", case.id, case.version, case.text, hide_in_review)
            if links := pictures(case.text, events):
                picture_links(links, key="all")
            if case.reply:
                st.caption(t("Reply"))
                cases.customer_text(case.reply, "")
            parts.edit_window(case, now)
            review_steps(case, user, load(list_team, topics=HERE))
        if case.is_open:
            reply_card(reply_to_review(case), user)
    with right:
        with st.container(border=True):
            history_card(load(case_history, case.shop_id, case.order_no, besides=("review", case.id), topics=HERE), CaseKind.REVIEW, now)
        with st.container(border=True):
            timeline(events, now)


chosen = cases.chosen_case()
if chosen is not None:
    draw_case(chosen)
else:
    page_header("reviews")
    form, work_list = st.columns([5, 9], gap="medium")
    with form:
        draw_form()
    with work_list:
        draw_list()
