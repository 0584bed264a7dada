"""The sidebar: the pages by group, who is signed in, the language, the way out; the demo's banner."""

from __future__ import annotations

from typing import cast

import streamlit as st
from sqlmodel import Session

from core.base.appsettings import IS_DEMO, read_setting
from core.base.changes import Topic
from core.base.clock import utc_now
from core.base.opened import the_database
from core.base.words import Language, mark
from core.people.actions.sign_in import set_language, sign_out
from core.people.sign_in import SignedIn
from core.people.user import Right, Role, User
from core.ui.load import load
from core.ui.words import language, plain, speak, t

ROLE_NAMES = {Role.AGENT: mark("Agent"), Role.MANAGER: mark("Manager"), Role.OWNER: mark("Owner")}
LANGUAGE_NAMES: dict[Language, str] = {"vi": "Tiếng Việt", "en": "English"}


def draw_sidebar(signed_in: SignedIn) -> None:
    """Draw what stands below the list of pages."""
    with st.sidebar:
        if load(is_demo, topics=(Topic.PEOPLE,)):
            _demo_note(signed_in.user)
        st.caption(f"{plain(signed_in.user.display)} · {t(ROLE_NAMES[signed_in.user.role])}")
        st.segmented_control(
            t("Language"),
            list(LANGUAGE_NAMES),
            default=language(),
            format_func=lambda key: LANGUAGE_NAMES[cast("Language", key)],
            key="sidebar:language",
            label_visibility="collapsed",
            on_change=_choose_language,
            args=(signed_in,),
        )
        st.button(t("Sign out"), icon=":material/logout:", key="sidebar:sign_out", on_click=_leave, args=(signed_in,))


def _demo_note(user: User) -> None:
    if user.may(Right.MANAGE_PEOPLE):
        st.info(f"{t('Demo shop, invented data.')} [{t('Start for real')}](/start-for-real)", icon=":material/science:")
    else:
        st.info(t("Demo shop, invented data."), icon=":material/science:")


def _choose_language(signed_in: SignedIn) -> None:
    chosen = st.session_state.get("sidebar:language")
    if chosen in LANGUAGE_NAMES:
        speak(chosen)
        with the_database().write() as session:
            set_language(session, signed_in.user, chosen, now=utc_now())


def _leave(signed_in: SignedIn) -> None:
    with the_database().write() as session:
        sign_out(session, signed_in.user, signed_in.id, now=utc_now())


def is_demo(session: Session, user: User) -> bool:
    """Tell whether this database is the demo's."""
    return bool(read_setting(session, IS_DEMO, False))
