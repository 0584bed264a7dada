"""One week on one page, one column, to be printed and talked over in the team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import streamlit as st

from core.base.changes import Topic
from core.cases.known_problem import KnownProblem, KnownState
from core.cases.pareto import Measure
from core.cases.queries.learning import Period, complaint_lessons
from core.cases.queries.themes import review_lessons
from core.cases.trends import WEEK, week_of
from core.people.shop import Shop
from core.ui import format as written
from core.ui import learning_parts as parts
from core.ui.learning_known import known_where, known_who
from core.ui.learning_reviews import products_part, themes_part
from core.ui.load import load
from core.ui.show import empty_state, section
from core.ui.words import plain, t

WEEKS_BACK = 26


def ask_week(today: date) -> date:
    """Draw the week chooser, the last whole week first chosen; returns its Monday."""
    mondays = [week_of(today) - WEEK * number for number in range(WEEKS_BACK)]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(t("Week"), mondays, index=1, format_func=week_name, key="week:chosen", width=280)
        st.caption(t("To print: Ctrl + P. Only the page itself is printed."), width="content")
    return chosen or mondays[1]


def week_name(monday: date) -> str:
    """Return a week as people say it: its number and its days."""
    number = monday.isocalendar().week
    return t("Week {n} · {start} – {end}", n=number, start=f"{monday:%d/%m}", end=f"{monday + WEEK - timedelta(days=1):%d/%m/%Y}")


def week_page(monday: date, shops: Sequence[Shop], problems: Sequence[KnownProblem], now: datetime) -> None:
    """Draw everything of one week: numbers beside the week before, Pareto, repeats, reviews, known problems."""
    minute = now.replace(second=0, microsecond=0)
    week, before = _week(monday), _week(monday - WEEK)
    lessons = load(complaint_lessons, week, now=minute, topics=(Topic.CASES,), scope="role")
    earlier = load(complaint_lessons, before, now=minute, topics=(Topic.CASES,), scope="role").total
    reviews = load(review_lessons, week, now=minute, topics=(Topic.CASES,), scope="role")
    told = parts.told_of(shops)
    section(t("Complaints and reviews of the week"), week_name(monday))
    parts.head(lessons.total)
    st.caption(
        t(
            "The week before: {n} complaints, cost {cost}, first time right {right}, {repeats} repeats.", n=earlier.opened,
            cost=written.money(earlier.cost_vnd), right=written.rate(earlier.first_time.rate), repeats=earlier.repeats,
        )
    )  # fmt: skip
    if lessons.total.opened:
        parts.pareto_part(lessons.categories, t("Categories"), parts.category_name, "week:categories", measure=Measure.COUNT)
        parts.pareto_part(lessons.causes, t("Causes"), str, "week:causes", measure=Measure.COUNT)
        section(t("Times and first-time-right"), t("In service hours, on the deadlines' own clock. A dash means no data."))
        parts.times_table(lessons.by_shop, told.shop, key="week:times")
        parts.repeats_part(lessons.repeats, told)
    else:
        empty_state(t("No complaint was opened in this week."), icon=":material/task_alt:")
    if reviews.total.n:
        rate = written.rate(reviews.total.low_rate)
        section(t("Reviews"), t("{n} reviews, {low} of them 1–2★ ({rate}).", n=reviews.total.n, low=reviews.total.low, rate=rate))
        themes_part(reviews.themes)
        products_part(reviews.products[:10])
    _open_problems(problems)


def _week(monday: date) -> Period:
    return Period(monday, monday + WEEK - timedelta(days=1))


def _open_problems(problems: Sequence[KnownProblem]) -> None:
    section(t("Known problems and who prevents them"))
    still = [problem for problem in problems if problem.state is not KnownState.CLOSED]
    if not still:
        st.caption(t("No known problem yet."))
    for problem in still:
        st.markdown(f"- **{plain(problem.title)}** — {known_where(problem)}  \n{known_who(problem)}")
