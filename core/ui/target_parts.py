"""Targets: what holds, what comes, a new one held against the last four weeks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from core.base.errors import CaTrucError
from core.score.actions import DropTarget, SetTarget, drop_target
from core.score.metric import METRICS, Unit
from core.score.target import TargetBook, tried
from core.score.target_input import SETTABLE, read_target
from core.ui import format as written
from core.ui.metric_text import help_text, metric_text, target_sign, target_text
from core.ui.palette import dressed, look, palette
from core.ui.show import badge, empty_state, table_with_export
from core.ui.submit import field, show_error, submit
from core.ui.words import t

Days = tuple[tuple[date, float | None, int], ...]
FORM = "target"
_HINT = {Unit.RATE: "80 %", Unit.SECONDS: "30", Unit.VND: "1.250.000", Unit.COUNT: "250", Unit.PER_HOUR: "12,5"}


def standings_table(book: TargetBook, today: date) -> None:
    """Draw every metric's target of today, since when it holds, and what comes next."""
    rows, numbers = [], []
    for key in SETTABLE:
        metric, now = METRICS[key], book.standing(key, today)
        coming = now.next
        since = written.DASH if now.value is None else t("default") if now.since is None else written.day(now.since)
        said = "" if coming is None or coming.from_date is None else t("from {date}", date=written.day(coming.from_date))
        rows.append(
            {
                "metric": t(metric.name),
                "now": written.DASH if now.value is None else target_sign(metric, now.value),
                "since": since,
                "next": written.DASH if coming is None else f"{target_sign(metric, coming.value)} {said}",
            }
        )
        heads = (t("Metric"), t("Target now"), t("Holds since"), t("Next target"), t("Next from"))
        values = (t(metric.name), now.value, now.since, coming and coming.value, coming and coming.from_date)
        numbers.append(dict(zip(heads, values, strict=True)))
    columns = {
        "metric": t("Metric"),
        "now": st.column_config.TextColumn(t("Target now"), alignment="right"),
        "since": st.column_config.TextColumn(t("Holds since"), alignment="right"),
        "next": st.column_config.TextColumn(t("Next target"), alignment="right"),
    }
    table_with_export(
        pd.DataFrame(rows), columns, name=t("Targets"), key="targets:now", height=36 * (len(rows) + 1) + 2, export=pd.DataFrame(numbers)
    )


def ask_metric() -> str:
    """Ask which metric gets a target."""
    asked = st.selectbox(t("Metric"), SETTABLE, format_func=lambda key: t(METRICS[key].name), key="targets:metric", placeholder="")
    return str(asked)


def ask_target(metric: str, book: TargetBook, today: date) -> SetTarget | None:
    """Ask the value and the date; None while what is typed is no target."""
    left, right = st.columns(2)
    held = book.on(metric, today)
    unit = METRICS[metric].unit
    label = {Unit.SECONDS: t("Target, in seconds"), Unit.VND: t("Target, in đồng")}.get(unit, t("The target"))
    said = left.text_input(label, key=field(FORM, f"value:{metric}"), placeholder=_HINT[unit], help=help_text(metric))
    start = right.date_input(
        t("Holds from"), value=today + timedelta(days=1), min_value=today, format="DD/MM/YYYY", key=field(FORM, "from"),
        help=t("Days before it keep the target they had; they were judged by it."),
    )  # fmt: skip
    if not said.strip() or not isinstance(start, date):
        st.caption(t("Holds today: {target}.", target=written.DASH if held is None else target_sign(METRICS[metric], held)))
        return None
    try:
        return SetTarget(metric, read_target(metric, said), start)
    except CaTrucError as error:
        show_error(error)
        return None


def trial(metric: str, days: Days, held: float | None, new: float | None) -> None:
    """Draw the last four weeks against the target that holds and the new one, and say how many days reach each."""
    known = [value for _, value, _ in days if value is not None]
    if not known:
        empty_state(t("No numbers in the last four weeks."), t("The target can be set all the same."), icon=":material/query_stats:")
        return
    declared = METRICS[metric]
    words = [t("Last four weeks: {n} days with numbers.", n=len(known))]
    for name, target in ((t("target now"), held), (t("new target"), new)):
        if target is not None:
            found = tried(metric, known, target)
            words.append(t("{name} {target}: reached on {met} of {days} days.", name=name, target=target_sign(declared, target),
                           met=found.met, days=found.days))  # fmt: skip
    st.markdown("  \n".join(words))
    alt_text = " ".join(words)
    st.vega_lite_chart(_trial_spec(metric, days, held, new, look()), theme=None, width="stretch", alt=alt_text)


