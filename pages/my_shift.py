"""My shift: check in, note the running totals of every shop, hand the shift in."""

from datetime import timedelta

import streamlit as st

from core.base.changes import Topic
from core.base.clock import local_date
from core.base.settings import get_settings
from core.people.queries.shops import list_shops
from core.people.queries.users import list_team
from core.people.user import Right
from core.score.queries.shift import shift_metrics
from core.shifts.actions.check_in import CheckIn, check_in
from core.shifts.actions.hand_in import Return, Submit, return_shift, submit_shift
from core.shifts.actions.save import SaveResults, save_results, undo_last_save
from core.shifts.queries.saves import save_history, shift_oddities
from core.shifts.queries.shifts import find_shift, list_shifts, open_shifts, usual_shops
from core.shifts.queries.templates import list_templates
from core.shifts.shift import Shift, ShiftStatus
from core.shifts.template import business_date, is_on
from core.ui import shift_choice as choice
from core.ui import shift_parts as parts
from core.ui.load import load
from core.ui.session import asked_now, guard
from core.ui.shift_drafts import Draft, draft_of, forget, shown
from core.ui.show import empty_state, page_header, section
from core.ui.submit import field, submit
from core.ui.words import plain, said, t

user = guard("my_shift")
now, zone = asked_now(), get_settings().zone
today = local_date(now, zone)
HERE = (Topic.SHIFTS, Topic.PEOPLE)

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
    fits = any(is_on(template, now, zone) for template in offered)
    with st.expander(t("Check in") if fits else t("Check in to another shift"), icon=":material/login:", expanded=fits):
        template = choice.ask_template(offered, now, today)
        label = t("Check in: {shift}", shift=f"{plain(template.name)} {template.span}")
        if st.button(label, type="primary", icon=":material/login:", width="stretch", key=field("check-in", "go")):
            wanted = CheckIn(template.id, business_date(template, now, zone), agent.id)
            if submit(check_in, wanted, form="check-in", success=t("Your shift has begun")):
                st.rerun()


def draw_grid(shift: Shift) -> list[Draft]:
    """Draw every shop's fields and save them in one click."""
    first, rest = choice.shops_first(shops, shift, load(usual_shops, agent.id, topics=HERE))
    st.caption(t("Running totals since the start of the shift: type what the seller centre shows now. Blank means not recorded."))
    parts.explain_fields()
    drafts = [draft_of(shift, shop) for shop in (*first, *rest)]
    for draft in drafts[: len(first)]:
        parts.shop_block(shift, draft, now)
    if rest:
        with st.expander(t("Other shops ({n})", n=len(rest))):
            for draft in drafts[len(first) :]:
                parts.shop_block(shift, draft, now)
    with st.bottom, st.container(horizontal=True, vertical_alignment="center"):
        save = st.button(t("Save numbers"), type="primary", icon=":material/save:", key=field(f"save:{shift.id}", "go"), width="stretch")
        undo = shift.last_update is not None and st.button(
            t("Undo"), icon=":material/undo:", key=field(f"undo:{shift.id}", "go"), help=t("Take the last save back")
        )
    if undo:
        undone = submit(undo_last_save, shift.id, shift.version, form=f"undo:{shift.id}", success=t("The last save was taken back"))
        if undone is not None:
            forget(shift.id, *undone.changed)
            st.rerun()
    if save and not refuse_problems(drafts):
        wanted = SaveResults(shift.id, tuple(draft.input for draft in drafts if draft.changed))
        with st.bottom:
            saved = submit(save_results, wanted, form=f"save:{shift.id}", success=t("Saved") if wanted.shops else t("Nothing has changed"))
        if saved is not None:
            forget(shift.id, *(shop.shop_id for shop in wanted.shops))
            st.rerun()
        shown(shift, drafts)
    return drafts


def refuse_problems(drafts: list[Draft]) -> bool:
    """Say in the bottom bar what cannot be saved as typed; each field says it too. True when there is any."""
    if problems := [problem for draft in drafts for problem in draft.problems]:
        more = f" {t('And {n} more, marked in red.', n=len(problems) - 1)}" if len(problems) > 1 else ""
        st.bottom.error(said(problems[0]) + more, icon=":material/error:")
    return bool(problems)


def draw_hand_in(shift: Shift, drafts: list[Draft]) -> None:
    """Draw the summary against target and the one tap that hands the shift in."""
    form = f"hand-in:{shift.id}"
    with st.container(border=True):
        section(t("Hand the shift in"), t("After that only a manager can open it again."))
        parts.summary(shift, load(shift_metrics, shift.id, topics=(*HERE, Topic.SCORE)), drafts)
        note = st.text_area(t("Note for the manager"), key=field(form, "note"), max_chars=1000, height=80, placeholder=t("Optional"))
        if st.button(t("Hand in"), icon=":material/assignment_turned_in:", width="stretch", key=field(form, "go")) and not refuse_problems(
            drafts
        ):
            typed = tuple(draft.input for draft in drafts if draft.changed)
            if submit(submit_shift, Submit(shift.id, shift.version, note, typed), form=form, success=t("Handed in")):
                forget(shift.id, *everything)
                st.rerun()
            shown(shift, drafts)


def draw_closed(shift: Shift) -> None:
    """Draw a shift that was handed in; a manager may give it back with a reason."""
    with st.container(border=True):
        parts.headline(shift, now, today)
        parts.numbers(shift, everything)
        if user.may(Right.LOG_ANY_SHIFT) and shift.agent_id != user.id:
            parts.flags(load(shift_oddities, shift.id, topics=HERE))
            form = f"return:{shift.id}"
            reason = st.text_input(t("Reason for sending it back"), key=field(form, "reason"), max_chars=1000, placeholder=" ")
            if st.button(t("Send back"), icon=":material/undo:", key=field(form, "go")) and submit(
                return_shift, Return(shift.id, reason), form=form, success=t("Sent back to the agent")
            ):
                st.rerun()


closed = (ShiftStatus.SUBMITTED, ShiftStatus.APPROVED)
recent = load(list_shifts, today - timedelta(days=2), today, agents=(agent.id,), statuses=closed, topics=HERE)
working = load(open_shifts, agent.id, topics=HERE)
current = choice.ask_shift(working, linked, now, today) if working else None
if all(shift.template.hours(shift.business_date, zone)[1] <= now for shift in working):
    draw_check_in()
if current is not None:
    parts.headline(current, now, today)
    if shops:
        draw_hand_in(current, draw_grid(current))
    else:
        empty_state(t("There is no shop yet."), t("The owner adds the shops you answer for."), icon=":material/storefront:")
    with st.expander(t("History of saves"), icon=":material/history:"):
        parts.history(load(save_history, current.id, topics=HERE), everything, now)
if recent:
    with st.expander(t("Handed in lately ({n})", n=len(recent)), icon=":material/assignment_turned_in:", expanded=current is None):
        for done in recent:
            draw_closed(done)
