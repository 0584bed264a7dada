"""The audit trail on the screen: filters, a table of acts, one act in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from core.base.clock import to_local
from core.base.settings import get_settings
from core.base.words import mark
from core.people.queries.audit import MOST, Act, Wanted
from core.people.user import User
from core.ui import format as written
from core.ui.show import empty_state, table_with_export
from core.ui.words import plain, t

KINDS = {
    "sign_in": mark("Sign-ins"),
    "user": mark("People"),
    "shop": mark("Shops"),
    "template": mark("Shift templates"),
    "shift": mark("Shifts"),
    "roster": mark("Roster"),
    "handover": mark("Handovers"),
    "complaint": mark("Complaints"),
    "review": mark("Reviews"),
    "sheet": mark("Sheets"),
    "message_rule": mark("Message rules"),
    "target": mark("Targets"),
    "wage": mark("Wages"),
    "bonus": mark("Bonus"),
    "bonus_policy": mark("Bonus policy"),
    "setting": mark("Settings"),
}


def ask_acts(people: Sequence[User], today: date, *, money: bool) -> Wanted:
    """Ask the dates, the person and the kind; `money` offers the kinds about wages and the bonus too."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        days = st.date_input(
            t("Dates"), value=(today - timedelta(days=6), today), max_value=today, format="DD/MM/YYYY", key="audit:days", width=260
        )
        names = {person.id: person.display for person in people}
        who = st.selectbox(
            t("Who"), [None, *names], format_func=lambda key: names.get(key, t("everybody")), key="audit:who", placeholder="", width=240
        )
        offered = ["", *(kind for kind in KINDS if money or kind not in ("wage", "bonus", "bonus_policy"))]
        kind = st.selectbox(
            t("Kind"),
            offered,
            format_func=lambda key: t(KINDS[key]) if key else t("everything"),
            key="audit:kind",
            placeholder="",
            width=240,
        )
    chosen = days if isinstance(days, tuple) else (days,)
    start, end = (chosen[0], chosen[-1]) if chosen else (today, today)
    return Wanted(start, end, who, kind or "", get_settings().zone)


def acts_table(acts: Sequence[Act]) -> None:
    """Draw the acts; the one clicked on in full below."""
    if not acts:
        empty_state(t("Nothing recorded here."), t("Choose other dates, another person or kind."), icon=":material/history:")
        return
    if len(acts) == MOST:
        st.caption(t("The newest {n}; narrow the filters for older ones.", n=MOST))
    zone = get_settings().zone
    rows = [
        {
            "at": f"{to_local(act.at, zone):%d/%m/%Y %H:%M:%S}",
            "who": act.who,
            "kind": t(KINDS[act.kind]) if act.kind in KINDS else act.kind,
            "action": act.action,
            "subject": act.subject,
            "changes": "; ".join(act.changes),
            "reason": act.reason,
        }
        for act in acts
    ]
    columns = {
        "at": t("When"), "who": t("Who"), "kind": t("Kind"), "action": t("Act"), "subject": t("Concerns"), "changes": t("Before → after"),
        "reason": t("Reason"),
    }  # fmt: skip
    event = table_with_export(
        pd.DataFrame(rows), columns, name=t("Audit trail"), key="audit:table", selection_mode="single-row", on_select="rerun"
    )
    if event.selection.rows and event.selection.rows[0] < len(acts):
        act = acts[event.selection.rows[0]]
        with st.container(border=True):
            st.markdown(f"**{plain(act.action)}** · {plain(act.who)} · {written.day(to_local(act.at, zone).date())}")
            st.code("\n".join(act.changes) or t("Nothing was changed."), language=None, wrap_lines=True)
            if act.reason:
                st.text(act.reason)
