"""The four steps of setting up: shops, shifts, people, the first sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from core.base.clock import local_date
from core.base.settings import get_settings
from core.people.actions.shops import NewShop, add_shop
from core.people.actions.users import NewUser, add_user
from core.people.shop import MARKETPLACE_NAMES, Marketplace, Shop
from core.people.suggest import first_password, suggest_shop_code, suggest_user_name
from core.people.user import Role, User
from core.shifts.actions.templates import UsePreset, use_preset
from core.shifts.presets import PRESET_NAMES, PRESETS, Preset
from core.shifts.template import Template
from core.ui.session import asked_now
from core.ui.show import badge, section
from core.ui.sidebar import ROLE_NAMES
from core.ui.submit import field, submit
from core.ui.words import plain, t

_NEWCOMER = "setup:newcomer"


@contextmanager
def step(number: int, title: str, note: str, *, done: bool) -> Iterator[None]:
    """Draw one step's card, its number, and whether it is done."""
    with st.container(border=True):
        section(f"{number}. {title}", note)
        if done:
            st.markdown(badge(t("Done"), "good"))
        yield


def ask_shop(shops: Sequence[Shop]) -> None:
    """Draw the shops there are and the form for one more."""
    st.markdown("\n".join(f"- {plain(shop.name)} · {MARKETPLACE_NAMES[shop.marketplace]}" for shop in shops))
    form = "setup:shop"
    with st.form(field(form, "form"), border=False, enter_to_submit=True):
        left, right = st.columns([1, 2])
        place = left.selectbox(t("Marketplace"), list(Marketplace), format_func=MARKETPLACE_NAMES.__getitem__, key=field(form, "place"))
        name = right.text_input(t("Shop name"), key=field(form, "name"), max_chars=120, placeholder="Áo Nắng Official")
        asked = st.form_submit_button(t("Add shop"), icon=":material/add:", type="secondary" if shops else "primary")
    if asked and place is not None:
        code = suggest_shop_code(place, name, [shop.code for shop in shops])
        if submit(add_shop, NewShop(code, place, name), form=form, success=t("Shop added")):
            st.rerun()


def ask_preset(templates: Sequence[Template]) -> None:
    """Draw the presets; the one in use is marked, another one is a click away."""
    in_use = {(one.start_minute, one.end_minute) for one in templates if one.retired_from is None}
    current = next((key for key, made in PRESETS.items() if {(one.start_minute, one.end_minute) for one in made} == in_use), None)
    chosen = st.radio(
        t("The day's shifts"), list(Preset), format_func=lambda key: t(PRESET_NAMES[key]),
        index=None if current is None else list(Preset).index(current), key="setup:preset",
    )  # fmt: skip
    if current is None and in_use:
        st.caption(t("In use now: {shifts}", shifts=", ".join(sorted(one.span for one in templates if one.retired_from is None))))
    form = "setup:shifts"
    if st.button(t("Use these shifts"), key=field(form, "go"), disabled=chosen in (None, current)) and chosen is not None:
        wanted = UsePreset(chosen, local_date(asked_now(), get_settings().zone))
        if submit(use_preset, wanted, form=form, success=t("Shifts set")) is not None:
            st.rerun()
    st.caption(t("Own hours are added on the page Roster, whenever you like."))


def ask_person(people: Sequence[User]) -> None:
    """Draw the team and the form for one more; the first password is shown once, to hand over."""
    st.markdown("\n".join(f"- {_said(person)}" for person in people))
    form = "setup:person"
    with st.form(field(form, "form"), border=False, enter_to_submit=True):
        left, right = st.columns([2, 1])
        display = left.text_input(t("Full name"), key=field(form, "display"), max_chars=120, placeholder="Nguyễn Thị Lan")
        role = right.selectbox(t("Role"), list(Role), format_func=lambda key: t(ROLE_NAMES[key]), key=field(form, "role"))
        asked = st.form_submit_button(t("Add person"), icon=":material/person_add:")
    if asked and role is not None:
        name, password = suggest_user_name(display, {person.name for person in people}), first_password()
        if submit(add_user, NewUser(name, display, role, password), form=form, success=t("Person added")):
            st.session_state[_NEWCOMER] = (name, password)
            st.rerun()
    if newcomer := st.session_state.get(_NEWCOMER):
        st.caption(t("Hand this over; the password is shown this once."))
        st.code(t("Ca Trực\nUser name: {name}\nPassword: {password}", name=newcomer[0], password=newcomer[1]), language=None)


def _said(person: User) -> str:
    left = "" if person.active else f" · {t('Disabled')}"
    return f"{plain(person.display)} · `{person.name}` · {t(ROLE_NAMES[person.role])}{left}"
