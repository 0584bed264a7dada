"""One week on one page, one column, to be printed and talked over in the team."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import pandas as pd
import streamlit as st

from core.base.changes import Topic
from core.cases.known_problem import KnownProblem, KnownState
from core.cases.lesson import Lesson
from core.cases.pareto import Measure, Pareto
from core.cases.queries.learning import Period, complaint_lessons
from core.cases.queries.themes import ReviewLessons, review_lessons
from core.cases.trends import WEEK, week_of
from core.people.shop import Shop
from core.ui import format as written
from core.ui import learning_parts as parts
from core.ui.learning_known import known_where, known_who
from core.ui.learning_reviews import theme_name
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
    week, before = _week(monday), _week(monday - WEEK)
    lessons = load(complaint_lessons, week, now=now, topics=(Topic.CASES,), scope="role")
    earlier = load(complaint_lessons, before, now=now, topics=(Topic.CASES,), scope="role").total
    reviews = load(review_lessons, week, now=now, topics=(Topic.CASES,), scope="role")
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
        for made, title, names in ((lessons.categories, t("Categories"), parts.category_name), (lessons.causes, t("Causes"), str)):
            parts.pareto_on_paper(made[Measure.COUNT], title, names)
            _bars(made[Measure.COUNT], title, names)
        section(t("Times and first-time-right"), t("In service hours, on the deadlines' own clock. A dash means no data."))
        _times(lessons.by_shop, told)
        parts.repeats_part(lessons.repeats, told)
    else:
        empty_state(t("No complaint was opened in this week."), icon=":material/task_alt:")
    if reviews.total.n:
        rate = written.rate(reviews.total.low_rate)
        section(t("Reviews"), t("{n} reviews, {low} of them 1–2★ ({rate}).", n=reviews.total.n, low=reviews.total.low, rate=rate))
        _reviews(reviews)
    _open_problems(problems)


def printed_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a table that is printed whole; every cell is shown letter for letter."""
    if rows:
        frame = pd.DataFrame([[plain(cell) for cell in row] for row in rows], columns=list(headings))
        st.table(frame.set_index(headings[0]))


def _bars(found: Pareto, title: str, names: Callable[[str], str]) -> None:
    rows = [
        (names(bar.key), written.count(bar.count), written.money(bar.cost_vnd), written.rate(bar.share), written.rate(bar.cumulative))
        for bar in found.bars
    ]
    printed_table((title, t("Complaints"), t("Cost"), t("Share"), t("Running share")), rows)


def _times(groups: Sequence[tuple[str, Lesson]], told: parts.Told) -> None:
    rows = [
        (
            told.shop(key), written.count(one.opened), written.rate(one.first_time.rate, places=0), written.seconds(one.answer.median_s),
            written.seconds(one.answer.p90_s), written.seconds(one.solve.median_s), written.seconds(one.solve.p90_s),
        )
        for key, one in groups
    ]  # fmt: skip
    headings = (t("Shop"), t("Complaints"), t("First time right"), t("Answer, median"), t("Answer, p90"), t("Solve, median"))
    printed_table((*headings, t("Solve, p90")), rows)


def _reviews(found: ReviewLessons) -> None:
    themes = [
        (theme_name(line.theme), written.count(line.stars.n), written.count(line.stars.low), ", ".join(word for word, _ in line.words[:6]))
        for line in found.themes.lines
    ]
    printed_table((t("Theme"), t("Reviews"), t("1–2★"), t("Words found")), themes)
    products = [
        (one.key or t("Product not known"), written.count(one.n), written.count(one.low), written.decimal(one.average))
        for one in found.products[:10]
    ]
    printed_table((t("Product"), t("Reviews"), t("1–2★"), t("Average stars")), products)


def _week(monday: date) -> Period:
    return Period(monday, monday + WEEK - timedelta(days=1))


def _open_problems(problems: Sequence[KnownProblem]) -> None:
    section(t("Known problems and who prevents them"))
    still = [problem for problem in problems if problem.state is not KnownState.CLOSED]
    if not still:
        st.caption(t("No known problem yet."))
    for problem in still:
        st.markdown(f"- **{plain(problem.title)}** — {known_where(problem)}  \n{known_who(problem)}")
