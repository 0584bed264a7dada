"""People: the accounts, a person's details, new passwords shown once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from core.people.actions.accounts import ChangeAccount, change_account, end_sign_ins
from core.people.actions.users import NewUser, add_user, disable_user, reset_password
from core.people.queries.accounts import Account
from core.people.suggest import first_password, suggest_user_name
from core.people.user import Role, User
from core.shifts.actions.roster_erasing import erase_person
from core.ui import format as written
from core.ui.show import badge, table_with_export
from core.ui.sidebar import ROLE_NAMES
from core.ui.submit import field, submit
from core.ui.words import plain, t

_SHOWN_ONCE = "people:password"


def accounts_table(accounts: Sequence[Account], now: datetime) -> Account | None:
    """Draw the accounts; return the one clicked on."""
    rows = [
        {
            "display": account.user.display,
            "name": account.user.name,
            "role": t(ROLE_NAMES[account.user.role]),
            "state": _state(account),
            "sign_in": written.ago(account.last_sign_in, now),
            "browsers": account.browsers,
        }
        for account in accounts
    ]
    columns = {
        "display": t("Full name"),
        "name": t("User name"),
        "role": t("Role"),
        "state": t("State"),
        "sign_in": t("Last sign-in"),
        "browsers": st.column_config.NumberColumn(t("Signed in now"), help=t("Browsers signed in and not past their end.")),
    }
    event = table_with_export(
        pd.DataFrame(rows), columns, name=t("People"), key="people:table", selection_mode="single-row", on_select="rerun"
    )
    chosen = event.selection.rows
    return accounts[chosen[0]] if chosen and chosen[0] < len(accounts) else None


def _state(account: Account) -> str:
    return t("erased") if account.erased else t("active") if account.user.active else t("disabled")


def add_person(accounts: Sequence[Account]) -> None:
    """Draw the form for one more person; the user name is made from the full name."""
    form = "people:add"
    with st.form(field(form, "form"), border=False, enter_to_submit=True):
        left, right = st.columns([2, 1])
        display = left.text_input(t("Full name"), key=field(form, "display"), max_chars=120, placeholder="Nguyễn Thị Lan")
        role = right.selectbox(t("Role"), list(Role), format_func=lambda key: t(ROLE_NAMES[key]), key=field(form, "role"))
        asked = st.form_submit_button(t("Add person"), icon=":material/person_add:", type="primary")
    if asked and role is not None:
        password = first_password()
        new = NewUser(suggest_user_name(display, {one.user.name for one in accounts}), display, role, password)
        made = submit(add_user, new, form=form, success=t("Person added"))
        if made is not None:
            _keep(made.name, password)
            st.rerun()


def shown_once() -> None:
    """Draw a new password once more than never: until the next act, to hand it over."""
    kept = st.session_state.get(_SHOWN_ONCE)
    if kept:
        with st.container(border=True):
            st.caption(t("Hand this over; the password is shown this once."))
            st.code(t("Ca Trực\nUser name: {name}\nPassword: {password}", name=kept[0], password=kept[1]), language=None)
            if st.button(t("Done, hide it"), key="people:hide"):
                del st.session_state[_SHOWN_ONCE]
                st.rerun()


def _keep(name: str, password: str) -> None:
    st.session_state[_SHOWN_ONCE] = (name, password)


def person(account: Account, me: User) -> None:
    """Draw a person's details and what may be done; of one's own account only the name shown."""
    user, mine = account.user, account.user.id == me.id
    st.markdown(f"**{plain(user.display)}** · `{user.name}` " + badge(_state(account), "good" if user.active else "off"))
    if account.erased:
        st.caption(t("A leaver's name is gone for good; the shifts and totals stay."))
        return
    form = f"people:{user.id}"
    left, right = st.columns([2, 1])
    display = left.text_input(t("Full name"), value=user.display, key=field(form, "display"), max_chars=120, placeholder="")
    role = right.selectbox(
        t("Role"), list(Role), index=list(Role).index(user.role), format_func=lambda key: t(ROLE_NAMES[key]), key=field(form, "role"),
        disabled=mine, help=t("Nobody can change their own role.") if mine else None,
    )  # fmt: skip
    asked = st.button(t("Save"), key=field(form, "save"), type="primary", disabled=(display, role) == (user.display, user.role))
    wanted = ChangeAccount(user.id, display, role or user.role)
    if asked and submit(change_account, wanted, form=form, success=t("Saved")) is not None:
        st.rerun()
    if mine:
        st.caption(t("Your own password is changed on “My account”."))
        return
    with st.container(horizontal=True):
        _new_password(user)
        out = account.browsers and st.button(t("Sign out everywhere"), key=field(f"{form}:out", "go"), icon=":material/logout:")
        off = user.active and st.button(t("Disable"), key=field(f"{form}:off", "go"), icon=":material/person_off:")
    if out and submit(end_sign_ins, user.id, form=f"{form}:out", success=t("Signed out everywhere")) is not None:
        st.rerun()
    if off and submit(disable_user, user.name, form=f"{form}:off", success=t("The account is disabled")) is not None:
        st.rerun()
    if not user.active:
        _erase(user)


def _new_password(user: User) -> None:
    form = f"people:{user.id}:password"
    label = t("New password") if user.active else t("Open again with a new password")
    if st.button(label, key=field(form, "go"), icon=":material/key:"):
        password = first_password()
        if submit(reset_password, user.name, password, form=form, success=t("New password set; signed out everywhere")) is not None:
            _keep(user.name, password)
            st.rerun()


def _erase(user: User) -> None:
    form = f"people:{user.id}:erase"
    with st.expander(t("Erase a leaver's personal data")):
        st.caption(t("Name and sign-ins are replaced by a number, for good. Shifts, cases and totals stay."))
        typed = st.text_input(t("Type the user name to confirm"), key=field(form, "name"), placeholder=user.name)
        asked = st.button(t("Erase for good"), key=field(form, "go"), icon=":material/delete_forever:", disabled=typed.strip() != user.name)
        if asked and submit(erase_person, user.name, form=form, success=t("Erased")) is not None:
            st.rerun()
