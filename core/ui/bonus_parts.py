"""The parts of a month's bonus: which month, how far it is, one person's statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import streamlit as st

from core.score.bonus_period import GATE_NAMES, LINE_NAMES, STATUS_NAMES, Period, PeriodStatus, PersonStatement
from core.ui import format as written
from core.ui.show import Status, badge, section
from core.ui.words import language, plain, t

STATUS_LOOK: dict[PeriodStatus, Status] = {
    PeriodStatus.OPEN: "off", PeriodStatus.COMPUTED: "info", PeriodStatus.REVIEW: "warning", PeriodStatus.APPROVED: "good",
    PeriodStatus.LOCKED: "good",
}  # fmt: skip
STATUS_ICON = {
    PeriodStatus.OPEN: ":material/edit_calendar:", PeriodStatus.COMPUTED: ":material/calculate:", PeriodStatus.REVIEW: ":material/forum:",
    PeriodStatus.APPROVED: ":material/verified:", PeriodStatus.LOCKED: ":material/lock:",
}  # fmt: skip
PAST_MONTHS = 5


def month_name(month: date) -> str:
    """Return `Tháng 10/2026`."""
    return t("Month {month}", month=f"{month:%m/%Y}")


def recent_months(today: date, periods: Sequence[Period]) -> list[date]:
    """Return the months to choose from, newest first: this one, the five before it, and every one computed."""
    month = today.replace(day=1)
    found = {period.month for period in periods} | {month}
    for _ in range(PAST_MONTHS):
        month = (month - timedelta(days=1)).replace(day=1)
        found.add(month)
    return sorted(found, reverse=True)


def moment_of(month: date, periods: Sequence[Period], now: datetime, *, live: frozenset[PeriodStatus]) -> datetime:
    """Return the moment a month is asked as of: this minute while it is `live`, else its computing, so that the answer is kept."""
    period = next((period for period in periods if period.month == month), None)
    if period is None or period.status in live or period.computed_at is None:
        return now.replace(second=0, microsecond=0)
    return period.computed_at


def status_badge(status: PeriodStatus) -> str:
    """Return a month's state as colour, icon and word."""
    return badge(t(STATUS_NAMES[status]), STATUS_LOOK[status], icon=STATUS_ICON[status])


def ask_month(months: Sequence[date], periods: Sequence[Period], key: str, first: date) -> date:
    """Let the reader choose a month; the address keeps it (`?month=2026-10`), so that a link can name one."""
    states = {period.month: period.status for period in periods}
    named = {f"{month:%Y-%m}": month for month in months}
    linked = named.get(st.query_params.get("month", ""), first)

    def shown(month: date) -> str:
        return f"{month_name(month)} · {t(STATUS_NAMES[states.get(month, PeriodStatus.OPEN)])}"

    chosen = st.selectbox(t("Month"), months, index=list(months).index(linked), format_func=shown, key=key, width=320)
    return chosen or linked


def stepper(period: Period, now: datetime) -> None:
    """Draw the month's way with its moments: what is done, where it stands, what comes."""
    order = [status for status in PeriodStatus if status is not PeriodStatus.OPEN or period.status is PeriodStatus.OPEN]
    at = order.index(period.status)
    moments = {
        PeriodStatus.COMPUTED: period.computed_at,
        PeriodStatus.APPROVED: period.approved_at,
        PeriodStatus.LOCKED: period.locked_at,
    }
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for place, status in enumerate(order):
            if place:
                st.markdown(":material/chevron_right:", width="content")
            words = t(STATUS_NAMES[status])
            moment = moments.get(status)
            if place <= at and moment is not None:
                words = f"{words} · {written.moment(moment, now)}"
            look: Status = STATUS_LOOK[status] if place == at else "off"
            icon = STATUS_ICON[status] if place >= at else ":material/check:"
            st.markdown(badge(words, look, icon=icon), width="content")


def deadline_words(period: Period, now: datetime) -> str:
    """Return until when objections are taken, or that the time is over."""
    if period.disputes_until is None:
        return ""
    if now > period.disputes_until:
        return t("The time for objections ended {moment}.", moment=written.moment(period.disputes_until, now))
    return t("Objections until {moment}.", moment=written.ago(period.disputes_until, now))


def statement_lines(row: PersonStatement) -> None:
    """Draw what is paid, a line each with its reason, the total and the conditions."""
    for line in row.statement.lines:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="top", gap="small"):
            with st.container(gap=None, width="stretch"):
                st.markdown(f"**{t(LINE_NAMES[line.kind])}**")
                st.caption(plain(line.why.said(language())))
            st.markdown(f"**{plain(written.money(line.amount_vnd))}**", width="content")
    st.divider()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{t('Total')}**", width="content")
        st.markdown(f"**{plain(written.money(row.statement.total_vnd))}**", width="content")
    if row.hidden:
        st.caption(t("Not shown to you: {lines}.", lines=", ".join(t(LINE_NAMES[kind]) for kind in row.hidden)))


def gate_list(row: PersonStatement) -> None:
    """Draw the conditions of KPI bonus and prize, met or not, with their reason."""
    section(t("Conditions"), t("All must be met for the KPI bonus and the ranking prize; the allowances are paid in any case."))
    for gate in row.statement.gates:
        mark_of = badge(t("met"), "good") if gate.passed else badge(t("not met"), "bad")
        st.markdown(f"{mark_of} **{t(GATE_NAMES[gate.gate])}** · {plain(gate.why.said(language()))}")
