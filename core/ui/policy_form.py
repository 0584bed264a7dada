"""The policy as forms: every field of the document, in the units people speak; nothing is stored until it is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd
import streamlit as st

from core.base.errors import InvalidInput, Problem
from core.base.money import format_vnd, parse_vnd
from core.base.words import mark
from core.score.metric import FAIR_METRICS, METRICS, Unit
from core.score.policy import DEFAULT_CAP, KPI_METRICS, Policy, default_min_n, policy_document
from core.score.policy_compare import field_name
from core.score.policy_reading import policy_from
from core.ui.format import DASH
from core.ui.show import section
from core.ui.words import language, plain, said, t

FORM = "policy"
PERCENT = "%"
NOT_A_NUMBER = mark("“{value}” is not a number.")


def ask_policy(held: Policy, drawing: int) -> tuple[Any, list[Problem]]:
    """Draw the whole policy, filled from `held`, and return the document as typed with what could not be read."""
    document = policy_document(held)
    problems: list[Problem] = []
    with st.container(border=True):
        section(t("Weights and targets"), t("Weights add up to 100. A metric without a weight does not count. Rates are in %."))
        metrics = _metrics(document["metrics"], drawing)
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, height="stretch"):
        section(t("KPI tiers"), t("From this KPI percent on, the base bonus is paid times the factor."))
        tiers = _rows([list(tier) for tier in document["tiers"]], (t("From KPI %"), t("Factor")), f"{FORM}:{drawing}:tiers")
        base = _money(t("Base bonus"), document["base_bonus_vnd"], "base_bonus_vnd", drawing, problems)
    with right, st.container(border=True, height="stretch"):
        section(t("Ranking prizes"), t("The first rank first. A band that shares ranks shares their prizes."))
        prize_metric = st.selectbox(
            t("Metric of the prizes"), FAIR_METRICS, index=FAIR_METRICS.index(document["prize_metric"]),
            format_func=lambda key: t(METRICS[key].name), key=f"{FORM}:{drawing}:prize_metric",
        )  # fmt: skip
        prizes = [row[0] for row in _rows([[prize] for prize in document["prizes_vnd"]], (t("Prize (₫)"),), f"{FORM}:{drawing}:prizes")]
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, height="stretch"):
        section(t("Allowances"), t("Two lines of their own on every statement."))
        evening = _money(t("Evening allowance a shift"), document["evening_allowance_vnd"], "evening_allowance_vnd", drawing, problems)
        night = _percent(t("Night premium rate"), document["night_premium_rate"], "night_premium_rate", drawing, problems,
                         tip=t("Of the hourly wage, for 22:00–06:00. At least 30 % by the Labour Code 2019, article 98."))  # fmt: skip
    with right, st.container(border=True, height="stretch"):
        section(t("Conditions"), t("One not met: no KPI bonus and no prize. The allowances are paid in any case."))
        gates = document["gates"]
        shifts = st.number_input(
            t("Fewest approved shifts"),
            min_value=0,
            max_value=200,
            value=gates["min_approved_shifts"],
            step=1,
            key=f"{FORM}:{drawing}:shifts",
        )
        missed = _percent(t("Highest missed rate"), gates["max_unanswered_rate"], "gates.max_unanswered_rate", drawing, problems)
        overdue = st.toggle(t("No complaint left overdue"), value=gates["no_overdue_complaints"], key=f"{FORM}:{drawing}:overdue")
    typed = {
        "metrics": metrics, "tiers": tiers, "base_bonus_vnd": base, "prize_metric": prize_metric, "prizes_vnd": prizes,
        "evening_allowance_vnd": evening, "night_premium_rate": night,
        "gates": {"min_approved_shifts": shifts, "max_unanswered_rate": missed, "no_overdue_complaints": overdue},
    }  # fmt: skip
    return typed, problems


def read_policy(typed: Any, problems: Sequence[Problem]) -> tuple[Policy | None, list[Problem]]:
    """Return the policy of what was typed, or everything wrong with it."""
    found = list(problems)
    try:
        policy = policy_from(typed)
    except InvalidInput as error:
        known = {problem.field for problem in found}
        return None, found + [problem for problem in error.problems if problem.field not in known]
    return (None, found) if found else (policy, [])


def show_problems(problems: Sequence[Problem]) -> None:
    """Say each thing wrong beside the name of its field."""
    lines = "\n".join(f"- **{plain(field_name(problem.field).said(language()))}**: {said(problem)}" for problem in problems)
    st.error(f"{t('Please check {n} fields:', n=len(problems))}\n\n{lines}", icon=":material/error:")


def weight_sum(typed: Any) -> Decimal:
    """Return what the weights typed add up to."""
    return sum((Decimal(str(rule["weight"])) for rule in typed["metrics"].values() if rule["weight"] is not None), Decimal(0))


def _metrics(held: Mapping[str, Mapping[str, Any]], drawing: int) -> dict[str, dict[str, Any]]:
    order = [*held, *(key for key in KPI_METRICS if key not in held)]
    rows = []
    for key in order:
        metric, rule = METRICS[key], held.get(key, {})
        scale = 100 if metric.unit is Unit.RATE else 1
        target = rule.get("target", metric.target)
        rows.append(
            {
                "metric": t(metric.short), "unit": PERCENT if scale == 100 else "s" if metric.unit is Unit.SECONDS else "",
                "weight": float(rule["weight"]) if rule else None, "target": None if target is None else round(float(target) * scale, 6),
                "cap": float(rule.get("cap", DEFAULT_CAP)), "min_n": int(rule.get("min_n", default_min_n(key))),
            }
        )  # fmt: skip
    number = st.column_config.NumberColumn
    edited = st.data_editor(
        pd.DataFrame(rows, index=order),
        column_config={
            "metric": st.column_config.TextColumn(t("Metric"), disabled=True, pinned=True, width=130),
            "weight": number(t("Weight"), format="localized", help=t("In percent; blank: does not count.")),
            "target": number(t("Target"), format="localized"),
            "unit": st.column_config.TextColumn(t("Unit"), disabled=True, width="small"),
            "cap": number(t("Cap"), format="localized", help=t("The most an achievement counts: 1.2 is 120 %.")),
            "min_n": number(t("Least n"), help=t("Below it the metric is left out and its weight goes to the others."), step=1),
        },
        column_order=("metric", "weight", "target", "unit", "cap", "min_n"),
        hide_index=True, key=f"{FORM}:{drawing}:metrics", placeholder=DASH,
    )  # fmt: skip
    found: dict[str, dict[str, Any]] = {}
    for named, row in edited.to_dict("index").items():
        key, weight = str(named), _plain_number(row["weight"])
        if weight is None or (weight == 0 and key not in held):
            continue
        target = _plain_number(row["target"])
        scaled = target / 100 if target is not None and METRICS[key].unit is Unit.RATE else target
        found[key] = {"weight": weight, "target": scaled, "cap": _plain_number(row["cap"]), "min_n": _plain_number(row["min_n"])}
    return found


def _rows(held: list[list[Any]], heads: Sequence[str], key: str) -> list[list[Decimal | None]]:
    frame = pd.DataFrame(held, columns=list(heads)).astype("float64")
    config = {head: st.column_config.NumberColumn(head, format="localized") for head in heads}
    edited = st.data_editor(frame, column_config=config, hide_index=True, num_rows="dynamic", key=key)
    rows = [[_plain_number(value) for value in row] for row in edited.itertuples(index=False, name=None)]
    return [row for row in rows if any(value is not None for value in row)]


def _plain_number(value: Any) -> Decimal | None:
    """Return a cell as the exact number shown; a blank is None."""
    return None if value is None or pd.isna(value) else Decimal(str(value)).normalize()


def _money(label: str, held: int, place: str, drawing: int, problems: list[Problem]) -> int:
    text = st.text_input(label, format_vnd(held, unit=False), key=f"{FORM}:{drawing}:{place}")
    try:
        return parse_vnd(text or "", field=place) or 0
    except InvalidInput as error:
        problems.extend(error.problems)
        return 0


def _percent(label: str, held: float, place: str, drawing: int, problems: list[Problem], *, tip: str = "") -> Decimal:
    shown = f"{Decimal(str(held)) * 100:f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    text = st.text_input(
        f"{label} (%)", shown.replace(".", ",") if language() == "vi" else shown, key=f"{FORM}:{drawing}:{place}", help=tip or None
    )
    try:
        return Decimal((text or "").strip().rstrip("%").strip().replace(",", ".")) / 100
    except InvalidOperation:
        problems.append(Problem(place, NOT_A_NUMBER, {"value": text or ""}))
        return Decimal(0)
