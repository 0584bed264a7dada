"""Everybody's month on one page: the table, the check of the snapshot, the trail, the objections' answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from core.base.words import mark
from core.people.user import Right, User
from core.score.actions.disputes import AnswerDispute, answer_dispute
from core.score.bonus import LineKind
from core.score.bonus_period import DISPUTE_NAMES, GATE_NAMES, LINE_NAMES, BonusReport, Dispute, DisputeStatus, PeriodStatus, TrailStep
from core.score.statement import kinds_paid
from core.ui import format as written
from core.ui.show import Status, badge, section, table_with_export
from core.ui.submit import field, submit
from core.ui.words import plain, t

ACTS = {
    "bonus.compute": mark("Computed"), "bonus.review": mark("Put up for review"), "bonus.approve": mark("Approved the bonus"),
    "bonus.lock": mark("Locked the month"), "bonus.dispute": mark("Objected"), "bonus.answer": mark("Answered an objection"),
    "bonus.adjust": mark("Added an adjustment"), "bonus.export": mark("Took statements out"),
}  # fmt: skip
DISPUTE_LOOK: dict[DisputeStatus, Status] = {DisputeStatus.OPEN: "warning", DisputeStatus.ACCEPTED: "good", DisputeStatus.REJECTED: "off"}


def totals(report: BonusReport) -> None:
    """Draw what the month costs, in all and by kind of line."""
    total = written.money(report.total_vnd)
    st.metric(t("Total for {n} people", n=len(report.rows)), total, help=t("The sum of all lines shown here, in whole đồng."))
    for kind in kinds_paid(report):
        amount = sum(line.amount_vnd for row in report.rows for line in row.statement.lines if line.kind is kind)
        if amount:
            with st.container(horizontal=True, horizontal_alignment="distribute"):
                st.caption(t(LINE_NAMES[kind]), width="content")
                st.caption(plain(written.money(amount)), width="content")


def team_table(report: BonusReport) -> None:
    """Draw a row per person with a column per kind of line; evening allowance and night premium stay apart."""
    kinds = kinds_paid(report)
    right = st.column_config.TextColumn
    shown, numbers = [], []
    for row in report.rows:
        paid = {kind: sum(line.amount_vnd for line in row.statement.lines if line.kind is kind) for kind in kinds}
        closed = [t(GATE_NAMES[gate.gate]) for gate in row.statement.gates if not gate.passed]
        percent = row.statement.kpi_percent
        kpi = written.DASH if percent is None else f"{written.decimal(percent, places=2)}\u00a0%"
        words = {str(kind): written.money(amount) if amount else written.DASH for kind, amount in paid.items()}
        note = t("not met: {gates}", gates=", ".join(closed)) if closed else ""
        shown.append({"name": row.display, "kpi": kpi, **words, "total": written.money(row.statement.total_vnd), "note": note})
        amounts = {f"{t(LINE_NAMES[kind])} (₫)": amount for kind, amount in paid.items()}
        numbers.append(
            {
                t("Agent"): row.agent,
                t("Name"): row.display,
                "KPI %": percent,
                **amounts,
                t("Total"): row.statement.total_vnd,
                t("Note"): note,
            }
        )
    columns: dict[str, object] = {"name": right(t("Agent"), pinned=True), "kpi": right("KPI", alignment="right")}
    columns |= {str(kind): right(t(LINE_NAMES[kind]), alignment="right") for kind in kinds}
    columns |= {"total": right(t("Total"), alignment="right"), "note": right(t("Conditions"))}
    name = f"thuong-{report.period.month:%Y-%m}"
    table_with_export(pd.DataFrame(shown), columns, name=name, key="bonus:table", export=pd.DataFrame(numbers), exports=False)
    if hidden := {kind for row in report.rows for kind in row.hidden}:
        st.caption(t("Not shown to you: {lines}.", lines=", ".join(t(LINE_NAMES[kind]) for kind in sorted(hidden))))


def answer_objections(found: Sequence[Dispute], user: User, now: datetime) -> None:
    """Draw the objections, open ones with the form that answers them."""
    if not found:
        st.caption(t("No objection so far."))
    for dispute in found:
        with st.container(border=True, gap="small"):
            state = badge(t(DISPUTE_NAMES[dispute.status]), DISPUTE_LOOK[dispute.status])
            st.markdown(f"{state} **{plain(dispute.agent)}** · {t(LINE_NAMES[dispute.line])}")
            st.text(dispute.reason)
            st.caption(plain(written.ago(dispute.raised_at, now)))
            if dispute.status is not DisputeStatus.OPEN:
                st.markdown(f"**{t('Answer')}**")
                st.text(dispute.answer)
            elif dispute.line is LineKind.NIGHT_PREMIUM and not user.may(Right.SEE_WAGES):
                st.caption(t("About the night premium only the owner answers: it gives wages away."))
            elif dispute.agent_id == user.id:
                st.caption(t("Somebody else answers your own objection."))
            else:
                _answer_form(dispute)


def _answer_form(dispute: Dispute) -> None:
    form = f"answer:{dispute.id}"
    words = st.text_area(
        t("Answer"), key=field(form, "answer"), max_chars=1000, height=80, placeholder=t("What was checked, and what is right")
    )
    with st.container(horizontal=True, gap="small"):
        right = st.button(t("Accept the objection"), icon=":material/check:", type="primary", key=field(form, "accept"))
        wrong = st.button(t("Reject the objection"), icon=":material/close:", key=field(form, "reject"))
    if right or wrong:
        answered = submit(answer_dispute, AnswerDispute(dispute.id, right, words or ""), form=form, success=t("Answered"))
        if answered is not None:
            st.rerun()
    st.caption(t("An accepted one is followed by correcting the shift and computing again."))


def check_view(report: BonusReport) -> None:
    """Show whether the stored rows give the stored numbers, and whether today's rows are still the same."""
    section(t("Computing again changes nothing"), t("Every input row and the policy are kept with the month; their SHA-256 names them."))
    st.caption(t("Stored with the month"))
    st.code(report.input_hash or written.DASH, language=None, wrap_lines=True)
    if report.reproduced:
        st.markdown(badge(t("The stored rows give the stored numbers to the đồng"), "good"))
    else:
        st.markdown(badge(t("The stored rows no longer give the stored numbers"), "bad"))
    if report.changed is None:
        return
    st.caption(t("Worked out from today's rows and policy"))
    st.code(report.hash_now, language=None, wrap_lines=True)
    if not report.changed:
        st.markdown(badge(t("Same hash: computing again changes nothing"), "good"))
    elif report.period.status in (PeriodStatus.APPROVED, PeriodStatus.LOCKED):
        st.markdown(badge(t("Rows came in later. This month stays as it is; what is owed is an adjustment."), "info"))
    else:
        st.markdown(badge(t("Rows have changed since. Compute again before going on."), "warning"))


def trail(found: Sequence[TrailStep], now: datetime) -> None:
    """Draw who did what, newest first."""
    section(t("Trail"))
    for step in found:
        said = f" · {plain(step.reason)}" if step.reason else ""
        moment = plain(written.ago(step.at, now))
        st.markdown(f"**{t(ACTS.get(step.action, step.action))}** · {plain(step.who)}{said}  \n:small[{moment}]")
