"""My score: a month explained, every point back to its shift, and what would raise it most."""

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.people.queries.shops import list_shops
from core.people.queries.users import list_team
from core.people.user import Right, Role
from core.score.bonus_period import PeriodStatus
from core.score.floor import floor_of
from core.score.metric import METRICS
from core.score.queries.bonus import bonus_periods
from core.score.queries.my_score import my_score
from core.shifts.queries.templates import list_templates
from core.ui import bonus_parts, score_detail
from core.ui import score_parts as parts
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.show import badge, empty_state, page_header, section
from core.ui.words import t

user = guard("my_score")
now, floor = asked_now(), floor_of(get_settings())
today = local_date(now, floor.zone)
HERE = (Topic.SCORE, Topic.SHIFTS, Topic.CASES, Topic.PEOPLE)

page_header("my_score")
periods = load(bonus_periods, topics=HERE)
with st.container(horizontal=True, gap="small"):
    month = bonus_parts.ask_month(bonus_parts.recent_months(today, periods), periods, "score:month", today.replace(day=1))
    agent = user.id
    if user.may(Right.DRAFT_BONUS):
        team = {person.id: person for person in load(list_team, topics=(Topic.PEOPLE,))}
        agents = [person.id for person in team.values() if person.role is Role.AGENT]
        linked = next((person.id for person in team.values() if person.name == st.query_params.get("agent")), [*agents, user.id][0])
        agent = st.selectbox(
            t("Agent"), list(team), index=list(team).index(linked), format_func=lambda key: team[key].display, key="score:agent", width=320
        )
moment = bonus_parts.moment_of(month, periods, now, live=frozenset({PeriodStatus.OPEN, PeriodStatus.COMPUTED}))
found = load(my_score, month, agent or user.id, now=moment, floor=floor, topics=HERE)
if found.person is None:
    empty_state(t("No shift in this month."), t("Choose another month: a score comes from shifts, complaints and reviews."))
    st.stop()

statement = found.person.statement
shops = {shop.id: shop.name for shop in load(list_shops, everything=True, topics=(Topic.PEOPLE,))}
templates = {template.id: template.name for template in load(list_templates, topics=(Topic.SHIFTS,))}
if found.preview:
    note = badge(t("Preview of this moment"), "info", icon=":material/hourglass_top:")
    st.markdown(f"{note} {t('Only approved shifts count; the numbers move until the month is locked.')}")
else:
    st.markdown(bonus_parts.status_badge(found.period.status))

left, right = st.columns([5, 4], gap="medium")
with left, st.container(border=True):
    parts.headline(found, statement)
    section(t("Where the points come from"))
    parts.points_list(statement)
with left, st.container(border=True):
    bonus_parts.gate_list(found.person)
with right:
    if found.preview:
        with st.container(border=True):
            parts.steps_list(found.steps)
    with st.container(border=True):
        section(t("What is paid"))
        bonus_parts.statement_lines(found.person)

with st.container(border=True):
    section(t("Behind a number"), t("Choose a metric: its cells, and every shift or case in it."))
    keys = [score.key for score in sorted(statement.metrics, key=lambda score: -score.weight)]
    chosen = st.pills(t("Metric"), keys, default=keys[0], required=True, format_func=lambda key: t(METRICS[key].name), key="score:metric")
    score_detail.draw_metric(found, statement, chosen or keys[0], shops, templates)
left, right = st.columns(2, gap="medium")
with left, st.container(border=True):
    score_detail.draw_worked(found, templates)
with right, st.container(border=True):
    parts.team_view(found, own=found.person.agent_id == user.id)
