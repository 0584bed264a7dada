"""Approvals: the shifts that were handed in, with their flags and their past; approve one or many, or send back with a reason."""

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.people.queries.shops import list_shops
from core.people.queries.users import list_team
from core.score.queries.flags import shift_flags
from core.score.queries.reconcile import reconciliation
from core.shifts.queries.approvals import QueueFilter, approval_queue, shift_comparison, shift_timeline
from core.shifts.queries.handover import handovers_of_shift
from core.shifts.queries.shifts import find_shift
from core.shifts.queries.templates import list_templates
from core.shifts.shift import Shift
from core.ui import approval_detail as detail
from core.ui import approval_queue as queue
from core.ui import handover_parts as handover
from core.ui import shift_parts as parts
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.shift_choice import linked_number
from core.ui.show import empty_state, page_header, section
from core.ui.words import t

user = guard("approvals")
HERE = (Topic.SHIFTS, Topic.PEOPLE)
now = asked_now()
today = local_date(now, get_settings().zone)


def flags_of(shifts: tuple[Shift, ...]) -> queue.Flags:
    """Return the flags of shifts; they depend on who typed what, and on the months under review."""
    return load(shift_flags, tuple(sorted(shift.id for shift in shifts)), topics=(*HERE, Topic.SCORE))


def draw_queue() -> None:
    """Draw the filters, the shifts that wait, and the one tap that approves many."""
    page_header("approvals")
    queue.refusals(today)
    wanted, only_flagged = queue.ask_filter(load(list_team, topics=HERE), load(list_templates, topics=HERE), today)
    found = load(approval_queue, wanted, topics=HERE)
    flags = flags_of(found.shifts)
    shifts = [shift for shift in found.shifts if flags.get(shift.id) or not only_flagged]
    st.caption(t("{n} shifts · {flagged} with flags", n=found.total, flagged=sum(1 for shift in found.shifts if flags.get(shift.id))))
    if not shifts:
        empty_state(t("No shift here."), t("Shifts that agents hand in appear here."), icon=":material/task_alt:")
        return
    queue.in_pages(shifts, lambda shift: queue.line(user, shift, flags.get(shift.id, ()), now, today))
    if found.total > len(found.shifts):
        st.caption(t("The first {n} of {total} are shown.", n=len(found.shifts), total=found.total))
    queue.approve_bar(user, shifts, flags)


def draw_shift(shift: Shift) -> None:
    """Draw one shift with everything a decision needs; after it the next one that waits."""
    shops = {shop.id: shop for shop in load(list_shops, everything=True, topics=HERE)}
    queue.back_button()
    left, right = st.columns([5, 3], gap="medium")
    with left, st.container(border=True):
        parts.headline(shift, now, today, name=True)
        detail.flags(flags_of((shift,)).get(shift.id, ()))
        parts.numbers(shift, shops)
        detail.comparison(load(shift_comparison, shift.id, topics=HERE), shops)
        places, day = tuple(sorted(result.shop_id for result in shift.results)), shift.business_date
        detail.reconciled(load(reconciliation, day, day, places, topics=(*HERE, Topic.SCORE)) if places else ())
    with right:
        decided = detail.decide(user, shift)
        if items := load(handovers_of_shift, shift.id, topics=HERE):
            with st.container(border=True):
                section(t("Left to the next shift"))
                handover.left_in(items, now)
    with st.container(border=True):
        detail.timeline(load(shift_timeline, shift.id, topics=HERE), shops, now)
    if decided:
        waiting = load(approval_queue, QueueFilter(queue.EVER, today), topics=HERE).shifts
        queue.go_on([other for other in waiting if queue.may_choose(user, other) and other.id != shift.id])


chosen = linked_number()
linked = load(find_shift, chosen, topics=HERE) if chosen else None
if linked is not None:
    draw_shift(linked)
else:
    draw_queue()
