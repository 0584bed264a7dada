"""Who looks at this page, and since when: the first statement of every page and of every fragment."""

from __future__ import annotations

from datetime import datetime
from typing import NoReturn, cast

import streamlit as st

from core.base.clock import utc_now
from core.base.errors import Refused
from core.base.words import Language
from core.people.badge import read_badge
from core.people.session_book import the_session_book
from core.people.sign_in import SignedIn
from core.people.user import User
from core.ui.menu import page
from core.ui.run import once_a_run
from core.ui.words import LANGUAGE_KEY, speak, t

BADGE = "badge"
"""The key in `st.user`; named beside the gate's header in `.streamlit/config.toml`."""
LANGUAGE_COOKIE = "catruc_language"


def signed_in() -> SignedIn | None:
    """Return the live sign-in behind this browser page; None when there is none (any more)."""
    key = once_a_run("badge", lambda: read_badge(st.user.get(BADGE)))  # st.user looks for secrets each time
    return None if key is None else the_session_book().by_key(key, utc_now())


def enter() -> SignedIn:
    """Return the sign-in for the shell, and take over the person's language on the first run."""
    found = signed_in()
    if found is None:
        _stop(t("Your sign-in has ended. Reload the page to sign in again."))
    if LANGUAGE_KEY not in st.session_state:
        chosen = found.language or st.context.cookies.get(LANGUAGE_COOKIE)
        if chosen in ("vi", "en"):
            speak(cast("Language", chosen))
    return found


def current_user() -> User:
    """Return the person looking; a sign-in that ended stops the script here."""
    found = signed_in()
    if found is None:
        _stop(t("Your sign-in has ended. Reload the page to sign in again."))
    return found.user


def guard(page_key: str, *, in_fragment: bool = False) -> User:
    """Return the person looking, if they may see this page; anyone else's script stops here.

    Cheap (no database work unless something changed): call it first in each page and each fragment. With
    `in_fragment` the whole page is run again instead, so that nothing it drew before stays either.
    """
    found = signed_in()
    if in_fragment and (found is None or not found.user.may(page(page_key).right)):
        st.rerun()
    user = current_user()
    if not user.may(page(page_key).right):
        _stop(t("Your role may not open this page. Ask a manager or the owner."))
    return user


def on_the_wall() -> bool:
    """Tell whether this browser is a screen on the wall: it shows no sidebar."""
    return st.query_params.get("wall") == "1"


def asked_now() -> datetime:
    """Return the moment of this run, in UTC: the same through one run of the page or fragment."""
    return once_a_run("now", utc_now)


def _stop(why: str) -> NoReturn:
    st.warning(why, icon=":material/lock:")
    st.stop()
    raise Refused("Pages are shown to signed-in people only.")  # outside a running server `st.stop` goes on
