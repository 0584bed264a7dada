"""An agent's own roster on a phone: the shifts to come, what changed, a wish, a swap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import streamlit as st

from core.base.settings import get_settings
from core.people.user import User
from core.shifts.actions.swaps import AnswerSwap, AskSwap, answer_swap, ask_swap, withdraw_swap
from core.shifts.actions.wishes import MakeWish, make_wish, withdraw_wish
from core.shifts.holidays import DayMark
from core.shifts.labour_law import hours_text, monday_of, night_minutes
from core.shifts.roster import Assignment, Change
from core.shifts.swaps import SWAP_STATUS_NAMES, Partner, Swap, SwapStatus
from core.shifts.template import Template
from core.shifts.wishes import AHEAD_DAYS, WISH_STATUS_NAMES, Wish, WishStatus
from core.ui.roster_words import mark_sentence, moment_text, shift_text, short_day, week_title
from core.ui.show import Status, badge, section
from core.ui.submit import field, submit
from core.ui.words import plain, t

WISH_LOOK: dict[WishStatus, Status] = {
    WishStatus.OPEN: "info", WishStatus.GRANTED: "good", WishStatus.DECLINED: "warning", WishStatus.WITHDRAWN: "off",
}  # fmt: skip
SWAP_LOOK: dict[SwapStatus, Status] = {
    SwapStatus.ASKED: "info", SwapStatus.AGREED: "info", SwapStatus.ACCEPTED: "good", SwapStatus.REFUSED: "bad",
    SwapStatus.DECLINED: "bad", SwapStatus.WITHDRAWN: "off", SwapStatus.VOID: "off",
}  # fmt: skip


def draw_weeks(
    shifts: Sequence[Assignment], changes: Sequence[Change], marks: Sequence[DayMark], published: Sequence[date], today: date
) -> None:
    """Draw one's published shifts week by week, each changed day marked."""
    by_day = {mark.day: mark for mark in marks}
    latest: dict[tuple[date, int, bool], Change] = {(one.business_date, one.template.id, one.added): one for one in changes}
    for week in sorted({monday_of(mark.day) for mark in marks}):
        own = [one for one in shifts if monday_of(one.business_date) == week]
        with st.container(border=True):
            name = t("This week") if week == monday_of(today) else t("Next week") if week == monday_of(today) + timedelta(days=7) else ""
            section(plain(" · ".join(filter(None, (name, week_title(week, year=week.year != today.year))))))
            if week not in published:
                st.caption(t("Not published yet."))
                continue
            lines = [_line(one, by_day[one.business_date], (one.business_date, one.template.id, True) in latest, today) for one in own]
            lines += [_gone(one) for one in latest.values() if _is_gone(one, week, own)]
            st.markdown("\n".join(f"- {line}" for line in lines) if lines else t("No shift this week."))
            if own:
                st.caption(_sum(own))


def _line(one: Assignment, mark: DayMark, changed: bool, today: date) -> str:
    day = f"**{short_day(one.business_date)}**" if one.business_date >= today else short_day(one.business_date)
    words = [f"{day} · {plain(shift_text(one.template))}"]
    if one.business_date == today:
        words.append(badge(t("today"), "info", icon=":material/today:"))
    if changed:
        words.append(badge(t("changed"), "warning", icon=":material/edit_calendar:"))
    if mark_sentence(mark):
        words.append(badge(plain(mark_sentence(mark)), "info", icon=":material/celebration:"))
    return " ".join(words)


def _is_gone(change: Change, week: date, own: Sequence[Assignment]) -> bool:
    kept = {(one.business_date, one.template.id) for one in own}
    return not change.added and monday_of(change.business_date) == week and (change.business_date, change.template.id) not in kept


def _gone(change: Change) -> str:
    said = t("taken out {time}", time=moment_text(change.at))
    shift = f"~~{short_day(change.business_date)} · {plain(shift_text(change.template))}~~"
    return f"{shift} {badge(said, 'warning', icon=':material/event_busy:')}"


def _sum(own: Sequence[Assignment]) -> str:
    night = sum(night_minutes(one.template) for one in own)
    hours = hours_text(sum(one.template.work_minutes for one in own))
    if not night:
        return t("{n} shifts · {hours} of work", n=len(own), hours=hours)
    return t("{n} shifts · {hours} of work · {night} at night (22:00–06:00)", n=len(own), hours=hours, night=hours_text(night))


