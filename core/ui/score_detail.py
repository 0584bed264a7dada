"""Behind one number: the cells of a fair rate, the shifts and the cases, each with the link to its own page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core.base.clock import to_local
from core.base.settings import get_settings
from core.cases.behind import CaseBehind
from core.score.bonus import Statement
from core.score.explained import Cell, ShiftPart
from core.score.metric import METRICS, Metric, Source, Unit
from core.score.my_score import MyScore
from core.ui import format as written
from core.ui.metric_text import metric_text
from core.ui.show import empty_state, section, table_with_export
from core.ui.words import plain, t

Names = Mapping[int, str]


def draw_metric(found: MyScore, statement: Statement, key: str, shops: Names, templates: Names) -> None:
    """Draw what one metric is made of: words first, then cells, then every shift or case."""
    metric = METRICS[key]
    if metric.source is not Source.RESULTS:
        _cases(found.complaints if metric.source is Source.COMPLAINTS else found.reviews, metric, shops)
        return
    if cells := found.cells.get(key):
        _cells(cells, next(score.value for score in statement.metrics if score.key == key), metric, shops, templates)
    _shifts(found.parts.get(key, ()), metric, shops, templates)


def _cells(cells: Sequence[Cell], fair: float | None, metric: Metric, shops: Names, templates: Names) -> None:
    successes, trials = sum(cell.successes for cell in cells), sum(cell.trials for cell in cells)
    expected = sum(cell.expected for cell in cells)
    st.markdown(
        t(
            "**{successes}** of {n}, that is **{raw}**. An average colleague with the same shops, shifts and sale days: {expected}. "
            "Counted fairly: **{fair}**.",
            successes=written.count(successes),
            n=written.count(trials),
            raw=plain(written.rate(successes / trials if trials else None)),
            expected=written.decimal(expected),
            fair=plain(written.rate(fair)),
        )
    )
    rows = [
        {
            "shop": shops.get(cell.shop_id, written.DASH),
            "shift": templates.get(cell.template_id, written.DASH),
            "sale": t("yes") if cell.campaign else "",
            "mine": f"{written.count(cell.successes)} / {written.count(cell.trials)}",
            "raw": written.rate(cell.successes / cell.trials),
            "team": written.rate(cell.team_rate),
            "more": f"{cell.successes - cell.expected:+.1f}".replace(".", written.decimal(0.1)[1]),
        }
        for cell in cells
    ]
    right = st.column_config.TextColumn
    columns = {
        "shop": right(t("Shop"), width=150),
        "shift": right(t("Shift")),
        "sale": right(t("Sale day")),
        "mine": right(t("Yours"), alignment="right"),
        "raw": right(t("Raw"), alignment="right"),
        "team": right(t("Team there"), alignment="right"),
        "more": right(t("Above the average"), alignment="right", help=t("Successes more than an average colleague would have had there.")),
    }
    table_with_export(
        pd.DataFrame(rows),
        columns,
        name=f"cells-{metric.key}",
        key=f"score:cells:{metric.key}",
        alt=t("Cells of {metric}", metric=t(metric.name)),
    )


def _shifts(parts: Sequence[ShiftPart], metric: Metric, shops: Names, templates: Names) -> None:
    if not parts:
        empty_state(t("No approved shift recorded this."), t("Only approved shifts count."))
        return
    rows = []
    for part in parts:
        ratio = part.top * metric.scale / part.bottom if part.bottom else None
        value = metric_text(metric, ratio if metric.is_ratio else part.top)
        made = (
            f"{written.count(part.top)} / {written.count(part.bottom)}"
            if metric.unit is Unit.RATE
            else written.count(part.bottom or part.top)
        )
        rows.append(
            {
                "day": date.fromisoformat(part.day),
                "shift": templates.get(part.template_id, written.DASH),
                "shop": shops.get(part.shop_id, written.DASH),
                "made": made,
                "value": value,
                "link": f"/my_shift?id={part.shift_id}" if part.shift_id else None,
            }
        )
    right = st.column_config.TextColumn
    columns = {
        "day": st.column_config.DateColumn(t("Date"), format="DD/MM/YYYY", pinned=True),
        "value": right(t("Value"), alignment="right"),
        "made": right(t("Counted"), alignment="right"),
        "link": st.column_config.LinkColumn(t("Link"), display_text=t("Open the shift")),
        "shift": right(t("Shift")),
        "shop": right(t("Shop"), width=150),
    }
    export = pd.DataFrame(
        [
            {
                t("Date"): row["day"],
                t("Shift"): row["shift"],
                t("Shop"): row["shop"],
                t("Numerator"): part.top,
                t("Denominator"): part.bottom,
            }
            for row, part in zip(rows, parts, strict=True)
        ]
    )
    table_with_export(
        pd.DataFrame(rows),
        columns,
        name=f"shifts-{metric.key}",
        key=f"score:shifts:{metric.key}",
        export=export,
        height=min(420, 36 * (len(rows) + 1) + 4),
        alt=t("Shifts behind {metric}", metric=t(metric.name)),
    )


def _cases(cases: Sequence[CaseBehind], metric: Metric, shops: Names) -> None:
    if not cases:
        empty_state(t("No case of this month counts here."))
        return
    kind = "complaints" if metric.source is Source.COMPLAINTS else "reviews"
    rows = [
        {
            "at": to_local(case.at, get_settings().zone).strftime("%d/%m/%Y %H:%M"),
            "shop": shops.get(case.shop_id, written.DASH),
            "in_time": t("in time") if case.in_time else t("still open") if case.still_open else t("late"),
            "link": f"/{kind}?id={case.id}",
        }
        for case in cases
    ]
    right = st.column_config.TextColumn
    columns = {
        "at": right(t("Deadline") if kind == "complaints" else t("Posted"), pinned=True),
        "shop": right(t("Shop"), width=150),
        "in_time": right(t("Result")),
        "link": st.column_config.LinkColumn(t("Link"), display_text=t("Open the case")),
    }
    table_with_export(
        pd.DataFrame(rows),
        columns,
        name=kind,
        key=f"score:cases:{metric.key}",
        height=min(420, 36 * (len(rows) + 1) + 4),
        alt=t("Cases behind {metric}", metric=t(metric.name)),
    )


def draw_worked(found: MyScore, templates: Names) -> None:
    """Draw the approved shifts behind evening allowance and night premium."""
    section(t("Shifts behind the allowances"), t("Evening shifts are paid each; night hours lie between 22:00 and 06:00."))
    rows = [
        {
            "day": date.fromisoformat(shift.day),
            "shift": templates.get(shift.template_id, written.DASH),
            "evening": t("yes") if shift.evening else "",
            "night": written.decimal(shift.night_seconds / 3600, places=2) if shift.night_seconds else "",
            "link": f"/my_shift?id={shift.shift_id}",
        }
        for shift in found.worked
        if shift.evening or shift.night_seconds
    ]
    if not rows:
        st.caption(t("No approved evening shift and no night hours in this month."))
        return
    right = st.column_config.TextColumn
    columns = {
        "day": st.column_config.DateColumn(t("Date"), format="DD/MM/YYYY", pinned=True),
        "shift": right(t("Shift")),
        "evening": right(t("Evening shift")),
        "night": right(t("Night hours"), alignment="right"),
        "link": st.column_config.LinkColumn(t("Link"), display_text=t("Open the shift")),
    }
    table_with_export(
        pd.DataFrame(rows),
        columns,
        name="allowances",
        key="score:worked",
        height=min(420, 36 * (len(rows) + 1) + 4),
        exports=False,
        alt=t("Shifts behind the allowances"),
    )
