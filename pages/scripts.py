"""Scripts: find the right answer, fill in the customer's name, copy it with one click."""

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.catalog.looking import note_look
from core.catalog.queries.favourites import my_items
from core.catalog.queries.reports import sheet_reports
from core.catalog.queries.scripts import ScriptsFound, ScriptWanted, find_scripts
from core.catalog.source import SheetKind
from core.people.user import Right
from core.ui import script_parts as parts
from core.ui.load import load
from core.ui.message_parts import dead_codes_expander, scripts_expander, try_expander
from core.ui.session import asked_now, guard
from core.ui.sheet_changes import history_part, since_last_shift
from core.ui.sheet_parts import fresh_line, nothing_yet, sheet_reports_part
from core.ui.show import empty_state, page_header
from core.ui.words import plain, t

guard("scripts")
HERE = (Topic.CATALOG,)
page_header("scripts")


def find(wanted: ScriptWanted) -> ScriptsFound:
    """Ask for scripts as of today."""
    return load(find_scripts, wanted, day=local_date(asked_now(), get_settings().zone), topics=HERE, scope="everybody")


@st.fragment(run_every="30s")
def draw() -> None:
    """Draw search, filters and cards; typing redraws only this, and a new version shows within a minute."""
    user = guard("scripts")
    now = asked_now()
    note_look(now)
    everything = find(ScriptWanted(at_most=0))
    if not everything.fresh.sources:
        nothing_yet(SheetKind.SCRIPTS, user)
        return
    minute = now.replace(second=0, microsecond=0)
    managing = user.may(Right.SEE_SHEET_PROBLEMS)
    reports = load(sheet_reports, SheetKind.SCRIPTS, at=minute, topics=HERE, scope="role") if managing else ()
    fresh_line(everything.fresh, user, SheetKind.SCRIPTS, now, reports)
    since_last_shift(user, SheetKind.SCRIPTS, now)
    try_expander(now)
    mine = load(my_items, SheetKind.SCRIPTS, day=local_date(now, get_settings().zone), topics=HERE)
    wanted = parts.ask_wanted(everything, mine)
    found = find(wanted)
    parts.ask_stage(found)
    if found.found:
        values = parts.ask_gaps(found.found, user)
        st.caption(t("{n} of {total} scripts", n=found.matching, total=found.total))
        with st.grid(2, min_column_width=340):
            for one in found.found:
                parts.script_card(one, values, user, mine)
        parts.more_button(found, wanted)
    elif found.total and wanted.show != "all" and not wanted.text:
        empty_state(t("Nothing here yet."), t(parts.EMPTY[wanted.show]), icon=":material/star:")
    elif found.total:
        empty_state(t("No script matches “{text}”.", text=plain(wanted.text)), t("Try fewer letters, or another stage or marketplace."))
    else:
        empty_state(t("The sheet holds no script yet."), t("Write one in the sheet; it shows here within a minute."))
    if managing:
        dead_codes_expander(now)
        scripts_expander(now)
    if reports:
        sheet_reports_part(reports, now)
        history_part(reports, now)


draw()