def draw_wishes(wishes: Sequence[Wish], templates: Sequence[Template], today: date) -> None:
    """Draw the form of a wish and one's wishes with what came of them."""
    form = "wish"
    with st.expander(t("Wish for a day off or a shift"), icon=":material/volunteer_activism:"):
        day = st.date_input(
            t("Day"), value=None, min_value=today + timedelta(days=1), max_value=today + timedelta(days=AHEAD_DAYS), format="DD/MM/YYYY",
            key=field(form, "day"),
        )  # fmt: skip
        offered = [one for one in templates if day is None or one.holds_on(day)]
        names = {one.id: shift_text(one) for one in offered}
        chosen = st.selectbox(
            t("What"), [None, *names], format_func=lambda one: t("Day off") if one is None else names[one], key=field(form, "what")
        )
        note = st.text_input(t("Note"), key=field(form, "note"), max_chars=300, placeholder=t("Optional"))
        if st.button(
            t("Send the wish"), type="primary", icon=":material/send:", key=field(form, "go"), width="stretch", disabled=day is None
        ):
            wanted = MakeWish(day or today, chosen, note)
            if submit(make_wish, wanted, form=form, success=t("Sent to the manager")):
                st.rerun()
    for wish in wishes:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            what = t("Day off") if wish.template is None else shift_text(wish.template)
            status = badge(t(WISH_STATUS_NAMES[wish.status]), WISH_LOOK[wish.status])
            said = " · ".join(filter(None, (plain(wish.note), plain(wish.answer))))
            st.markdown(f"**{short_day(wish.business_date)}** · {plain(what)} {status}" + (f"  \n:small[{said}]" if said else ""))
            if wish.status is WishStatus.OPEN:
                key = f"wish:{wish.id}"
                if (
                    st.button(t("Withdraw"), type="tertiary", key=field(key, "go"))
                    and submit(withdraw_wish, wish.id, form=key, success=t("Withdrawn")) is not None
                ):
                    st.rerun()


def ask_for_swap(shifts: Sequence[Assignment], now: datetime) -> Assignment | None:
    """Let an agent choose which shift to come they would give away."""
    zone = get_settings().zone
    coming = {(one.template.id, one.business_date): one for one in shifts if one.hours(zone)[0] > now}
    if not coming:
        st.caption(t("There is no published shift of yours to swap."))
        return None
    chosen = st.selectbox(
        t("Your shift"), list(coming), index=None, placeholder=t("Choose a shift"), key=field("swap", "given"),
        format_func=lambda one: f"{short_day(one[1])} · {shift_text(coming[one].template)}",
    )  # fmt: skip
    return coming.get(chosen) if chosen else None


def draw_swap(given: Assignment, partners: Sequence[Partner], now: datetime) -> None:
    """Draw whom to ask and for what in return."""
    form, zone = "swap", get_settings().zone
    people = {one.agent_id: one for one in partners}
    if not people:
        st.caption(t("Nobody else is on the published roster near that day."))
        return
    other = st.selectbox(
        t("Ask whom"), list(people), index=None, placeholder=t("Choose a colleague"), key=field(form, "other"),
        format_func=lambda one: people[one].agent,
    )  # fmt: skip
    back = {(one.template.id, one.business_date): one for one in people[other].shifts if one.hours(zone)[0] > now} if other else {}
    taken = st.selectbox(
        t("Their shift you take in return"), [None, *back], key=field(form, f"taken:{other}"),
        format_func=lambda one: t("None, only give mine") if one is None else f"{short_day(one[1])} · {shift_text(back[one].template)}",
    )  # fmt: skip
    note = st.text_input(t("Note"), key=field(form, "note"), max_chars=300, placeholder=t("Optional"))
    if st.button(t("Ask"), type="primary", icon=":material/send:", key=field(form, "go"), width="stretch", disabled=other is None):
        in_return = taken or (None, None)
        wanted = AskSwap(given.template.id, given.business_date, other or 0, in_return[0], in_return[1], note)
        if submit(ask_swap, wanted, form=form, success=t("Asked; a manager decides once your colleague agrees")):
            st.rerun()


def swap_text(swap: Swap) -> str:
    """The whole request in one line of Markdown."""
    people = f"**{plain(swap.from_agent)}** → **{plain(swap.to_agent)}**"
    given = f"{people}: {short_day(swap.given.business_date)} {plain(shift_text(swap.given.template))}"
    if swap.taken is None:
        return given
    return f"{given} ⇄ {short_day(swap.taken.business_date)} {plain(shift_text(swap.taken.template))}"


def draw_swaps(swaps: Sequence[Swap], user: User) -> None:
    """Draw the requests one is part of; the colleague asked agrees or refuses here, the asker withdraws."""
    for swap in swaps:
        with st.container(border=True, gap="small"):
            st.markdown(f"{swap_text(swap)}  \n{badge(t(SWAP_STATUS_NAMES[swap.status]), SWAP_LOOK[swap.status])}")
            said = " · ".join(filter(None, (plain(swap.note), plain(swap.answer))))
            if said:
                st.caption(said)
            if swap.status is SwapStatus.ASKED and swap.to_agent_id == user.id:
                _answer(swap)
            elif swap.pending and swap.from_agent_id == user.id:
                key = f"swap:back:{swap.id}"
                if (
                    st.button(t("Withdraw"), type="tertiary", key=field(key, "go"))
                    and submit(withdraw_swap, swap.id, form=key, success=t("Withdrawn")) is not None
                ):
                    st.rerun()


def _answer(swap: Swap) -> None:
    form = f"swap:{swap.id}"
    note = st.text_input(t("Your answer"), key=field(form, "note"), max_chars=300, placeholder=t("Optional"))
    with st.container(horizontal=True):
        yes = st.button(t("Agree"), type="primary", icon=":material/check:", key=field(form, "yes"))
        no = st.button(t("Refuse"), icon=":material/close:", key=field(form, "no"))
    if (yes or no) and submit(answer_swap, AnswerSwap(swap.id, yes, note), form=form, success=t("Answered")) is not None:
        st.rerun()
