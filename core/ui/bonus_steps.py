"""What may be done with a month next, by whom: compute, review, approve, lock, adjust, object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

import streamlit as st

from core.base.clock import at_local, local_date
from core.base.errors import InvalidInput
from core.base.money import parse_vnd
from core.people.user import Right, User
from core.score.actions.bonus import DISPUTE_DAYS, Approve, Compute, Lock, Review, approve_bonus, compute_bonus, lock_bonus, review_bonus
from core.score.actions.disputes import AddAdjustment, RaiseDispute, add_adjustment, raise_dispute
from core.score.bonus import LineKind
from core.score.bonus_inputs import last_day_of
from core.score.bonus_period import DISPUTE_NAMES, LINE_NAMES, Adjustment, BonusReport, Dispute, DisputeStatus, Period, PeriodStatus
from core.score.floor import Floor
from core.ui import format as written
from core.ui.bonus_parts import deadline_words, month_name
from core.ui.bonus_team import DISPUTE_LOOK
from core.ui.show import badge, section
from core.ui.submit import field, show_error, submit
from core.ui.words import plain, t


def next_step(report: BonusReport, user: User, floor: Floor, now: datetime, open_disputes: int) -> None:
    """Draw the one thing to do now, and what else is allowed."""
    period = report.period
    match period.status:
        case PeriodStatus.OPEN:
            section(t("Next: compute a draft"), t("These are the numbers of this moment. Computing keeps every row behind them."))
            _compute(period.month, floor, first=True)
        case PeriodStatus.COMPUTED:
            section(t("Next: put up for review"), t("Everybody then sees their own statement and may object to a line."))
            _review(period, floor, now)
            _compute(period.month, floor)
        case PeriodStatus.REVIEW:
            waiting = t("{n} objections wait for an answer.", n=open_disputes) if open_disputes else t("No objection waits.")
            section(t("Next: approve"), f"{deadline_words(period, now)} {waiting}")
            _approve(report, user, floor, now, open_disputes)
            _compute(period.month, floor)
            with st.expander(t("Move the deadline"), icon=":material/event:"):
                _review(period, floor, now)
        case PeriodStatus.APPROVED:
            section(
                t("Next: lock"), t("After that no shift of this month changes any more: not on a page, not by a file, not in the database.")
            )
            _lock(period.month, user)
        case PeriodStatus.LOCKED:
            section(t("Locked"), t("Paid from this snapshot. What comes late is an adjustment in a later month."))


def _compute(month: date, floor: Floor, *, first: bool = False) -> None:
    label = t("Compute the month") if first else t("Compute again")
    kind: Literal["primary", "secondary"] = "primary" if first else "secondary"
    if st.button(label, icon=":material/calculate:", type=kind, key=field("bonus:compute", "go")):
        _done(submit(compute_bonus, Compute(month, floor), form="bonus:compute", success=t("Computed")))


def _done(status: PeriodStatus | None) -> None:
    if status is not None:
        st.rerun()


def _review(period: Period, floor: Floor, now: datetime) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        day = st.date_input(
            t("Objections until the end of"), local_date(now, floor.zone) + timedelta(days=DISPUTE_DAYS), format="DD/MM/YYYY",
            key=field("bonus:review", "day"), width=220,
        )  # fmt: skip
        first = period.status is PeriodStatus.COMPUTED
        label = t("Put up for review") if first else t("Move the deadline")
        kind: Literal["primary", "secondary"] = "primary" if first else "secondary"
        go = st.button(label, icon=":material/forum:", type=kind, key=field("bonus:review", "go"))
    if go and isinstance(day, date):
        until = at_local(day, 24 * 60, floor.zone)
        told = t("Everybody sees their statement now") if first else t("Saved")
        _done(submit(review_bonus, Review(period.month, until), form="bonus:review", success=told))


def _approve(report: BonusReport, user: User, floor: Floor, now: datetime, open_disputes: int) -> None:
    if not user.may(Right.APPROVE_BONUS):
        st.caption(t("The owner approves."))
        return
    why = ""
    if local_date(now, floor.zone) <= last_day_of(report.period.month):
        why = t("This month is not over yet: it can be computed and reviewed, not approved.")
    elif open_disputes:
        why = t("{count} objections wait for an answer. Answer them first.", count=open_disputes)
    elif any(row.agent_id == user.id and row.statement.total_vnd > 0 for row in report.rows):
        why = t("Nobody approves their own bonus. Another owner can, or the administrator at the command line.")
    if why:
        st.info(why, icon=":material/info:")
    total = plain(written.money(report.total_vnd))
    label = t("Approve {total} for {n} people", total=total, n=len(report.rows))
    # A primary button that is disabled can hardly be read.
    kind: Literal["primary", "secondary"] = "secondary" if why else "primary"
    if st.button(label, icon=":material/verified:", type=kind, key=field("bonus:approve", "go"), disabled=bool(why)):
        _done(submit(approve_bonus, Approve(report.period.month, floor), form="bonus:approve", success=t("Approved")))


def _lock(month: date, user: User) -> None:
    if not user.may(Right.APPROVE_BONUS):
        st.caption(t("The owner locks."))
        return
    sure = st.checkbox(t("I know that locking cannot be undone"), key=field("bonus:lock", "sure"))
    kind: Literal["primary", "secondary"] = "primary" if sure else "secondary"
    if st.button(t("Lock the month"), icon=":material/lock:", type=kind, disabled=not sure, key=field("bonus:lock", "go")):
        _done(submit(lock_bonus, Lock(month), form="bonus:lock", success=t("Locked")))


def adjust(found: Sequence[Adjustment], user: User, month: date, people: Mapping[str, str], locked: Sequence[date]) -> None:
    """Draw the adjustments of a month, and for the owner the form that adds one to it."""
    section(t("Adjustments"), t("What a locked month still owes, paid with a later one. Never below zero: nothing is taken away."))
    for row in found:
        way = t("from {start} to {end}", start=f"{row.from_month:%m/%Y}", end=f"{row.month:%m/%Y}")
        st.markdown(f"**{plain(row.display)}** · {plain(written.money(row.amount_vnd))} · {way} · {plain(row.reason)}")
    earlier = [one for one in locked if one < month]
    if not user.may(Right.APPROVE_BONUS) or not earlier or not people:
        return
    form = "bonus:adjust"
    with st.expander(t("Add an adjustment to {month}", month=month_name(month)), icon=":material/add:"):
        who = st.selectbox(t("To whom"), list(people), format_func=lambda name: people[name], key=field(form, "who"))
        start = st.selectbox(t("From the locked month"), earlier, format_func=month_name, key=field(form, "from"))
        amount = st.text_input(t("Amount"), key=field(form, "amount"), placeholder="50.000")
        reason = st.text_input(t("Reason"), key=field(form, "reason"), max_chars=1000, placeholder=t("What came late"))
        if st.button(t("Add"), icon=":material/add:", type="primary", key=field(form, "go")):
            try:
                wanted = AddAdjustment(
                    who or "", start or earlier[0], month, parse_vnd(amount or "", field="amount_vnd") or 0, reason or ""
                )
            except InvalidInput as error:
                show_error(error)
                return
            if submit(add_adjustment, wanted, form=form, success=t("Added")):
                st.rerun()


def object_to(report: BonusReport, mine: Sequence[Dispute], now: datetime) -> None:
    """Draw one's own objections and, while they are taken, the form that raises one."""
    period = report.period
    for dispute in mine:
        with st.container(border=True, gap="small"):
            st.markdown(f"{badge(t(DISPUTE_NAMES[dispute.status]), DISPUTE_LOOK[dispute.status])} **{t(LINE_NAMES[dispute.line])}**")
            st.text(dispute.reason)
            if dispute.answer:
                st.markdown(f"**{t('Answer')}**")
                st.text(dispute.answer)
    taken = period.status is PeriodStatus.REVIEW and period.disputes_until is not None and now <= period.disputes_until
    if not taken:
        return
    waiting = {dispute.line for dispute in mine if dispute.status is DisputeStatus.OPEN}
    lines = [kind for kind in LineKind if kind not in waiting]
    form = "bonus:dispute"
    with st.expander(t("Something is wrong? Object to a line"), icon=":material/flag:"):
        line = st.selectbox(t("Which line"), lines, format_func=lambda kind: t(LINE_NAMES[kind]), key=field(form, "line"))
        reason = st.text_area(
            t("What is wrong with it"),
            key=field(form, "reason"),
            max_chars=1000,
            height=90,
            placeholder=t("Which shift or case, and what it should be"),
        )
        go = st.button(t("Send the objection"), icon=":material/send:", type="primary", key=field(form, "go"))
        if go and line:
            sent = submit(
                raise_dispute, RaiseDispute(period.month, line, reason or ""), form=form, success=t("Sent. You see the answer here.")
            )
            if sent is not None:
                st.rerun()
