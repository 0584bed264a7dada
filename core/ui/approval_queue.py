"""The queue of shifts that wait for approval: filters, one line a shift, many approved at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import streamlit as st

from core.base.errors import CaTrucError
from core.base.words import mark
from core.people.user import User
from core.score.flags import FLAG_NAMES, Flag
from core.shifts.actions.hand_in import Approved, Seen, approve_shifts
from core.shifts.queries.approvals import QueueFilter
from core.shifts.shift import Shift, ShiftStatus
from core.shifts.template import Template
from core.ui import format as written
from core.ui.shift_choice import shift_name
from core.ui.shift_parts import sums_text
from core.ui.show import badge
from core.ui.submit import field, submit
from core.ui.toasts import toast
from core.ui.words import plain, said, t

Flags = Mapping[int, tuple[Flag, ...]]
STATUSES: Final = {
    ShiftStatus.SUBMITTED: mark("To approve"),
    ShiftStatus.RETURNED: mark("Sent back"),
    ShiftStatus.APPROVED: mark("Approved"),
}
PERIODS: Final = (7, 30, 90)
PER_PAGE: Final = 12
EVER: Final = date(2000, 1, 1)
_CHOSEN = "approvals:chosen"
_REFUSED = "approvals:refused"
_FORM = "approvals:many"


def ask_filter(team: Sequence[User], templates: Sequence[Template], today: date) -> tuple[QueueFilter, bool]:
    """Draw the filters; returns what to show, and whether only flagged shifts. What waits is shown however old it is."""
    names = {0: t("Everybody")} | {person.id: f"{person.display} · {person.name}" for person in team}
    kinds = {0: t("All shifts")} | {template.id: f"{template.name} {template.span}" for template in templates}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        status = st.segmented_control(
            t("State"), list(STATUSES), default=ShiftStatus.SUBMITTED, format_func=lambda key: t(STATUSES[key]), required=True,
            key="approvals:status", label_visibility="collapsed", persist_state="session",
        ) or ShiftStatus.SUBMITTED  # fmt: skip
        flagged = st.toggle(t("Only with flags"), key="approvals:flagged", persist_state="session")
    with st.grid(3, min_column_width=145, gap="small"):
        agent = st.selectbox(t("Who"), list(names), format_func=names.__getitem__, key="approvals:agent", persist_state="session")
        kind = st.selectbox(t("Shift"), list(kinds), format_func=kinds.__getitem__, key="approvals:template", persist_state="session")
        days = 0
        if status is not ShiftStatus.SUBMITTED:
            days = st.selectbox(
                t("Period"), PERIODS, index=1, format_func=lambda n: t("last {n} days", n=n), key="approvals:days", persist_state="session"
            )
    start = today - timedelta(days=days) if days else EVER
    return QueueFilter(start, today + timedelta(days=1), (status,), (agent,) if agent else (), (kind,) if kind else ()), flagged


def line(user: User, shift: Shift, flags: Sequence[Flag], now: datetime, today: date) -> None:
    """Draw one shift of the queue: chosen with its box, opened by its name."""
    with st.container(border=True, gap="xsmall"):
        title = f"**{plain(shift.agent)}** · {shift_name(shift.template, shift.business_date, today)}"
        if may_choose(user, shift):
            st.checkbox(title, key=_box(shift), value=_seen(shift) in _chosen(), on_change=_toggle, args=(shift,))
        else:
            st.markdown(title)
        marks = [badge(t(FLAG_NAMES[key]), "warning", icon=":material/flag:") for key in dict.fromkeys(flag.key for flag in flags)]
        if shift.agent_id == user.id:
            marks.append(badge(t("Your own: somebody else decides"), "off", icon=":material/person:"))
        if shift.checked_in_by:
            marks.append(badge(t("Checked in by {name}", name=plain(shift.checked_in_by)), "info", icon=":material/supervisor_account:"))
        if marks:
            st.markdown(" ".join(marks))
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            handed = t("handed in {time}", time=written.moment(shift.submitted_at, now)) if shift.submitted_at else ""
            st.caption(" · ".join(part for part in (sums_text(shift), handed) if part), width="content")
            tip = t("Look at the shift of {name}", name=plain(shift.agent))
            if st.button(t("Look"), type="tertiary", icon=":material/arrow_forward:", key=f"approvals:open:{shift.id}", help=tip):
                st.query_params["id"] = str(shift.id)
                st.rerun()


def in_pages(shifts: Sequence[Shift], draw: Callable[[Shift], None]) -> None:
    """Draw the shifts of the chosen page and, where one page does not hold them all, the page numbers below."""
    pages = -(-len(shifts) // PER_PAGE)
    box = st.container(gap="small")
    number = 1
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            number = st.pagination(pages, key=f"approvals:page:{pages}")
    with box:
        for shift in shifts[(number - 1) * PER_PAGE : number * PER_PAGE]:
            draw(shift)


def back_button() -> None:
    """Draw the way back to the queue."""
    st.button(t("All shifts to approve"), icon=":material/arrow_back:", type="tertiary", key="approvals:back", on_click=_leave)


def _leave() -> None:
    st.query_params.pop("id", None)


def go_on(waiting: Sequence[Shift]) -> None:
    """Open the next shift that waits, the queue when there is none."""
    if waiting:
        st.query_params["id"] = str(waiting[0].id)
    else:
        st.query_params.pop("id", None)
    st.rerun()


def may_choose(user: User, shift: Shift) -> bool:
    """Tell whether a shift can be approved together with others: it waits, and is not one's own."""
    return shift.status is ShiftStatus.SUBMITTED and shift.agent_id != user.id


