"""Getting started: shops, shifts, people and the first sheet, on one page."""

import streamlit as st

from core.base.changes import Topic
from core.catalog.queries.sources import all_sources
from core.people.queries.shops import list_shops
from core.people.queries.users import list_users
from core.people.user import Role
from core.shifts.queries.templates import list_templates
from core.ui import setup_parts as parts
from core.ui.load import load
from core.ui.menu import page
from core.ui.session import guard
from core.ui.show import page_header
from core.ui.words import t

user = guard("setup")
page_header("setup")
shops = load(list_shops, topics=())
people = load(list_users, topics=())
templates = load(list_templates, topics=(Topic.SHIFTS,))
sources = load(all_sources, topics=(Topic.CATALOG,))
agents = [person for person in people if person.role is not Role.OWNER]

with parts.step(1, t("Shops"), t("Every shop account the team answers for."), done=bool(shops)):
    parts.ask_shop(shops)
with parts.step(2, t("Shifts"), t("How the day from 08:00 to 24:00 is divided."), done=bool(templates)):
    parts.ask_preset(templates)
with parts.step(3, t("People"), t("Agents log their own shifts; managers plan and approve."), done=bool(agents)):
    parts.ask_person(people)
with parts.step(4, t("The first sheet"), t("Scripts and vouchers come from the sheets you already keep."), done=bool(sources)):
    st.page_link(page("sheet_sources").file, label=t("Connect a sheet"), icon=":material/table_view:")
if shops and agents:
    st.success(t("The team can start. What each person sees is on the live page."), icon=":material/rocket_launch:")
    st.page_link(page("live").file, label=t("To the live page"), icon=":material/monitoring:")
