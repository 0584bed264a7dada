"""Leaderboard: raw rates with n beside fair rates, and what the data really show."""

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.people.queries.shops import list_shops
from core.people.queries.users import list_team
from core.score.metric import METRICS
from core.score.queries.fields import Filter
from core.score.queries.leaderboard import leaderboard
from core.score.queries.metrics import metric_table
from core.score.queries.targets import target_book
from core.ui import board_parts
from core.ui import format as written
from core.ui.board_charts import daily_chart, interval_chart
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.show import empty_state, page_header, section
from core.ui.words import t

user = guard("leaderboard")
now = asked_now().replace(second=0, microsecond=0)
today = local_date(now, get_settings().zone)
topics = (Topic.SHIFTS, Topic.CASES, Topic.PEOPLE, Topic.SCORE)

page_header("leaderboard")
asked = board_parts.ask_filters(today, load(list_shops, topics=(Topic.PEOPLE,), scope="role"))
wanted = Filter(start=asked.start, end=asked.end, shops=asked.shops, now=now)
board = load(leaderboard, wanted, asked.metric, topics=topics, scope="role")
name = t(METRICS[board.metric].name)

if not board.rows:
    empty_state(t("No handed-in shifts in this period."), t("Choose a longer period, or hand in shifts on “My shift”."))
    st.stop()

ranked = t("{n} agents · {start} – {end}", n=len(board.rows), start=written.day(board.start), end=written.day(board.end))
st.caption(f"{ranked} · {name}: {t('team {rate}', rate=written.rate(board.team_rate))}")
board_parts.verdict(board)
left, right = st.columns([5, 3])
with left, st.container(border=True, height="stretch"):
    section(t("Who really does better?"), t("Dot: fair rate, line: its 90 % interval. Orange tick: raw rate. Striped rows: one rank."))
    interval_chart(board)
with right, st.container(border=True, height="stretch"):
    board_parts.why(board)
with st.container(border=True):
    section(t("Ranking"), t("Provisional: shifts not approved yet, or days young enough for orders to come back."))
    board_parts.ranking_table(board)

days = load(metric_table, wanted, "day", topics=topics, scope="role")
target = load(target_book, topics=(Topic.SCORE,), scope="role").on(board.metric, asked.end)
with st.container(border=True):
    section(t("The team by day"))
    daily_chart(tuple((row.group or "", row.values[board.metric].value, row.values[board.metric].n) for row in days.rows), target, name)
with st.container(border=True):
    people = {person.name: person.display for person in load(list_team, topics=(Topic.PEOPLE,))}
    board_parts.team_table(load(metric_table, wanted, "agent", topics=topics, scope="role"), people)