@st.cache_data(max_entries=64, show_spinner=False)
def _trial_spec(metric: str, days: Days, held: float | None, new: float | None, look: str) -> dict[str, Any]:
    colours, declared = palette(), METRICS[metric]
    per_cent = declared.unit is Unit.RATE
    rows = [{"day": day.isoformat(), "value": value, "said": metric_text(declared, value), "n": n} for day, value, n in days]
    value = alt.Y("value:Q", scale=alt.Scale(zero=False), axis=alt.Axis(title=t(declared.short), format=".0%" if per_cent else ",.0f"))
    told = [
        alt.Tooltip("day:T", title=t("Day"), format="%d/%m/%Y"),
        alt.Tooltip("said:N", title=t(declared.short)),
        alt.Tooltip("n:Q", title="n", format=",.0f"),
    ]
    across = alt.X("day:T", axis=alt.Axis(title=None, format="%d/%m", grid=False, tickCount=8))
    base = alt.Chart(pd.DataFrame(rows)).transform_filter("isValid(datum.value)")
    layers: list[Any] = [
        base.mark_line(color=colours.accent_soft, strokeWidth=2).encode(x=across, y=value),
        base.mark_point(color=colours.accent, filled=True, size=40, opacity=1).encode(x=across, y=value, tooltip=told),
    ]
    for word, target, colour, at in ((t("target now"), held, colours.quiet, "left"), (t("new target"), new, colours.second, "right")):
        if target is not None:
            aim = alt.Chart(pd.DataFrame({"value": [target], "word": [f"{word} {target_text(declared, target)}"]}))
            layers.append(aim.mark_rule(color=colour, strokeDash=[5, 4], strokeWidth=1.5).encode(y=value))
            mark = {"type": "text", "align": at, "baseline": "bottom", "dy": -3, "fontSize": 12, "color": colour}
            place = alt.value(0) if at == "left" else alt.value("width")
            layers.append(aim.encode(x=place, y=value, text="word:N").properties(mark=mark))
    return dressed(alt.layer(*layers).properties(height=220)).to_dict()  # type: ignore[no-any-return]


def planned_changes(book: TargetBook, today: date) -> None:
    """Draw the changes to come, each with the way back."""
    for target in book.all():
        if target.from_date is None or target.from_date <= today:
            continue
        metric, form = METRICS[target.metric], f"target:drop:{target.metric}:{target.from_date}"
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            said = t("{metric} {target} from {date}", metric=t(metric.name), target=target_sign(metric, target.value),
                     date=written.day(target.from_date))  # fmt: skip
            st.markdown(badge(t("planned"), "info", icon=":material/event:") + f" {said}")
            asked = st.button(t("Take back"), key=field(form, "go"), icon=":material/undo:", type="tertiary")
        gone = DropTarget(target.metric, target.from_date)
        if asked and submit(drop_target, gone, form=form, success=t("The change is taken back")) is not None:
            st.rerun()


def history_table(book: TargetBook, metric: str, today: date) -> None:
    """Draw every target a metric ever had, newest first."""
    since = book.standing(metric, today).since
    rows = []
    for target in reversed([target for target in book.all() if target.metric == metric]):
        planned = target.from_date is not None and target.from_date > today
        state = t("planned") if planned else t("holds now") if target.from_date == since else t("past")
        start = t("default") if target.from_date is None else written.day(target.from_date)
        rows.append({"from": start, "target": target_sign(METRICS[metric], target.value), "state": state})
    if rows:
        columns = {"from": t("From"), "target": st.column_config.TextColumn(t("The target"), alignment="right"), "state": t("State")}
        table_with_export(pd.DataFrame(rows), columns, name=t("History of a target"), key="targets:history")
    else:
        st.caption(t("This metric never had a target."))
