"""Leaderboard: raw rates with n beside fair rates, and what the data really show."""

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.people.queries.shops import list_shops
from core.people.queries.users import list_team
from core.people.user import Right
from core.score.floor import floor_of
from core.score.metric import METRICS
from core.score.queries.board_trend import board_trends
from core.score.queries.board_why import board_why as why_of
from core.score.queries.fields import Filter
from core.score.queries.leaderboard import leaderboard
from core.score.queries.metrics import metric_table
from core.score.queries.reconcile import reconciliation
from core.score.queries.targets import target_book
from core.shifts.queries.templates import list_templates
from core.ui import board_parts, board_why
from core.ui import format as written
from core.ui.board_charts import MOST_ROWS, board_height, daily_chart, interval_chart
from core.ui.board_filters import ask_filters
from core.ui.board_funnel import funnel_chart
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.show import empty_state, page_header, section
from core.ui.words import t

user = guard("leaderboard")
now = asked_now().replace(second=0, microsecond=0)
floor = floor_of(get_settings())
today = local_date(now, floor.zone)
topics = (Topic.SHIFTS, Topic.CASES, Topic.PEOPLE, Topic.SCORE)
numbers = (Topic.SHIFTS, Topic.PEOPLE, Topic.SCORE)

page_header("leaderboard")
shops = {shop.id: shop for shop in load(list_shops, everything=True, topics=(Topic.PEOPLE,), scope="role")}
templates = {template.id: template.name for template in load(list_templates, topics=(Topic.SHIFTS,), scope="role")}
asked = ask_filters(today, list(shops.values()), load(list_templates, topics=(Topic.SHIFTS,), scope="role"))
wanted = Filter(start=asked.start, end=asked.end, shops=asked.shops, templates=asked.templates, now=now, floor=floor)
board = load(leaderboard, wanted, asked.metric, topics=numbers, scope="role")
name = t(METRICS[board.metric].name)

if not board.rows:
    empty_state(t("No handed-in shifts in this period."), t("Choose a longer period, or hand in shifts on “My shift”."))
    st.stop()

ranked = t("{n} agents · {start} – {end}", n=len(board.rows), start=written.day(board.start), end=written.day(board.end))
st.caption(f"{ranked} · {name}: {t('team {rate}', rate=written.rate(board.team_rate))}")
board_parts.standing(board)
board_parts.verdict(board)
known = board_why.choices(board, user)
shop_names = {key: shop.name for key, shop in shops.items()}

days = load(metric_table, wanted, "day", topics=topics, scope="role")
target = load(target_book, topics=(Topic.SCORE,), scope="role").on(board.metric, asked.end)

left, right = st.columns([5, 4])
with left, st.container(border=True, height=board_height(board)):
    section(t("Who really does better?"), t("Dot: fair rate, line: its 90 % interval. Orange tick: raw rate. Striped rows: one rank."))
    interval_chart(board)
    if len(board.rows) > MOST_ROWS:
        st.caption(t("The first {n}; the table below has everybody.", n=MOST_ROWS))
with left, st.container(border=True):
    section(t("Chance, or not?"), t("Shops, shifts and sale days are taken out. Inside the bands chance alone explains the rest."))
    funnel_chart(board)
with right, st.container(border=True):
    row = board_why.choose(known)
    found = load(why_of, wanted, asked.metric, row.agent_id, topics=numbers, scope="role") if row else None
    if row and found:
        board_why.in_words(board, row)
        board_why.main_cells(found, shop_names, templates)
with right, st.container(border=True):
    section(t("The team by day"))
    daily_chart(tuple((day.group or "", day.values[board.metric].value, day.values[board.metric].n) for day in days.rows), target, name)

with st.container(border=True):
    section(t("Ranking"), t("Tick a row to see why.") if len(known) > 1 else "")
    trends = load(board_trends, wanted, asked.metric, topics=numbers, scope="role")
    board_parts.ranking_table(board, trends, board_why.CHOSEN, known.keys() if len(known) > 1 else ())
if row and found:
    with st.container(border=True):
        board_why.cells(found, row, shop_names, templates)
    with st.container(border=True):
        sees = user.may(Right.SEE_TEAM)
        exports = load(reconciliation, asked.start, asked.end, asked.shops, topics=numbers, scope="role") if sees else None
        board_why.shifts(found, row, asked.metric, shop_names, templates, exports=exports)

with st.container(border=True):
    shown = {row.agent: row.display for row in board.rows if row.agent and row.display}
    people = shown | {person.name: person.display for person in load(list_team, topics=(Topic.PEOPLE,))}
    board_parts.team_table(load(metric_table, wanted, "agent", topics=topics, scope="role"), people)
