"""Short words of success that survive the redraw right after the act."""

from __future__ import annotations

import time

import streamlit as st

_PENDING = "toasts:pending"
_SECONDS = 2.0  # a redraw follows its act at once; later runs have nothing to repeat


def toast(text: str, icon: str) -> None:
    """Show a toast now, and once more if the page draws itself anew at once (which would wipe it away)."""
    st.toast(text, icon=icon)
    st.session_state[_PENDING] = (text, icon, time.monotonic())


def show_pending() -> None:
    """Show what the run before had no time to show; the shell's first act."""
    pending = st.session_state.pop(_PENDING, None)
    if pending is not None and time.monotonic() - pending[2] < _SECONDS:
        st.toast(pending[0], icon=pending[1])


def settle() -> None:
    """Forget what was shown: this run came to its end."""
    st.session_state.pop(_PENDING, None)
