"""Audit trail: who did what when, before and after; for managers without what is about money."""

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.people.queries.audit import read_trail
from core.people.queries.users import list_team
from core.people.user import Right
from core.ui import audit_parts as parts
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.show import page_header

user = guard("audit")
page_header("audit")
today = local_date(asked_now(), get_settings().zone)
with st.container(border=True):
    wanted = parts.ask_acts(load(list_team, topics=(Topic.PEOPLE,), scope="role"), today, money=user.may(Right.SEE_WAGES))
    parts.acts_table(load(read_trail, wanted, topics=tuple(Topic), scope="role"))
