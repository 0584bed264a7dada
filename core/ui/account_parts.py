"""One's own account: password, other browsers."""

from __future__ import annotations

from datetime import datetime

import streamlit as st
from sqlmodel import Session

from core.base.errors import CaTrucError
from core.base.opened import the_database
from core.people.actions.accounts import OwnPassword, change_own_password, end_sign_ins
from core.people.actions.sign_in import begin_attempt
from core.people.passwords import MIN_LENGTH
from core.people.sign_in import SignedIn
from core.people.user import User
from core.ui.session import asked_now
from core.ui.submit import field, show_error, submit
from core.ui.words import t

FORM = "account:password"


def ask_password(signed_in: SignedIn) -> None:
    """Draw the form for a new password; the old one is asked as proof, and each try is counted like a sign-in."""
    with st.form(field(FORM, "form"), border=False, enter_to_submit=True):
        old = st.text_input(t("Present password"), type="password", key=field(FORM, "old"), autocomplete="current-password", placeholder="")
        new = st.text_input(
            t("New password"), type="password", key=field(FORM, "new"), autocomplete="new-password", placeholder="",
            help=t("At least {n} characters; a sentence of your own is best.", n=MIN_LENGTH),
        )  # fmt: skip
        again = st.text_input(
            t("New password once more"), type="password", key=field(FORM, "again"), autocomplete="new-password", placeholder=""
        )
        asked = st.form_submit_button(t("Change the password"), type="primary", icon=":material/key:")
    if not asked:
        return
    if new != again:
        st.error(t("The two new passwords differ. Type the new one twice."), icon=":material/error:")
        return
    try:
        with the_database().write() as session:
            attempt = begin_attempt(session, signed_in.user.name, f"user:{signed_in.user.id}", now=asked_now())
    except CaTrucError as error:
        show_error(error)
        return
    wanted = OwnPassword(old, new, signed_in.id, attempt.id)
    if submit(change_own_password, wanted, form=FORM, success=t("Password changed; other browsers are signed out")) is not None:
        st.rerun()


def other_browsers(signed_in: SignedIn) -> None:
    """Offer to sign every other browser out."""
    form = "account:others"
    asked = st.button(t("Sign out all other browsers"), key=field(form, "go"), icon=":material/logout:")
    if asked and submit(_end_others, signed_in.id, form=form, success=t("All other browsers are signed out")) is not None:
        st.rerun()


def _end_others(session: Session, user: User, kept: int, *, now: datetime) -> int:
    return end_sign_ins(session, user, user.id, now=now, keep=kept)
