"""Complaints as a table: on screen, and as the rows of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from core.base.clock import to_local
from core.base.settings import get_settings
from core.base.words import mark, translate
from core.cases.category import CATEGORY_NAMES
from core.cases.complaint import RESOLUTION_NAMES, SEVERITY_NAMES, Complaint
from core.cases.deadline import STANDING_NAMES
from core.cases.event import CaseKind
from core.cases.queries.complaints import list_complaints
from core.cases.queries.scope import CaseFilter
from core.people.user import User
from core.ui import format as written
from core.ui.case_export import recorded, whole_list
from core.ui.case_parts import ABOUT
from core.ui.show import table_with_export
from core.ui.words import language, t

Say = Callable[[str], str]


def complaint_rows(lines: Sequence[Complaint], now: datetime, say: Say) -> pd.DataFrame:
    """Return complaints as rows, texts as they were typed; `say` puts a message id into a language."""
    zone = get_settings().zone
    rows = [
        {
            "standing": say(STANDING_NAMES[case.standing(now)]), "due": to_local(case.next_due or case.resolve_due, zone),
            "order_no": case.order_no, "category": say(CATEGORY_NAMES[case.category]), "state": say(case.state_name),
            "severity": say(SEVERITY_NAMES[case.severity]), "owner": case.owner.display if case.owner else "", "shop": case.shop_name,
            "customer": case.customer, "opened": to_local(case.opened_at, zone),
            "resolved": to_local(case.resolved_at, zone) if case.resolved_at else None,
            "resolution": say(RESOLUTION_NAMES[case.resolution]) if case.resolution else "", "cost": case.cost_vnd,
            "reopened": case.reopened, "description": case.description, "cause": case.cause, "prevention": case.prevention,
        }
        for case in lines
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_headings(say))).astype({"cost": "Int64"})


def _headings(say: Say) -> dict[str, str]:
    named = {
        "standing": mark("Deadline"), "due": mark("Due"), "order_no": mark("Order number"), "category": ABOUT, "state": mark("State"),
        "severity": mark("Severity"), "owner": mark("Who works on it"), "shop": mark("Shop"), "customer": mark("Customer's account"),
        "opened": mark("Opened"), "resolved": mark("Resolved"), "resolution": mark("Solution"), "cost": mark("Cost (₫)"),
        "reopened": mark("Times opened again"), "description": mark("What happened"), "cause": mark("Cause"),
        "prevention": mark("So that it does not happen again"),
    }  # fmt: skip
    return {column: say(name) for column, name in named.items()}


def complaint_table(lines: Sequence[Complaint], wanted: CaseFilter, address: str, user: User, now: datetime) -> None:
    """Draw the list as one dense table; its files hold the whole list, and the trail says who took them."""
    zone, column = get_settings().zone, st.column_config
    spoken = language()  # the files are made outside the page, where nobody's language is known

    def say(words: str) -> str:
        return translate(words, spoken)

    heading = _headings(say)

    def moment(name: str) -> Any:
        return column.DatetimeColumn(heading[name], format="DD/MM/YYYY HH:mm", timezone=str(zone))

    special = {
        "due": moment("due"), "opened": moment("opened"), "resolved": moment("resolved"),
        "cost": column.NumberColumn(heading["cost"], format="localized"),
    }  # fmt: skip
    export = whole_list(list_complaints, user, wanted, lambda found: complaint_rows(found, now, say).rename(columns=heading))
    table_with_export(
        complaint_rows(lines, now, say), {name: special.get(name, said) for name, said in heading.items()}, name=t("Complaints"),
        key="complaints:table", alt=t("Complaints of this list"), placeholder=written.DASH, export=export,
        record=recorded(CaseKind.COMPLAINT, user, address),
    )  # fmt: skip
