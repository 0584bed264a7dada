"""Lessons: what complaints and reviews teach, known problems with their answers, one week to print."""

from datetime import timedelta

import streamlit as st

from core.base.changes import Topic
from core.base.clock import day_bounds, local_date
from core.base.settings import get_settings
from core.cases.queries.known_problems import list_known_problems
from core.cases.queries.learning import complaint_lessons
from core.cases.queries.themes import list_themes, review_lessons
from core.people.queries.shops import list_shops
from core.people.queries.users import list_team
from core.people.user import Right
from core.ui import learning_parts as parts
from core.ui.learning_known import known_form, known_list
from core.ui.learning_reviews import reviews_part
from core.ui.learning_themes import themes_editor
from core.ui.learning_week import ask_week, week_page
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.show import empty_state, page_header
from core.ui.words import t

user = guard("case_report")
today = local_date(asked_now(), get_settings().zone)
now = day_bounds(today, get_settings().zone)[1] - timedelta(seconds=1)  # lessons are of whole days: worked out once a day and change
shops = load(list_shops, everything=True, topics=(Topic.PEOPLE,), scope="role")


def draw_complaints() -> None:
    """Draw what the complaints of the period teach."""
    period = parts.ask_period(today, shops)
    lessons = load(complaint_lessons, period, now=now, topics=(Topic.CASES,), scope="role")
    told = parts.told_of(shops)
    if not lessons.total.opened:
        empty_state(t("No complaint in this period."), t("Choose a longer period, or import complaints and returns."))
        return
    parts.head(lessons.total)
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        parts.pareto_part(lessons.categories, t("Categories"), parts.category_name, "lessons:categories")
    with right, st.container(border=True, height="stretch"):
        parts.pareto_part(lessons.causes, t("Causes"), str, "lessons:causes")
    with st.container(border=True):
        parts.trends_part(lessons, told)
    with st.container(border=True):
        parts.repeats_part(lessons.repeats, told)
    with st.container(border=True):
        parts.times_part(lessons, told)


def draw_reviews() -> None:
    """Draw what the reviews of the period teach, and the word lists behind it."""
    period = parts.ask_period(today, shops)
    reviews_part(load(review_lessons, period, now=now, topics=(Topic.CASES,), scope="role"))
    with st.container(border=True):
        themes_editor(user, load(list_themes, topics=(Topic.CASES,), scope="role"))


def draw_known() -> None:
    """Draw the known problems, and for managers the form."""
    if user.may(Right.MANAGE_CASES):
        known_form(shops, load(list_team, topics=(Topic.PEOPLE,)))
    search = st.text_input(
        t("Search known problems"), type="search", live="300ms", key="known:search", label_visibility="collapsed",
        placeholder=t("Problem, answer, product… (no accents needed)"),
    )  # fmt: skip
    known_list(user, load(list_known_problems, search=search or "", now=now, topics=(Topic.CASES, Topic.PEOPLE)), search=search or "")


def draw_week() -> None:
    """Draw one week to print."""
    monday = ask_week(today)
    week_page(monday, shops, load(list_known_problems, now=now, topics=(Topic.CASES, Topic.PEOPLE)), now)


VIEWS = {
    "complaints": (t("Complaints"), draw_complaints),
    "reviews": (t("Reviews"), draw_reviews),
    "known": (t("Known problems"), draw_known),
    "week": (t("Weekly page"), draw_week),
}
page_header("case_report")
if user.may(Right.MANAGE_CASES):
    asked = st.query_params.get("view", "complaints")
    view = st.segmented_control(
        t("View"), list(VIEWS), default=asked if asked in VIEWS else "complaints", required=True, format_func=lambda key: VIEWS[key][0],
        key="case_report:view", label_visibility="collapsed",
    )  # fmt: skip
    st.query_params["view"] = view or "complaints"
    VIEWS[view or "complaints"][1]()
else:
    draw_known()
