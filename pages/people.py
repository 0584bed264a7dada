"""People: accounts, roles, passwords, sign-ins; for owners."""

import streamlit as st

from core.base.changes import Topic
from core.people.queries.accounts import list_accounts
from core.ui import people_parts as parts
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.show import page_header, section
from core.ui.words import t

me = guard("people")
now = asked_now().replace(second=0, microsecond=0)
accounts = load(list_accounts, now, topics=(Topic.PEOPLE, Topic.SIGN_IN))

page_header("people")
parts.shown_once()
with st.container(border=True):
    section(t("Accounts"), t("Click on a row to change it."))
    chosen = parts.accounts_table(accounts, asked_now())
    if chosen is not None:
        parts.person(chosen, me)
with st.container(border=True):
    section(t("One more person"), t("The user name is made from the full name; the first password is shown once."))
    parts.add_person(accounts)
