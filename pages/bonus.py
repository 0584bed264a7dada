"""Bonus: one's own statement; for managers and the owner the month from draft to lock."""

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.people.user import Right
from core.score.bonus_period import BonusReport, Dispute, DisputeStatus, PeriodStatus
from core.score.floor import floor_of
from core.score.queries.bonus import adjustments, bonus_periods, bonus_report, bonus_trail, disputes, not_approved
from core.score.statement import FileKind
from core.ui import bonus_parts as parts
from core.ui import bonus_steps as steps
from core.ui import bonus_team as team
from core.ui.load import load
from core.ui.menu import page
from core.ui.session import asked_now, guard
from core.ui.show import empty_state, page_header, section
from core.ui.statement_download import statement_button
from core.ui.words import plain, t

user = guard("bonus")
now, floor = asked_now(), floor_of(get_settings())
today = local_date(now, floor.zone)
LIVE = frozenset({PeriodStatus.OPEN})
HERE = (Topic.SCORE, Topic.SHIFTS, Topic.CASES, Topic.PEOPLE)
VIEWS = {"table": t("Statements"), "person": t("One person"), "disputes": t("Objections"), "check": t("Check and trail")}

page_header("bonus")
periods = load(bonus_periods, topics=HERE)


def draw_own() -> None:
    """Draw one's own statement: what is paid and why, the file, objections."""
    if not periods:
        empty_state(t("No statement yet."), t("It stands here once a month is under review. Until then look at your score."))
        st.page_link(page("my_score").file, label=t("My score"), icon=":material/insights:")
        return
    month = parts.ask_month([period.month for period in periods], periods, "bonus:month", periods[0].month)
    moment = parts.moment_of(month, periods, now, live=LIVE)
    report = load(bonus_report, month, now=moment, floor=floor, topics=HERE)
    if not report.rows:
        empty_state(t("No statement of yours in this month."), t("Who had no shift in a month has no statement."))
        return
    own = report.rows[0]
    left, right = st.columns([5, 4])
    with left, st.container(border=True):
        st.markdown(f"{parts.status_badge(report.period.status)} {parts.deadline_words(report.period, now)}")
        parts.statement_lines(own)
        label = t("My statement as PDF")
        statement_button(FileKind.PDF, month, floor, agent_id=user.id, agent=user.name, label=label, key="bonus:own")
    with right:
        with st.container(border=True):
            parts.gate_list(own)
            query = {"month": f"{month:%Y-%m}"}
            st.page_link(page("my_score").file, label=t("Every point explained"), icon=":material/insights:", query_params=query)
        steps.object_to(report, load(disputes, month, topics=HERE), now)


def draw_view(report: BonusReport, found: tuple[Dispute, ...], still_open: int) -> None:
    """Draw what the reader chose to see of the month."""
    month = report.period.month
    names = VIEWS | {"disputes": f"{VIEWS['disputes']} ({still_open})" if still_open else VIEWS["disputes"]}
    view = st.segmented_control(
        t("View"),
        list(VIEWS),
        default="table",
        required=True,
        key="bonus:view",
        label_visibility="collapsed",
        format_func=lambda key: names[key],
    )
    if view == "table":
        with st.container(border=True):
            team.team_table(report)
            with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
                statement_button(FileKind.XLSX, month, floor)
                statement_button(FileKind.PDF, month, floor)
        with st.container(border=True):
            people = {row.agent: row.display for row in report.rows}
            locked = [period.month for period in periods if period.status is PeriodStatus.LOCKED]
            open_month = report.period.status not in (PeriodStatus.APPROVED, PeriodStatus.LOCKED)
            steps.adjust(load(adjustments, month, topics=HERE), user, month, people if open_month else {}, locked)
    elif view == "person":
        rows = {row.agent_id: row for row in report.rows}
        chosen = st.selectbox(t("Agent"), list(rows), format_func=lambda key: rows[key].display, key="bonus:person") or next(iter(rows))
        columns = st.columns([5, 4])
        with columns[0], st.container(border=True):
            section(plain(rows[chosen].display))
            parts.statement_lines(rows[chosen])
            statement_button(FileKind.PDF, month, floor, agent_id=chosen, agent=rows[chosen].agent, label="PDF")
        with columns[1], st.container(border=True):
            parts.gate_list(rows[chosen])
            query = {"month": f"{month:%Y-%m}", "agent": rows[chosen].agent}
            st.page_link(page("my_score").file, label=t("Every point explained"), icon=":material/insights:", query_params=query)
        if chosen == user.id:
            steps.object_to(report, [dispute for dispute in found if dispute.agent_id == user.id], now)
    elif view == "disputes":
        team.answer_objections(found, user, now)
    else:
        columns = st.columns(2)
        with columns[0], st.container(border=True):
            again = report.period.status is not PeriodStatus.OPEN and st.button(
                t("Work it out again and compare"), icon=":material/fingerprint:", key="bonus:check"
            )
            team.check_view(load(bonus_report, month, now=now, floor=floor, compare=True, topics=HERE) if again else report)
        with columns[1], st.container(border=True):
            team.trail(load(bonus_trail, month, topics=HERE), now)


def draw_team() -> None:
    """Draw everybody's month and what may be done with it next."""
    waiting = next((period.month for period in periods if period.status is not PeriodStatus.LOCKED), today.replace(day=1))
    month = parts.ask_month(parts.recent_months(today, periods), periods, "bonus:month", waiting)
    moment = parts.moment_of(month, periods, now, live=LIVE)
    report = load(bonus_report, month, now=moment, floor=floor, topics=HERE)
    found = load(disputes, month, topics=HERE)
    still_open = sum(dispute.status is DisputeStatus.OPEN for dispute in found)
    parts.stepper(report.period, now)
    if not report.rows:
        empty_state(t("Nobody had a shift in this month."), t("Statements are worked out from approved shifts."))
        return
    left, right = st.columns([3, 5])
    with left, st.container(border=True, height="stretch"):
        team.totals(report)
        st.caption(t("Policy version {n}", n=report.policy_version))
        if late := load(not_approved, month, now=moment, floor=floor, topics=HERE):
            st.caption(f":material/pending_actions: {t('{n} shifts are not approved and count nowhere.', n=len(late))}")
    with right, st.container(border=True, height="stretch"):
        steps.next_step(report, user, floor, now, still_open)
    draw_view(report, found, still_open)


if user.may(Right.DRAFT_BONUS):
    draw_team()
else:
    draw_own()
