"""My shift: check in, take over, note the running totals of every shop, hand over, hand the shift in."""

from datetime import timedelta

import streamlit as st

from core.base.clock import local_date
from core.base.settings import get_settings
from core.people.queries.shops import list_shops
from core.people.queries.users import list_team
from core.shifts.actions.check_in import CheckIn, check_in
from core.shifts.queries.handover import handovers_in_hand, handovers_of_shift, handovers_waiting
from core.shifts.queries.roster import rostered
from core.shifts.queries.saves import save_history
from core.shifts.queries.shifts import find_shift, list_shifts, open_shifts
from core.shifts.queries.templates import list_templates
from core.shifts.shift import Shift, ShiftStatus
from core.shifts.template import business_date, is_on
from core.ui import handover_parts as handover
from core.ui import shift_choice as choice
from core.ui import shift_parts as parts
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.shift_briefing import before_starting
from core.ui.shift_end import draw_closed, draw_hand_in
from core.ui.shift_grid import HERE, draw_grid, rhythm
from core.ui.show import empty_state, page_header
from core.ui.submit import field, submit
from core.ui.words import plain, t

user = guard("my_shift")
now, zone = asked_now(), get_settings().zone
minute = now.replace(second=0, microsecond=0)
today = local_date(now, zone)

page_header("my_shift")
linked = choice.follow_link(load(find_shift, choice.linked_number(), topics=HERE), user)
agent = choice.ask_agent(user, load(list_team, topics=HERE))
everything = {shop.id: shop for shop in load(list_shops, everything=True, topics=HERE)}
shops = [shop for shop in everything.values() if shop.active]


def draw_check_in() -> None:
    """Draw the shift that fits now and the one tap that starts it; folded away when none is on."""
    templates = load(list_templates, topics=HERE)
    if not templates:
        empty_state(t("There is no shift to check in to."), t("The owner adds shift templates in the settings."))
    if not (offered := choice.still_to_begin(templates, [*recent, *working], now)):
        return
    planned = [one for one in load(rostered, today - timedelta(days=1), today, topics=HERE) if one.agent_id == agent.id]
    fits = any(is_on(template, now, zone) for template in offered)
    with st.expander(t("Check in") if fits else t("Check in to another shift"), icon=":material/login:", expanded=fits):
        choice.planned_note(planned, now, today)
        template = choice.ask_template(offered, now, today, planned)
        label = t("Check in: {shift}", shift=f"{plain(template.name)} {template.span}")
        if st.button(label, type="primary", icon=":material/login:", width="stretch", key=field("check-in", "go")):
            wanted = CheckIn(template.id, business_date(template, now, zone), agent.id)
            if submit(check_in, wanted, form="check-in", success=t("Your shift has begun")):
                st.rerun()


def draw_shift(shift: Shift) -> None:
    """Draw a shift that can still be written, from taking over to handing in."""
    parts.headline(shift, now, today)
    rhythm(shift)
    handover.incoming(handover.to_take(user, waiting, shift, now), in_hand, shift, now)
    before_starting(user, agent, shift, now)
    if not shops:
        empty_state(t("There is no shop yet."), t("The owner adds the shops you answer for."), icon=":material/storefront:")
        return
    drafts = draw_grid(shift, shops, now)
    handover.outgoing(shift, load(handovers_of_shift, shift.id, topics=HERE), everything, now)
    draw_hand_in(user, shift, drafts, in_hand, everything, now=now)


closed = (ShiftStatus.SUBMITTED, ShiftStatus.APPROVED)
recent = load(list_shifts, today - timedelta(days=2), today, agents=(agent.id,), statuses=closed, topics=HERE)
if linked is not None and linked.agent_id == agent.id and not linked.writable:  # a link from “My score” goes further back
    recent = (linked, *(done for done in recent if done.id != linked.id))
working = load(open_shifts, agent.id, topics=HERE)
waiting = load(handovers_waiting, minute, agent.id, topics=HERE)
in_hand = load(handovers_in_hand, agent.id, topics=HERE)
current = choice.ask_shift(working, linked, now, today) if working else None
if all(shift.template.hours(shift.business_date, zone)[1] <= now for shift in working):
    draw_check_in()
if current is None:
    handover.incoming(handover.to_take(user, waiting, None, now), in_hand, None, now)
else:
    draw_shift(current)
    with st.expander(t("History of saves"), icon=":material/history:"):
        parts.history(load(save_history, current.id, topics=HERE), everything, now)
if recent:
    with st.expander(
        t("Handed in lately ({n})", n=len(recent)), icon=":material/assignment_turned_in:", expanded=current is None or linked in recent
    ):
        for done in recent:
            draw_closed(user, done, everything, now, today)
