"""Sheet sources: connect the team's sheets, see how each is read, what changed from version to version."""

import streamlit as st

from core.base.changes import Topic
from core.catalog.queries.reports import SheetReport, sheet_reports
from core.catalog.queries.sources import all_sources
from core.catalog.source import SheetKind
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.sheet_changes import versions_part
from core.ui.sheet_choice import draw_choice
from core.ui.sheet_list import source_list
from core.ui.sheet_look import connect_form, looking
from core.ui.show import empty_state, page_header, section
from core.ui.words import t

user = guard("sheet_sources")
now = asked_now()
minute = now.replace(second=0, microsecond=0)
HERE = (Topic.CATALOG,)
page_header("sheet_sources")


def draw_sources() -> None:
    """Draw the sources, the way to add one, and what changed."""
    sources = load(all_sources, topics=HERE)
    reports: dict[int, SheetReport] = {
        report.source_id: report for kind in SheetKind for report in load(sheet_reports, kind, at=minute, topics=HERE, scope="role")
    }
    if not sources:
        empty_state(
            t("No sheet is connected yet."),
            t("Connect the team's scripts and vouchers below; it takes five minutes."),
            icon=":material/table_view:",
        )
    source_list(sources, reports, user, now)
    connect_form(now)
    versioned = {source.id: source for source in sources if source.version}
    if versioned:
        with st.container(border=True):
            section(t("What changed"), t("Each new version of a sheet, compared with the one before; the last 20 are kept."))
            chosen = st.selectbox(t("Source"), list(versioned), format_func=lambda one: versioned[one].name, key="sheet_sources:changes")
            versions_part(chosen, now, key=f"changes:{chosen}")


found = looking()
if found is not None:
    draw_choice(found, now)
else:
    draw_sources()
