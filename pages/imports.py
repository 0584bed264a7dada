"""Imports: a file is recognised, tried without a trace, its problems named cell by cell, then brought in whole."""

import streamlit as st

from core.base.changes import Topic
from core.cases.queries.return_reasons import list_taught_reasons
from core.people.queries.shops import list_shops
from core.ui import import_parts as parts
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.show import page_header

user = guard("imports")
now = asked_now()
page_header("imports")
file = parts.ask_file()
if file is not None:
    with st.container(border=True):
        shop = parts.ask_shop(file, load(list_shops, topics=(Topic.PEOPLE,), scope="role"))
        found = parts.preview(user, file, shop, now)
        if found is not None:
            parts.import_button(found, file, shop)
    if found is not None:
        parts.problems_part(found, file)
parts.taught_part(load(list_taught_reasons, topics=(Topic.CASES, Topic.PEOPLE)), now)
