"""Reviews as a table: on screen, and as the rows of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from core.base.clock import to_local
from core.base.settings import get_settings
from core.base.words import mark, translate
from core.cases.deadline import STANDING_NAMES
from core.cases.event import CaseKind
from core.cases.queries.reviews import list_reviews
from core.cases.queries.scope import CaseFilter
from core.cases.review import OUTCOME_NAMES, REVIEW_STATE_NAMES, Review
from core.people.user import User
from core.ui import format as written
from core.ui.case_export import recorded, whole_list
from core.ui.show import table_with_export
from core.ui.words import language, t

Say = Callable[[str], str]


def review_rows(lines: Sequence[Review], now: datetime, say: Say) -> pd.DataFrame:
    """Return reviews as rows, texts as they were written; `say` puts a message id into a language."""
    zone = get_settings().zone

    def local(value: datetime | None) -> datetime | None:
        return to_local(value, zone) if value else None

    rows = [
        {
            "stars": case.stars, "standing": say(STANDING_NAMES[case.standing(now)]), "due": local(case.reply_due),
            "product": case.product, "text": case.text, "state": say(REVIEW_STATE_NAMES[case.state]),
            "owner": case.owner.display if case.owner else "", "shop": case.shop_name, "order_no": case.order_no,
            "posted": local(case.posted_at), "edit_days": case.edit_days_left(now), "replied": local(case.first_reply_at),
            "reply": case.reply, "outcome": say(OUTCOME_NAMES[case.outcome]) if case.outcome else "",
        }
        for case in lines
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_headings(say))).astype({"edit_days": "Int64"})


def _headings(say: Say) -> dict[str, str]:
    named = {
        "stars": mark("Stars"), "standing": mark("Deadline"), "due": mark("Due"), "product": mark("Product"),
        "text": mark("What the customer wrote"), "state": mark("State"), "owner": mark("Who works on it"), "shop": mark("Shop"),
        "order_no": mark("Order number"), "posted": mark("Posted"), "edit_days": mark("Days left to edit"), "replied": mark("Replied"),
        "reply": mark("Reply"), "outcome": mark("Outcome"),
    }  # fmt: skip
    return {column: say(name) for column, name in named.items()}


def review_table(lines: Sequence[Review], wanted: CaseFilter, address: str, user: User, now: datetime) -> None:
    """Draw the list as one dense table; its files hold the whole list, and the trail says who took them."""
    zone, column, spoken = get_settings().zone, st.column_config, language()

    def say(words: str) -> str:
        return translate(words, spoken)

    heading = _headings(say)

    def moment(name: str) -> Any:
        return column.DatetimeColumn(heading[name], format="DD/MM/YYYY HH:mm", timezone=str(zone))

    special = {
        "stars": column.NumberColumn(heading["stars"], format="%d★"), "due": moment("due"), "posted": moment("posted"),
        "replied": moment("replied"),
    }  # fmt: skip
    export = whole_list(list_reviews, user, wanted, lambda found: review_rows(found, now, say).rename(columns=heading))
    table_with_export(
        review_rows(lines, now, say), {name: special.get(name, said) for name, said in heading.items()}, name=t("Reviews"),
        key="reviews:table", alt=t("Reviews of this list"), placeholder=written.DASH, export=export,
        record=recorded(CaseKind.REVIEW, user, address),
    )  # fmt: skip
