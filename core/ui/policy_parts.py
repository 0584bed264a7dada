"""A policy tried on past months, its versions, two of them compared, and the way in and out as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from core.base.errors import CaTrucError
from core.score.actions.policy import EVERY_MONTH
from core.score.bonus_period import PolicyVersion, Preview
from core.score.policy import Policy
from core.score.policy_compare import field_name, policy_changes
from core.score.policy_file import policy_as_json, policy_as_toml, read_policy_file
from core.ui import format as written
from core.ui.bonus_parts import month_name
from core.ui.score_parts import kpi_text
from core.ui.show import badge, section, table_with_export
from core.ui.submit import show_error
from core.ui.words import language, plain, t


def signed_money(amount: int) -> str:
    """Return an amount with its sign: `+400.000 ₫`, `−50.000 ₫`, `0 ₫`."""
    return f"{'+' if amount > 0 else '−' if amount < 0 else ''}{written.money(abs(amount))}"


def preview_view(found: Sequence[Preview]) -> None:
    """Draw what a policy would have paid in past months: in all, by month, by person."""
    people = [row for preview in found for row in preview.rows]
    if not people:
        st.caption(t("No approved shift in these months."))
        return
    before, after = sum(row.now_vnd for row in people), sum(row.then_vnd for row in people)
    with st.container(horizontal=True, gap="medium"):
        st.metric(t("Paid now"), written.money(before), help=t("Computed months as they were computed, an open one as it stands."))
        st.metric(t("With this policy"), written.money(after), help=t("The same rows worked out with the policy in the form."))
        st.metric(t("Difference"), signed_money(after - before))
    better, worse = sum(row.then_vnd > row.now_vnd for row in people), sum(row.then_vnd < row.now_vnd for row in people)
    st.caption(
        t(
            "{better} statements would be higher, {worse} lower, {same} the same.",
            better=better,
            worse=worse,
            same=len(people) - better - worse,
        )
    )
    rows, numbers = [], []
    for preview in found:
        for row in preview.rows:
            change = row.then_vnd - row.now_vnd
            kpi = kpi_text(row.kpi_now) if row.kpi_now == row.kpi_then else f"{kpi_text(row.kpi_now)} → {kpi_text(row.kpi_then)}"
            money = {"now": written.money(row.now_vnd), "then": written.money(row.then_vnd), "change": signed_money(change)}
            rows.append({"month": f"{preview.month:%m/%Y}", "name": row.label, "kpi": kpi, **money})
            amounts = {t("Paid now"): row.now_vnd, t("With this policy"): row.then_vnd, t("Difference"): change}
            points = {"KPI %": row.kpi_now, t("KPI % with this policy"): row.kpi_then}
            numbers.append({t("Month"): f"{preview.month:%Y-%m}", t("Agent"): row.label, **amounts, **points})
        total = preview.difference_vnd
        rows.append(
            {"month": f"{preview.month:%m/%Y}", "name": t("Team"), "now": written.money(sum(row.now_vnd for row in preview.rows)),
             "then": written.money(sum(row.then_vnd for row in preview.rows)), "change": signed_money(total), "kpi": ""}
        )  # fmt: skip
    right = st.column_config.TextColumn
    columns = {
        "name": right(t("Agent"), pinned=True), "month": right(t("Month")), "now": right(t("Paid now"), alignment="right"),
        "then": right(t("With this policy"), alignment="right"), "change": right(t("Difference"), alignment="right"),
        "kpi": right("KPI", alignment="right"),
    }  # fmt: skip
    table_with_export(
        pd.DataFrame(rows),
        columns,
        name="policy-preview",
        key="policy:preview",
        export=pd.DataFrame(numbers),
        alt=t("What this policy would have paid"),
    )


def version_name(version: PolicyVersion) -> str:
    """Return `Bản 2 · từ 11/2026`; the default that nobody set is version 0."""
    if version.from_month is None:
        return t("Version {n} · the default", n=version.version)
    if version.from_month <= EVERY_MONTH:
        return t("Version {n} · every month not computed yet", n=version.version)
    return t("Version {n} · from {month}", n=version.version, month=f"{version.from_month:%m/%Y}")


def versions_view(versions: Sequence[PolicyVersion], now: datetime) -> None:
    """Draw every version with who set it when, and two side by side."""
    for version in versions:
        by = (
            ""
            if version.set_at is None
            else t("set {moment} by {who}", moment=written.moment(version.set_at, now), who=version.set_by or "—")
        )
        st.markdown(f"**{plain(version_name(version))}** {plain(by)}")
    if len(versions) < 2:
        return
    section(t("Compare two versions"))
    by_number = {version.version: version for version in versions}
    with st.container(horizontal=True, gap="small"):
        numbers = list(by_number)
        first = st.selectbox(
            t("Earlier"), numbers, index=1, format_func=lambda n: version_name(by_number[n]), key="policy:first", width=360
        )
        second = st.selectbox(
            t("Later"), numbers, index=0, format_func=lambda n: version_name(by_number[n]), key="policy:second", width=360
        )
    if first is not None and second is not None:
        changes_view(by_number[first].policy, by_number[second].policy)


def changes_view(before: Policy, after: Policy) -> None:
    """Draw the fields that differ between two policies."""
    changes = policy_changes(before, after)
    if not changes:
        st.markdown(badge(t("The same in every field"), "good"))
        return
    rows = [
        {"field": field_name(change.place).said(language()), "before": _shown(change.before), "after": _shown(change.after)}
        for change in changes
    ]
    columns = {"field": t("Field"), "before": t("Before"), "after": t("After")}
    table_with_export(pd.DataFrame(rows), columns, name="policy-changes", key="policy:changes", exports=False, alt=t("Fields that differ"))


def _shown(value: Any) -> str:
    if value is None:
        return written.DASH
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, int | float):
        whole = float(value).is_integer()
        return written.decimal(value, places=0) if whole else f"{value:g}".replace(".", ",") if language() == "vi" else f"{value:g}"
    if isinstance(value, list):
        return " · ".join(f"{_shown(row[0])} → {_shown(row[1])}" if isinstance(row, list) else _shown(row) for row in value)
    return str(value)


def file_view(policy: Policy, name: str) -> Any:
    """Draw the policy as a file to take out, and the way to bring one in; returns what an uploaded file holds."""
    section(t("As a file"), t("The same document as on the command line: bonus policy --set FILE."))
    with st.container(horizontal=True, gap="small"):
        for kind, made in (("json", policy_as_json(policy)), ("toml", policy_as_toml(policy))):
            st.download_button(
                kind.upper(), made, f"{name}.{kind}", key=f"policy:file:{kind}", icon=":material/download:", on_click="ignore"
            )
    given = st.file_uploader(t("Bring a policy in (JSON or TOML)"), type=["json", "toml"], key="policy:upload")
    if given is None:
        return None
    try:
        return read_policy_file(given.name, given.getvalue())
    except CaTrucError as error:
        show_error(error)
        return None


def ask_months(months: Sequence[date]) -> list[date]:
    """Ask for one to six past months to try a policy on."""
    chosen = st.pills(
        t("Past months"), list(months), default=list(months)[:2], selection_mode="multi", format_func=month_name, key="policy:months"
    )
    return sorted(chosen)[-6:]
