"""The end of a shift: the summary against target, what to think of before handing in, and what was handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import streamlit as st

from core.base.changes import Topic
from core.people.shop import Shop
from core.people.user import Right, User
from core.score.queries.shift import shift_metrics
from core.shifts.actions.hand_in import OTHERWISE, Submit, submit_shift
from core.shifts.handover import HandoverItem
from core.shifts.shift import Shift, ShiftStatus
from core.ui import shift_kept as kept
from core.ui import shift_parts as parts
from core.ui.load import load
from core.ui.menu import page
from core.ui.shift_briefing import open_complaints
from core.ui.shift_drafts import Draft, forget, shown
from core.ui.shift_grid import HERE, refuse_problems
from core.ui.show import section
from core.ui.submit import field, submit
from core.ui.words import t


def draw_hand_in(
    user: User, shift: Shift, drafts: Sequence[Draft], in_hand: Sequence[HandoverItem], everything: Mapping[int, Shop], *, now: datetime
) -> None:
    """Draw the summary against target, gentle warnings, and the one tap that hands the shift in."""
    form = f"hand-in:{shift.id}"
    with st.container(border=True):
        section(t("Hand the shift in"), t("After that only a manager can open it again."))
        parts.summary(shift, load(shift_metrics, shift.id, topics=(*HERE, Topic.SCORE)), drafts)
        _warnings(user, shift, in_hand, now)
        note = st.text_area(t("Note for the manager"), key=field(form, "note"), max_chars=1000, height=80, placeholder=t("Optional"))
        pressed = st.button(t("Hand in"), icon=":material/assignment_turned_in:", width="stretch", key=field(form, "go"))
        if pressed and not refuse_problems(drafts):
            typed = tuple(draft.input for draft in drafts if draft.changed)
            if submit(submit_shift, Submit(shift.id, shift.version, note, typed), form=form, success=t("Handed in")) is not None:
                forget(shift.id, *everything)
                kept.let_go(shift)
                st.rerun()
            shown(shift, drafts)


def _warnings(user: User, shift: Shift, in_hand: Sequence[HandoverItem], now: datetime) -> None:
    """Draw what is easily forgotten; none of it holds the shift back."""
    lines = []
    if shift.is_stale(now):
        lines.append((":material/schedule:", t("The last save is over 90 minutes old. Are these the numbers of the end?")))
    if in_hand:
        lines.append((":material/handshake:", t("{n} items you accepted are not closed: close them or pass them on.", n=len(in_hand))))
    if shift.agent_id == user.id and (cases := open_complaints()):
        lines.append((":material/report:", t("{n} complaints are still yours: leave a handover if the next shift must go on.", n=cases)))
    for icon, line in lines:
        st.markdown(f":orange[{icon} {line}]")


def draw_closed(user: User, shift: Shift, everything: Mapping[int, Shop], now: datetime, today: date) -> None:
    """Draw a shift that was handed in, and for who decides about it the way to do so."""
    with st.container(border=True):
        parts.headline(shift, now, today)
        if kept.typed_otherwise(shift):
            st.warning(t(OTHERWISE), icon=":material/devices:")
        parts.numbers(shift, everything)
        if user.may(Right.APPROVE_SHIFTS) and shift.agent_id != user.id:
            label = t("Look and approve") if shift.status is ShiftStatus.SUBMITTED else t("Open in approvals")
            st.page_link(page("approvals").file, label=label, icon=":material/fact_check:", query_params={"id": str(shift.id)})
