"""What somebody should know before the first chat: what changed, what sells when, what is still theirs to solve."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from core.base.changes import Topic
from core.base.settings import get_settings
from core.cases.category import CATEGORY_NAMES
from core.cases.complaint import CLOSED, ComplaintState
from core.cases.queries.complaints import list_complaints
from core.cases.queries.reviews import list_reviews
from core.cases.queries.scope import CaseFilter
from core.cases.review import WAITING_STATES
from core.cases.view import Whose
from core.people.user import User
from core.shifts.shift import Shift
from core.ui import format as written
from core.ui.load import load
from core.ui.menu import page
from core.ui.sheet_briefing import briefing
from core.ui.sheet_changes import last_shift_end
from core.ui.words import plain, t

SHOWN = 5
OPEN = tuple(str(state) for state in ComplaintState if state not in CLOSED)


def before_starting(user: User, agent: User, shift: Shift, now: datetime) -> None:
    """Draw the briefing of a running shift, open until its first save; a shift that is over needs none."""
    _, end = shift.template.hours(shift.business_date, get_settings().zone)
    if end <= now:
        return
    with st.expander(
        t("Before you start"), icon=":material/tips_and_updates:", expanded=shift.last_update is None, key=f"briefing-of:{shift.id}"
    ):
        told = briefing(user, now, since=last_shift_end(agent, now), until=end)
        if agent.id == user.id:
            told += _open_cases(now)
        if not told:
            st.caption(t("Nothing has changed since your last shift, and no case of yours is open."))


def open_complaints() -> int:
    """Return how many complaints the person looking still works on."""
    return int(load(list_complaints, CaseFilter(Whose.MINE, OPEN), limit=SHOWN, topics=(Topic.CASES,)).total)


def _open_cases(now: datetime) -> int:
    complaints = load(list_complaints, CaseFilter(Whose.MINE, OPEN), limit=SHOWN, topics=(Topic.CASES,))
    waiting = tuple(sorted(str(state) for state in WAITING_STATES))
    reviews = load(list_reviews, CaseFilter(Whose.MINE, waiting), limit=SHOWN, topics=(Topic.CASES,))
    if complaints.total:
        st.markdown(f":material/report: **{t('Your open complaints: {n}', n=complaints.total)}**")
    for case in complaints.lines:
        due = case.next_due or case.resolve_due
        label = f"{plain(case.order_no)} · {t(CATEGORY_NAMES[case.category])} · {t('due {time}', time=written.ago(due, now))}"
        icon = ":red[:material/alarm:]" if due < now else ":gray[:material/timer:]"
        st.page_link(page("complaints").file, label=f"{icon} {label}", query_params={"id": str(case.id)})
    if reviews.total:
        st.markdown(f":material/star: **{t('Your reviews to answer: {n}', n=reviews.total)}**")
    for review in reviews.lines:
        label = f"{review.stars}★ · {plain(review.product or review.order_no)} · {written.ago(review.posted_at, now)}"
        st.page_link(page("reviews").file, label=label, query_params={"id": str(review.id)})
    return int(complaints.total) + int(reviews.total)
