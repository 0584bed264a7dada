"""My account: one's own password, other browsers signed out."""

import streamlit as st

from core.ui import account_parts as parts
from core.ui.session import guard, signed_in
from core.ui.show import page_header, section
from core.ui.words import t

guard("account")
me = signed_in()

page_header("account")
if me is not None:
    with st.container(border=True, width=560):
        section(t("Password"))
        parts.ask_password(me)
    with st.container(border=True, width=560):
        section(t("Other browsers"), t("A phone left somewhere, a shared computer: sign them all out but this one."))
        parts.other_browsers(me)
