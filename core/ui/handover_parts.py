"""Handovers on the shift page: what came from the shift before, what goes to the next one, the message for the group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import streamlit as st

from core.base.settings import get_settings
from core.people.shop import Shop
from core.people.user import Right, User
from core.shifts.actions.handover import (
    CloseHandover,
    NewHandover,
    accept_handovers,
    add_handover,
    close_handover,
    pass_on_handover,
)
from core.shifts.handover import MAX_CUSTOMER, MAX_RESULT, MAX_WHAT, PRIORITY_NAMES, HandoverItem, Priority, for_shift
from core.shifts.handover_text import group_text, until_text
from core.shifts.shift import Shift
from core.ui import format as written
from core.ui.copying import copied_text, copy_plain
from core.ui.show import badge
from core.ui.submit import field, submit
from core.ui.words import language, plain, t

NO_SHOP = 0


def incoming(waiting: Sequence[HandoverItem], in_hand: Sequence[HandoverItem], shift: Shift | None, now: datetime) -> None:
    """Draw what the shift before left, to accept one by one or all; below, folded, what was accepted and is to be done."""
    with st.container():  # a place of its own: what comes and goes here moves, and so folds up, nothing below
        _incoming(waiting, in_hand, shift, now)


def _incoming(waiting: Sequence[HandoverItem], in_hand: Sequence[HandoverItem], shift: Shift | None, now: datetime) -> None:
    if waiting:
        with st.container(border=True, gap="small"):
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
                st.header(t("Handed over to this shift"), anchor=False, width="content")
                if len(waiting) > 1 and st.button(
                    t("Accept all {n}", n=len(waiting)), type="primary", icon=":material/done_all:", key=field("handover:all", "go")
                ):
                    _accept([item.id for item in waiting], "handover:all")
            for item in waiting:
                with st.container(border=True, gap="xsmall"):
                    form = f"handover:{item.id}"
                    _told(item, now)
                    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
                        st.caption(_from(item, now), width="content")
                        if st.button(t("Take it on"), icon=":material/check:", key=field(form, "accept")):
                            _accept([item.id], form)
    if in_hand:
        late = any(item.is_overdue(now) for item in in_hand)
        with st.expander(
            t("Accepted and not closed ({n})", n=len(in_hand)), icon=":material/handshake:", expanded=late, key="handover-in-hand"
        ):
            for item in in_hand:
                with st.container(border=True, gap="xsmall"):
                    _told(item, now)
                    st.caption(_from(item, now))
                    with st.container(horizontal=True, gap="small"):
                        _ask_result(item, t("Finish it"))
                        if shift is not None and item.shift_id != shift.id:
                            _pass_on(item, shift)


def to_take(user: User, waiting: Sequence[HandoverItem], shift: Shift | None, now: datetime) -> tuple[HandoverItem, ...]:
    """Return what is this shift's to accept; somebody without a shift is told to check in, a manager takes what is late."""
    if shift is not None:
        return for_shift(waiting, shift.template.hours(shift.business_date, get_settings().zone)[0])
    if user.may(Right.LOG_ANY_SHIFT):
        return tuple(item for item in waiting if item.is_late(now))
    if waiting:
        st.caption(f":material/move_up: {t('{n} handover items wait. Check in to take them.', n=len(waiting))}")
    return ()


def _accept(ids: list[int], form: str) -> None:
    if submit(accept_handovers, tuple(ids), form=form, success=t("It is yours now")) is not None:
        st.rerun()


def outgoing(shift: Shift, items: Sequence[HandoverItem], shops: Mapping[int, Shop], now: datetime) -> None:
    """Draw the items of this shift, the form for another one, and the message for the group."""
    label = t("For the next shift ({n})", n=len(items)) if items else t("For the next shift")
    with st.expander(label, icon=":material/move_down:", expanded=bool(items), key=f"handover-out:{shift.id}"):
        for item in items:
            with st.container(border=True, gap="xsmall"):
                _told(item, now, mine=True)
                st.caption(written.ago(item.created_at, now))
                if item.waiting:
                    _ask_result(item, t("Take back"))
        _ask_item(shift, shops)
        if text := group_text(items, now, language(), get_settings().zone):
            with st.container(border=True, key=f"card-handover-{shift.id}", gap="small"):
                st.markdown(f"**{t('Message for the Zalo group')}**")
                copied_text(text, f"handover-{shift.id}")
                copy_plain(f"handover-{shift.id}", t("Copy for Zalo"), t("Copied. Paste it into the group."))


def left_in(items: Sequence[HandoverItem], now: datetime) -> None:
    """Draw the items a closed shift left, read only."""
    for item in items:
        with st.container(gap="xsmall"):
            _told(item, now, mine=True)


