"""Whose shift, which shift: what the shift page asks before there are numbers to type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from core.base.settings import get_settings
from core.people.shop import Shop
from core.people.user import Right, User
from core.shifts.roster import Assignment
from core.shifts.shift import Shift
from core.shifts.template import Template, business_date, fitting_now, is_on
from core.ui import format as written
from core.ui.words import plain, t

FEW_SHOPS = 4


def day_name(day: date, today: date) -> str:
    """Return a business date as people say it: today, yesterday, else the date."""
    if day == today:
        return t("today")
    return t("yesterday") if (today - day).days == 1 else written.day(day)


def shift_name(template: Template, day: date, today: date) -> str:
    """Return `Ca chiều 16:00–24:00 · hôm nay`."""
    return f"{plain(template.name)} {template.span} · {day_name(day, today)}"


def linked_number() -> int:
    """Return the shift a link named (`?id=`), 0 when there is none."""
    said_id = st.query_params.get("id", "")
    return int(said_id) if said_id.isascii() and said_id.isdigit() and len(said_id) < 10 else 0


def follow_link(linked: Shift | None, user: User) -> Shift | None:
    """Choose the linked shift's agent, once, and return the shift; after that the person chooses."""
    if linked is not None and st.session_state.get("my_shift:followed") != linked.id:
        st.session_state["my_shift:followed"] = linked.id
        if user.may(Right.LOG_ANY_SHIFT):
            st.session_state["my_shift:agent"] = linked.agent_id
    return linked


def ask_agent(user: User, team: Sequence[User]) -> User:
    """Let who may log for others choose for whom; everybody else logs their own."""
    others = {person.id: person for person in team if person.id != user.id}
    if not user.may(Right.LOG_ANY_SHIFT) or not others:
        return user
    chosen = st.selectbox(
        t("Log the shift of"),
        [user.id, *others],
        # The sign-in name too: it is found without typing diacritics.
        format_func=lambda key: t("myself") if key == user.id else f"{others[key].display} · {others[key].name}",
        key="my_shift:agent",
        help=t("A shift logged for another person is kept as such."),
    )
    return others.get(chosen, user)


def ask_shift(shifts: Sequence[Shift], linked: Shift | None, now: datetime, today: date) -> Shift:
    """Return the shift to work on: the linked one, the running one, else the oldest; a forgotten one is named first."""
    zone = get_settings().zone
    forgotten = [shift for shift in shifts if shift.template.hours(shift.business_date, zone)[1] <= now]
    for shift in forgotten:
        name = shift_name(shift.template, shift.business_date, today)
        st.warning(t("The shift {shift} is not handed in yet.", shift=name), icon=":material/assignment_late:")
    if len(shifts) == 1:
        return shifts[0]
    by_id = {shift.id: shift for shift in shifts}
    running = next((shift.id for shift in shifts if shift not in forgotten), shifts[0].id)
    first = linked.id if linked is not None and linked.id in by_id else running
    chosen = st.pills(
        t("Shift to work on"),
        list(by_id),
        default=first,
        format_func=lambda key: shift_name(by_id[key].template, by_id[key].business_date, today),
        required=True,
        key=f"my_shift:which:{first}:{'-'.join(map(str, by_id))}",
    )
    return by_id.get(chosen or first, shifts[0])


def shops_first(shops: Sequence[Shop], shift: Shift, usual: Sequence[int]) -> tuple[list[Shop], list[Shop]]:
    """Return the shops to show at once and the rest: few are all shown, of many those with numbers or usual ones."""
    if len(shops) <= FEW_SHOPS:
        return list(shops), []
    near = {*usual, *(result.shop_id for result in shift.results)}
    first = [shop for shop in shops if shop.id in near] or list(shops[:FEW_SHOPS])
    return first, [shop for shop in shops if shop not in first]


def still_to_begin(templates: Sequence[Template], done: Sequence[Shift], now: datetime) -> list[Template]:
    """Return the templates that can be checked into now, without those handed in already."""
    zone = get_settings().zone
    closed = {(shift.template.id, shift.business_date) for shift in done}
    days = {template: business_date(template, now, zone) for template in templates}
    return [template for template, day in days.items() if template.holds_on(day) and (template.id, day) not in closed]


def planned_note(planned: Sequence[Assignment], now: datetime, today: date) -> None:
    """Say which shift the roster has for today, one that is over left out."""
    zone = get_settings().zone
    ahead = [one for one in planned if one.hours(zone)[1] > now]
    if ahead:
        names = ", ".join(shift_name(one.template, one.business_date, today) for one in ahead)
        st.caption(f":material/event_available: {t('On the roster: {shifts}', shifts=names)}")


def ask_template(offered: Sequence[Template], now: datetime, today: date, planned: Sequence[Assignment] = ()) -> Template:
    """Let one of the offered shifts be chosen: first the one on the roster that can begin now, else the one that fits now."""
    zone = get_settings().zone
    by_id = {template.id: template for template in offered}
    on_roster = {one.template.id for one in planned if one.business_date == business_date(one.template, now, zone)}
    likely = [template for template in offered if template.id in on_roster and is_on(template, now, zone)]
    first = fitting_now(likely or offered, now, zone) or offered[0]
    chosen = st.pills(
        t("Shift"),
        list(by_id),
        default=first.id,
        format_func=lambda key: shift_name(by_id[key], business_date(by_id[key], now, zone), today),
        required=True,
        key=f"my_shift:template:{first.id}:{'-'.join(map(str, by_id))}",
        label_visibility="collapsed",
    )
    return by_id.get(chosen or 0, first)