def approve_bar(user: User, shifts: Sequence[Shift], flags: Flags) -> None:
    """Draw, at the bottom, how many are chosen, the way to choose all without a flag, and the one tap that approves them."""
    able = [shift for shift in shifts if may_choose(user, shift)]
    if not able:
        return
    calm = [shift for shift in able if not flags.get(shift.id)]
    wanted = tuple(_seen(shift) for shift in able if _seen(shift) in _chosen())
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if wanted:
            st.button(t("Choose none"), icon=":material/close:", key="approvals:none", on_click=_choose, args=(able, False))
        elif calm:
            st.button(
                t("Choose all {n} without flags", n=len(calm)), icon=":material/select_all:", key="approvals:calm",
                on_click=_choose, args=(calm, True),
            )  # fmt: skip
        label = t("Approve {n} shifts", n=len(wanted)) if wanted else t("Choose shifts to approve")
        pressed = st.button(
            label, type="primary", icon=":material/done_all:", key=field(_FORM, "go"),
            disabled=not wanted, width="stretch",
        )  # fmt: skip
    if pressed and wanted:
        done = submit(approve_shifts, wanted, form=_FORM, success="")
        if done is not None:
            _told(done, {shift.id: shift for shift in able})
            st.rerun()


def refusals(today: date) -> None:
    """Say once why shifts chosen just now were not approved."""
    for shift, error in st.session_state.pop(_REFUSED, ()):
        name = f"{plain(shift.agent)} · {shift_name(shift.template, shift.business_date, today)}"
        st.warning(f"{name}: {said(error)}", icon=":material/error:")


def _told(done: Approved, shifts: Mapping[int, Shift]) -> None:
    refused: list[tuple[Shift, CaTrucError]] = [(shifts[number], why) for number, why in done.refused]
    st.session_state[_REFUSED] = refused
    st.session_state[_CHOSEN] = set()
    if done.done:
        toast(t("{n} shifts approved", n=len(done.done)), ":material/check_circle:")


def _chosen() -> set[Seen]:
    chosen: set[Seen] = st.session_state.setdefault(_CHOSEN, set())
    return chosen


def _seen(shift: Shift) -> Seen:
    return Seen(shift.id, shift.version)


def _box(shift: Shift) -> str:
    return f"approvals:choose:{shift.id}:{shift.version}"


def _toggle(shift: Shift) -> None:
    (_chosen().add if st.session_state[_box(shift)] else _chosen().discard)(_seen(shift))


def _choose(shifts: Sequence[Shift], yes: bool) -> None:
    for shift in shifts:
        (_chosen().add if yes else _chosen().discard)(_seen(shift))
        st.session_state[_box(shift)] = yes