def _told(item: HandoverItem, now: datetime, *, mine: bool = False) -> None:
    where = [
        plain(item.shop),
        t("order {order}", order=plain(item.order_no)) if item.order_no else "",
        t("customer {customer}", customer=plain(item.customer)) if item.customer else "",
    ]
    marks = [badge(t(PRIORITY_NAMES[item.priority]), "bad", icon=":material/priority_high:")] if item.priority is Priority.HIGH else []
    if item.until is not None and item.is_open:
        words = until_text(item.until, now, language(), get_settings().zone)
        marks.append(badge(words, "bad" if item.is_overdue(now) else "info", icon=":material/alarm:"))
    if item.is_late(now):
        marks.append(badge(t("Not accepted in time"), "bad", icon=":material/assignment_late:"))
    if mine:
        marks.append(_state(item, now))
    if marks:
        st.markdown(" ".join(marks))
    if any(where):
        st.markdown(f"**{' · '.join(part for part in where if part)}**")
    st.text(item.what)
    if item.result:
        st.caption(t("Result: {result}", result=plain(item.result)))


def _from(item: HandoverItem, now: datetime) -> str:
    shift = t("{name} · {shift} {hours}", name=plain(item.created_by), shift=plain(item.template), hours=item.hours)
    return f"{shift} · {written.ago(item.created_at, now)}"


def _state(item: HandoverItem, now: datetime) -> str:
    if item.passed_on:
        return badge(t("Passed on"), "off", icon=":material/redo:")
    if not item.is_open:
        said = t("Closed by {name} {time}", name=plain(item.closed_by), time=written.moment(item.closed_at, now))
        return badge(said, "good")
    if item.accepted_at is not None:
        said = t("Accepted by {name} {time}", name=plain(item.accepted_by), time=written.moment(item.accepted_at, now))
        return badge(said, "good", icon=":material/handshake:")
    return badge(t("Waits to be accepted"), "off", icon=":material/hourglass_empty:")


def _ask_result(item: HandoverItem, label: str) -> None:
    form = f"handover-end:{item.id}"
    with st.popover(label, icon=":material/task_alt:"):
        result = st.text_input(
            t("How it ended"), key=field(form, "result"), max_chars=MAX_RESULT, placeholder=t("For example: customer agreed, size changed")
        )
        pressed = st.button(t("Close this item"), icon=":material/check:", key=field(form, "go"), width="stretch")
        wanted = CloseHandover(item.id, result)
        if pressed and submit(close_handover, wanted, form=form, success=t("Closed")) is not None:
            st.rerun()


def _pass_on(item: HandoverItem, shift: Shift) -> None:
    form = f"handover-on:{item.id}"
    pressed = st.button(t("Pass on"), icon=":material/redo:", key=field(form, "go"), help=t("Not finished: leave it to the next shift"))
    if pressed and submit(pass_on_handover, item.id, shift.id, form=form, success=t("Passed on to the next shift")) is not None:
        st.rerun()


def _ask_item(shift: Shift, shops: Mapping[int, Shop]) -> None:
    form = f"handover-new:{shift.id}"
    what = st.text_area(
        t("What to follow up"),
        key=field(form, "what"),
        max_chars=MAX_WHAT,
        height=80,
        placeholder=t("For example: call back about the size"),
    )
    names = {NO_SHOP: t("no particular shop")} | {shop.id: shop.name for shop in shops.values() if shop.active}
    with st.grid(2, min_column_width=145, gap="small", vertical_alignment="bottom"):
        shop = st.selectbox(t("Shop"), list(names), index=min(1, len(names) - 1), format_func=names.__getitem__, key=field(form, "shop"))
        order_no = st.text_input(t("Order number"), key=field(form, "order"), placeholder=t("Optional"), autocomplete="off", max_chars=64)
        customer = st.text_input(
            t("Customer's account"), key=field(form, "customer"), placeholder=t("Optional"), autocomplete="off", max_chars=MAX_CUSTOMER
        )
        until = st.text_input(t("Until when"), key=field(form, "until"), placeholder="20:30 · 25/11", autocomplete="off", max_chars=20)
    priority = st.segmented_control(
        t("How urgent"), list(Priority), default=Priority.NORMAL, required=True, key=field(form, "priority"), width="stretch",
        format_func=lambda key: t(PRIORITY_NAMES[key]),
    )  # fmt: skip
    if st.button(t("Add to the handover"), icon=":material/add:", key=field(form, "go"), width="stretch"):
        new = NewHandover(shift.id, what, shop or None, order_no, customer, until, str(priority or Priority.NORMAL))
        if submit(add_handover, new, form=form, success=t("Noted for the next shift")):
            st.rerun()
