"""Score settings: what agents see of each other, sale days, return window, hourly wages."""

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.people.queries.users import list_team
from core.people.user import Right
from core.score.queries.board_settings import board_settings
from core.score.queries.wages import wages
from core.ui import score_setting_parts as parts
from core.ui.load import load
from core.ui.menu import page
from core.ui.session import asked_now, guard
from core.ui.show import page_header, section
from core.ui.words import t

user = guard("score_settings")
now = asked_now()
today = local_date(now, get_settings().zone)

page_header("score_settings")
held = load(board_settings, topics=(Topic.SCORE,))
left, right = st.columns(2, gap="medium")
with left:
    with st.container(border=True):
        parts.ask_visibility(held)
    with st.container(border=True):
        parts.ask_window(held)
    with st.container(border=True):
        section(
            t("Minimum data"),
            t("Below its least n a metric is left out of the KPI and its weight goes to the others. Each least n stands in the policy."),
        )
        st.page_link(page("bonus_policy").file, label=t("Open the policy"), icon=":material/tune:")
with right, st.container(border=True):
    parts.ask_sale_days(held, today)
if user.may(Right.SEE_WAGES):
    with st.container(border=True):
        team = load(list_team, topics=(Topic.PEOPLE,))
        parts.wage_editor(load(wages, topics=(Topic.SCORE, Topic.PEOPLE)), team, today, now)
