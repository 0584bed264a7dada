"""Insights: what the history shows managers about hours, speed, trends, complaints and coverage."""

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.cases.pareto import Measure
from core.cases.queries.learning import Period, complaint_lessons
from core.people.queries.shops import list_shops
from core.score.floor import floor_of
from core.score.insight import speed_split
from core.score.queries.fields import Filter
from core.score.queries.insights import busy_hours, covered_year, speed_rows, trend_rows
from core.score.queries.metrics import metric_table
from core.ui import insight_parts as parts
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.show import page_header, section
from core.ui.words import t

guard("insights")
hour = asked_now().replace(minute=0, second=0, microsecond=0)  # past days: read once an hour
floor = floor_of(get_settings())
today = local_date(hour, floor.zone)
SHIFTS = (Topic.SHIFTS, Topic.PEOPLE)

page_header("insights")
view = parts.ask_view()
if view == "coverage":
    with st.container(border=True):
        section(t("365 days"), t("Each day's service hours: was somebody on shift in every minute?"))
        parts.coverage_view(load(covered_year, today, hour, floor, topics=SHIFTS, scope="role"))
    st.stop()

asked = parts.ask_period(today, load(list_shops, topics=(Topic.PEOPLE,), scope="role"))
start, end, shops = asked
wanted = Filter(start, end, hour, shops, floor)
with st.container(border=True):
    if view == "hours":
        section(t("Busy hours"), t("When customers write: plan the roster by it."))
        parts.hours_view(load(busy_hours, wanted, topics=SHIFTS, scope="role"), floor)
    elif view == "speed":
        section(t("Speed and sales"), t("Do shifts with quicker first answers sell more?"))
        rows = load(speed_rows, wanted, topics=SHIFTS, scope="role")
        parts.speed_view(rows, speed_split(rows))
    elif view == "trends":
        section(t("Trends"))
        by_shop, by_template = (load(trend_rows, wanted, by, topics=(*SHIFTS, Topic.CASES), scope="role") for by in ("shop", "template"))
        parts.trends_view(by_shop, by_template, (end - start).days + 1)
    else:
        section(t("Common complaints"), t("What customers complain about, the most common first."))
        lessons = load(complaint_lessons, Period(start, end, shops), now=hour, topics=(Topic.CASES,), scope="role")
        repeats = load(metric_table, wanted, topics=(*SHIFTS, Topic.CASES), scope="role").total["repeat_issue_rate"]
        parts.complaints_view(lessons.categories[Measure.COUNT], repeats)
