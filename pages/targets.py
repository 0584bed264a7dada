"""Targets: what each metric should reach and from when; a new one is first held against the last four weeks."""

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.score.actions import set_target
from core.score.queries.targets import last_days, target_book
from core.ui import target_parts as parts
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.show import page_header, section
from core.ui.submit import field, submit
from core.ui.words import t

guard("targets")
now = asked_now()
today = local_date(now, get_settings().zone)
minute = now.replace(second=0, microsecond=0)
book = load(target_book, topics=(Topic.SCORE,))

page_header("targets")
with st.container(border=True):
    section(t("Targets today"), t("A past day is judged by the target of that day."))
    parts.standings_table(book, today)
    parts.planned_changes(book, today)

with st.container(border=True):
    section(t("Set a target"), t("Type it and see the last four weeks first; nothing changes before you save."))
    metric = parts.ask_metric()
    new = parts.ask_target(metric, book, today)
    days = load(last_days, metric, today, minute, topics=(Topic.SHIFTS, Topic.CASES))
    parts.trial(metric, days, book.on(metric, today), new.value if new else None)
    asked = st.button(t("Save the target"), type="primary", icon=":material/save:", disabled=new is None, key=field(parts.FORM, "save"))
    if asked and new is not None and submit(set_target, new, form=parts.FORM, success=t("Target saved")) is not None:
        st.rerun()

with st.container(border=True):
    section(t("History"))
    parts.history_table(book, metric, today)
